import Watch
@testable import WatchStore

/// Holds what came of a night against what had to come of it, by rules of its own: nothing here asks the pipeline.
struct NightReckoning {
    /// A piece of news that was to be told, as the database has it.
    private struct News {
        let id: EventId
        let kind: Notice.Kind
        let alert: AlertId
        let at: Moment
        /// The groups in which it stands, and where.
        var places: [(group: GroupId, sequence: Int64)]
    }

    private struct Place {
        let person: PersonId
        let group: GroupId
        let joined: Int64
        let left: Int64?
    }

    private struct Noted {
        let state: String
        let reason: String?
        let isInDoubt: Bool
    }

    /// Something that somebody got.
    private struct Told {
        let kind: Notice.Kind
        let alert: AlertId
        let at: Moment
    }

    private let letters: [Notice.Key: [Told]]
    private let pushes: [Notice.Key: [Told]]
    /// Those of the pushes of which the server heard at once that they were taken.
    private let answeredPushes: [Notice.Key: [Moment]]
    /// Both.
    private let told: [Notice.Key: [Told]]
    private let watch: NightWatch
    /// When a page heard that its receipt was taken.
    private let answered: [Notice.Key: Moment]
    /// The same, and what was taken without the page's knowing.
    private var seen: [Notice.Key: Moment]
    private let gone: Set<PersonId>
    private let muted: Set<PersonId>
    private let declined: Set<PersonId>
    private let promised: [AlertId]
    private let isCalm: Bool
    private var news: [News] = []
    private var places: [Place] = []
    private var notices: [Notice.Key: Noted] = [:]
    private var reporters: [AlertId: PersonId] = [:]
    private var heads: [(group: GroupId, last: Int64, count: Int64)] = []
    private(set) var flaws: [String]

    init(_ night: Night) async throws {
        letters = Dictionary(grouping: night.post.taken, by: \.key).mapValues { letters in
            letters.map { Told(kind: $0.kind, alert: $0.alert, at: $0.at) }
        }
        let taken = night.push.taken
        pushes = Dictionary(grouping: taken, by: \.key).mapValues { pushes in
            pushes.map { Told(kind: $0.kind, alert: $0.alert, at: $0.at) }
        }
        answeredPushes = Dictionary(grouping: taken.filter(\.isAnswered), by: \.key).mapValues { $0.map(\.at) }
        told = letters.merging(pushes) { letters, pushes in (letters + pushes).sorted { $0.at < $1.at } }
        watch = night.watch
        answered = await night.seen
        seen = answered
        gone = await night.gone
        muted = await night.muted
        declined = await night.declined
        promised = Array(await night.promised.values)
        isCalm = night.isCalm
        flaws = await night.flaws
        try await load(night.database)
    }

    private mutating func load(_ database: NightFile) async throws {
        let rows = try await database.read { connection in
            try connection.rows(of: [
                """
                SELECT COALESCE(news_id, id) AS id, group_id, sequence, at, kind, alert_id FROM events ORDER BY at, id
                """,
                "SELECT person_id, group_id, joined_sequence, left_sequence FROM members",
                "SELECT news_id, person_id, state, reason, in_doubt FROM notices",
                "SELECT id, reporter_id FROM alerts",
                """
                SELECT g.id, g.last_sequence, (SELECT COUNT(*) FROM events e WHERE e.group_id = g.id
                    AND e.sequence BETWEEN 1 AND g.last_sequence) AS events FROM groups g
                """,
                "SELECT event_id, person_id, at FROM receipts",
            ])
        }
        for row in rows[0] {
            guard let named = AlertNews.Kind(rawValue: try row.text("kind")), let kind = Notice.Kind(named) else {
                continue
            }
            let id: EventId = try row.id("id")
            let place = (group: try row.id("group_id") as GroupId, sequence: try row.integer("sequence") as Int64)
            if let index = news.firstIndex(where: { $0.id == id }) {
                news[index].places.append(place)
            } else {
                news.append(
                    News(id: id, kind: kind, alert: try row.id("alert_id"), at: try row.moment("at"), places: [place]))
            }
        }
        places = try rows[1].compactMap { row -> Place? in
            guard let joined: Int64 = try row.integerIfPresent("joined_sequence") else { return nil }
            return Place(
                person: try row.id("person_id"), group: try row.id("group_id"), joined: joined,
                left: try row.integerIfPresent("left_sequence"))
        }
        for row in rows[2] {
            notices[Notice.Key(news: try row.id("news_id"), person: try row.id("person_id"))] = Noted(
                state: try row.text("state"), reason: try row.textIfPresent("reason"),
                isInDoubt: try row.boolean("in_doubt"))
        }
        for row in rows[3] {
            reporters[try row.id("id")] = try row.textIfPresent("reporter_id").map { PersonId(trusted: $0) }
        }
        // A server may have died after it took one: the page does not know, but it was taken.
        for row in rows[5] {
            let key = Notice.Key(news: try row.id("event_id"), person: try row.id("person_id"))
            if seen[key] == nil { seen[key] = try row.moment("at") }
        }
        heads = try rows[4].map {
            (group: try $0.id("id"), last: try $0.integer("last_sequence"), count: try $0.integer("events"))
        }
    }

