import Testing
import Watch
import WatchTesting

/// What a walk along a chain finds, and names: with a tiny pure hash in place of SHA-256.
@Suite struct RegisterWalkTests {
    private let group = RegisterChain.group(Street.group.id)

    /// A chain of so many entries, each with other words, the odd ones in the second form: chains of groups from before go
    /// on so; those of zones have no other.
    static func chain(
        _ count: Int, words: String = "gezien", in chain: RegisterChain = .group(Street.group.id)
    ) -> [RegisterLine] {
        var lines: [RegisterLine] = []
        for number in 1...count {
            lines.append(
                RegisterLine.following(
                    lines.last, chain: chain, at: ManualClock.friday + .minutes(Int64(number)),
                    form: number.isMultiple(of: 2) ? nil : .two,
                    kind: number == 1 ? .alertShared : .reactionAdded, subject: .alert(Street.fixed("d1")),
                    message: Street.fixed("c\(number)"), salt: [UInt8(number)],
                    content: RegisterContent(
                        person: Street.anna.id, capacity: .neighbour, fields: [.init("text", "\(words) \(number)")])))
        }
        return lines
    }

    private func flaw(_ lines: [RegisterLine], seen: [(head: RegisterHead, checkpoint: Int64)] = []) -> RegisterFlaw? {
        var walk = RegisterWalk(chain: group, seen: seen, hash: FakeSeal.hash)
        for line in lines {
            if let flaw = walk.step(line) { return flaw }
        }
        return walk.end()
    }

    private func head(_ line: RegisterLine, checkpoint: Int64) -> (head: RegisterHead, checkpoint: Int64) {
        (RegisterHead(chain: group, position: line.entry.position, hash: line.entry.hash), checkpoint)
    }

    @Test(arguments: [1, 2, 7])
    func whatIsInOrder(count: Int) {
        let lines = RegisterWalkTests.chain(count)
        #expect(flaw(lines) == nil)
        #expect(flaw(lines, seen: lines.enumerated().map { head($1, checkpoint: Int64($0 + 1)) }.reversed()) == nil)
        #expect(flaw([]) == nil)
    }

    @Test(arguments: 1...4)
    func aMissingEntryIsNamed(position: Int64) {
        var lines = RegisterWalkTests.chain(5)
        lines.remove(at: Int(position) - 1)
        #expect(flaw(lines) == .missing(chain: group, position: position))
    }

    @Test func aRepeatedOrStrayEntryIsFound() {
        let lines = RegisterWalkTests.chain(3)
        #expect(flaw([lines[0], lines[0], lines[1]]) == .missing(chain: group, position: 2))
        #expect(flaw([lines[0], lines[2], lines[1]]) == .missing(chain: group, position: 2))
    }

    struct Change: Sendable, CustomStringConvertible {
        let description: String
        let apply: @Sendable (RegisterEntry) -> RegisterEntry
    }

    private static func entry(
        _ old: RegisterEntry, form: RegisterEntry.Form?? = nil, chain: RegisterChain? = nil, at: Moment? = nil,
        kind: RegisterEntry.Kind? = nil,
        subject: Subject? = nil, message: MessageId?? = nil, digest: [UInt8]? = nil, hash: [UInt8]? = nil
    ) -> RegisterEntry {
        RegisterEntry(
            form: form ?? old.form, chain: chain ?? old.chain, position: old.position, at: at ?? old.at,
            kind: kind ?? old.kind,
            subject: subject ?? old.subject, message: message ?? old.message, digest: digest ?? old.digest,
            hash: hash ?? old.hash)
    }

    static let changes = [
        Change(description: "group") { entry($0, chain: SignedRegister.next) },
        Change(description: "time") { entry($0, at: $0.at + .milliseconds(1)) },
        Change(description: "kind") { entry($0, kind: .messageFlagged) },
        Change(description: "form") { entry($0, form: $0.form == .one ? .two : .one) },
        Change(description: "alert") { entry($0, subject: .alert(Street.fixed("d2"))) },
        Change(description: "kind of subject") {
            entry($0, subject: Subject(kind: Subject.Kind(rawValue: "call"), id: $0.subject.id))
        },
        Change(description: "message") { entry($0, message: .some(nil)) },
        Change(description: "digest") { entry($0, digest: $0.digest.reversed()) },
        Change(description: "hash") { entry($0, hash: $0.hash.reversed()) },
    ]

    @Test(arguments: changes, 1...3)
    func aChangedEntryIsBroken(change: Change, position: Int) {
        var lines = RegisterWalkTests.chain(3)
        let old = lines[position - 1]
        lines[position - 1] = RegisterLine(entry: change.apply(old.entry), salt: old.salt, content: old.content)
        #expect(flaw(lines) == .broken(chain: group, position: Int64(position)))
    }

