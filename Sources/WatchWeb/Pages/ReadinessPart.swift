import Watch
import WatchWords

/// Whether a group would wake tonight, for who leads it: a part of the page of its members. Numbers, and the first names of
/// those alone who may not know that something of theirs is broken: their coordinator meets them at the door.
struct ReadinessPart: Equatable, Sendable {
    /// Names that stand there at most: beyond that the numbers say it.
    static let mostNames = 20

    /// So many, by this way or for this reason.
    struct Line: Equatable, Sendable {
        let label: String
        let number: String
    }

    /// Somebody to be told, and what is the matter.
    struct Person: Equatable, Sendable {
        let name: String
        let reason: String
    }

    let line: String
    // For the bar.
    let reachable: Int
    let members: Int
    let lines: [Line]
    let toMend: [Person]
    let hasToMend: Bool
    /// How many more of those there are.
    let more: String?

    init(_ readiness: GroupReadiness, _ words: Catalogue) {
        line = words.text(
            "members.ready.line",
            ["reachable": words.number(readiness.reachable), "members": words.number(readiness.members)])
        reachable = readiness.reachable
        members = max(readiness.members, 1)
        let ways = NoticeChannel.allCases.compactMap { channel in
            readiness.channels[channel].map { (words.text("members.ready.by.\(channel.rawValue)"), $0) }
        }
        let reasons = GroupReadiness.Reason.allCases.compactMap { reason in
            readiness.unreachable[reason].map { (words.text("members.ready.\(reason.rawValue)"), $0) }
        }
        lines = (ways + reasons).map { Line(label: $0, number: words.number($1)) }
        toMend = readiness.toMend.prefix(ReadinessPart.mostNames).map { person in
            Person(name: person.firstName, reason: words.text("members.ready.\(person.reason.rawValue)"))
        }
        hasToMend = !toMend.isEmpty
        let left = readiness.toMend.count - toMend.count
        more = left > 0 ? words.text("members.ready.more", ["count": words.number(left)]) : nil
    }
}
