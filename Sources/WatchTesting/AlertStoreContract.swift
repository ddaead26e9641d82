import Watch

/// Where alerts are kept, with the Kerkstraat in it, and with nothing that has happened there yet.
public protocol AlertStoreSide: Sendable {
    /// The store under test.
    var alertStore: any AlertStore { get }

    /// Where it keeps what is due.
    var dueStore: any DueStore { get }

    /// Moved by the contract.
    var clock: ManualClock { get }

    /// Its clock, its chances and its hours.
    var surroundings: Surroundings { get }

    /// The street as it now is.
    func group() async throws -> Group?

    /// As what somebody hears the street.
    func hearing(_ person: PersonId) async throws -> Hearing?

    /// What stands in the register of the street, in its order.
    func registered() async throws -> [RegisterEntry.Kind]
}

/// What holds wherever alerts are kept: in memory, for tests of the rules, and in every database. The desk decides; what is
/// asked here is whether its decisions are kept whole, in order and once.
public struct AlertStoreContract: Sendable {
    private let side: any AlertStoreSide
    private let desk: AlertDesk
    private let street = Street.group.id
    private var found: [String] = []

    /// The contract of this store.
    public init(_ side: any AlertStoreSide) {
        self.side = side
        desk = AlertDesk(store: side.alertStore, announcer: RecordingAnnouncer(), surroundings: side.surroundings)
    }

    /// What the store does not keep to; empty where it does. Called once.
    public mutating func breaches() async throws -> [String] {
        try await sharing()
        try await refusing()
        try await asking()
        try await speaking()
        try await counting()
        try await showing()
        try await ending()
        try await whatIsDue()
        try await retiring()
        return found
    }

    private mutating func expect(_ isSo: Bool, _ promise: String) { if !isSo { found.append(promise) } }

    private mutating func expectRefusal(
        _ code: Refusal.Code, _ promise: String, _ work: () async throws -> Void
    ) async throws {
        let before = (try await side.group(), try await side.registered())
        let refused = await Refusal.of(work)
        if refused?.code != code {
            expect(false, "\(promise): \(code.rawValue), and not \(refused?.code.rawValue ?? "done")")
        }
        let after = (try await side.group(), try await side.registered())
        expect(before == after, "\(promise): it leaves no trace")
    }

    // MARK: what is asked

    /// Anna shares a burglary of its own, an hour after whatever was before.
    private func share(request: RequestKey? = nil) async throws -> AlertOutcome {
        try await desk.share(
            Street.burglary(call: Street.called(at: side.clock.now()), isSeparate: true), in: street,
            by: Street.anna.id, request: request)
    }

    private func state() async throws -> (sequence: Int64, open: Int) {
        let group = try await side.group()
        return (group?.lastSequence ?? -1, group?.openAlerts ?? -1)
    }

    private mutating func sharing() async throws {
        expect(try await state() == (0, 0), "nothing has happened yet")
        let first = try await share()
        expect(first.events == [Placement(group: street, sequence: 1)], "a sharing is event 1, not \(first.events)")
        expect(try await state() == (1, 1), "it wakes the group")
        expect(try await side.registered() == [.alertShared], "it is registered")
        let file = try await side.alertStore.file(first.alert, for: Street.bram.id)
        expect(
            file?.alert.isOpen == true && file?.messages == [] && file?.hearing.audience == .neighbour,
            "who hears reads it")
        expect(file?.alert.message == first.message, "its own text is the message it brought")
        expect(
            try await side.alertStore.file(first.alert, for: Street.fatima.id) == nil, "who does not hear reads nothing"
        )
        expect(
            try await side.alertStore.file(Street.fixed("d9"), for: Street.bram.id) == nil,
            "what there is not is nothing")
        if let message = first.message {
            expect(try await side.alertStore.alert(of: message) == first.alert, "it is found by its message")
        }
        expect(try await side.alertStore.alert(of: Street.fixed("c9")) == nil, "an unknown message leads nowhere")
        expect(try await side.alertStore.reporter(of: first.alert) == Street.anna.id, "its reporter is known")
        // Of the same moment none is the newer one.
        side.clock.advance(by: .seconds(1))
        let second = try await share()
        expect(second.events == [Placement(group: street, sequence: 2)], "sequences have no gap")
        let around = try await side.alertStore.openAlerts(around: street, for: Street.bram.id)
        expect(around.map(\.id) == [second.alert, first.alert], "open alerts, the newest first")
        let past = try await side.alertStore.events(of: street, after: 0, limit: 9)
        expect(past.map(\.event.sequence) == [1, 2], "events in order")
        expect(
            try await side.alertStore.events(of: street, after: 1, limit: 9).map(\.event.sequence) == [2],
            "above a sequence")
        expect(try await side.alertStore.events(of: street, after: 0, limit: 1).map(\.event.sequence) == [1], "so many")
        if let event = past.first?.event {
            let places = try await side.alertStore.placements(of: event.id)
            expect(places?.placements == [event.placement] && places?.event == event.id, "an event stands somewhere")
        }
        expect(try await side.alertStore.placements(of: Street.fixed("f9")) == nil, "an unknown event stands nowhere")
    }

