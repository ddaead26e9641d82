#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Starts programs so that they get what is meant for them and nothing else of this server.
enum ProgramStart {
    /// A pipe; both ends are closed in any program that is started.
    static func pipe() throws -> (reading: CInt, writing: CInt) {
        var ends: [CInt] = [-1, -1]
        #if canImport(Glibc)
        let made = Glibc.pipe(&ends)
        #else
        let made = Darwin.pipe(&ends)
        #endif
        guard made == 0 else { throw SendmailFault.couldNotStart(errno: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        #if canImport(Darwin)
        // Here SIGPIPE is for the whole process, and blocking it in one thread would not do.
        _ = fcntl(ends[1], F_SETNOSIGPIPE, 1)
        #endif
        return (ends[0], ends[1])
    }

    /// Starts the program in a process group of its own, with `input` as its standard input, the other two on
    /// /dev/null, no further open file, only this environment, and signals as programs expect them.
    ///
    /// - Returns: its process id, and so its group's. Whoever started it must wait for it.
    static func start(
        _ program: String, _ arguments: [String], _ environment: [String], input: CInt
    ) throws -> pid_t {
        #if canImport(Glibc)
        var files = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #else
        var files: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #endif
        try check(posix_spawn_file_actions_init(&files))
        defer { posix_spawn_file_actions_destroy(&files) }
        try check(posix_spawn_file_actions_adddup2(&files, input, 0))
        try check(posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0))
        try check(posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0))

        try check(posix_spawnattr_init(&attributes))
        defer { posix_spawnattr_destroy(&attributes) }
        var flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        #if canImport(Glibc)
        guard let closeFrom else { throw SendmailFault.couldNotStart(errno: ENOSYS) }
        try check(closeFrom(&files, 3))
        #else
        flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
        #endif
        // A server may ignore or block signals; what it starts would inherit that.
        var none = sigset_t()
        sigemptyset(&none)
        try check(posix_spawnattr_setsigmask(&attributes, &none))
        var usual = sigset_t()
        sigemptyset(&usual)
        for signal in [SIGPIPE, SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGUSR1, SIGUSR2] {
            sigaddset(&usual, signal)
        }
        try check(posix_spawnattr_setsigdefault(&attributes, &usual))
        try check(posix_spawnattr_setpgroup(&attributes, 0))
        try check(posix_spawnattr_setflags(&attributes, Int16(flags)))

        var pid = pid_t()
        try withStrings([program] + arguments) { arguments in
            try withStrings(environment) { environment in
                try check(posix_spawn(&pid, program, &files, &attributes, arguments, environment))
            }
        }
        return pid
    }

    /// The strings as C has them, up to a nil, for as long as `body` takes.
    private static func withStrings(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) throws -> Void
    ) throws {
        let copies: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        guard copies.allSatisfy({ $0 != nil }) else { throw SendmailFault.couldNotStart(errno: ENOMEM) }
        try (copies + [nil]).withUnsafeBufferPointer { pointers in
            guard let base = pointers.baseAddress else { return }
            try body(base)
        }
    }

    #if canImport(Glibc)
    private typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, CInt) -> CInt

    /// Closes all files from a number on, in the program that is started: none can slip through that another thread
    /// opens just now, as with a list made before. glibc has it since 2.34 (2021), but shows it to GNU sources alone,
    /// which Swift is not; so it is looked up by its name.
    private static let closeFrom: CloseFrom? = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np").map {
        unsafeBitCast($0, to: CloseFrom.self)
    }
    #endif

    private static func check(_ result: CInt) throws {
        if result != 0 { throw SendmailFault.couldNotStart(errno: result) }
    }
}
