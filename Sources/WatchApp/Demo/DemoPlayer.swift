import Foundation
import Logging
import ServiceLifecycle
import Watch
import WatchWeb
import WatchWords

/// Brings the demo street to life: plays an evening there in real time, rests, and begins again, so that pages have
/// something to show for as long as somebody watches.
///
/// It goes through the desks, as the requests of people do, and so by every rule. What is refused, because a visitor
/// was quicker, is told and passed over; nothing stops it but the end of the house, and that at once.
public struct DemoPlayer: Service, CustomStringConvertible {
    /// What was done, for who watches the terminal.
    public struct Step: Sendable {
        public let at: Moment
        /// What the clock on the wall says in the street: `21:04:12`.
        public let clock: String
        /// Who did it; nil where nobody did anything.
        public let firstName: String?
        /// What they did, as the street would tell it.
        public let words: String
        /// The address of the page that shows it.
        public let page: String
        /// Why it was not done: a refusal's code, or `fault` where something broke. Nil when all went well.
        public let undone: String?

        /// All of it in one line.
        public var line: String {
            let failure = undone.map { " (niet gedaan: \($0))" } ?? ""
            return "\(clock)  \(firstName.map { $0 + " " } ?? "")\(words)\(failure)  \(page)"
        }
    }

    /// Lets so much time pass, or throws when it is all over.
    public typealias Wait = @Sendable (Duration) async throws -> Void

    private let wiring: Wiring
    private let evening: DemoEvening
    private let pace: Double
    private let wait: Wait
    private let tell: @Sendable (Step) -> Void
    private let addresses: AsyncStream<String>
    private let begun: AsyncStream<String>.Continuation