    private mutating func refusing() async throws {
        let (desk, street, store) = (desk, street, side.alertStore)
        let (now, open) = (side.clock.now(), try await store.openAlerts(around: street, for: Street.bram.id))
        let report = Street.burglary(call: Street.called(at: now))
        try await expectRefusal(.notFound, "a group that there is not") {
            _ = try await desk.share(report, in: Street.fixed("e9"), by: Street.anna.id)
        }
        try await expectRefusal(.notAMember, "who does not hear the group") {
            _ = try await desk.share(report, in: street, by: Street.fatima.id)
        }
        try await expectRefusal(.incidentAlreadyOpen, "what the decision refuses") {
            _ = try await desk.share(report, in: street, by: Street.bram.id)
        }
        try await expectRefusal(.notFound, "an alert that there is not") {
            _ = try await desk.close(Street.fixed("d9"), .gone, text: nil, by: Street.anna.id)
        }
        try await expectRefusal(.notFound, "an alert that is not one's own to see") {
            _ = try await desk.close(open[0].id, .gone, text: nil, by: Street.fatima.id)
        }
    }

    private mutating func asking() async throws {
        side.clock.advance(by: .hours(2))
        let key = RequestKey(route: "POST /x", key: "k", bodyHash: [1])
        let first = try await share(request: key)
        let before = try await state()
        let again = try await share(request: key)
        expect(again.alert == first.alert && again.isReplay && again.events.isEmpty, "the same key, the same answer")
        expect(try await state() == before, "nothing is shared again")
        let (desk, street, now) = (desk, street, side.clock.now())
        try await expectRefusal(.idempotencyKeyReused, "the same key for something else") {
            _ = try await desk.share(
                Street.burglary(call: Street.called(at: now)), in: street, by: Street.anna.id,
                request: RequestKey(route: "POST /x", key: "k", bodyHash: [2]))
        }
        let other = try await desk.close(first.alert, .gone, text: nil, by: Street.carla.id, request: key)
        expect(!other.isReplay, "another person's key is another key")
        side.clock.advance(by: RequestKey.lifetime)
        side.clock.advance(by: .seconds(1))
        expect(try await !share(request: key).isReplay, "a key is forgotten after its time")
    }

