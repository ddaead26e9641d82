import Testing
import WatchTesting

@testable import Watch

/// What somebody may do with an alert: said in a table, and held against what the life of an alert does and refuses, for
/// everybody in every state.
@Suite("What somebody may do with an alert") struct AlertPowersTests {
    private static let policy = Street.jurisdiction
    /// When the alert of `Stage.closed` ended.
    private static let end = ManualClock.friday + .minutes(20)

    /// Somebody, by what they are to an alert of Anna's.
    struct Role: Sendable, CustomStringConvertible {
        let description: String
        let actor: Actor
        var sends = false

        static let all = [
            bystander, reporter, coordinator, police,
            Role(
                description: "an officer in their own street",
                actor: Actor(person: Street.deWit.id, capacity: .police, asMember: .neighbour)),
            Role(
                description: "the reporter, who leads the group",
                actor: Actor(person: Street.anna.id, capacity: .coordinator)),
            Role(description: "who leads a group that was told", actor: Street.byBram, sends: true),
            formerReporter, formerBystander,
        ]
        static let bystander = Role(description: "a neighbour", actor: Street.byBram)
        static let reporter = Role(description: "the reporter", actor: Street.byAnna)
        static let coordinator = Role(description: "the coordinator", actor: Street.byCarla)
        static let police = Role(description: "the police", actor: Street.byDeWit)
        static let formerReporter = Role(
            description: "the reporter, who has left",
            actor: Actor(person: Street.anna.id, capacity: .neighbour, isFormer: true))
        static let formerBystander = Role(
            description: "a neighbour, who has left",
            actor: Actor(person: Street.bram.id, capacity: .neighbour, isFormer: true))
    }

    /// An alert as it stands at a moment.
    struct Situation: Sendable, CustomStringConvertible {
        let description: String
        let alert: Alert
        let now: Moment

        static func all() throws -> [Situation] {
            var found = try Stage.allCases.map {
                Situation(description: $0.rawValue, alert: linked(try $0.alert()), now: end + .minutes(5))
            }
            let (open, closed) = (linked(try Stage.open.alert()), linked(try Stage.closed.alert()))
            let span = policy.reopenSpan
            found.append(Situation(description: "just fresh", alert: closed, now: end + span))
            found.append(
                Situation(description: "not fresh any more", alert: closed, now: end + span + .milliseconds(1)))
            var reopened = closed
            _ = try reopened.reopen(by: Street.byCarla, at: end + .minutes(1), in: policy)
            found.append(Situation(description: "reopened", alert: reopened, now: end + .minutes(5)))
            for alert in [open, closed] {
                var retracted = alert
                _ = try retracted.retract(retracted.ownText, by: Street.byAnna, at: end)
                let name = "\(Stage(alert.state).rawValue), its text taken back"
                found.append(Situation(description: name, alert: retracted, now: end + .minutes(5)))
            }
            var retired = closed
            _ = retired.retire(at: end + .days(31), in: policy)
            found.append(Situation(description: "retired", alert: retired, now: end + .days(31)))
            // Where neighbours have a shorter time with it than it can be opened again.
            var early = closed
            early.retiredAt = end + .minutes(1)
            found.append(Situation(description: "retired early", alert: early, now: end + .minutes(5)))
            return found
        }

        private static func linked(_ alert: Alert) -> Alert {
            var alert = alert
            alert.link = String(repeating: "ab", count: 16)
            return alert
        }
    }

    private static func powers(_ role: Role, in situation: Situation) -> Set<AlertPower> {
        situation.alert.powers(of: role.actor, at: situation.now, in: policy, sends: role.sends)
    }

    // MARK: the table

