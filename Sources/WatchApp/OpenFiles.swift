#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Each open page holds a file of this process open: Saar takes as many as the system lets it have.
public enum OpenFiles {
    /// Raises the soft limit to the hard one.
    ///
    /// - Returns: how many files may be open from now on.
    @discardableResult
    public static func raiseLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        limit.rlim_cur = limit.rlim_max
        guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        return Int(clamping: limit.rlim_cur)
    }
}
