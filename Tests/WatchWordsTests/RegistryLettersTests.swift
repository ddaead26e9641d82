import Testing
import Watch
import WatchTesting
import WatchWords

/// What is written to coordinators, to members and to the offices above them, in every language.
@Suite("Letters, whoever they are for") struct RegistryLettersTests {
    private static func letters() throws -> RegistryLetters {
        RegistryLetters(words: try HouseWords.catalogues.get(), site: SiteAddress("https://saar.test"))
    }

    @Test(arguments: Language.allCases) func everyLanguageSaysAllOfIt(language: Language) throws {
        let words = try Self.letters()
        let email = try #require(EmailAddress("carla@example.org"))
        let contents: [GroupLetter.Content] = [
            .confirmed(by: .municipality), .confirmed(by: .foundation),
            .declined(by: .municipality, reason: "Waarom"), .declined(by: .foundation, reason: "Waarom"),
            .applicants(1), .applicants(3),
            .links(
                [.init(name: "Plein", asks: true), .init(name: "Laan", asks: false), .init(name: nil, asks: true)],
                more: 1_200),
        ]
        for content in contents {
            let letter = words.groupLetter(to: Street.group, content, to: email, in: language)
            #expect(letter.language == language && letter.text.hasSuffix("\n\nSaar"))
            for text in [letter.subject, letter.text] {
                #expect(!text.contains("{") && !text.contains("letter.") && text.contains(Street.group.name))
            }
            #expect(letter.text.contains("https://saar.test/groups/\(Street.group.slug)"))
            guard case .links = content else { continue }
            #expect(letter.text.contains("- + \(try HouseWords.of(language).number(1_200))\n"))
            #expect(letter.text.contains("- Plein (") && letter.text.contains("- Laan ("))
            #expect(letter.text.contains("- \(try HouseWords.of(language).count("letter.unconfirmed", 1)) ("))
        }
    }

    @Test(arguments: Language.allCases) func groupsWithNobodyAreNamedOnceTheyAreConfirmed(language: Language) throws {
        let email = try #require(EmailAddress("marieke@example.org"))
        let words = try HouseWords.of(language)
        let letters = try Self.letters()
        for (groups, unconfirmed) in [([Street.group], 0), ([Street.group], 2), ([], 1)] {
            let letter = letters.escalation(of: groups, unconfirmed: unconfirmed, to: email, in: language)
            #expect(letter.text.contains("- \(Street.group.name), ") == !groups.isEmpty)
            let counted = "- \(words.count("letter.unconfirmed", unconfirmed))\n"
            #expect(letter.text.contains(counted) == (unconfirmed > 0))
            #expect(letter.subject.contains(String(groups.count + unconfirmed)) && !letter.text.contains("{"))
        }
    }

    @Test(arguments: Language.allCases) func ofOnesOwnPlaceEveryLanguageSaysNothingButTheGroup(language: Language)
        throws
    {
        let words = try Self.letters()
        let email = try #require(EmailAddress("carla@example.org"))
        for cause in MemberLetter.Cause.allCases {
            let letter = words.memberLetter(about: Street.group, cause, to: email, in: language)
            #expect(letter.language == language && letter.text.hasSuffix("\n\nSaar"))
            for text in [letter.subject, letter.text] {
                #expect(!text.contains("{") && !text.contains("letter.") && text.contains(Street.group.name))
                #expect(!text.contains("carla"))
            }
            #expect(letter.text.contains("https://saar.test/groups/\(Street.group.slug)\n"))
        }
    }

    @Test("each goes out as plain words that can be known when they come back, and with no press to stop them")
    func known() throws {
        let email = try #require(EmailAddress("carla@example.org"))
        let words = NoticeLetter(words: try HouseWords.catalogues.get(), site: SiteAddress("https://saar.test"))
        for content in Street.letterContents {
            for language in Language.allCases {
                let dispatch = Street.dispatch(content, in: language, at: ManualClock.friday)
                let letter = words.letter(dispatch, to: email)
                #expect(letter.receipt == dispatch.receipt && letter.to == email && letter.language == language)
                #expect(letter.stop == nil && letter.html == nil && letter.thread == nil)
                #expect(letter.text.hasSuffix("\n\nSaar") && letter.text.contains("https://saar.test/"))
                #expect(!letter.text.contains("{") && !letter.subject.contains("{") && !letter.subject.isEmpty)
            }
        }
        #expect(Set(Street.letterContents).count == Street.letterContents.count)
    }

    @Test(arguments: Language.allCases) func aSilentDeviceIsNamedAsItsOwnerKnowsIt(language: Language)
        throws
    {
        let email = try #require(EmailAddress("bram@example.org"))
        let words = try HouseWords.of(language)
        let now = ManualClock.friday
        let devices: [PushSilence.Device] = [
            .init(name: "Firefox · Android", heardAt: now - .days(101)), .init(name: nil, heardAt: now - .days(400)),
        ]
        let letter = try Self.letters().silence(of: devices, at: now, in: "Europe/Amsterdam", to: email, in: language)
        let clock = WallClock(zone: "Europe/Amsterdam", now: now, words: words)
        let lines = letter.text.split(separator: "\n").filter { $0.hasPrefix("- ") }
        #expect(lines.count == 2 && lines.first?.contains("Firefox · Android") == true)
        #expect(lines.last?.contains(words.text("devices.unknown")) == true)
        for (line, device) in zip(lines, devices) { #expect(line.contains(clock.date(device.heardAt))) }
        // The buttons are called as they are on the page.
        for button in ["me.push.test", "me.push.end"] { #expect(letter.text.contains(words.text(button))) }
        #expect(letter.text.contains("100") && letter.text.contains("https://saar.test/me#woken\n"))
    }

    /// How many letters there are is the policy's to say.
    @Test(arguments: Language.allCases) func theRenewalCountsAsThePolicyDoes(language: Language) throws {
        let email = try #require(EmailAddress("carla@example.org"))
        let letter = try Self.letters().reminder(of: Street.group, letter: 1, to: email, in: language)
        let count = String(Street.group.jurisdiction.confirmation.reminders.count)
        #expect(letter.text.filter { String($0) == count }.count == 2, "so many in all, and the first of so many")
        for word in ["drie brieven", "trois e-mails", "drei Briefe", "three letters"] {
            #expect(!letter.text.contains(word), "\(word)")
        }
    }
}
