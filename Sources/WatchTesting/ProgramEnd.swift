import Glibc

/// Waits until a program that was started from here has ended. Blocks its thread: never on one of Swift's pool.
///
/// Foundation's `waitUntilExit` listens for the end of a socket instead. A server that is started by another test in the
/// same instant may inherit that socket, and then nobody hears the end for as long as the server runs.
///
/// - Returns: its status, or the signal that ended it; nil when somebody else has taken note of its end already.
public func waitForEnd(of program: pid_t) -> Int32? {
    var told = siginfo_t()
    while waitid(P_PID, id_t(program), &told, WEXITED | WNOWAIT) != 0 {
        guard errno == EINTR else { return nil }
    }
    return told._sifields._sigchld.si_status
}