    /// - Parameters:
    ///   - pace: how many times as fast as written the evening goes; above 0. From some hundreds on it meets the limits
    ///     on how much one person may say, and is refused now and then.
    ///   - wait: lets time pass; handed in, so that a test need not wait.
    ///   - tell: called after each step.
    public init(
        _ wiring: Wiring, evening: DemoEvening = .schilderskwartier, pace: Double = 1,
        wait: @escaping Wait = { try await Task.sleep(for: $0) }, tell: @escaping @Sendable (Step) -> Void
    ) {
        self.wiring = wiring
        self.evening = evening
        self.pace = pace
        self.wait = wait
        self.tell = tell
        (addresses, begun) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(1))
    }

    public var description: String { "evening" }

    /// The curtain: people can come in at this address. Before that, nothing is played.
    public func begin(at url: String) { begun.yield(url) }

    /// Plays evening after evening, from `begin` on until the house closes.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            guard let url = await addresses.first(where: { _ in true }) else { return }
            while !Task.isCancelled {
                do {
                    try await play(at: url)
                    try await wait(evening.rest / pace)
                } catch is CancellationError {
                    return
                } catch {
                    failed(error)
                }
            }
        }
    }

    /// Plays one evening, in a street that was made ready for it: everybody is in who was, and what is open is closed.
    ///
    /// - Parameter url: where people find the site.
    /// - Throws: what `wait` throws, and `CancellationError`; nothing that goes wrong on the stage.
    public func play(at url: String) async throws {
        let address = try? await wiring.groups.group(.id(evening.group))
        let street = url + (address.map { SiteURL.group(Group.Address($0)) } ?? .home).path
        var course = Course()
        try await gather(street)
        try await closeLeftovers(url)
        for scene in evening.scenes {
            try await wait(scene.after / pace)
            let undone = try await attempt { try await play(scene, &course) }
            let page = scene.person == nil ? nil : course.alert.map { url + SiteURL.alert($0).path }
            say(scene.person, scene.deed.told, page: page ?? street, undone)
        }
    }

    // MARK: the scenes

    /// How far the evening has come.
    private struct Course {
        var alert: AlertId?
        var lastWords: [PersonId: MessageId] = [:]
    }

    private func play(_ scene: DemoEvening.Scene, _ course: inout Course) async throws {
        guard let person = scene.person else { return }
        if case .report(let sight) = scene.deed {
            // Should it be refused, what follows must not land in the alert before.
            course = Course()
            let report = sight.report(at: wiring.surroundings.now())
            course.alert = try await wiring.alerts.share(report, in: evening.group, by: person).alert
            return
        }
        guard let alert = course.alert else { throw Refusal(.notFound) }
        switch scene.deed {
        case .pause, .report: return
        case .react(let kind, let text, let location):
            let words = AlertDesk.Words(kind: kind, text: text, location: location)
            course.lastWords[person] = try await wiring.alerts.react(words, to: alert, by: person).message
        case .correct(let text):
            course.lastWords[person] = try await wiring.alerts.correct(text, of: alert, by: person).message
        case .flag(let author):
            guard let message = course.lastWords[author] else { throw Refusal(.notFound) }
            _ = try await wiring.alerts.flag(message, by: person)
        case .retract(let author):
            guard let message = course.lastWords[author] else { throw Refusal(.notFound) }
            _ = try await wiring.alerts.retract(message, by: person)
        case .hold: _ = try await wiring.alerts.hold(alert, by: person)
        case .close(let outcome, let text):
            _ = try await wiring.alerts.close(alert, outcome, text: text, by: person)
        case .reopen: _ = try await wiring.alerts.reopen(alert, by: person)
        }
    }

    // MARK: before the evening

    /// Lets those in again whom a visitor made leave, or suspended.
    private func gather(_ street: String) async throws {
        guard let home = DemoStreet.neighbourhoods.first(where: { $0.id == evening.group }) else { return }
        for neighbour in DemoStreet.people where neighbour.group == home.id {
            var isBack = false
            let undone = try await attempt {
                guard try await wiring.groups.hearing(of: neighbour.id, in: home.id) == nil else { return }
                isBack = true
                let member = try await wiring.members.own(neighbour.id, in: home.id)
                guard let member, member.standing != .left else {
                    return try await Demo(wiring).admit(neighbour.id, to: home)
                }
                _ = try await wiring.members.change(
                    .id(member.id), in: home.id, to: Member.Wish(standing: .approved), by: home.coordinator)
            }
            if isBack || undone != nil { say(neighbour.id, "doet weer mee", page: street, undone) }
        }
    }

    /// Closes what is open, by the police: what an evening left that was killed, and what visitors began.
    private func closeLeftovers(_ url: String) async throws {
        var open: [Alert] = []
        _ = try await attempt {
            guard let hearing = try await wiring.groups.hearing(of: evening.officer, in: evening.group) else { return }
            open = try await wiring.alerts.alerts(of: hearing, limit: 200).filter(\.isOpen)
        }
        for alert in open {
            let undone = try await attempt {
                _ = try await wiring.alerts.close(
                    alert.id, .unknown, text: evening.leftover, by: evening.officer)
            }
            let told = DemoEvening.Deed.close(.unknown, evening.leftover).told
            say(evening.officer, told, page: url + SiteURL.alert(alert.id).path, undone)
        }
    }

    // MARK: what they share

    /// Does it.
    ///
    /// - Returns: why it was not done; nil when it was.
    /// - Throws: `CancellationError` alone.
    private func attempt(_ work: () async throws -> Void) async throws -> String? {
        do {
            try await work()
            return nil
        } catch let refusal as Refusal {
            return refusal.code.rawValue
        } catch {
            try Task.checkCancellation()
            failed(error)
            return "fault"
        }
    }

    private func failed(_ error: any Error) {
        wiring.logger.error("a scene failed", metadata: ["error": "\(type(of: error))"])
    }

    private func say(_ person: PersonId?, _ words: String, page: String, _ undone: String?) {
        let now = wiring.surroundings.now()
        let country = DemoStreet.neighbourhoods.first { $0.id == evening.group }?.country ?? Jurisdiction.usual.country
        let zone = Jurisdiction.of(country).timeZone
        let minute = wiring.surroundings.localTime.minuteOfDay(now, zone: zone)
        let second = Int(now.milliseconds / 1_000 % 60)
        let clock = [minute / 60, minute % 60, second].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
        let name = person.flatMap { id in DemoStreet.people.first { $0.id == id }?.firstName }
        tell(Step(at: now, clock: clock, firstName: name, words: words, page: page, undone: undone))
    }
}

extension DemoEvening.Deed {
    /// What was done, after the name of who did it. In Dutch, as the street tells it.
    var told: String {
        switch self {
        case .pause(let words): words
        case .report(let sight):
            "meldt: \(sight.observation.behaviour ?? "") \(sight.location.description ?? "")"
        case .react(let kind, let text, let location):
            ([Self.told(kind)] + [location?.description, text].compactMap(\.self)).joined(separator: ": ")
        case .correct(let text): "verbetert: \(text)"
        case .flag: "wijst de beheerder op een bericht"
        case .retract: "trekt een bericht in"
        case .hold: "houdt de melding open"
        case .close(let outcome, let text): "sluit (\(Self.told(outcome))): \(text)"
        case .reopen: "opent de melding opnieuw"
        }
    }

    private static func told(_ kind: Message.Kind) -> String {
        switch kind {
        case .onTheLookout: "kijkt mee uit"
        case .sighting: "ziet iets"
        case .policeOnScene: "zegt dat de politie er is"
        case .knownPerson: "kent deze persoon"
        case .information, .alert, .correction, .closure: "laat weten"
        }
    }

    private static func told(_ outcome: Alert.Outcome) -> String {
        switch outcome {
        case .caught: "aangehouden"
        case .gone: "weg"
        case .falseAlarm: "loos alarm"
        case .unknown: "onbekend"
        }
    }
}
