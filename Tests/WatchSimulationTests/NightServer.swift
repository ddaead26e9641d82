import Watch
import WatchStore
import WatchTesting

/// One of the servers of a night: the real desks over the real stores.
struct NightServer: Sendable {
    let alerts: AlertDesk
    let dues: DueDesk
    let members: MemberDesk
    let groups: any GroupStore
    let notices: NoticeDesk
    let bus: NightBus

    /// - Parameter plant: puts a fault into what is kept of notices, for the test that such faults are found.
    init(
        database: any Database, surroundings: Surroundings, post: NightPost, watch: NightWatch, plant: NightPlant?
    ) {
        bus = NightBus()
        alerts = AlertDesk(
            store: SQLAlertStore(database: database, surroundings: surroundings), announcer: bus,
            surroundings: surroundings)
        dues = DueDesk(store: SQLDueStore(database: database), rooms: [alerts], surroundings: surroundings)
        members = MemberDesk(
            store: SQLMemberStore(database: database, clock: surroundings.clock), announcer: bus,
            surroundings: surroundings)
        groups = SQLGroupStore(database: database, clock: surroundings.clock)
        let store = SQLNoticeStore(database: database, surroundings: surroundings)
        notices = NoticeDesk(
            store: WatchedNoticeStore(store, watch: watch, clock: surroundings.clock, plant: plant), channels: [post],
            announcer: bus, surroundings: surroundings)
    }
}
