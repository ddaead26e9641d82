import Dispatch

/// Runs everything of a night one after another, in the order in which it was handed in: what the desks do side by side happens
/// in one order, too, so that a seed replays.
final class NightThread: TaskExecutor {
    private let queue = DispatchQueue(label: "saar.night")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
