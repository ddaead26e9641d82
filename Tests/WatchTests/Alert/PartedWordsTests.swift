import Testing
import WatchTesting

@testable import Watch

/// What neighbours may not be told, on its way through a report and through what is said in an alert.
@Suite struct PartedWordsTests {
    // MARK: who is named

    /// A text, and what of it names somebody.
    static let named: [(String, [String])] = [
        ("Dat is meneer Jansen van nummer 14", ["Jansen", "14"]),
        ("Het is dhr. J. van der Berg, hij liep weg", ["J. van der Berg,"]),
        ("Mevrouw De Vries belt de politie", ["De Vries"]),
        ("Hij heet Kevin.", ["Kevin."]), ("Zijn naam is Piet Bakker", ["Piet Bakker"]), ("naam: Piet", ["Piet"]),
        ("familie El Amrani op 12", ["El Amrani", "12"]), ("M. dit qu'il s'appelle Luc Dubois", ["Luc Dubois"]),
        ("C'est monsieur Dubois du 12", ["Dubois", "12"]), ("Das ist Herr Müller", ["Müller"]),
        ("A man named Peter Smith ran", ["Peter Smith"]), ("Hij woont op nummer 12", ["12"]),
        ("Er wohnt in der Hauptstraße 5", ["5"]), ("Il habite au 12", ["12"]),
        // What is no name.
        ("Een mevrouw. Politie is er.", []), ("een meneer met een pet", []), ("MENEER LOOPT WEG", []),
        ("Loopt nu bij nummer 12", []), ("Ik woon op nummer 12", []), ("Het is heet vandaag", []),
        ("Frau mit Hund", []), ("Wit busje, GH-482-X", []), ("De naam is onbekend", []), ("", []),
    ]

    @Test(arguments: named)
    func whoIsNamed(text: String, names: [String]) {
        let pieces = PublicPiece.pieces(of: text)
        let found = NamedPerson.names(in: pieces).sorted().map { pieces[$0].text }
        #expect(found.joined(separator: " ") == names.joined(separator: " "))
    }

    // MARK: what is moved

    struct Case: Sendable, CustomStringConvertible {
        let description: String
        var kind = Alert.Kind.suspiciousVehicle
        var policy = Jurisdiction.belgium
        var typed: PoliceOnly?
        let open: String?
        let plate: String?
        let forPolice: String?
        let moved: [AlertAdvice]
    }

    static let cases: [Case] = [
        Case(
            description: "Wit busje, 1-ABC-234, rijdt rond", open: "Wit busje, …, rijdt rond", plate: "1-ABC-234",
            forPolice: nil, moved: [.licencePlate]),
        Case(
            description: "1-ABC-234 en dan 1-XYZ-789!", open: "… en dan …!", plate: "1-ABC-234",
            forPolice: "1-XYZ-789", moved: [.licencePlate]),
        Case(
            description: "Het is meneer Jansen van nummer 14.", open: "Het is meneer … van nummer ….", plate: nil,
            forPolice: "Jansen\n14", moved: [.namedPerson]),
        Case(
            description: "Meneer Jansen in 1-ABC-234", open: "Meneer … in …", plate: "1-ABC-234", forPolice: "Jansen",
            moved: [.namedPerson, .licencePlate]),
        Case(description: "1-ABC-234", open: "…", plate: "1-ABC-234", forPolice: nil, moved: [.licencePlate]),
        Case(
            description: "Rijdt weg in 1-ABC-234", typed: PoliceOnly(licencePlate: "GH-482-X", text: "Van het Plein"),
            open: "Rijdt weg in …", plate: "GH-482-X", forPolice: "Van het Plein\n1-ABC-234", moved: [.licencePlate]),
        Case(
            description: "Rijdt in 1-ABC-234", typed: PoliceOnly(licencePlate: "1-ABC-234", text: nil),
            open: "Rijdt in …", plate: "1-ABC-234", forPolice: nil, moved: [.licencePlate]),
        Case(
            description: "Ze heet Emma, zit in 1-ABC-234", kind: .missingPerson, open: "Ze heet Emma, zit in …",
            plate: "1-ABC-234", forPolice: nil, moved: [.licencePlate]),
        Case(
            description: "Staat  bij\nnummer 12", open: "Staat  bij\nnummer 12", plate: nil, forPolice: nil, moved: []),
        Case(
            description: "Wit busje, GH-482-X, meneer Jansen", policy: .netherlands,
            open: "Wit busje, GH-482-X, meneer Jansen", plate: nil, forPolice: nil, moved: []),
    ]

