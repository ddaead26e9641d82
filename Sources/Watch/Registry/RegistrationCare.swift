/// What is known of a group when it is looked at what is due for it in the registry.
public struct CareScene: Sendable {
    public let group: Group
    public let registration: Registration
    /// How many coordinators for good can be written to.
    public let asked: Int
    public let signs: LifeSigns
    /// To whom the letter would go that may be due: the coordinators with an address, stand-ins too; of a silent group, those
    /// above it.
    public let readers: [PersonId]
    /// The letters to them that the house still knows of.
    public let letters: [CareLetter]

    public init(
        group: Group, registration: Registration, asked: Int, signs: LifeSigns = LifeSigns(),
        readers: [PersonId] = [], letters: [CareLetter] = []
    ) {
        self.group = group
        self.registration = registration
        self.asked = asked
        self.signs = signs
        self.readers = readers
        self.letters = letters
    }
}

/// A letter about a group that its place in the registry gave rise to.
public struct CareLetter: Hashable, Sendable {
    /// How it stands with it.
    public enum Fate: Hashable, Sendable {
        /// It has still to go out.
        case waiting
        /// It went out. What became of it afterwards, whoever wrote it cannot know.
        case sent(at: Moment)
        /// It did not go out, and will not: given up then.
        case lost(at: Moment)
    }

    public let kind: RegistrationDue.Kind
    /// Which reminder it is, from 1.
    public let number: Int
    /// When it was written.
    public let at: Moment
    public let fate: Fate

    public init(_ kind: RegistrationDue.Kind, number: Int = 1, at: Moment, fate: Fate) {
        self.kind = kind
        self.number = number
        self.at = at
        self.fate = fate
    }
}

/// What comes of it when it is looked at what is due for a group in the registry.
public enum CareStep: Hashable, Sendable {
    /// Nothing, until somebody changes how it stands.
    case rest
    /// Nothing yet: it is looked at again then.
    case look(at: Moment)
    /// This was done, and the registration stands so from then on.
    case done(RegistrationDue.Kind, Registration, at: Moment)
    /// This letter is written; of reminders, the one with this number. It counts once it went out.
    case write(RegistrationDue.Kind, number: Int)
}

extension CareScene {
    /// For how long a letter that did not go out waits before it is written anew; and for how long a server of an earlier program,
    /// which carries its letters itself, leaves a group to one that writes about it.
    public static let pause = Span.minutes(10)

    /// What is to be done now. A letter is counted at the moment at which it went out to one of its readers: one that reached
    /// none of them is written anew, and nobody falls silent, and nothing is closed, for letters that never went out.
    public func step(at now: Moment) -> CareStep {
        let jurisdiction = group.jurisdiction
        guard let look = registration.nextLook(asked: asked, signs: signs, at: now, in: jurisdiction) else {
            return .rest
        }
        guard let due = registration.due(asked: asked, signs: signs, in: jurisdiction), due.at <= now else {
            return .look(at: look)
        }
        switch due.kind {
        case .silence, .closure: return done(due.kind, at: now)
        // Where there is nobody to ask, the time alone decides.
        case .warning where readers.isEmpty: return done(due.kind, at: now)
        case .reminder, .warning:
            let number = due.kind == .reminder ? registration.reminders + 1 : 1
            // What was written before it was due, was about something that is over.
            let letters = letters.filter { $0.kind == due.kind && $0.number == number && $0.at >= due.at }
            if let sent = letters.compactMap(\.sentAt).min() { return done(due.kind, at: sent) }
            if let since = letters.filter({ $0.fate == .waiting }).map(\.at).min() {
                // The longer it waits already, the less often.
                return .look(at: now + min(max(now - since, .minutes(1)), .hours(1)))
            }
            if let again = letters.compactMap(\.lostAt).max().map({ $0 + CareScene.pause }), again > now {
                return .look(at: again)
            }
            return .write(due.kind, number: number)
        }
    }

    private func done(_ kind: RegistrationDue.Kind, at moment: Moment) -> CareStep {
        var registration = registration
        _ = registration.does(kind, asked: asked, signs: signs, at: moment, in: group.jurisdiction)
        return .done(kind, registration, at: moment)
    }
}

extension CareLetter {
    fileprivate var sentAt: Moment? { if case .sent(let moment) = fate { moment } else { nil } }
    fileprivate var lostAt: Moment? { if case .lost(let moment) = fate { moment } else { nil } }
}