    /// Everything that is not as it must be.
    mutating func reckon() {
        for head in heads where head.last != head.count { flaws.append("a gap in the sequence of \(head.group)") }
        for alert in promised where reporters[alert] == nil { flaws.append("an alert that was promised is not there") }
        for (key, noted) in notices where noted.state != "sent" && noted.state != "dropped" {
            flaws.append("\(key.news) is \(noted.state) for \(key.person) when all is over")
        }
        for (key, sent) in letters {
            reckonTold(sent, of: key, "the letter of")
            reckonFollowing(sent, of: key)
        }
        for (key, sent) in pushes { reckonTold(sent, of: key, "the push of") }
        for key in notices.keys { reckonNotice(key) }
        for item in news {
            if item.kind == .alarm { reckonAlarm(item) }
            if item.kind == .end { reckonEnd(item) }
        }
    }

    /// A letter follows a push that was taken no sooner than a receipt of that could be here.
    private mutating func reckonFollowing(_ sent: [Told], of key: Notice.Key) {
        guard let letter = sent.first, let push = answeredPushes[key]?.first(where: { $0 <= letter.at }) else { return }
        // Another server may have had it meanwhile: then it is counted as in doubt.
        if letter.at - push < NoticeRules.receiptTime, notices[key]?.isInDoubt != true {
            let noted = watch.settlements(of: key).map { "\($0.settlement) at \($0.at)" }.joined(separator: ", ")
            flaws.append("\(letter.kind) to \(key.person) at \(letter.at), pushed at \(push): \(noted)")
        }
    }

    private mutating func reckonTold(_ sent: [Told], of key: Notice.Key, _ what: String) {
        let name = "\(what) \(sent[0].kind) to \(key.person)"
        if sent.count > 1, notices[key]?.isInDoubt != true {
            flaws.append("\(name) went out \(sent.count) times, uncounted")
        }
        guard let item = news.first(where: { $0.id == key.news }) else {
            flaws.append("\(name) is about nothing that happened")
            return
        }
        if key.person == NightStreets.withoutAddress, letters[key] != nil { flaws.append("\(name) went nowhere") }
        let wasThere = places.contains { place in
            place.person == key.person
                && item.places.contains { $0.group == place.group && $0.sequence >= place.joined }
        }
        if !wasThere, key.person != NightStreets.officer { flaws.append("\(name) is about a group that is not theirs") }
        if item.kind == .alarm, reporters[item.alert] == key.person { flaws.append("\(name), who reported it") }
        if let shown = answered[key], let first = watch.beginnings(of: key).first(where: { $0 > shown }) {
            flaws.append("\(name) began at \(first), and was seen at \(shown)")
        }
        if item.kind.follows, !hasHeard(of: item.alert, key.person, before: sent[0].at) {
            flaws.append("\(name), who had not heard of the beginning")
        }
    }

    /// Whether somebody knew of an alert: by a letter, or one that may have come, by a page, or because they reported it.
    private func hasHeard(of alert: AlertId, _ person: PersonId, before moment: Moment) -> Bool {
        if reporters[alert] == person { return true }
        return news.contains { item in
            let key = Notice.Key(news: item.id, person: person)
            guard item.alert == alert, item.at < moment else { return false }
            let byLetter = told[key]?.contains { $0.at <= moment } ?? false
            return byLetter || seen[key].map { $0 <= moment } ?? false || notices[key]?.isInDoubt == true
        }
    }

