import Foundation
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

@Suite("The report's form") struct PageReportTests {
    private let full = [
        "kind": "burglary", "behaviour": "Forces a window", "appearance": "black coat", "vehicle": "white van",
        "direction": "north", "place": "Kerkstraat 15", "latitude": "52.08", "longitude": "4.75",
        "licencePlate": "GH-482-X", "policeText": "Looks like X", "by": "self", "number": "112", "calledAt": "21:01",
    ]

    private func form(_ changes: [String: String?] = [:]) -> ReportForm {
        var fields = full
        for (name, value) in changes { fields[name] = value }
        return ReportForm(TypedForm(fields))
    }

    private func refusals(_ form: ReportForm) throws -> [Refusal] {
        form.refusals(at: ManualClock.friday, try PageStreet.clock(), in: .netherlands)
    }

    @Test func everythingTypedIsReported() throws {
        let report = try form().report(try PageStreet.clock(), in: .netherlands)
        #expect(report.kind == .burglary)
        #expect(report.observation.direction == .north)
        #expect(report.location?.coordinate == Coordinate(latitude: 52.08, longitude: 4.75))
        #expect(report.location?.isOwnPosition == true)
        #expect(report.policeOnly == PoliceOnly(licencePlate: "GH-482-X", text: "Looks like X"))
        #expect(report.call?.calledAt?.description == "2026-11-20T20:01:00.000Z")
        #expect(report.isSeparate == false)
        #expect(try form(["separate": "1"]).report(try PageStreet.clock(), in: .netherlands).isSeparate)
    }

    @Test func theTimeOfOnesOwnCallIsNeverSaidOfAnother() throws {
        let report = try form(["by": "other"]).report(try PageStreet.clock(), in: .netherlands)
        #expect(report.call == Report.Call(number: "112", calledAt: nil, by: .other))
    }

    @Test func nobodyIsKeptFromHelpByAListOrAPosition() throws {
        let report = try form(["kind": nil, "latitude": "here", "direction": ""])
            .report(try PageStreet.clock(), in: .netherlands)
        #expect(report.kind == .other)
        #expect(report.location == Location(coordinate: nil, description: "Kerkstraat 15"))
    }

    @Test(
        "a point that was set on the map goes along as it is, a phone's own place roughly",
        arguments: [
            ("", "52.08", true), ("1", "52.08", false), ("0", "52.08", true), ("1", "", false),
        ])
    func aPointIsNoPosition(pointed: String, latitude: String, isOwn: Bool) throws {
        let form = form(["pointed": pointed, "latitude": latitude])
        #expect(try form.report(try PageStreet.clock(), in: .netherlands).location?.isOwnPosition == isOwn)
        let html = try PageStreet.html(
            ReportModel(form, in: Street.group, requestKey: "k", try PageStreet.setting()))
        // The page says of the one that goes along which it is, and keeps it for the next try.
        #expect(html.contains(#"<p data-pointed="">"#) == (pointed != "1" || latitude == ""))
        #expect(html.contains(#"<p data-pointed="1">"#) == (pointed == "1" && latitude != ""))
        #expect(html.contains(#"name="pointed" id="pointed" value="1""#) == (pointed == "1" && latitude != ""))
    }

    @Test("who merges a pointed report into a reaction keeps the point as it was set")
    func aPointStaysOne() throws {
        let refusal = Refusal(.incidentAlreadyOpen, ["alertId": Street.draft().id.text])
        let html = try PageStreet.html(
            ReportModel(
                form(["pointed": "1"]), in: Street.group, refusals: [refusal], requestKey: "k", try PageStreet.setting()
            ))
        #expect(html.contains(#"<input type="hidden" name="pointed" value="1">"#))
    }

