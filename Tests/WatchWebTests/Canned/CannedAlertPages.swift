import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

extension CannedPages {
    /// The page of an alert, by who reads it and how it stands.
    static func alerts(in language: Language) async throws -> [CannedPage] {
        try await open(in: language) + ended(in: language) + others(in: language)
    }

    private static func open(in language: Language) async throws -> [CannedPage] {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        func page(_ neighbour: Street.Neighbour, _ typed: [String: String] = [:], _ refusals: [Refusal] = [])
            async throws -> AlertModel
        {
            try await street.canned(alert, for: neighbour, typed: typed, refusals, in: language)
        }
        var pages = [
            CannedPage("new-reporter", try await page(Street.anna)),
            CannedPage("new-neighbour", try await page(Street.bram)),
        ]
        let spoken: [(AlertDesk.Words, Street.Neighbour)] = [
            (.init(kind: .sighting, text: "Rent richting Molenweg"), Street.bram),
            (.init(kind: .onTheLookout, text: nil), Street.carla),
            (.init(kind: .policeOnScene, text: "Wij zijn er"), Street.deWit),
            (
                .init(
                    kind: .information, text: "Stond gisteren ook al in de straat",
                    location: Location(coordinate: nil, description: "bij de brug"),
                    policeOnly: PoliceOnly(licencePlate: "GH-482-X", text: "achter het stuur")), Street.bram
            ),
            (.init(kind: .knownPerson, text: "Dat is de buurman van 12"), Street.anna),
        ]
        var last: MessageId?
        for (words, neighbour) in spoken {
            street.clock.advance(by: .minutes(1))
            last = try await street.desk.react(words, to: alert, by: neighbour.id).message
        }
        _ = try await street.desk.correct("Een grijze bestelbus, geen witte", of: alert, by: Street.anna.id)
        if let last { _ = try await street.desk.flag(last, by: Street.bram.id) }
        for (state, neighbour) in [
            ("reporter", Street.anna), ("neighbour", Street.bram), ("coordinator", Street.carla),
            ("police", Street.deWit),
        ] {
            pages.append(CannedPage("open-\(state)", try await page(neighbour)))
        }
        let typed = ["form": "reaction", "kind": "sighting", "text": "Een lange tekst", "licencePlate": "GH-482-X"]
        let tooLong = [Refusal(.textTooLong, field: "text", ["limit": "500", "length": "612"])]
        pages.append(CannedPage("open-reaction-refused", try await page(Street.bram, typed, tooLong)))
        let closing = ["form": "closure", "closing": "Het was de glazenwasser"]
        let outcome = [Refusal(.fieldMissing, field: "outcome")]
        pages.append(CannedPage("open-closing-refused", try await page(Street.anna, closing, outcome)))
        return pages
    }

    private static func ended(in language: Language) async throws -> [CannedPage] {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        let said = try await street.desk.react(
            .init(kind: .sighting, text: "Rent richting Molenweg"), to: alert, by: Street.bram.id
        ).message
        if let said { _ = try await street.desk.retract(said, by: Street.carla.id) }
        street.clock.advance(by: .minutes(20))
        _ = try await street.desk.close(alert, .caught, text: "Aangehouden op de Molenweg", by: Street.anna.id)
        var pages: [CannedPage] = []
        for (state, neighbour) in [("reporter", Street.anna), ("neighbour", Street.bram), ("police", Street.deWit)] {
            pages.append(
                CannedPage("closed-\(state)", try await street.canned(alert, for: neighbour, in: language)))
        }
        let late = ["form": "reaction", "kind": "sighting", "text": "Hij staat nu bij de brug"]
        let refusals = [Refusal(.alertClosed, ["number": "112", "alertId": alert.text])]
        for (state, neighbour) in [("neighbour", Street.bram), ("coordinator", Street.carla)] {
            let page = try await street.canned(alert, for: neighbour, typed: late, refusals, in: language)
            pages.append(CannedPage("closed-too-late-\(state)", page))
        }
        return pages
    }

    private static func others(in language: Language) async throws -> [CannedPage] {
        let street = LivingStreet()
        let car = try await street.desk.share(
            Street.car(at: street.clock.now()), in: Street.group.id, by: Street.anna.id
        ).alert
        let child = try await LivingStreet.missing()
        return [
            CannedPage("no-hurry", try await street.canned(car, for: Street.bram, in: language)),
            CannedPage("missing-reporter", try await child.street.canned(child.alert, for: Street.anna, in: language)),
            CannedPage("missing-neighbour", try await child.street.canned(child.alert, for: Street.bram, in: language)),
        ]
    }

    /// What who has nothing but the link of an alert sees.
    static func linkedAlerts(in language: Language) async throws -> [CannedPage] {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        _ = try await street.desk.react(
            .init(kind: .policeOnScene, text: "Blijf binnen"), to: alert, by: Street.deWit.id)
        _ = try await street.desk.correct("Een grijze bestelbus", of: alert, by: Street.anna.id)
        let child = try await LivingStreet.missing()
        var pages: [CannedPage] = []
        for (state, street, alert) in [("open", street, alert), ("missing", child.street, child.alert)] {
            let file = try await street.desk.file(alert, for: Street.bram.id)
            let setting = try PageStreet.setting(at: street.clock.now(), isSignedIn: false, in: language)
            pages.append(
                CannedPage(
                    state,
                    LinkedAlertModel(PublicAlert(file.alert, messages: file.messages), in: Street.group, setting)))
        }
        return pages
    }
}

extension LivingStreet {
    fileprivate static func missing() async throws -> (street: LivingStreet, alert: AlertId) {
        let street = LivingStreet()
        return (
            street,
            try await street.desk.share(Street.missingChild(), in: Street.group.id, by: Street.anna.id).alert
        )
    }

    /// The alert's page as this neighbour sees it, in a language.
    fileprivate func canned(
        _ alert: AlertId, for neighbour: Street.Neighbour, typed: [String: String] = [:], _ refusals: [Refusal] = [],
        in language: Language
    ) async throws -> AlertModel {
        AlertModel(
            try await desk.file(alert, for: neighbour.id), reach: try store.reach(of: alert), site: "https://saar.test",
            typed: TypedForm(typed), refusals: refusals, requestKey: "k",
            try PageStreet.setting(at: clock.now(), in: language))
    }
}
