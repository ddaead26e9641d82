import Foundation
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// What pages and letters say of who was told: how many have seen it, and never more.
@Suite("Who was told, in the words of the pages") struct PageTruthTests {
    /// Everybody, or everybody who lives there, …
    private static let everybody: [Language: String] = [
        .nl: #"iedereen|de (hele )?buurt|(uw|de|alle) buren|(hele|in de|uw) straat|de (hele )?groep"#,
        .fr:
            #"tout le (monde|groupe|quartier)|le quartier|(vos|les) voisins|toute (la|votre) rue|toutes les personnes"#,
        .de: #"\balle\b|alle,|(die|Ihre) Nachbar(n|schaft)\b|ganze Straße|die (ganze )?Gruppe"#,
        .en: #"every(one|body)|the (whole )?(neighbourhood|street|group)|(your|the|all) neighbours"#,
    ]
    /// … and that they know of it, in that they heard, were told or got it.
    private static let know: [Language: String] = [
        .nl: #"\b(weet|weten|hoort|horen|krijgt|krijgen|kreeg|kregen|gewaarschuwd|op de hoogte)\b"#,
        .fr: #"au courant|\b(sait|savent|sache|apprend|apprennent|reçoit|reçoivent|reçu|averti|prévenus?)\b"#,
        .de: #"Bescheid|\b(weiß|wissen|erfährt|erfahren|hört|hören|bekommt|bekommen)\b"#,
        .en: #"\b(knows?|hears?|told|gets|got)\b"#,
    ]
    /// That the reader will hear of it, which nothing promises who has no page open.
    private static let promise: [Language: String] = [
        .nl: #"[Uu] hoort (het|deze)|hoort u (het|ervan)"#, .fr: #"nous vous prév(enons|iendrons)"#,
        .de: #"(erfahren|hören) Sie (es|davon)|Sie (erfahren|hören) (es|davon)"#,
        .en: #"\b[Yy]ou( will)? hear (when|if|of|from)"#,
    ]

    /// Words in which somebody knows or gets something else than an alert.
    private static let others: Set<String> = [
        // What one is called, or a place.
        "refusal.first-name-missing", "me.who", "report.place.hint",
        // Open data, a colour, letters, streets that belong to a group, groups that are linked.
        "open-data.lead", "embed.page.colour.hint", "letter.registry-renewal.text", "search.covering.middle.one",
        "search.covering.middle.other", "links.lead", "letter.group-links.text",
        // What a part of a page is called.
        "me.told",
    ]

    /// Sentences of a text that say more than anybody knows.
    private static func untrue(_ text: String, _ language: Language) throws -> [String] {
        func has(_ pattern: String?, _ sentence: String) throws -> Bool {
            let expression = try NSRegularExpression(pattern: try #require(pattern), options: .caseInsensitive)
            return expression.firstMatch(in: sentence, range: NSRange(sentence.startIndex..., in: sentence)) != nil
        }
        return try text.components(separatedBy: CharacterSet(charactersIn: ".!?:;\n")).filter { sentence in
            let isClaim =
                try has(everybody[language], sentence) && has(know[language], sentence)
                && !has("nothing|niets|\\berbij\\b|\\brien\\b|nichts", sentence)
            return try isClaim || has(promise[language], sentence)
        }
    }

    /// The text of a page's main part, without its marks.
    private static func text(_ html: String) throws -> String {
        let main = try #require(html.components(separatedBy: "<main").last?.components(separatedBy: "</main").first)
        return main.replacingOccurrences(of: "<[^>]*>", with: "\n", options: .regularExpression)
    }

    /// The alert's page of who reported it.
    private func page(
        _ alert: AlertId, in street: LivingStreet, reach: Reach? = nil, as neighbour: Street.Neighbour = Street.anna,
        _ language: Language
    ) async throws -> (model: AlertModel, html: String) {
        let model = AlertModel(
            try await street.desk.file(alert, for: neighbour.id), reach: try reach ?? street.store.reach(of: alert),
            site: "https://saar.test",
            try PageStreet.setting(at: street.clock.now(), done: "shared", in: language))
        return (model, try PageStreet.html(model, in: language))
    }

    @Test(arguments: Language.allCases) func nobodyHasSeenIt(language: Language) async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        let (model, html) = try await page(alert, in: street, language)
        let words = try PageStreet.words(language)
        #expect(model.reach?.line == words.text("reach.none", ["audience": "2"]))
        #expect(try PageTruthTests.untrue(PageTruthTests.text(html), language) == [])
        // Handing on to the chat comes before everything, right under the line that says so.
        let line = try #require(html.range(of: model.reach?.line ?? "")), chat = try #require(html.range(of: "wa.me"))
        let heading = try #require(html.range(of: "<h1"))
        #expect(line.lowerBound < chat.lowerBound && chat.lowerBound < heading.lowerBound)
        #expect(html.components(separatedBy: #"id="handoff""#).count == 2)
        #expect(html.components(separatedBy: #"id="reach""#).count == 2)
        // A neighbour and who has care of it are not sent to the chat first.
        for other in [Street.bram, Street.carla] {
            #expect(try await page(alert, in: street, as: other, language).model.handOffNow == nil)
        }
    }

