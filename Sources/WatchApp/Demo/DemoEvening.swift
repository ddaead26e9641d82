import Watch

/// An evening in the demo street, told as a table: who does what, and how long after the one before. It is played by
/// `DemoPlayer`, and shows what a street at its best looks like: behaviour first, 112 before the neighbours, plates and
/// house numbers for the police alone, nobody goes after anybody, and every alert gets an end.
///
/// It is data: nothing in it waits, saves, or knows what time it is.
public struct DemoEvening: Sendable {
    /// The group in which all of it happens.
    public let group: GroupId
    /// The officer who reads along, and who closes what an evening that was cut short left open.
    public let officer: PersonId
    /// What happens, in order.
    public let scenes: [Scene]
    /// How long the street stays quiet before the evening begins again.
    public let rest: Duration
    /// What those who were told of an alert that was left open hear about its end.
    public let leftover: String

    /// One thing that somebody does.
    public struct Scene: Sendable {
        /// How long after the scene before.
        public let after: Duration
        /// Who does it; nil where nobody does anything.
        public let person: PersonId?
        public let deed: Deed

        /// So long after the scene before, this person does this.
        public init(after: Duration, _ person: PersonId?, _ deed: Deed) {
            self.after = after
            self.person = person
            self.deed = deed
        }
    }

    /// What can be done in an evening. All but a report and a pause are about the newest report.
    public enum Deed: Sendable {
        /// Nobody does anything. The words are for who watches the terminal.
        case pause(String)
        case report(Sight)
        case react(Message.Kind, String?, at: Location? = nil)
        case correct(String)
        /// Points out what this person said last.
        case flag(lastOf: PersonId)
        /// Takes back what this person said last.
        case retract(lastOf: PersonId)
        case hold
        case close(Alert.Outcome, String)
        case reopen
    }

    /// What a report says, but for the moment at which it is made.
    public struct Sight: Sendable {
        public let kind: Alert.Kind
        public let observation: Observation
        public let location: Location
        public let policeOnly: PoliceOnly?
        /// The number that the reporter called, …
        public let number: String
        /// … and how long before the report.
        public let calledBefore: Span

        /// What somebody saw, and that they called about it.
        public init(
            _ kind: Alert.Kind, _ observation: Observation, at location: Location, policeOnly: PoliceOnly? = nil,
            called number: String, before calledBefore: Span
        ) {
            self.kind = kind
            self.observation = observation
            self.location = location
            self.policeOnly = policeOnly
            self.number = number
            self.calledBefore = calledBefore
        }

        /// The report as its reporter makes it now.
        public func report(at now: Moment) -> Report {
            // Always on its own: a visitor may have an open alert close by, and the evening is not to stumble over it.
            Report(
                kind: kind, observation: observation, location: location, policeOnly: policeOnly,
                call: Report.Call(number: number, calledAt: now - calledBefore, by: .me), isSeparate: true)
        }
    }

    /// How long it takes from the first scene to the last, at its own pace.
    public var length: Duration { scenes.reduce(.zero) { $0 + $1.after } }

    /// What is reported in it, in order.
    public var sights: [Sight] {
        scenes.compactMap { scene in
            if case .report(let sight) = scene.deed { sight } else { nil }
        }
    }

    /// Everything said in it that neighbours read, places among it; what is for the police alone is not.
    public var texts: [String] {
        let said = scenes.flatMap { scene -> [String?] in
            switch scene.deed {
            case .report(let sight):
                let seen = sight.observation
                return [seen.behaviour, seen.appearance, seen.vehicle, sight.location.description]
            case .react(_, let text, let location): return [text, location?.description]
            case .correct(let text), .close(_, let text): return [text]
            case .pause, .flag, .retract, .hold, .reopen: return []
            }
        }
        return said.compactMap(\.self) + [leftover]
    }
}

