import Testing
import Watch
import WatchTesting

/// How many letters one place on the internet may ask for.
@Suite struct LetterOriginsTests {
    private let now = ManualClock.friday

    private func address(_ last: UInt8) throws -> InternetAddress {
        try #require(InternetAddress([203, 0, 113, last]))
    }

    private func refusal(_ origins: inout LetterOrigins, _ address: InternetAddress, at now: Moment) -> Refusal? {
        do throws(Refusal) {
            try origins.take(from: address, at: now)
            return nil
        } catch {
            return error
        }
    }

    /// How many go out before one is refused.
    private func letters(_ origins: inout LetterOrigins, _ address: InternetAddress, at now: Moment) -> Int {
        (0..<1_000).first { _ in refusal(&origins, address, at: now) != nil } ?? 1_000
    }

    @Test func aStreetBehindOneLineFitsAndAProgramDoesNot() throws {
        var origins = LetterOrigins()
        let street = try address(1)
        #expect(letters(&origins, street, at: now) == 120)
        #expect(refusal(&origins, street, at: now) == Refusal(.tooManyLetters, field: "email"))
        // Another line is not held up by it.
        #expect(letters(&origins, try address(2), at: now) == 120)
        // Refused tries do not count: after six seconds there is one more, after an hour all are.
        #expect(letters(&origins, street, at: now + .seconds(6)) == 1)
        #expect(letters(&origins, street, at: now + .seconds(65)) == 9)
        #expect(letters(&origins, street, at: now + .hours(1)) == 120)
    }

    @Test func whatDidNotGoOutIsGivenBack() throws {
        var origins = LetterOrigins()
        let street = try address(1)
        for _ in 0..<500 {
            #expect(refusal(&origins, street, at: now) == nil)
            origins.giveBack(street)
        }
        #expect(letters(&origins, street, at: now) == 120)
        // Who never asked has nothing to get back.
        origins.giveBack(try address(2))
        #expect(letters(&origins, try address(2), at: now) == 120)
    }

    @Test func aClockThatIsPutBackMakesNobodyWaitForDays() throws {
        var origins = LetterOrigins()
        let street = try address(1)
        #expect(letters(&origins, street, at: now) == 120)
        let before = now - .days(2)
        #expect(refusal(&origins, street, at: before) != nil)
        #expect(letters(&origins, street, at: before + .hours(1)) == 120)
    }

    @Test func whatIsKnownIsBounded() throws {
        var origins = LetterOrigins()
        for number in 0..<UInt32(LetterOrigins.most) + 5_000 {
            let bytes = [UInt8(20), UInt8(number >> 16 & 255), UInt8(number >> 8 & 255), UInt8(number & 255)]
            #expect(refusal(&origins, try #require(InternetAddress(bytes)), at: now) == nil)
        }
        // Who is not known is let through; who is, is counted; and when time has gone by, there is room again.
        #expect(letters(&origins, try #require(InternetAddress([20, 255, 255, 255])), at: now) == 1_000)
        #expect(letters(&origins, try #require(InternetAddress([20, 0, 0, 1])), at: now) == 119)
        #expect(letters(&origins, try address(1), at: now + .hours(1)) == 120)
    }

    @Test func oneLineOfIPv6IsItsSlash64() throws {
        var origins = LetterOrigins()
        func address(_ network: UInt8, _ device: UInt8) throws -> InternetAddress {
            try #require(
                InternetAddress([0x20, 1, 0xd, 0xb8, 0, 0, 0, network] + Array(repeating: 0, count: 7) + [device]))
        }
        #expect(letters(&origins, try address(1, 1), at: now) == 120)
        #expect(refusal(&origins, try address(1, 2), at: now) != nil)
        #expect(refusal(&origins, try address(2, 1), at: now) == nil)
        // An IPv4 address in the dress of IPv6 is the IPv4 address.
        let dressed = try #require(
            InternetAddress(Array(repeating: 0, count: 10) + [0xff, 0xff, 203, 0, 113, 9]))
        #expect(dressed == (try self.address(9)))
    }
}
