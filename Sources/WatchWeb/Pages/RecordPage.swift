import Watch
import WatchWords

/// Everything that Saar keeps of somebody, for themselves to read; the same can be downloaded.
struct RecordModel: PageModel {
    static let template = "record"

    /// A line of what they reported or said.
    struct Line: Equatable, Sendable {
        let label: String
        let at: Stamp
        let text: String?
        /// What went to the police alone.
        let policeText: String?
    }

    let frame: PageFrame
    let facts: [Fact]
    let groups: [Fact]
    let hasGroups: Bool
    let alerts: [Line]
    let hasAlerts: Bool
    let said: [Line]
    let hasSaid: Bool
    let counts: [String]
    let recordPath: String
    let mePath: String

    init(_ record: PersonRecord, _ setting: PageSetting) {
        let words = setting.words
        let clock = setting.clock(in: .usual)
        frame = PageFrame(words.text("record.title"), setting)
        let language = LanguageChoice.all(current: record.language).first(where: \.isCurrent)?.name
        facts = [
            ("me.firstName", record.firstName), ("me.lastName", record.lastName), ("sign-in.email", record.email),
            ("me.language", language), ("record.since", clock.date(record.createdAt)),
            ("record.offices", record.offices.isEmpty ? nil : record.offices.joined(separator: ", ")),
        ].compactMap { key, text in
            text.flatMap { $0.isEmpty ? nil : Fact(label: words.text(key), text: $0) }
        }
        let places = record.groups.map { place in
            let standing =
                place.standing == .approved && place.role == .coordinator
                ? words.text("member.coordinator") : words.text("me.standing.\(place.standing.rawValue)")
            return Fact(
                label: place.group, text: [standing, place.note].compactMap { $0 }.joined(separator: " · "))
        }
        groups =
            places
            + record.askedToLead.map {
                Fact(
                    label: $0.group, text: words.text("record.asked", ["date": clock.date($0.until)]))
            }
        hasGroups = !groups.isEmpty
        alerts = record.alerts.map { alert in
            let seen = [
                alert.observation.behaviour, alert.location?.description, alert.observation.appearance,
                alert.observation.vehicle,
            ].compactMap { $0 }
            return Line(
                label: words.title(AlertTitle(alert.kind, seen: seen)),
                at: clock.stamp(alert.sharedAt ?? record.createdAt),
                text: seen.isEmpty ? nil : seen.joined(separator: "\n"),
                policeText: alert.policeOnly?.lines)
        }
        hasAlerts = !alerts.isEmpty
        said = record.messages.map { message in
            Line(
                label: words.text("said.\(message.kind.rawValue)"), at: clock.stamp(message.at), text: message.text,
                policeText: message.policeOnly?.lines)
        }
        hasSaid = !said.isEmpty
        counts = [
            words.count("me.devices", record.devices.count), words.count("record.push", record.pushDevices.count),
            words.count("record.flags", record.flags),
            words.count("record.receipts", record.receipts), words.count("record.notices", record.notices),
            words.count("record.letters", record.letters),
        ]
        recordPath = SiteURL.record.path
        mePath = SiteURL.me.path
    }
}