    @Test(arguments: Language.allCases) func someHaveSeenIt(language: Language) async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        let event = try #require(try await street.desk.file(alert, for: Street.bram.id).news.first)
        street.clock.advance(by: .seconds(3))
        _ = street.store.receive([event], by: Street.bram.id, channel: .live, at: street.clock.now())
        let (model, html) = try await page(alert, in: street, language)
        let words = try PageStreet.words(language)
        #expect(model.reach?.line == words.text("reach.line", ["told": "1", "audience": "2", "within": "1"]))
        #expect(model.handOffNow == nil && model.handOffFirst != nil)
        #expect(html.contains(words.text("done.shared")) && html.contains(words.text("alert.next.1")))
        #expect(try PageTruthTests.untrue(PageTruthTests.text(html), language) == [])
        let heading = try #require(html.range(of: "<h1")), chat = try #require(html.range(of: "wa.me"))
        #expect(heading.lowerBound < chat.lowerBound)
    }

    @Test(arguments: Language.allCases) func whoIsAloneInTheGroupIsToldSo(language: Language) async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        let (model, html) = try await page(alert, in: street, reach: Reach(audience: 0, receipts: []), language)
        #expect(model.reach?.line == (try PageStreet.words(language).text("reach.alone")) && model.isUnseen)
        #expect(html.contains(model.reach?.line ?? "-") && model.reach?.line.contains("{") == false)
    }

    @Test(arguments: Language.allCases) func theEndClaimsNothingOfWhoHeard(language: Language) async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        _ = try await street.desk.close(alert, .gone, text: nil, by: Street.anna.id)
        let (model, html) = try await page(alert, in: street, language)
        #expect(!model.isUnseen)
        #expect(try PageTruthTests.untrue(PageTruthTests.text(html), language) == [])
    }

    /// A group, asleep or awake.
    private func group(openAlerts: Int) -> Group {
        let group = Street.group
        return Group(
            id: group.id, slug: group.slug, name: group.name, place: group.place, jurisdiction: group.jurisdiction,
            zone: group.zone, policeReads: group.policeReads, municipality: group.municipality, area: group.area,
            openAlerts: openAlerts,
            createdAt: group.createdAt)
    }

    @Test(arguments: Language.allCases, [0, 1]) func aMutedGroupPromisesNothing(language: Language, open: Int) throws {
        let words = try PageStreet.words(language)
        let setting = try PageStreet.setting(in: language)
        let hearing = Hearing(group: Street.group.id, audience: .neighbour, since: 1)
        for isMuted in [false, true] {
            var own = Street.bramMember
            own.isMuted = isMuted
            let model = GroupModel(group(openAlerts: open), as: .inside(hearing, own: own), setting)
            let html = try PageStreet.html(model, in: language)
            let text = try PageTruthTests.text(html)
            #expect(try PageTruthTests.untrue(text, language) == [])
            // What it says of hearing it says with its end: until that button is pressed.
            #expect(model.stateText.contains(words.text("group.unmute")) == isMuted)
            #expect(html.contains(model.stateText) && text.contains(words.text("pause.muted.open")) == isMuted)
        }
        let me = MeModel(Street.bram.person, places: [(muted(), Street.group)], devices: 1, setting)
        #expect(me.places.map(\.standing) == [words.text("member.approved") + ", " + words.text("me.muted")])
        for key in ["pause.muted.open", "group.mine.text", "done.muted", "me.muted"] {
            #expect(words.text(key).contains(words.text("group.unmute")), "\(language) \(key)")
        }
    }

    private func muted() -> Member {
        var own = Street.bramMember
        own.isMuted = true
        return own
    }

    /// Every page and letter there is, in every state: none of their sentences says it.
    @Test(arguments: Language.allCases) func noWordsClaimThatEverybodyKnows(language: Language) throws {
        let words = try PageStreet.words(language)
        #expect(PageTruthTests.others.isSubset(of: words.keys))
        for key in words.keys.subtracting(PageTruthTests.others).sorted() {
            #expect(try PageTruthTests.untrue(words.text(key), language) == [], "\(language) \(key)")
        }
    }

    /// The check finds what stood here once, and what is like it.
    @Test(arguments: [
        (Language.nl, "De buurt weet het nu."), (.nl, "Dan hoort iedereen hoe het afliep"),
        (.nl, "U hoort het als er iets is."), (.fr, "Le quartier est maintenant au courant."),
        (.fr, "Nous vous préviendrons"), (.de, "Die Nachbarschaft weiß jetzt Bescheid."),
        (.de, "Sie erfahren es, wenn etwas passiert."), (.en, "the whole street knows at once"),
        (.en, "You will hear when there is."), (.en, "Everyone who got the alert hears"),
    ])
    func suchClaimsAreFound(language: Language, claim: String) throws {
        #expect(try PageTruthTests.untrue(claim, language).count == 1)
    }
}
