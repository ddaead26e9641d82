import Watch

/// The other side of a channel: a mailer, a gateway, a browser's own post office, made to answer as a test wants it.
public protocol OtherSide: Sendable {
    /// The channel whose other side this is, answering like this from now on.
    func channel(_ mood: ChannelContract.Mood) async throws -> any Channel

    /// What it has taken over, in order.
    func taken() async throws -> [ChannelContract.Taken]

    /// Waits until something is in its hands that it does not answer.
    func isHolding() async throws

    /// A way that leads to it, another one for each number.
    func way(_ kind: NoticeChannel, _ number: Int) throws -> Way

    /// Where a way leads, as `Taken.to` says it.
    func end(of way: Way) -> String

    /// Whether letters of the registry go by this channel; else it says no to them, for good.
    var takesLetters: Bool { get }

    /// Whether it says what somebody wrote, or only that they did.
    var tellsWords: Bool { get }
}

extension OtherSide {
    /// By an address.
    public func way(_ kind: NoticeChannel, _ number: Int) -> Way {
        Way(channel: kind, address: "anna+\(number)@example.org", capability: String(repeating: "c", count: 32))
    }

    /// Its address.
    public func end(of way: Way) -> String { way.address }

    /// They do.
    public var takesLetters: Bool { true }

    /// It does.
    public var tellsWords: Bool { true }
}

/// What holds for every channel, whatever its technology.
public struct ChannelContract: Sendable {
    /// How the other side answers.
    public enum Mood: Sendable, CaseIterable {
        /// It takes what it gets.
        case taking
        /// It will never take it.
        case refusing
        /// It will take it another time.
        case busy
        /// It reads what it gets and does not answer.
        case silent
    }

    /// Something that it has taken over.
    public struct Taken: Hashable, Sendable {
        /// To whom it goes: nobody else may be among them.
        public let to: [String]
        /// As whose it is known.
        public let receipt: String
        /// All that is read of it.
        public let words: String

        /// Something that was taken over.
        public init(to: [String], receipt: String, words: String) {
            self.to = to
            self.receipt = receipt
            self.words = words
        }
    }

    private let side: any OtherSide

    /// The contract of the channel to this other side.
    public init(_ side: any OtherSide) { self.side = side }

    /// What the channel does not keep to; empty where it does.
    public func breaches() async throws -> [String] {
        var found: [String] = []
        func expect(_ isSo: Bool, _ promise: String) { if !isSo { found.append(promise) } }

        let channel = try await side.channel(.taking)
        let kind = channel.kind
        let width = channel.width
        expect(width >= 1, "it takes one at a time at least")

        // What it accepts has gone out: once, to whom it is for, and known by its receipt.
        let first = try dispatch(kind, 1)
        let answer = try await channel.send(first)
        let hasGone = answer == .accepted || answer == .shown
        expect(hasGone, "what is taken is accepted, and not \(answer)")
        let sent = try await side.taken()
        expect(sent.count == 1, "one sending goes out once, and not \(sent.count) times")
        expect(sent.first?.to == [side.end(of: first.way)], "it goes to whom it is for, and not to \(sent.map(\.to))")
        expect(sent.first?.receipt == first.receipt.text, "it is known by its receipt")
        expect(sent.first?.words.holds("112") == true, "the number that was called stands in it")

        // It keeps nothing in mind: what is sent again goes again.
        _ = try await channel.send(try dispatch(kind, 2))
        let twice = try await side.taken()
        expect(twice.count == 2 && twice.last?.receipt == receipt(2).text, "what is sent a second time goes out again")

        // As many at once as it says, each with its own receipt.
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for number in 0..<width { tasks.addTask { _ = try await channel.send(try dispatch(kind, 100 + number)) } }
            try await tasks.waitForAll()
        }
        let many = Set(try await side.taken().dropFirst(2).map(\.receipt))
        expect(many == Set((0..<width).map { receipt(100 + $0).text }), "as many at once as it takes, each its own")

