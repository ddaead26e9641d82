import Testing
import Watch
import WatchTesting

/// Two different things never give the same bytes to hash.
@Suite struct CanonicalTests {
    private func bytes(_ append: (inout Canonical) -> Void) -> [UInt8] {
        var canonical = Canonical()
        append(&canonical)
        return canonical.bytes
    }

    @Test func howAFieldIsWritten() {
        #expect(bytes { $0.append("é") } == [0, 0, 0, 0, 0, 0, 0, 2, 0xC3, 0xA9])
        #expect(bytes { $0.append(Int64(258)) } == [0, 0, 0, 0, 0, 0, 1, 2])
        #expect(bytes { $0.append(Int64(-1)) } == [UInt8](repeating: 255, count: 8))
        #expect(bytes { $0.append([7, 8]) } == [0, 0, 0, 0, 0, 0, 0, 2, 7, 8])
        #expect(bytes { $0.append(String?.none) } == [0])
        #expect(bytes { $0.append(String?.some("")) } == [1, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test func noTwoListsOfTextsGiveTheSameBytes() {
        // Every list of up to three texts over these, among them what could be taken for a length or a border.
        let texts = ["", "a", "ab", "b", "\u{0}", "\u{1}", "a\u{0}", "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{1}a"]
        var lists: [[String]] = [[]]
        var all = lists
        for _ in 0..<3 {
            lists = lists.flatMap { list in texts.map { list + [$0] } }
            all += lists
        }
        let written = Set(all.map { list in bytes { for text in list { $0.append(text) } } })
        #expect(all.count == 585)
        #expect(written.count == all.count)
    }

    @Test func noTwoListsWithGapsGiveTheSameBytes() {
        let texts: [String?] = [nil, "", "a", "\u{0}", "\u{1}"]
        let all = texts.flatMap { one in texts.flatMap { two in texts.map { [one, two, $0] } } }
        let written = Set(all.map { list in bytes { for text in list { $0.append(text) } } })
        #expect(written.count == all.count)
    }

    @Test func noTwoContentsGiveTheSameBytes() {
        typealias Field = RegisterContent.Field
        let fields: [[Field]] = [
            [], [Field("", "")], [Field("text", "")], [Field("", "text")], [Field("tex", "t")], [Field("text", "a")],
            [Field("text", "a"), Field("text", "a")], [Field("text", "atext"), Field("", "a")],
            [Field("a", "b"), Field("c", "d")], [Field("c", "d"), Field("a", "b")], [Field("a", "bcd")],
        ]
        let people: [PersonId?] = [nil, Street.anna.id, Street.bram.id]
        let capacities: [Audience?] = [nil, .neighbour, .police]
        let contents = people.flatMap { person in
            capacities.flatMap { capacity in
                fields.map { RegisterContent(person: person, capacity: capacity, fields: $0) }
            }
        }
        #expect(Set(contents).count == 99)
        #expect(Set(contents.map(\.canonical.bytes)).count == 99)
    }

    @Test func everyPartOfAnEntryCounts() {
        func entry(
            form: RegisterEntry.Form = .two, chain: RegisterChain = .group(Street.group.id), position: Int64 = 1,
            at: Moment = ManualClock.friday,
            kind: RegisterEntry.Kind = .alertShared, subject: Subject = .alert(Street.fixed("d1")),
            message: MessageId? = Street.fixed("c1"), digest: [UInt8] = [1]
        ) -> [UInt8] {
            RegisterEntry.canonical(
                form: form, chain: chain, position: position, at: at, kind: kind, subject: subject, message: message,
                digest: digest
            ).bytes
        }
        let entries = [
            entry(), entry(chain: .group(Street.nextGroup.id)), entry(chain: .zone("Woerden")), entry(position: 2),
            entry(at: ManualClock.friday + .seconds(1)),
            entry(kind: .alertClosed), entry(subject: .alert(Street.fixed("d2"))), entry(form: .one),
            entry(subject: Subject(kind: Subject.Kind(rawValue: "call"), id: Street.fixed("d1"))),
            entry(message: Street.fixed("c2")), entry(chain: .zone(Street.group.id.text)), entry(chain: .zone("")),
            entry(message: nil), entry(digest: [2]), entry(digest: []),
        ]
        #expect(Set(entries).count == entries.count)
    }

    @Test func everyWordOfAnAlertCounts() throws {
        let reports = [
            Street.burglary(), Street.burglary(at: Street.anna.door), Street.car(), Street.missingChild(),
            Street.missingChild(appearance: nil), Street.missingChild(place: nil),
            Street.burglary(call: Street.called(at: nil, by: .other)),
            Street.burglary(call: Street.called("0900-8844")),
        ]
        let written = try reports.map { report in
            var alert = Street.draft()
            _ = try alert.signal(report, in: .netherlands)
            _ = try alert.alarm(report.call, at: ManualClock.friday, in: Street.jurisdiction)
            return RegisterContent(alert).canonical.bytes
        }
        #expect(Set(written).count == reports.count)
    }
}

@Suite struct RefusalTests {
    @Test func everyCodeIsAWordOfItsOwn() {
        let allowed = Set("abcdefghijklmnopqrstuvwxyz-")
        #expect(Refusal.Code.allCases.allSatisfy { $0.rawValue.allSatisfy(allowed.contains) })
        #expect(Set(Refusal.Code.allCases.map(\.rawValue)).count == Refusal.Code.allCases.count)
    }

    @Test(arguments: [
        (Refusal.Code.emergencyCallMissing, Refusal.Nature.unacceptable), (.behaviourMissing, .unacceptable),
        (.incidentAlreadyOpen, .conflict), (.alertClosed, .conflict), (.memberSuspended, .forbidden),
        (.notFound, .absent), (.tooManyReports, .tooOften), (.idempotencyKeyReused, .unacceptable),
        (.signInNeeded, .unknownPerson), (.bodyTooLarge, .tooLarge), (.bodyUnreadable, .unreadable),
        (.unavailable, .unavailable),
    ])
    func theNatureThatTheInterfacePromises(code: Refusal.Code, nature: Refusal.Nature) {
        #expect(code.nature == nature)
    }
}
