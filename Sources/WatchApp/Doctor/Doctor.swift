import Foundation
import Watch

/// What an operator asks before anybody in a street has to find out: whether all is there that Saar stands on, and what to
/// do about what is not. It changes nothing but a row that it takes away again, and says nothing that is secret.
public struct Doctor: Sendable {
    /// What was looked at, in this order.
    public enum Part: String, Encodable, Sendable, CaseIterable {
        case settings, share, database, schema, clock
        case registerKey = "register-key"
        case register
        case pushKey = "push-key"
        case mailer, channels, files, disk
    }

    /// How it is.
    public enum State: String, Encodable, Sendable {
        case good
        /// Saar serves with it; somebody may want it otherwise.
        case note
        /// Something will not work, or will end soon.
        case wrong
    }

    /// One thing that was looked at.
    public struct Finding: Hashable, Encodable, Sendable {
        public let part: Part
        public let state: State
        public let says: String
        /// What to do about it; nil where all is well.
        public let toDo: String?

        static func good(_ part: Part, _ says: String) -> Finding {
            Finding(part: part, state: .good, says: says, toDo: nil)
        }

        static func note(_ part: Part, _ says: String, toDo: String) -> Finding {
            Finding(part: part, state: .note, says: says, toDo: toDo)
        }

        static func wrong(_ part: Part, _ says: String, toDo: String) -> Finding {
            Finding(part: part, state: .wrong, says: says, toDo: toDo)
        }
    }

    public let findings: [Finding]

    /// Whether nothing is wrong.
    public var isWell: Bool { !findings.contains { $0.state == .wrong } }

    /// For a terminal: one finding a line, and under it what to do.
    public var text: String {
        let width = Part.allCases.map(\.rawValue.utf8.count).max() ?? 0
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.utf8.count))
        }
        return findings.map { finding in
            let head = "\(padded(finding.state.rawValue, 5))  \(padded(finding.part.rawValue, width))  "
            let toDo = finding.toDo.map { "\n\(padded("", 5 + 2 + width + 2))do: \($0)" } ?? ""
            return head + finding.says + toDo
        }.joined(separator: "\n")
    }

    /// For a program: `{"isWell": …, "findings": [{"part", "state", "says", "toDo"?}]}` on one line.
    public var json: String {
        struct Said: Encodable {
            let isWell: Bool
            let findings: [Finding]
        }
        let said = try? RegisterJSON.line(Said(isWell: isWell, findings: findings))
        return said ?? #"{"isWell":false,"findings":[]}"#
    }
}

// MARK: what is made of what was seen

extension Doctor {
    /// How far clocks may differ before leases and receipts, which servers hold against each other's, mean something else.
    static let mostClockError = Span.seconds(2)
    /// What stands out about a clock that is still good enough.
    static let strangeClockError = Span(milliseconds: 500)
    /// For how long news of an alert may be late before nobody can be at work on it.
    static let longestWait = Span.minutes(5)
    /// With less than this nothing can be kept soon, …
    static let leastSpace: Int64 = 256 << 20
    /// … and with less than this somebody has to think of it.
    static let scarceSpace: Int64 = 2 << 30
    /// Each open page holds a file open.
    static let fewFiles = 4_096

    /// The clock of this machine, held against the database's.
    ///
    /// - Parameters:
    ///   - asked: when the database was asked, by the clock here.
    ///   - answered: when it had answered, likewise.
    ///   - clock: what its clock said in between.
    ///   - signedAt: when a server of this house last signed the register, by its own clock.
    static func clock(asked: Moment, answered: Moment, clock: Moment, signedAt: Moment?) -> Finding {
        let toDo = "let chrony or systemd-timesyncd set the clocks of all machines (timedatectl)"
        let off = clock < asked ? asked - clock : clock > answered ? clock - answered : .seconds(0)
        let way = clock < asked ? "ahead of" : "behind"
        let words = "the clock here is \(seconds(off)) \(way) the database's"
        if off > mostClockError { return .wrong(.clock, words, toDo: toDo) }
        if let signedAt, signedAt - answered > mostClockError {
            return .wrong(
                .clock,
                "the register was signed \(seconds(signedAt - answered)) from now, by the clock here: that is behind, or "
                    + "another server's is ahead", toDo: toDo)
        }
        if off > strangeClockError { return .note(.clock, words, toDo: toDo) }
        return .good(.clock, "\(answered), as the database has it")
    }

    /// In seconds, rounded up to a tenth.
    private static func seconds(_ span: Span) -> String {
        let tenths = (span.milliseconds + 99) / 100
        return "\(tenths / 10).\(tenths % 10) s"
    }

    /// Whether people are being told.
    ///
    /// - Parameter waitingSince: since when the longest waits that should have been told by now.
    static func channels(hasMail: Bool, hasPush: Bool, waitingSince: Moment?, at now: Moment) -> Finding {
        if let since = waitingSince, now - since > longestWait {
            return .wrong(
                .channels, "somebody should have been told of an alert at \(since), and has not been",
                toDo: "see whether a server runs (systemctl status saar), and what its log says")
        }
        let ways = ["open pages", hasPush ? "pushes" : nil, hasMail ? "e-mail" : nil].compactMap(\.self)
        let says = "people are told by \(ways.joined(separator: ", "))"
        guard hasMail else { return .wrong(.channels, says, toDo: "see the line of the mailer") }
        return .good(.channels, says)
    }

    /// How much room there is.
    struct Space: Hashable, Sendable {
        let free: Int64
        /// How many more files there may be; nil where the system sets no number.
        let files: Int64?
    }

    /// - Parameters:
    ///   - space: nil where it cannot be told.
    ///   - what: what lies there.
    static func disk(_ space: Space?, _ folder: String, of what: String) -> Finding {
        guard let space else {
            return .wrong(
                .disk, "how much is free at \(folder), for \(what), cannot be told",
                toDo: "see that the folder is there and may be read")
        }
        let free = "\(space.free / (1 << 20)) MiB free at \(folder), for \(what)"
        let toDo = "make room, or move it to a larger disk: what finds no room is not kept, and people are told so"
        if space.free < leastSpace { return .wrong(.disk, free, toDo: toDo) }
        if let files = space.files, files < 1_000 {
            return .wrong(.disk, "room for only \(files) more files at \(folder), for \(what)", toDo: toDo)
        }
        return space.free < scarceSpace ? .note(.disk, free, toDo: toDo) : .good(.disk, free)
    }

    /// - Parameter most: how many files the system lets this program open.
    static func files(_ most: Int) -> Finding {
        let says = "\(most) files may be open at once, each open page being one"
        guard most < fewFiles else { return .good(.files, says) }
        return .note(.files, says, toDo: "LimitNOFILE in the unit, as deploy/saar.service has it, or ulimit -Hn")
    }
}