    @Test(arguments: cases)
    func whatIsForbiddenIsMoved(_ example: Case) {
        var parted = PartedWords(example.typed, about: example.kind, in: example.policy)
        #expect(parted.open(example.description) == example.open)
        #expect(parted.policeOnly?.licencePlate == example.plate && parted.policeOnly?.text == example.forPolice)
        #expect(parted.moved == example.moved)
    }

    @Test func nothingStaysNothing() {
        var parted = PartedWords(nil, about: .other, in: .belgium)
        #expect(parted.open(nil) == nil && parted.policeOnly == nil)
    }

    // MARK: what is asked

    @Test(arguments: [
        ("Marokkaan loopt weg", [AlertAdvice.originAlone], [AlertAdvice.originAlone]), ("zwarte jas", [], []),
        ("In GH-482-X", [.licencePlate], []), ("Dat is meneer Jansen", [.namedPerson], []), ("Naar het park", [], []),
    ])
    func wordsOfAReactionAreChecked(text: String, dutch: [AlertAdvice], belgian: [AlertAdvice]) {
        let advice = AlertRules.advice(saying: text, about: .theft)
        #expect(AlertRules.questions(advice, about: .theft, in: .netherlands) == dutch)
        #expect(AlertRules.questions(advice, about: .theft, in: .belgium) == belgian)
        #expect(AlertRules.advice(saying: "Ze heet Emma", about: .missingPerson) == [])
    }

    // MARK: through the desk

    private let street = LivingStreet(groups: [
        Group(
            id: Street.group.id, slug: "kerkstraat", name: "Kerkstraat", place: "Brugge", jurisdiction: .belgium,
            zone: Street.zone, municipality: "31005", area: Street.group.area, createdAt: Street.founded)
    ])
    private static let words = "Meneer Jansen zit in 1-ABC-234"

    private func burglary() async throws -> AlertId {
        let call = Street.called("101", at: street.clock.now())
        return try await street.desk.share(
            Street.burglary(call: call), in: Street.group.id, by: Street.anna.id
        ).alert
    }

    @Test func aReportIsPartedAndItsReporterToldSo() async throws {
        let report = Report(
            kind: .suspiciousVehicle,
            observation: Observation(behaviour: PartedWordsTests.words, vehicle: "Golf 1-ABC-234"),
            location: Location(coordinate: nil, description: "bij 1-XYZ-789"),
            call: Street.called("101", at: street.clock.now()))
        let alert = try await street.desk.share(report, in: Street.group.id, by: Street.anna.id).alert
        for (reader, isTold) in [
            (Street.anna, true), (Street.bram, false), (Street.carla, false), (Street.deWit, true),
        ] {
            let file = try await street.desk.file(alert, for: reader.id)
            let view = AlertView(file.alert, for: file.hearing.audience, reader: reader.id, messages: file.messages)
            #expect(view.observation?.behaviour == "Meneer … zit in …" && view.observation?.vehicle == "Golf …")
            #expect(view.location?.description == "bij …")
            let isPolice = reader.id == Street.deWit.id
            #expect(view.policeOnly?.licencePlate == (isPolice ? "1-ABC-234" : nil))
            #expect(view.policeOnly?.text == (isPolice ? "Jansen\n1-XYZ-789" : nil))
            #expect(view.moved == (isTold ? [.namedPerson, .licencePlate] : nil))
        }
    }