    /// Who may do what while it is open, as long as its end is fresh, and after that.
    private static let table: [(Role, open: Set<AlertPower>, fresh: Set<AlertPower>, late: Set<AlertPower>)] = [
        (.bystander, [.react, .handOff], [.handOff], []),
        (
            .reporter, [.react, .correct, .close, .seeReach, .handOff], [.reopen, .seeReach, .handOff],
            [.seeReach]
        ),
        (
            .coordinator, [.react, .correct, .close, .hold, .seeReach, .handOff], [.reopen, .seeReach, .handOff],
            [.seeReach]
        ),
        (
            .police, [.react, .correct, .close, .hold, .addReference, .seeReach, .readPolicePart],
            [.reopen, .addReference, .seeReach, .readPolicePart], [.addReference, .seeReach, .readPolicePart]
        ),
        (.formerReporter, [.close], [], []),
        (.formerBystander, [], [], []),
    ]

    @Test func theTableHolds() throws {
        let situations = try Situation.all()
        let named = Dictionary(situations.map { ($0.description, $0) }, uniquingKeysWith: { first, _ in first })
        #expect(named.count == situations.count)
        for (role, open, fresh, late) in Self.table {
            for name in ["open", "asked", "held", "reopened"] {
                let situation = try #require(named[name])
                #expect(Self.powers(role, in: situation) == open, "\(role), \(name)")
            }
            for name in ["closed", "just fresh"] {
                let situation = try #require(named[name])
                #expect(Self.powers(role, in: situation) == fresh, "\(role), \(name)")
            }
            for name in ["not fresh any more", "retired early"] {
                let situation = try #require(named[name])
                #expect(Self.powers(role, in: situation) == late, "\(role), \(name)")
            }
            for name in ["draft", "signalled", "alarmed", "withdrawn"] {
                let situation = try #require(named[name])
                #expect(Self.powers(role, in: situation).isEmpty, "\(role), \(name)")
            }
            // Nothing of what was taken back goes to a chat.
            for name in ["open, its text taken back", "closed, its text taken back"] {
                let situation = try #require(named[name])
                #expect(!Self.powers(role, in: situation).contains(.handOff), "\(role), \(name)")
            }
        }
        let sender = Role(description: "", actor: Street.byBram, sends: true)
        for situation in situations {
            let isGoing = situation.alert.isOpen && !situation.alert.isRetracted
            #expect(Self.powers(sender, in: situation).contains(.sendOn) == isGoing, "\(situation)")
        }
    }

