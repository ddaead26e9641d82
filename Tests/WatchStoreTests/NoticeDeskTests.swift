import Testing
import Watch
import WatchStore
import WatchTesting

/// The desk over a real store: everybody is told once, whatever the channel says.
@Suite("Notices at the desk")
struct NoticeDeskTests {
    @Test("an alarm and its end, each once to everybody")
    func story() async throws {
        try await withNotices(.sqlite) { house in
            let street = house.street
            let alert = try await street.share().alert
            try await house.deliver()
            #expect(house.channel.people == [street.bram, street.carla])
            let first = try #require(house.channel.dispatches.first)
            #expect(first.alert?.id == alert && first.language == .nl && first.group.id == street.street)
            #expect(house.channel.dispatches.map(\.isCoordinator) == [false, true])
            #expect(Set(house.channel.dispatches.map(\.receipt)).count == 2)
            #expect(street.listener.words.contains(.reach(alert)))
            #expect(try await house.store.tally(of: alert) == NoticeTally(sent: ["mail": 2]))
            street.clock.advance(by: .minutes(5))
            _ = try await street.alerts.close(alert, .gone, text: "weg", by: street.anna)
            try await house.deliver()
            #expect(house.channel.people == [street.bram, street.carla, street.bram, street.carla])
            #expect(house.channel.dispatches.last?.notice.kind == .end)
            #expect(house.channel.dispatches.last?.message?.text == "weg")
            try await house.deliver()
            #expect(house.channel.dispatches.count == 4)
        }
    }

    /// Whoever comes to it only now has seen all that happened since.
    @Test("what its page shows nobody is woken for, whenever it was opened first", arguments: [true, false])
    func opened(isByLetter: Bool) async throws {
        try await withNotices(.sqlite) { house in
            let street = house.street
            let alert = try await street.share().alert
            try await house.deliver()
            street.clock.advance(by: .minutes(5))
            _ = try await street.alerts.correct("het was nummer 12", of: alert, by: street.anna)
            try await house.spread()
            _ = try await street.alerts.close(alert, .gone, text: nil, by: street.anna)
            if isByLetter {
                try await street.alerts.receive(newsOf: alert, by: street.bram, channel: .mail)
            } else {
                let hearings = try await street.groups.hearings(of: street.bram)
                let news = try await street.alerts.file(alert, for: street.bram).news
                #expect(news.count == 3)
                for event in news {
                    try await street.alerts.receive(event, by: street.bram, hearings: hearings)
                }
            }
            // The end waits for what comes before it.
            for _ in 0..<2 { try await house.deliver() }
            let ends = house.channel.dispatches.filter { $0.notice.kind == .end }
            #expect(ends.map(\.notice.key.person) == [street.carla])
            #expect(try await house.notices(.end) == [street.bram: "seen", street.carla: "sent"])
            #expect(try await house.notices(.correction)[street.bram] == "seen")
            // What happens afterwards they have not seen.
            _ = try await street.alerts.reopen(alert, by: street.anna)
            try await house.deliver()
            #expect(try await house.notices(.reopening) == [street.bram: "sent", street.carla: "sent"])
        }
    }

    @Test("over before anybody was told: nobody is woken for it")
    func over() async throws {
        try await withNotices(.sqlite) { house in
            let alert = try await house.street.share().alert
            _ = try await house.street.alerts.close(alert, .falseAlarm, text: nil, by: house.street.anna)
            try await house.deliver()
            house.street.clock.advance(by: .minutes(1))
            try await house.deliver()
            #expect(house.channel.dispatches.isEmpty)
            #expect(
                try await house.store.tally(of: alert) == NoticeTally(dropped: ["over": 2, "not-told-before": 2]))
        }
    }

    @Test("later is tried again until it is given up")
    func later() async throws {
        try await withNotices(.sqlite) { house in
            let street = house.street
            let alert = try await street.share().alert
            _ = try await street.members.change(
                .person(street.bram), in: street.street, to: .init(isMuted: true), by: street.bram)
            // An alarm lives for half an hour: what follows it is told longer.
            try await house.deliver()
            #expect(house.channel.people == [street.carla])
            _ = try await street.alerts.close(alert, .gone, text: nil, by: street.anna)
            for _ in 0..<20 { house.channel.answer(.later(after: nil)) }
            try await house.spread()
            for _ in 0..<200 {
                street.clock.advance(by: .minutes(1))
                while try await house.desk.deliver() > 0 {}
            }
            #expect(house.channel.people.count == 1 + NoticeRules.waits.count + 1)
            #expect(
                try await house.store.tally(of: alert)
                    == NoticeTally(sent: ["mail": 1], dropped: ["given-up": 1, "muted": 1]))
        }
    }

    @Test("a server that dies between sending and noting leaves it in doubt, and it goes out again")
    func dies() async throws {
        try await withNotices(.sqlite) { house in
            let alert = try await house.street.share().alert
            try await house.spreadAndWait()
            house.channel.die()
            await #expect(throws: CancellationError.self) { _ = try await house.desk.deliver() }
            let sent = house.channel.people.count
            #expect(sent >= 1)
            house.channel.die(false)
            #expect(try await house.desk.deliver() == 0, "they are the dead one's until the lease is over")
            house.street.clock.advance(by: NoticeRules.lease)
            while try await house.desk.deliver() > 0 {}
            #expect(try await house.store.tally(of: alert) == NoticeTally(sent: ["mail": 2], inDoubt: 2))
        }
    }

    @Test("what is refused, too large or in doubt")
    func answers() async throws {
        try await withNotices(.sqlite) { house in
            _ = try await house.crowd(2)
            let alert = try await house.street.share().alert
            house.channel.answer(.refused, .tooLarge, .inDoubt, .shown)
            try await house.deliver()
            #expect(
                try await house.store.tally(of: alert)
                    == NoticeTally(sent: ["mail": 2], inDoubt: 1, dropped: ["refused": 2]))
        }
    }

    @Test("one's own ways")
    func ways() async throws {
        try await withNotices(.sqlite) { house in
            let bram = house.street.bram
            _ = try await house.street.share()
            let off = WayWish(channel: .mail, isOn: false)
            for (wishes, code) in [
                ([off, off], .fieldInvalid), ([WayWish(channel: .live, isOn: true)], .channelUnavailable),
                ([WayWish(channel: .mail, isOn: true, address: "carla@example.org")], .channelAddress),
            ] as [([WayWish], Refusal.Code)] {
                try await expectRefusal(code) { try await house.desk.change(wishes, of: bram) }
            }
            try await house.desk.change([off], of: bram)
            try await house.deliver()
            #expect(house.channel.people == [house.street.carla])
            #expect(try await house.notices()[bram] == "declined")
            try await expectRefusal(.notFound) { try await house.desk.stop("x") }
            try await expectRefusal(.notFound) { try await house.desk.stop("0123456789abcdef0123456789abcdef") }
            let letter = try #require(house.channel.dispatches.first)
            try await house.desk.stop(letter.way.capability)
            #expect(try await house.desk.ways(of: house.street.carla).map(\.isOn) == [false])
            #expect(try await house.desk.bounced(letter.receipt))
        }
    }
}