extension DemoEvening {
    private static let anna: PersonId = DemoStreet.id(1)
    private static let bram: PersonId = DemoStreet.id(2)
    private static let carla: PersonId = DemoStreet.id(3)
    private static let emine: PersonId = DemoStreet.id(4)
    private static let fleur: PersonId = DemoStreet.id(5)
    private static let john: PersonId = DemoStreet.id(6)
    private static let wouter: PersonId = DemoStreet.id(21)

    private static func place(_ latitude: Double, _ longitude: Double, _ words: String) -> Location {
        Location(coordinate: Coordinate(latitude: latitude, longitude: longitude), description: words)
    }

    /// The evening of the Schilderskwartier: somebody at the cars, an old man who is lost, and a plumber. Somewhat over
    /// four minutes.
    public static let schilderskwartier = DemoEvening(
        group: DemoStreet.first, officer: wouter,
        scenes: [Scene(after: .zero, nil, .pause("Het is stil in het Schilderskwartier."))]
            + carDoors
            + [Scene(after: .seconds(6), nil, .pause("Het is weer stil."))]
            + lost
            + [Scene(after: .seconds(6), nil, .pause("Het is weer stil."))]
            + plumber
            + [Scene(after: .seconds(6), nil, .pause("Het is weer stil. Zo meteen begint de avond opnieuw."))],
        rest: .seconds(20),
        leftover: "Deze melding is blijven liggen en wordt nu gesloten. Ziet u weer iets? Bel 112 en meld het opnieuw.")

    /// Somebody at the cars: the police are called, the street looks along, gone, seen again, caught.
    private static let carDoors: [Scene] = [
        Scene(
            after: .seconds(15), anna,
            .report(
                Sight(
                    .suspiciousPerson,
                    Observation(
                        behaviour: "Loopt langs de geparkeerde auto's en voelt aan elk portier. "
                            + "Kijkt om zich heen en loopt dan door naar de volgende.",
                        appearance: "Lang en slank, zwarte trui met capuchon, spijkerbroek, rode rugzak",
                        direction: .northEast),
                    at: place(52.0890, 4.8750, "Rembrandtlaan, bij de brug"),
                    // No plate like it is ever issued: Dutch ones hold neither vowels nor three noughts.
                    policeOnly: PoliceOnly(
                        licencePlate: "EU-000-A", text: "Dit kenteken staat op de scooter die bij de brug wacht."),
                    called: "112", before: .seconds(25)))),
        Scene(after: .seconds(7), bram, .react(.onTheLookout, nil)),
        Scene(
            after: .seconds(8), emine,
            .react(
                .sighting, "Komt nu hier langs, loopt rustig richting het spoor. Ik kijk van achter het raam.",
                at: place(52.0899, 4.8762, "Vermeerstraat"))),
        Scene(after: .seconds(7), fleur, .react(.onTheLookout, "Buitenlamp aan. Ik kijk mee vanaf boven.")),
        Scene(
            after: .seconds(8), anna,
            .correct("De trui is donkerblauw, niet zwart. Onder de lantaarn zag ik het beter.")),
        Scene(
            after: .seconds(8), wouter,
            .react(.policeOnScene, "We zijn in de wijk. Blijf binnen en kijk mee. Ziet u iets? Bel 112.")),
        Scene(
            after: .seconds(8), john,
            .react(.information, "My doorbell camera was on. I am keeping the recording for the police.")),
        Scene(
            after: .seconds(8), carla,
            .react(.information, "Fijn dat iedereen meekijkt. Beelden zijn voor de politie en blijven uit de groep.")),
        Scene(
            after: .seconds(9), wouter,
            .close(.gone, "We hebben gezocht en zien niemand meer. Dank voor het bellen en het meekijken.")),
        Scene(after: .seconds(9), wouter, .reopen),
        Scene(
            after: .seconds(4), wouter,
            .react(.information, "Er is net opnieuw 112 gebeld: iemand voelt weer aan portieren. We komen terug.")),
        Scene(after: .seconds(4), wouter, .hold),
        Scene(after: .seconds(7), bram, .react(.policeOnScene, "Er rijdt een politieauto de straat in.")),
        Scene(
            after: .seconds(9), wouter,
            .close(
                .caught,
                "We hebben iemand aangehouden. U belde, deed het licht aan en keek mee, en niemand ging erachteraan. "
                    + "Precies goed. Dank u wel, en welterusten.")),
    ]