        found += try await everyNewsInEveryLanguage(kind)
        found += try await hostileWords(kind)
        found += try await otherAnswers(kind)
        return found
    }

    private func everyNewsInEveryLanguage(_ kind: NoticeChannel) async throws -> [String] {
        let channel = try await side.channel(.taking)
        var found: [String] = []
        for news in Notice.Kind.allCases {
            for language in Language.allCases {
                let answer = try await channel.send(try dispatch(kind, 300, news, in: language))
                if answer != .accepted, answer != .shown { found.append("\(news) in \(language): \(answer)") }
            }
        }
        for language in Language.allCases {
            let answer = try await channel.send(
                Street.testAlarm(
                    by: try side.way(kind, 302), receipt: receipt(302), in: language, at: ManualClock.friday))
            if answer != .accepted, answer != .shown { found.append("a test in \(language): \(answer)") }
        }
        for content in Street.letterContents {
            for language in Language.allCases {
                let answer = try await channel.send(
                    Street.dispatch(
                        by: try side.way(kind, 301), content, receipt: receipt(301), in: language,
                        at: ManualClock.friday))
                let isTaken = answer == .accepted || answer == .shown
                if side.takesLetters ? !isTaken : answer != .refused {
                    found.append("\(content) in \(language): \(answer)")
                }
            }
        }
        return found
    }

    /// What somebody wrote stays what they wrote, and goes nowhere else. Too large it may be, cut it may not.
    private func hostileWords(_ kind: NoticeChannel) async throws -> [String] {
        let channel = try await side.channel(.taking)
        var found: [String] = []
        let endings = ["\n", "\r\n", "\r", "\u{2028}"]
        let wild = endings.map { "x\($0)Bcc: mallory@example.org\($0)\($0).\($0)--=_\($0)From me" }
        for (number, words) in (wild + [String(repeating: "é漢🦉", count: 1_300)]).enumerated() {
            let before = try await side.taken().count
            let sending = try dispatch(kind, 400 + number, .correction, saying: words)
            let answer = try await channel.send(sending)
            let after = try await side.taken().dropFirst(before)
            if answer == .tooLarge, after.isEmpty, number == wild.count { continue }
            if answer != .accepted, answer != .shown { found.append("hostile words \(number): \(answer)") }
            if after.count != 1 { found.append("hostile words \(number) are \(after.count) sendings") }
            if after.contains(where: { $0.to != [side.end(of: sending.way)] || $0.receipt != sending.receipt.text }) {
                found.append("hostile words \(number) lead elsewhere")
            }
            let isWhole = after.allSatisfy { $0.words.holds(words.beginning(1)) && $0.words.holds("mallory") }
            if number < wild.count, side.tellsWords, !isWhole {
                found.append("hostile words \(number) are not all there")
            }
        }
        return found
    }

    private func otherAnswers(_ kind: NoticeChannel) async throws -> [String] {
        var found: [String] = []
        let before = try await side.taken().count
        let refused = try await side.channel(.refusing).send(try dispatch(kind, 500))
        if refused != .refused { found.append("what will never be taken is refused, and not \(refused)") }
        let later = try await side.channel(.busy).send(try dispatch(kind, 501))
        if case .later = later {} else { found.append("what may be taken later is later, and not \(later)") }
        if try await side.taken().count != before { found.append("what was not taken has not gone out") }

        // Who is given up is given up at once, and holds no place.
        let silent = try await side.channel(.silent)
        for number in 0..<(2 * silent.width) {
            let isCancelled = try await withThrowingTaskGroup(of: ChannelAnswer?.self) { tasks in
                tasks.addTask { try? await silent.send(try dispatch(kind, 600 + number)) }
                try await side.isHolding()
                tasks.cancelAll()
                return try await tasks.next() == .some(nil)
            }
            if !isCancelled { found.append("who is cancelled gets an error and no answer") }
        }
        return found
    }

    // MARK: what is sent

    private func receipt(_ number: Int) -> NoticeReceipt {
        NoticeReceipt(bytes: [UInt8](repeating: 7, count: 14) + [UInt8(number >> 8), UInt8(number & 0xFF)])
    }

    private func dispatch(
        _ kind: NoticeChannel, _ number: Int, _ news: Notice.Kind = .alarm, in language: Language = .nl,
        saying words: String = "Het was nummer 13"
    ) throws -> Dispatch {
        let now = ManualClock.friday + .hours(3)
        let way = try side.way(kind, number)
        let alert = try Street.alert(at: news, until: now)
        return Street.dispatch(
            by: way, news, receipt: receipt(number), in: language, of: alert,
            said: Street.said(news == .end ? .closure : .correction, words), at: now)
    }
}