    private mutating func speaking() async throws {
        side.clock.advance(by: .hours(2))
        let alert = try await share().alert
        let start = try await state().sequence
        let said = try await desk.react(
            AlertDesk.Words(kind: .sighting, text: "Hij rent weg"), to: alert, by: Street.bram.id)
        expect(said.events.map(\.sequence) == [start + 1], "a reaction is an event")
        guard let message = said.message else { return expect(false, "a reaction is a message") }
        let file = try await side.alertStore.file(alert, for: Street.carla.id)
        expect(
            file?.messages.map(\.text) == ["Hij rent weg"] && file?.messages.map(\.id) == [message], "it is in the file"
        )
        for _ in 0..<2 { _ = try await desk.flag(message, by: Street.anna.id) }
        expect(try await state().sequence == start + 1, "a flag is no event")
        expect(try await side.registered().suffix(2) == [.reactionAdded, .messageFlagged], "and is registered once")
        expect(
            try await side.alertStore.file(alert, for: Street.carla.id)?.flags == [message: 1], "coordinators see flags"
        )
        expect(try await side.alertStore.file(alert, for: Street.bram.id)?.flags == [:], "neighbours do not")
        expect(try await side.alertStore.flagged(in: [street], limit: 5) == [street: [alert]], "it is found as flagged")
        expect(try await side.alertStore.flagged(in: [Street.nextGroup.id], limit: 5).isEmpty, "and in no other group")
        _ = try await desk.retract(message, by: Street.carla.id)
        let past = try await side.alertStore.events(of: street, after: start, limit: 9)
        expect(past.map(\.event.alertNews?.kind) == [.reactionAdded, .messageRetracted], "a retraction is an event")
        expect(past.first?.isRetracted == true, "history knows what was taken back")
        expect(
            try await side.alertStore.flagged(in: [street], limit: 5).isEmpty, "what was taken back is not pointed out")
    }

    private mutating func counting() async throws {
        side.clock.advance(by: .hours(2))
        let alert = try await share().alert
        _ = try await desk.correct("Het is nummer 17", of: alert, by: Street.anna.id)
        _ = try await desk.react(AlertDesk.Words(kind: .sighting, text: "Daar"), to: alert, by: Street.anna.id)
        _ = try await desk.hold(alert, by: Street.carla.id)
        for (after, counts) in [(Span.seconds(1), [1, 1, 1]), (.minutes(2), [0, 1, 1]), (.hours(1), [0, 0, 0])] {
            side.clock.advance(by: after)
            let seen = try await scene(of: alert, by: Street.anna.id)
            expect(seen == counts, "what there is a limit for is counted: \(counts), and not \(seen)")
        }
    }

    /// What is counted in a scene on which nothing is decided.
    private func scene(of alert: AlertId, by person: PersonId) async throws -> [Int] {
        do {
            _ = try await side.alertStore.change(.alert(alert), by: person, at: side.clock.now(), request: nil) {
                scene throws(Refusal) in
                throw Refusal(
                    .notAllowed,
                    [
                        "counts":
                            "\(scene.recentReactions) \(scene.recentCorrections) \(scene.recentTurns)"
                    ])
            }
            return []
        } catch let refusal as Refusal {
            return (refusal.parameters["counts"] ?? "").split(scalar: " ").compactMap { Int($0) }
        }
    }

    private mutating func showing() async throws {
        side.clock.advance(by: .hours(2))
        let alert = try await share().alert
        guard let event = try await side.alertStore.file(alert, for: Street.carla.id)?.news.first else {
            return expect(false, "a page says which news it shows")
        }
        side.clock.advance(by: .seconds(3))
        _ = try await side.alertStore.receive([event], by: Street.anna.id, channel: .live, at: side.clock.now())
        let grown = try await side.alertStore.receive(
            [event], by: Street.carla.id, channel: .live, at: side.clock.now())
        expect(grown == [GrownReach(alert: alert, home: street)], "a receipt of a sharing is told")
        let again = try await side.alertStore.receive(
            [event], by: Street.carla.id, channel: .mail, at: side.clock.now())
        expect(again.isEmpty, "a second one changes nothing")
        let reach = try await side.alertStore.reach(of: alert)
        expect(reach.audience == 2 && reach.told == 1, "who reported it is not counted: \(reach)")
        expect(reach.within.seconds4 == 1 && reach.within.seconds1 == 0, "it is known how long it took")
    }