    /// Somebody is missing, and is found by a neighbour.
    private static let lost: [Scene] = [
        Scene(
            after: .seconds(14), fleur,
            .report(
                Sight(
                    .missingPerson,
                    Observation(
                        behaviour: "Mijn buurman is in de war de deur uit gelopen en weet de weg naar huis niet meer.",
                        appearance: "Man van 82, klein, grijs haar, bruin vest, geruite pantoffels",
                        direction: .south),
                    at: place(52.0876, 4.8766, "Het laatst gezien in de Jan Steenstraat, bij de vijver"),
                    called: "112", before: .seconds(40)))),
        Scene(after: .seconds(7), john, .react(.onTheLookout, "I am walking round the pond with a torch.")),
        Scene(
            after: .seconds(8), bram,
            .react(
                .sighting, "Tien minuten geleden zat hij in het bushokje. Hij groette vriendelijk.",
                at: place(52.0884, 4.8757, "Bushalte Rembrandtlaan"))),
        Scene(
            after: .seconds(8), wouter,
            .react(.information, "We rijden langs de vijver. Ziet u hem? Blijf rustig bij hem en bel 112.")),
        Scene(
            after: .seconds(9), emine,
            .react(.knownPerson, "Gevonden! Hij zit bij mij aan tafel met een kop thee. Ik heb 112 gebeld.")),
        Scene(after: .seconds(7), anna, .react(.information, "Ik kom zijn jas en schoenen brengen.")),
        // Of somebody who is missing, "caught" is told as "found".
        Scene(
            after: .seconds(9), fleur,
            .close(.caught, "Terecht en ongedeerd, weer thuis bij zijn vrouw. Dank jullie wel, lieve buren!")),
    ]

    /// A van that turns out to be the plumber's; and a message that would have told where nobody is at home.
    private static let plumber: [Scene] = [
        Scene(
            after: .seconds(14), bram,
            .report(
                Sight(
                    .suspiciousVehicle,
                    Observation(
                        behaviour: "Rijdt stapvoets door de straat, stopt telkens bij een andere oprit en schijnt "
                            + "met een lamp op de gevels.",
                        vehicle: "Witte bestelbus zonder opschrift, ladder op het dak"),
                    at: place(52.0882, 4.8731, "Frans Halsstraat, bij de garages"),
                    policeOnly: PoliceOnly(licencePlate: "OE-000-I", text: nil),
                    called: "0900-8844", before: .seconds(50)))),
        Scene(after: .seconds(7), carla, .react(.onTheLookout, nil)),
        Scene(
            after: .seconds(7), fleur, .react(.sighting, "Staat nu stil bij nummer 12. Die mensen zijn op vakantie.")),
        Scene(after: .seconds(5), john, .flag(lastOf: fleur)),
        Scene(after: .seconds(5), carla, .retract(lastOf: fleur)),
        Scene(
            after: .seconds(4), carla,
            .react(
                .information,
                "Wie er niet thuis is, houden we uit de groep. Geen verwijt: bel zoiets door naar 0900-8844.")),
        Scene(
            after: .seconds(8), anna,
            .react(.knownPerson, "Dat is mijn loodgieter. Hij zocht mijn huisnummer in het donker. Alles is goed.")),
        Scene(
            after: .seconds(8), bram,
            .close(.falseAlarm, "Gelukkig maar. De politie weet het ook. Anna, morgen hang ik een lampje bij je op.")),
    ]
}