    /// What was noted of a notice is true.
    private mutating func reckonNotice(_ key: Notice.Key) {
        guard let noted = notices[key], let item = news.first(where: { $0.id == key.news }) else { return }
        let name = "\(item.kind) for \(key.person)"
        if noted.state == "sent", told[key] == nil, !noted.isInDoubt {
            flaws.append("\(name) is noted as sent, and was not")
        }
        if isCalm, noted.state == "sent", item.kind == .alarm, letters[key] == nil, seen[key] == nil,
            mayGetLetters(key.person), !isSoonOver(item)
        {
            flaws.append("\(name) was pushed and not shown, and no letter followed")
        }
        guard noted.state == "dropped", let reason = noted.reason.flatMap({ NoticeReason(rawValue: $0) }) else {
            return
        }
        let dropped = watch.settlements(of: key).last?.at
        let closings = news.filter { $0.kind == .end && $0.alert == item.alert }.map(\.at)
        let isTrue =
            switch reason {
            case .gone, .suspended: gone.contains(key.person)
            case .retracted: news.contains { $0.kind == .retraction && $0.alert == item.alert }
            case .retired: false
            // What came back has told nobody.
            case .notToldBefore: key.person == NightStreets.unreachable || !wasTold(of: item, key.person)
            case .seen: seen[key] != nil
            case .muted: muted.contains(key.person)
            // Nobody chooses anything in a night.
            case .stopped, .notThisKind, .tooFar, .quietHours: false
            case .stale: dropped.map { $0 - item.at > NoticeRules.alarmLife } ?? false
            case .over: !closings.isEmpty
            case .declined: declined.contains(key.person)
            case .noAddress: [NightStreets.withoutAddress, NightStreets.newcomers.last].contains(key.person)
            case .bounces: key.person == NightStreets.unreachable
            case .refused, .givenUp: !isCalm
            }
        if !isTrue { flaws.append("\(name) is dropped as \(reason), which is not so") }
        if isCalm, reason == .stale { flaws.append("\(name) grew old in a calm night") }
        if isCalm, reason == .over, item.kind == .alarm, let first = closings.filter({ $0 > item.at }).min(),
            first - item.at > .minutes(1)
        {
            flaws.append("\(name) came too late in a calm night")
        }
    }

    private func isSoonOver(_ item: News) -> Bool {
        news.contains { $0.alert == item.alert && $0.kind.endsIt && $0.at - item.at < .minutes(1) }
    }

    private func mayGetLetters(_ person: PersonId) -> Bool {
        person != NightStreets.withoutAddress && person != NightStreets.newcomers.last && !declined.contains(person)
            && !gone.contains(person) && !muted.contains(person)
    }

    /// Whoever was a member where and when it was told has been told, or it is noted why not.
    private mutating func reckonAlarm(_ item: News) {
        let meant = places.filter { place in
            item.places.contains {
                $0.group == place.group && $0.sequence >= place.joined && $0.sequence < place.left ?? Int64.max
            }
        }.map(\.person)
        for person in Set(meant) where person != reporters[item.alert] {
            let key = Notice.Key(news: item.id, person: person)
            if notices[key] == nil, seen[key] == nil { flaws.append("nobody thought of telling \(person) the alarm") }
        }
    }

    /// Whoever was told that something is going on is told that it is over, unless it went on, or it is noted why not.
    private mutating func reckonEnd(_ item: News) {
        let isLast = !news.contains { $0.alert == item.alert && $0.kind == .reopening && $0.at >= item.at }
        guard isLast else { return }
        let told = Set(
            self.told.filter { _, told in
                told.contains { $0.alert == item.alert && $0.kind == .alarm && $0.at < item.at }
            }.map(\.key.person))
        for person in told.sorted() where person != NightStreets.unreachable {
            let key = Notice.Key(news: item.id, person: person)
            if notices[key] == nil, seen[key] == nil {
                flaws.append("\(person) was told the beginning, and not the end")
            }
        }
    }

    /// Whether somebody was told of an alert before this news of it, for certain.
    private func wasTold(of item: News, _ person: PersonId) -> Bool {
        news.contains { before in
            let key = Notice.Key(news: before.id, person: person)
            guard before.alert == item.alert, before.kind == .alarm, before.id != item.id else { return false }
            return told[key]?.contains { $0.at < item.at } ?? false || seen[key].map { $0 < item.at } ?? false
        }
    }
}

extension Notice.Kind {
    /// Whether there is nothing to be told any more of what began.
    fileprivate var endsIt: Bool { self == .end || self == .retraction }
}
