import Watch

/// What is known of tests of alarms when it is decided about their notices: who has seen them on a page.
struct TestAlarmScenes {
    /// How many questions were asked.
    let questions: Int
    private let seen: Set<Notice.Key>

    /// What is asked to know it, together with whatever else is asked; nothing where no notice is of a test.
    static func questions(about notices: [Notice]) -> [SQL] {
        let tests = notices.filter { $0.cause == .testAlarm }
        guard !tests.isEmpty else { return [] }
        return [
            """
            WITH k (news, person) AS (VALUES \(sql: NoticeRows.values(of: tests.map(\.key))))
            SELECT n.news_id, n.person_id FROM k JOIN notices n ON n.news_id = k.news AND n.person_id = k.person
            WHERE \(sql: NoticeScenes.isSeen)
            """
        ]
    }

    /// - Parameter answers: the first of them is for the question, where one was asked.
    init(of notices: [Notice], answers: [[Row]]) throws {
        questions = notices.contains { $0.cause == .testAlarm } ? 1 : 0
        seen = questions == 0 ? [] : Set(try answers[0].map(NoticeRows.key))
    }

    func isSeen(_ notice: Notice) -> Bool { seen.contains(notice.key) }
}
