import Dispatch
import Foundation
import Synchronization

/// The threads on which everything is made that strangers may ask for: at most half of the processors, however many ask.
/// Swift's own threads, of which there are as many as processors, are left to reports and live streams, which so never
/// stand behind somebody's map of the country.
final class OpenThreads: TaskExecutor {
    /// Those of this process.
    static let shared = OpenThreads(max(1, ProcessInfo.processInfo.activeProcessorCount / 2))

    private let queues: [DispatchQueue]
    private let next = Atomic<UInt>(0)

    /// - Parameter count: how much may be made at once.
    init(_ count: Int) {
        queues = (0..<count).map { DispatchQueue(label: "saar.open.\($0)") }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let turn = next.wrappingAdd(1, ordering: .relaxed).oldValue
        queues[Int(turn % UInt(queues.count))].async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