    @Test func aFormThatIsNotKnownIsNamed() {
        for position in 1...3 {
            var lines = RegisterWalkTests.chain(3)
            let old = lines[position - 1]
            lines[position - 1] = RegisterLine(
                entry: RegisterWalkTests.entry(old.entry, form: .some(nil)), salt: old.salt, content: old.content)
            #expect(flaw(lines) == .unknownForm(chain: group, position: Int64(position)))
        }
    }

    @Test func aWalkThatBeginsAtAnEntryKnowsWhatItCanSay() {
        // Its hash cannot be held against the entry before; that the first form speaks of nothing but alerts can.
        let lines = RegisterWalkTests.chain(3)
        var walk = RegisterWalk(chain: group, from: 2, seen: [], hash: FakeSeal.hash)
        let call = Subject(kind: Subject.Kind(rawValue: "call"), id: Street.fixed("d1"))
        let changed = RegisterWalkTests.entry(lines[1].entry, subject: call)
        #expect(
            walk.step(RegisterLine(entry: changed, salt: lines[1].salt, content: lines[1].content))
                == .broken(chain: group, position: 2))
    }

    /// What is written anew: about alerts as servers of before can prove it, about all else in the second form.
    @Test(arguments: [("alert", RegisterEntry.Form.one), ("call", .two), ("tip", .two)])
    func theFormFollowsFromWhatItIsAbout(kind: String, form: RegisterEntry.Form) {
        let subject = Subject(kind: Subject.Kind(rawValue: kind), id: Street.fixed("d1"))
        #expect(RegisterEntry.Form(of: subject, in: group) == form)
        #expect(RegisterEntry.Form(of: subject, in: .zone(Street.zone)) == .two)
    }

    @Test func changedWordsAreFound() {
        var lines = RegisterWalkTests.chain(3)
        let other = RegisterContent(person: Street.anna.id, capacity: .neighbour, fields: [.init("text", "niets")])
        lines[1] = RegisterLine(entry: lines[1].entry, salt: lines[1].salt, content: other)
        #expect(flaw(lines) == .contentChanged(chain: group, position: 2))
        lines[1] = RegisterLine(entry: lines[1].entry, salt: [99], content: RegisterWalkTests.chain(3)[1].content)
        #expect(flaw(lines) == .contentChanged(chain: group, position: 2))
    }

    @Test func erasedWordsStillVerify() {
        let lines = RegisterWalkTests.chain(4)
        for erased in [[0], [1, 2], [0, 1, 2, 3]] {
            let left = lines.enumerated().map { index, line in
                erased.contains(index) ? RegisterLine(entry: line.entry, salt: nil, content: nil) : line
            }
            #expect(flaw(left, seen: [head(lines[3], checkpoint: 1)]) == nil)
        }
    }

    @Test func halfErasedIsNotErased() {
        // Whoever changes the words and takes the salt away must not pass for the end of retention.
        var lines = RegisterWalkTests.chain(3)
        let other = RegisterContent(person: Street.anna.id, capacity: .neighbour, fields: [.init("text", "niets")])
        lines[1] = RegisterLine(entry: lines[1].entry, salt: nil, content: other)
        #expect(flaw(lines) == .contentChanged(chain: group, position: 2))
        lines[1] = RegisterLine(entry: lines[1].entry, salt: [2], content: nil)
        #expect(flaw(lines) == .contentChanged(chain: group, position: 2))
    }

    @Test func aChainComputedAnewIsFoundByACheckpoint() {
        let honest = RegisterWalkTests.chain(5)
        let forged = RegisterWalkTests.chain(5, words: "niets")
        #expect(flaw(forged) == nil, "by itself it is in order")
        #expect(
            flaw(forged, seen: [head(honest[4], checkpoint: 9), head(honest[2], checkpoint: 4)])
                == .recomputed(chain: group, position: 3, checkpoint: 4))
    }

    @Test(arguments: 0...4)
    func aCutTailIsFoundByACheckpoint(left: Int) {
        let lines = RegisterWalkTests.chain(5)
        let seen = [head(lines[4], checkpoint: 7)]
        #expect(
            flaw(Array(lines.prefix(left)), seen: seen)
                == .cut(chain: group, position: Int64(left) + 1, checkpoint: 7))
    }

    @Test func aCheckpointOverAnEmptyChainSaysNothing() {
        let empty = (head: RegisterHead(chain: group, position: 0, hash: RegisterEntry.genesis), checkpoint: Int64(1))
        #expect(flaw([], seen: [empty]) == nil)
        #expect(flaw(RegisterWalkTests.chain(2), seen: [empty]) == nil)
    }

    @Test func theWalkCountsItsSteps() {
        var walk = RegisterWalk(chain: group, seen: [], hash: FakeSeal.hash)
        for line in RegisterWalkTests.chain(3) { #expect(walk.step(line) == nil) }
        #expect(walk.walked == 3)
    }
}