    @Test func aPositionIsShownAndCanBeTakenAway() throws {
        let setting = try PageStreet.setting()
        func html(_ form: ReportForm) throws -> String {
            try PageStreet.html(ReportModel(form, in: Street.group, requestKey: "k", setting))
        }
        #expect(
            try html(form()).contains(
                #"<div id="position-part" class="field"><p data-pointed="">Where your device is goes along"#))
        #expect(try html(form(["latitude": ""])).contains(#"<div id="position-part" class="field" hidden>"#))
        let without = form(["withoutPosition": "1"])
        #expect(try without.coordinate == nil && !html(without).contains("52.08"))
        let report = try without.report(try PageStreet.clock(), in: .netherlands)
        #expect(report.location == Location(coordinate: nil, description: "Kerkstraat 15"))
        #expect(try refusals(form(["withoutPosition": "1", "place": ""])).map(\.code) == [.locationMissing])
        let refusal = Refusal(
            .incidentAlreadyOpen, ["alertId": Street.fixed("d1")].mapValues { (id: AlertId) in id.text })
        let asked = ReportModel(without, in: Street.group, refusals: [refusal], requestKey: "k", setting)
        #expect(asked.openAlready?.latitude == "" && asked.openAlready?.longitude == "")
    }

    @Test func aClockThatIsAheadKeepsNobodyWaiting() throws {
        let night = try #require(Moment("2026-11-21T02:05:00Z"))
        let clock = try PageStreet.clock(at: night)
        for time in ["03:05", "03:12", "03:40", "23:50"] {
            #expect(form(["calledAt": time]).refusals(at: night, clock, in: .netherlands) == [])
        }
        let ahead = try form(["calledAt": "03:40"]).report(clock, in: .netherlands)
        let call = try AlertRules.call(ahead.call, at: night, in: .netherlands)
        #expect(call.calledAt == night && call.clockSaid == Moment("2026-11-21T02:40:00Z"))
    }

    @Test(
        arguments: [
            (["by": nil], [Refusal.Code.emergencyCallMissing]), (["behaviour": "  "], [.behaviourMissing]),
            (["behaviour": nil, "by": nil], [.behaviourMissing, .emergencyCallMissing]),
            (["calledAt": "soon"], [.fieldInvalid]), (["calledAt": ""], [.emergencyCallTimeMissing]),
            (["number": "911"], [.emergencyNumberUnknown]), (["kind": "party"], [.fieldInvalid]),
            (["place": "", "latitude": ""], [.locationMissing]), ([:], []),
        ] as [([String: String?], [Refusal.Code])])
    func whatIsAmissIsSaidAtOnce(changes: [String: String?], expected: [Refusal.Code]) throws {
        #expect(try refusals(form(changes)).map(\.code) == expected)
    }

    @Test func eachRefusalMarksItsField() throws {
        let form = form(["behaviour": nil, "by": nil, "calledAt": ""])
        let model = ReportModel(
            form, in: Street.group, refusals: try refusals(form), requestKey: "k", try PageStreet.setting())
        #expect(model.mistakes.map(\.link) == ["#behaviour", "#by"])
        #expect(model.behaviour.error != nil && model.byError != nil && model.place.error == nil)
        let html = try PageStreet.html(model)
        #expect(html.contains(#"aria-invalid="true" aria-describedby="behaviour-error behaviour-hint""#))
        #expect(html.contains(##"<a href="#behaviour">Write what is happening."##))
    }

    @Test func everyFieldOfTheRulesHasAPlaceOnThePage() throws {
        let setting = try PageStreet.setting()
        for (field, id) in ReportForm.names {
            let model = ReportModel(
                form(), in: Street.group, refusals: [Refusal(.fieldInvalid, field: field)], requestKey: "k", setting)
            #expect(model.mistakes.map(\.link) == ["#\(id)"])
            #expect(try PageStreet.html(model).contains(#" id="\#(id)""#), "\(id)")
        }
    }

    @Test func itOffersTheNumbersOfTheLandAndTheTimeOnItsWall() throws {
        let setting = try PageStreet.setting()
        let clock = setting.clock(in: .netherlands)
        let blank = ReportForm(at: setting.now, clock, in: .netherlands)
        let model = ReportModel(blank, in: Street.group, requestKey: "k", setting)
        #expect(model.numbers.map(\.choice.value) == ["112", "0900-8844"])
        #expect(model.numbers.map(\.choice.isChosen) == [true, false])
        #expect(model.calledAt.value == "21:04")
        #expect(!model.bySelf.isChosen && !model.byOther.isChosen)
        #expect(!model.showsMore && !model.showsPolice)
    }

    @Test(arguments: [
        (Jurisdiction.netherlands, "112", "tel:112"), (.netherlands, "0900-8844", "tel:09008844"),
        (.belgium, "101", "tel:101"), (.belgium, "112", "tel:112"), (.belgium, "911", "tel:101"),
        // Who says that they called a number that is not known here still dials what there is for danger.
        (.belgium, "local-police", "tel:101"), (ghent, "local-police", "tel:092666111"),
        (ghent, "09/266.61.11", "tel:092666111"),
    ])
    func everyButtonDialsTheNumberThatWasChosen(place: Jurisdiction, chosen: String, link: String) throws {
        let group = Group(
            id: Street.group.id, slug: "kerkstraat", name: "Kerkstraat", place: "x", jurisdiction: place, zone: "x",
            municipality: nil, area: Street.group.area, createdAt: ManualClock.friday)
        let model = ReportModel(form(["number": chosen]), in: group, requestKey: "k", try PageStreet.setting())
        #expect(model.frame.emergency.link == link)
        let html = try PageStreet.html(model)
        // Each choice has a button of its own, which a style shows with it; every other button is the chosen one's.
        let own = place.numbers.filter(\.isDialable).map { "tel:" + $0.number.keeping(\.isDigit) }
        let dialled = html.components(separatedBy: #"<a class="call""#).dropFirst()
            .compactMap { $0.components(separatedBy: #"href=""#).dropFirst().first?.split(separator: #"""#).first }
            .map(String.init)
        let small = html.components(separatedBy: #"<a class="call small" href=""#).dropFirst().first
        #expect(small?.hasPrefix(link) == true)
        #expect(dialled == [link] + own)
        for number in model.numbers {
            #expect(number.dial.map { number.choice.value == $0.number && number.choice.hint == $0.hint } ?? true)
        }
        #expect(Set(model.numbers.compactMap(\.choice.hint)).count == place.numbers.count)
        #expect(html.contains(place.country == "NL" ? "the app 112NL" : "the app 112 BE"))
    }

    private static let ghent = Jurisdiction.of(
        "BE", municipality: "44021", own: MunicipalPolicy(minimumAge: nil, policeNumber: "09 266 61 11"))

    /// What is found afterwards: a number without hurry, and beside it both numbers for danger.
    @Test(arguments: [
        (Jurisdiction.belgium, "local-police", "the local police", String?.none),
        (ghent, "09 266 61 11", "09 266 61 11", "tel:092666111"),
    ])
    func whatIsFoundAfterwardsHasItsNumberInBelgium(
        place: Jurisdiction, number: String, label: String, link: String?
    ) throws {
        let group = Group(
            id: Street.group.id, slug: "gent", name: "Gent", place: "x", jurisdiction: place, zone: "x",
            municipality: "44021", area: Street.group.area, createdAt: ManualClock.friday)
        let model = ReportModel(form(["number": number]), in: group, requestKey: "k", try PageStreet.setting())
        let chosen = try #require(model.numbers.first { $0.choice.isChosen })
        #expect(chosen.choice.value == number && chosen.choice.label == label && chosen.dial?.link == link)
        #expect(!chosen.isForDanger && chosen.inDanger.map(\.link) == ["tel:101", "tel:112"] && !model.isUrgent)
        #expect(model.asksWhetherCalled.contains(label))
        let report = try form(["number": number]).report(try PageStreet.clock(), in: place)
        let call = try AlertRules.call(report.call, at: ManualClock.friday, in: place)
        #expect(call.number == number && !call.isUrgent)
    }

    @Test(arguments: [("112", nil), ("0900-8844", String?.some("tel:112"))])
    func whereThereIsNoHurryDangerHasItsNumberAllTheSame(chosen: String, link: String?) throws {
        let model = ReportModel(
            form(["number": chosen]), in: Street.group, requestKey: "k", try PageStreet.setting())
        #expect(model.numbers.first { $0.choice.isChosen }?.inDanger.first?.link == link)
        #expect(model.isUrgent == (link == nil))
        let html = try PageStreet.html(model)
        #expect(html.contains(#"<p data-when="urgent" hidden>"#) == (link != nil))
        #expect(html.contains(#"<p data-when="not-urgent" hidden>"#) == (link == nil))
    }

    @Test(arguments: [
        ([AlertAdvice.appearanceAlone], "#behaviour"), ([.originAlone], "#appearance"), ([.licencePlate], "#behaviour"),
    ])
    func theCheckOfWordsAsksOnce(asks: [AlertAdvice], link: String) throws {
        let model = ReportModel(
            form(), in: Street.group, asks: asks, requestKey: "k", try PageStreet.setting())
        #expect(model.question?.link == link)
        #expect(model.question?.texts.count == 1)
        #expect(model.wasAsked)
        #expect(try PageStreet.html(model).contains(#"name="asked" value="1""#))
        #expect(form(["asked": "1"]).wasAsked && !form().wasAsked)
    }

    @Test(arguments: Language.allCases)
    func whichOneIsOpenIsSaid(language: Language) async throws {
        let street = LivingStreet()
        let alert = try #require(street.store.alert(try await street.burglary().alert))
        func line(after minutes: Int64) throws -> OpenAlertLine {
            let setting = try PageStreet.setting(at: street.clock.now() + .minutes(minutes), in: language)
            return OpenAlertLine(alert, at: setting.now, setting.clock(in: .netherlands), setting.words)
        }
        let words = try PageStreet.words(language)
        let at = try line(after: 12)
        #expect(at.title == words.text("kind.burglary") && at.place == "Kerkstraat 15, achterom")
        #expect(at.minutes == 12 && at.ago.contains("12") && !at.ago.contains("{"))
        #expect(at.agoOther.contains("{count}") && !at.agoOne.contains("{") && !at.agoLong.contains("{"))
        #expect(try line(after: 0).ago == at.agoOne)
        #expect(try line(after: 60).minutes == nil && line(after: 60).ago == at.agoLong)
    }

    @Test func oneThatIsOpenAlreadyIsOfferedThreeWays() throws {
        let alert: AlertId = Street.fixed("d1")
        let refusal = Refusal(.incidentAlreadyOpen, ["alertId": alert.text])
        let model = ReportModel(
            form(), in: Street.group, refusals: [refusal], requestKey: "k", try PageStreet.setting())
        #expect(model.openAlready?.path == "/alerts/\(alert)")
        #expect(
            model.openAlready?.text
                == "Forces a window\nblack coat\nwhite van\nDirection: north\nKerkstraat 15")
        #expect(model.openAlready?.hasPoliceOnly == true)
        #expect(!model.hasMistakes)
        let html = try PageStreet.html(model)
        #expect(html.contains(#"href="/alerts/\#(alert)""#))
        #expect(html.contains(#"action="/alerts/\#(alert)/reactions""#))
        #expect(html.contains(#"name="separate" value="1""#))
        #expect(html.contains("GH-482-X"))
        // What is for the police alone goes along, and all words with it.
        #expect(html.contains(#"<input type="hidden" name="licencePlate" value="GH-482-X">"#))
        #expect(html.contains(#"<input type="hidden" name="wasReport" value="1">"#))
        #expect(html.contains("The part for the police only comes along, and stays for the police only."))
    }
}
