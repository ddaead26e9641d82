import Watch
@testable import WatchStore
import WatchTesting

/// One of the servers of a night: the real desks over the real stores.
struct NightServer: Sendable {
    let database: any Database
    let alerts: AlertDesk
    let dues: DueDesk
    let members: MemberDesk
    let coCoordination: CoCoordinationDesk
    let groups: any GroupStore
    let notices: NoticeDesk
    let devices: any PushDeviceStore
    let bus: NightBus

    /// - Parameter plant: puts a fault into what is kept of notices, for the test that such faults are found.
    init(
        database: any Database, surroundings: Surroundings, post: NightPost, push: NightPush, watch: NightWatch,
        plant: NightPlant?
    ) {
        self.database = database
        bus = NightBus()
        alerts = AlertDesk(
            store: SQLAlertStore(database: database, surroundings: surroundings), announcer: bus,
            surroundings: surroundings)
        let memberStore = SQLMemberStore(database: database, clock: surroundings.clock)
        let questions = SQLCoCoordinationStore(database: database)
        let letters: any DueRoom = GroupLetterRoom(
            store: SQLGroupLetterStore(database: database), surroundings: surroundings)
        dues = DueDesk(
            store: SQLDueStore(database: database),
            rooms: [
                alerts, QuestionRoom(store: questions, surroundings: surroundings),
                plant == .forgetsWhatIsDue ? ForgetfulRoom(letters, database: database) : letters,
                RegistrationRoom(store: SQLRegistryStore(database: database), surroundings: surroundings),
            ], surroundings: surroundings)
        members = MemberDesk(store: memberStore, announcer: bus, surroundings: surroundings)
        coCoordination = CoCoordinationDesk(
            store: questions, members: memberStore, persons: SQLPersonStore(database: database), announcer: bus,
            surroundings: surroundings)
        devices = SQLPushDeviceStore(database: database)
        groups = SQLGroupStore(database: database, clock: surroundings.clock)
        let store = SQLNoticeStore(database: database, surroundings: surroundings)
        notices = NoticeDesk(
            store: WatchedNoticeStore(store, watch: watch, clock: surroundings.clock, plant: plant),
            channels: [post, push], announcer: bus, surroundings: surroundings)
    }
}

/// A fault on purpose: what is due is noted as done, and is not.
private struct ForgetfulRoom: DueRoom {
    private let room: any DueRoom
    private let database: any Database

    init(_ room: any DueRoom, database: any Database) {
        self.room = room
        self.database = database
    }

    var subjects: [Subject.Kind] { room.subjects }

    func meet(_ due: Due) async throws {
        try await database.write { try DueRows.settle(due, again: nil, $0) }
    }
}
