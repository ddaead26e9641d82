import Watch
import WatchWords

/// Groups that wait for their confirmation, for the municipality and the foundation.
struct WaitingModel: PageModel {
    static let template = "waiting"

    /// A group that waits.
    struct Line: Equatable, Sendable {
        let anchor: String
        let name: String
        let place: String
        let path: String
        let coordinators: String
        let since: String
        let channel: String
        let picture: AreaPicture
        /// With whom it shares its ground.
        let overlaps: [String]
        let hasOverlaps: Bool
        let confirmPath: String
        let declinePath: String
        let reason: FormField
        let isOpen: Bool
    }

    let frame: PageFrame
    let lines: [Line]
    let hasLines: Bool
    let mistakes: [Mistake]
    let hasMistakes: Bool

    /// What is known of a group that waits.
    struct Known: Sendable {
        let group: ListedGroup
        let coordinators: [String]
        let overlaps: [Overlap]
        let neighbours: [Area]
    }

    init(
        _ waiting: [Known], refused: (group: GroupId, typed: String)? = nil, refusals: [Refusal] = [],
        _ setting: PageSetting
    ) {
        let words = setting.words
        frame = PageFrame(words.text("waiting.title"), setting, live: LiveSubject(isWatching: true))
        lines = waiting.map { known in
            let group = known.group
            let clock = setting.clock(in: Jurisdiction.of(group.country))
            let isRefused = refused?.group == group.id
            let hectares = words.number(max(1, Int((group.area.surface / 10_000).rounded())))
            return Line(
                anchor: "group-\(group.id)", name: group.name, place: group.place, path: "/groups/\(group.slug)",
                coordinators: known.coordinators.joined(separator: ", "), since: clock.date(group.createdAt),
                channel: words.text("founding.channel.\(group.channel.rawValue)"),
                picture: AreaPicture(
                    group.area, beside: known.neighbours,
                    label: words.text("founding.picture", ["hectares": hectares])),
                overlaps: known.overlaps.map {
                    "\($0.name): "
                        + words.text("founding.share", ["percent": words.number(Int(($0.share * 100).rounded()))])
                },
                hasOverlaps: !known.overlaps.isEmpty, confirmPath: "/groups/\(group.slug)/confirmation",
                declinePath: "/groups/\(group.slug)/decline",
                reason: FormField(
                    "reason-\(group.id)", words.text("waiting.reason"), hint: words.text("waiting.reason.hint"),
                    value: isRefused ? refused?.typed ?? "" : "", limit: 300, field: isRefused ? "reason" : "-",
                    refusals: refusals, words: words), isOpen: isRefused)
        }
        hasLines = !lines.isEmpty
        mistakes = refusals.map {
            Mistake($0, words: words, names: refused.map { ["reason": "reason-\($0.group)"] } ?? [:])
        }
        hasMistakes = !mistakes.isEmpty
    }
}