    @Test func aReactionACorrectionAndAnEndArePartedAlike() async throws {
        let alert = try await burglary()
        let (anna, bram) = (Street.anna.id, Street.bram.id)
        _ = try await street.desk.react(.init(kind: .sighting, text: PartedWordsTests.words), to: alert, by: bram)
        _ = try await street.desk.correct(PartedWordsTests.words, of: alert, by: anna)
        _ = try await street.desk.close(alert, .caught, text: PartedWordsTests.words, by: anna)
        for (reader, isPolice) in [(Street.anna, false), (Street.carla, false), (Street.deWit, true)] {
            let view = try await street.view(alert, for: reader)
            let said = (view.reactions ?? []) + (view.corrections ?? [])
            #expect(said.map(\.text) == ["Meneer … zit in …", "Meneer … zit in …"])
            #expect(said.allSatisfy { ($0.policeOnly?.licencePlate == "1-ABC-234") == isPolice })
            #expect(view.closingText == "Meneer … zit in …" && (view.closingPoliceOnly?.text == "Jansen") == isPolice)
            let history = try await street.history(for: reader)
            #expect(history.map(\.event) == [.alertShared, .reactionAdded, .alertCorrected, .alertClosed])
            for event in history {
                let said = [event.reaction, event.correction].compactMap(\.self)
                #expect(said.allSatisfy { ($0.policeOnly != nil) == isPolice && $0.text?.contains("Jansen") == false })
                #expect(event.text?.contains("Jansen") != true)
            }
        }
        let file = try await street.desk.file(alert, for: bram)
        let own = AlertView(file.alert, for: .neighbour, reader: bram, messages: file.messages)
        #expect(own.reactions?.first?.moved == [.namedPerson, .licencePlate] && own.corrections?.first?.moved == nil)
        let end = try await street.desk.file(alert, for: anna)
        #expect(
            AlertView(end.alert, for: .neighbour, reader: anna, messages: end.messages).closingMoved
                == [.namedPerson, .licencePlate])
        let fields = street.store.register(of: Street.group.id).flatMap { $0.content?.fields ?? [] }
        #expect(fields.count { $0.name == "police-licence-plate" && $0.value == "1-ABC-234" } == 3)
    }

    @Test func aReactionHasAPolicePartAndMayBeThatAlone() async throws {
        let alert = try await burglary()
        let police = PoliceOnly(licencePlate: " GH-482-X ", text: "")
        let said = try await street.desk.react(
            .init(kind: .sighting, text: nil, policeOnly: police), to: alert, by: Street.bram.id)
        #expect(said.message != nil)
        #expect(
            try await street.view(alert, for: Street.deWit).reactions?.first?.policeOnly?.licencePlate == "GH-482-X")
        #expect(try await street.view(alert, for: Street.carla).reactions?.first?.policeOnly == nil)
        let nothing = await Refusal.of {
            let empty = PoliceOnly(licencePlate: " ", text: nil)
            _ = try await street.desk.react(
                .init(kind: .sighting, text: nil, policeOnly: empty), to: alert, by: Street.bram.id)
        }
        #expect(nothing == Refusal(.textMissing, field: "text"))
        let long = await Refusal.of {
            let plate = PoliceOnly(licencePlate: String(repeating: "x", count: 41), text: nil)
            _ = try await street.desk.react(
                .init(kind: .sighting, text: "x", policeOnly: plate), to: alert, by: Street.bram.id)
        }
        #expect(long?.code == .textTooLong && long?.field == "policeOnly.licencePlate")
    }

    @Test(arguments: [
        (500, false, true), (501, false, false), (501, true, true), (2_100, true, true), (2_101, true, false),
    ])
    func aReportThatIsAddedKeepsAllItsWords(length: Int, wasReport: Bool, fits: Bool) async throws {
        let alert = try await burglary()
        let text = String(repeating: "é", count: length)
        let refusal = await Refusal.of {
            _ = try await street.desk.react(
                .init(kind: .sighting, text: text, wasReport: wasReport), to: alert, by: Street.bram.id)
        }
        #expect(refusal?.code == (fits ? nil : .textTooLong))
    }

    @Test func whatLeavesNamesNobodyButWhoIsMissing() {
        #expect(PublicWords.text("Dat is meneer Jansen, de loodgieter") == "Dat is meneer …, de loodgieter")
        #expect(PublicWords.text("Ze heet Emma", about: .missingPerson) == "Ze heet Emma")
        #expect(
            PublicWords.correction("Het is meneer Jansen. Hij draagt een pet.")
                == "Het is meneer …. Hij draagt een pet.")
    }
}
