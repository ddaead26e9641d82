import Testing
import Watch
import WatchStore
import WatchTesting

/// What a server does about letters of the registry: has what is due met, and takes on what is to be told.
struct LetterPost: Sendable {
    let street: StoreStreet
    /// What has gone out, whoever it is for.
    let channel: RecordingChannel

    /// - Parameter channel: that of another server, so that both write to the same people.
    init(_ street: StoreStreet, through channel: RecordingChannel = RecordingChannel(width: 1)) {
        self.street = street
        self.channel = channel
    }

    /// Where what is due to be written is met.
    var dues: DueDesk {
        DueDesk(
            store: street.dueStore,
            rooms: [
                GroupLetterRoom(
                    store: SQLGroupLetterStore(database: street.database), surroundings: street.surroundings),
                QuestionRoom(
                    store: SQLCoCoordinationStore(database: street.database), surroundings: street.surroundings),
            ], surroundings: street.surroundings)
    }

    var notices: NoticeDesk {
        NoticeDesk(
            store: SQLNoticeStore(database: street.database, surroundings: street.surroundings), channels: [channel],
            announcer: street.listener, surroundings: street.surroundings)
    }

    /// Meets what is due: whoever is to be written to has a notice from then on.
    func meet() async throws {
        while try await dues.round() > 0 {}
    }

    /// Meets what is due, and writes it.
    ///
    /// - Returns: what went out of this cause, in order.
    @discardableResult
    func write(_ cause: Notice.Cause) async throws -> [Dispatch] {
        let before = channel.dispatches.count
        try await meet()
        for lane in [Notice.Lane.letters, .many] {
            while try await notices.deliver(lane, limit: 20) > 0 {}
        }
        return channel.dispatches.dropFirst(before).filter { $0.notice.cause == cause }
    }

    /// What went out of this cause so far, in order.
    func told(_ cause: Notice.Cause) -> [Dispatch] { channel.dispatches.filter { $0.notice.cause == cause } }

    /// How many letters to coordinators of a kind are due, or will be.
    func due(_ kind: GroupLetter.Kind) async throws -> Int {
        let subject = Subject.Kind.coordinators(kind).rawValue
        return try await street.count("SELECT * FROM schedule WHERE subject = \(subject) AND at IS NOT NULL")
    }
}

extension StoreStreet {
    /// Somebody has this address from now on, and reads French.
    func address(_ person: PersonId, _ email: String) async throws {
        try await database.write { connection in
            try connection.run("UPDATE persons SET email = \(email), language = 'fr' WHERE id = \(person)")
        }
    }
}

extension [Dispatch] {
    var addresses: [String] { map(\.way.address) }

    /// What coordinators were told, as data, so that nothing depends on the words.
    var texts: [String] {
        map { dispatch in
            guard case .letter(.coordinators(let content)) = dispatch.content else { return "something else" }
            return switch content {
            case .confirmed(let capacity): "confirmed \(capacity)"
            case .declined(let capacity, let reason): "declined \(capacity): \(reason)"
            case .links(let neighbours, let more):
                neighbours.map { "\($0.name ?? "one unconfirmed")\($0.asks ? "?" : "")" }.joined(separator: ", ")
                    + " +\(more)"
            case .applicants(let count): "\(count) waiting"
            }
        }
    }
}