    @Test func withoutAnAddressThereIsNothingToHandOn() throws {
        let alert = try Stage.open.alert()
        #expect(alert.link == nil)
        #expect(
            alert.powers(of: Street.byAnna, at: Self.end, in: Self.policy) == [.react, .correct, .close, .seeReach])
    }

    @Test func whatIsOpenedAgainOrHeldIsNotEndedByWhoIsGone() throws {
        let alert = try Stage.open.alert()
        for (role, turns, may) in [
            (Role.reporter, 3, true), (.formerReporter, 0, true), (.formerReporter, 1, false),
            (.formerBystander, 0, false),
        ] {
            let powers = alert.powers(of: role.actor, at: Self.end, in: Self.policy, recentTurns: turns)
            #expect(powers.contains(.close) == may, "\(role), \(turns)")
        }
        #expect(alert.outcomes(for: Role.formerReporter.actor) == [.falseAlarm])
        #expect(alert.outcomes(for: Role.reporter.actor) == Alert.Outcome.allCases)
    }

    // MARK: held against the life

    /// Does it, as the life of an alert has it; nil where nothing befalls the alert.
    private static func attempt(
        _ power: AlertPower, _ role: Role, in situation: Situation, _ alert: inout Alert
    ) throws -> [AlertEffect]? {
        let (actor, now) = (role.actor, situation.now)
        switch power {
        case .react:
            let said = Street.said(.sighting, "Hij rent naar de Molenweg", by: actor, at: now)
            return try alert.react(said, by: actor, in: policy)
        case .correct:
            let said = Street.said(.correction, "Het is no. 17", by: actor, at: now)
            return try alert.correct(said, by: actor, in: policy)
        case .close: return try alert.close(.falseAlarm, words: nil, by: actor, at: now, in: policy)
        case .reopen: return try alert.reopen(by: actor, at: now, in: policy)
        case .hold: return try alert.hold(by: actor, at: now, in: policy)
        case .addReference: return try alert.addReference("PL1500-2026-1", by: actor)
        case .sendOn:
            let (home, next) = (Street.group, Street.nextGroup)
            let pair = try #require(Link.Pair(home.id, next.id))
            let scene = ForwardScene(
                network: LinkNetwork(groups: [home, next], links: [pair]),
                reached: [Reached(group: home.id, via: nil, hops: 0)], senders: role.sends ? [home.id] : [])
            return try alert.sendOn(to: nil, by: actor, in: scene, home: home, isQuiet: false)
        case .seeReach, .readPolicePart, .handOff: return nil
        }
    }

    @Test(arguments: Role.all)
    func whatIsAllowedIsDoneAndAllElseIsRefused(role: Role) throws {
        var (done, refused): (Set<AlertPower>, Set<AlertPower>) = ([], [])
        for situation in try Situation.all() {
            let powers = Self.powers(role, in: situation)
            for power in AlertPower.allCases {
                var alert = situation.alert
                var effects: [AlertEffect]? = []
                let refusal = Refusal.of {
                    effects = try Self.attempt(power, role, in: situation, &alert)
                }
                guard effects != nil else { continue }
                #expect((refusal == nil) == powers.contains(power), "\(power) by \(role), \(situation)")
                if refusal == nil {
                    #expect(effects?.isEmpty == false, "\(power) by \(role), \(situation)")
                    done.insert(power)
                } else {
                    #expect(alert == situation.alert, "\(power) by \(role), \(situation)")
                    refused.insert(power)
                }
            }
        }
        #expect(refused.isSuperset(of: [.react, .correct, .close, .reopen, .hold, .addReference, .sendOn]))
        #expect(done.isEmpty == (role.description == Role.formerBystander.description))
    }

    @Test(arguments: Role.all)
    func ofAMessageToo(role: Role) throws {
        let actor = role.actor
        for situation in try Situation.all() {
            let orphan = Message(
                id: Street.fixed("c9"), alert: situation.alert.id, kind: .information, author: nil,
                capacity: .neighbour, firstName: nil, text: "…", at: situation.now)
            let said = [
                situation.alert.ownText, orphan, Street.said(.sighting, "Hij rent", by: Street.byBram),
                Street.said(.sighting, "Hij rent", by: Street.byBram, isRetracted: true),
                Street.said(.information, "Ik bel", by: actor),
            ]
            for message in said {
                let powers = situation.alert.powers(over: message, of: actor)
                for power in MessagePower.allCases {
                    var alert = situation.alert
                    let refusal = Refusal.of {
                        switch power {
                        case .flag: _ = try alert.flag(message, by: actor)
                        case .retract: _ = try alert.retract(message, by: actor, at: situation.now)
                        }
                    }
                    #expect((refusal == nil) == powers.contains(power), "\(power) by \(role), \(situation)")
                    if refusal != nil { #expect(alert == situation.alert) }
                }
            }
        }
    }

    /// Over a message of Bram's.
    static let overWords: [(Role, powers: Set<MessagePower>)] = [
        (.bystander, [.flag, .retract]), (.reporter, [.flag]), (.coordinator, [.flag, .retract]),
        (.police, [.flag, .retract]), (.formerBystander, [.retract]), (.formerReporter, []),
    ]

    @Test(arguments: overWords)
    func whoMayTakeBackAndPointAt(role: Role, powers: Set<MessagePower>) throws {
        let said = Street.said(.information, "Ik ken die auto", by: Street.byBram)
        let gone = Street.said(.information, "Ik ken die auto", by: Street.byBram, isRetracted: true)
        for stage in [Stage.open, .closed] {
            #expect(try stage.alert().powers(over: said, of: role.actor) == powers)
            #expect(try stage.alert().powers(over: gone, of: role.actor).isEmpty)
        }
        for stage in [Stage.draft, .withdrawn] {
            #expect(try stage.alert().powers(over: said, of: role.actor).isEmpty)
        }
    }
}
