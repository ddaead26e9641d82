/// How a line is known to be alive. The stream goes by it, and the pages are told.
public enum LivePulse {
    /// How often each stream gets a sign of life.
    public static let heartbeat: Duration = .seconds(20)

    /// After how much silence a page takes its line for dead, and opens it anew: two signs were lost, and the next is due.
    public static let silence: Duration = .seconds(50)
}