    private mutating func ending() async throws {
        side.clock.advance(by: .hours(2))
        let before = try await state()
        let alert = try await share().alert
        let link = try await side.alertStore.file(alert, for: Street.anna.id)?.alert.link ?? ""
        expect(try await side.alertStore.file(link: link)?.alert.id == alert, "it is found by its link")
        expect(try await side.alertStore.file(link: "x") == nil, "and by no other")
        _ = try await desk.close(alert, .caught, text: "Aangehouden", by: Street.deWit.id)
        expect(
            try await state() == (before.sequence + 2, before.open), "an end is an event, and nobody's alarm any more")
        let file = try await side.alertStore.file(alert, for: Street.bram.id)
        expect(
            file?.alert.closure?.outcome == .caught && file?.messages.map(\.text) == ["Aangehouden"], "with its words")
        expect(try await side.alertStore.file(link: link)?.alert.isOpen == false, "the link is kept")
        let figures = try await side.alertStore.figures(of: street, since: side.clock.now(), limit: 9)
        expect(figures.map(\.outcome) == [.caught] && figures.first?.reactions == nil, "it has figures")
        guard let hearing = try await side.hearing(Street.bram.id) else {
            return expect(false, "Bram hears the street")
        }
        let listed = try await side.alertStore.alerts(of: hearing, limit: 50)
        let (open, over) = (listed.prefix { $0.isOpen }, listed.drop { $0.isOpen })
        expect(open.count == before.open && !over.contains(where: \.isOpen), "open alerts stand first")
        expect(over.first?.id == alert, "and then the newest")
    }

    private mutating func whatIsDue() async throws {
        side.clock.advance(by: .hours(1))
        let alert = try await share().alert
        let lease = Span.seconds(30)
        let side = side
        func claim() async throws -> [Due] {
            try await side.dueStore.claim([.alert], at: side.clock.now(), lease: lease, limit: 50)
                .filter { $0.subject.alert == alert }
        }
        expect(try await claim().isEmpty, "nothing is due yet")
        side.clock.advance(by: Street.jurisdiction.quietSpan)
        let first = try await claim()
        expect(first.map(\.kind) == [.init(AlertDue.quiet)], "quiet time has come")
        expect(try await claim().isEmpty, "what is claimed is somebody's")
        side.clock.advance(by: lease)
        let second = try await claim()
        expect(second.count == 1, "until the lease is over")
        guard let stale = first.first, let due = second.first else { return }
        let before = try await state()
        for (due, isStale) in [(stale, true), (due, false)] {
            try await desk.meet(due)
            let isAsked = try await state().sequence > before.sequence
            expect(isAsked != isStale, isStale ? "what somebody else has claimed is not done" : "it is done")
        }
        expect(
            try await side.alertStore.remember(at: side.clock.now(), limit: 9) == 0,
            "something is due for every open alert")
    }

    private mutating func retiring() async throws {
        side.clock.advance(by: .hours(1))
        let shared = side.clock.now()
        let alert = try await share().alert
        let link = try await side.alertStore.file(alert, for: Street.anna.id)?.alert.link ?? ""
        _ = try await desk.react(AlertDesk.Words(kind: .sighting, text: "Hij rent weg"), to: alert, by: Street.bram.id)
        _ = try await desk.close(alert, .gone, text: "Weg", by: Street.anna.id)
        let sequence = try await state().sequence
        side.clock.advance(by: Street.jurisdiction.neighbourRetention)
        let dues = try await side.dueStore.claim([.alert], at: side.clock.now(), lease: .seconds(30), limit: 200)
        for due in dues where due.subject.alert == alert { try await desk.meet(due) }
        let file = try await side.alertStore.file(alert, for: Street.deWit.id)
        expect(file?.messages.isEmpty == false, "that something was said remains")
        expect(
            file?.messages.allSatisfy { $0.text == nil && $0.author == nil } == true,
            "what was said and by whom is gone")
        expect(file?.alert.observation.behaviour == nil, "the alert's own words are gone")
        expect(try await side.alertStore.file(link: link) == nil, "its link is gone with them")
        let told = try await side.alertStore.events(of: street, after: sequence - 3, limit: 3)
        expect(told.map(\.event.sequence) == Array(sequence - 2...sequence), "history has no gap")
        expect(told.allSatisfy { $0.event.alertNews?.said?.text == nil }, "and no words")
        let figures = try await side.alertStore.figures(of: street, since: shared, limit: 9)
        expect(figures.map(\.reactions) == [1] && figures.map(\.audience) == [2], "its figures remain")
    }
}
