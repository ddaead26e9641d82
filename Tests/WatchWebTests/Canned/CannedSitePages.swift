import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

extension CannedPages {
    private static func address() throws -> EmailAddress { try EmailAddress("anna@example.org", field: "email") }

    private static let demo = House.DemoLink(
        name: "Anna", role: "resident", place: "Kerkstraat", url: "https://saar.test/sign-in/x")

    /// The front page.
    static func homes(_ inside: PageSetting, _ away: PageSetting) -> [CannedPage] {
        var work = HomeModel.Work()
        work.applicants[Street.group.id] = 1
        work.flagged[Street.group.id] = 2
        return [
            CannedPage("stranger", HomeModel(groups: [], demo: [], away)),
            CannedPage("demo", HomeModel(groups: [], demo: [demo], away)),
            CannedPage("without-group", HomeModel(groups: [], demo: [], inside)),
            CannedPage("member", HomeModel(groups: [Street.group], demo: [], inside)),
            CannedPage(
                "coordinator", HomeModel(groups: [Street.group, Street.nextGroup], work: work, demo: [], inside)),
            CannedPage(
                "waiting", HomeModel(groups: [], waiting: [(Street.elsMember, Street.group)], demo: [], inside)),
        ]
    }

    /// What is about somebody.
    static func persons(_ setting: PageSetting) throws -> [CannedPage] {
        let person = Street.anna.person
        var muted = Street.annaMember
        muted.isMuted = true
        let letter = House.SentLetter(
            letter: Letter(
                to: try address(), subject: "Uw code", text: "Uw code is 123 456\nhttps://saar.test/sign-in/x",
                language: .nl),
            at: setting.now)
        let token = Token(
            id: Street.fixed("e7"), hash: [], person: person.id, purpose: .session, device: "Firefox",
            createdAt: Street.founded, usedAt: setting.now, expiresAt: setting.now + .days(30))
        return [
            CannedPage("member", MeModel(person, places: [(Street.annaMember, Street.group)], devices: 1, setting)),
            CannedPage(
                "muted-by-mail",
                MeModel(
                    person, places: [(muted, Street.group), (Street.elsMember, Street.nextGroup)],
                    ways: [Street.annasMail], stop: Pause(), devices: 3, setting)),
            CannedPage(
                "refused",
                MeModel(
                    person, places: [], devices: 1, typed: TypedForm(["firstName": ""]),
                    refusals: [Refusal(.firstNameMissing, field: "firstName")], setting)),
            CannedPage(
                "silent-device",
                MeModel(
                    person, places: [],
                    pushes: [
                        Street.pushDevice(1, of: person.id, since: setting.now),
                        Street.pushDevice(2, of: person.id, since: setting.now - .days(101)),
                    ], devices: 2, setting)),
            CannedPage("one", DevicesModel([token], this: token.id, setting)),
            CannedPage("one", MailboxModel([letter], site: "https://saar.test", setting)),
            CannedPage("none", MailboxModel([], site: "https://saar.test", setting)),
            CannedPage("one", ChoicesModel(Choices(), places: [(Street.annaMember, Street.group)], setting)),
            CannedPage(
                "stopped",
                ChoicesModel(Choices(stop: Pause()), places: [(Street.annaMember, Street.group)], setting)),
            CannedPage("everything", GroupChoicesModel(Street.group, Choices(), mute: nil, setting)),
            CannedPage("muted", GroupChoicesModel(Street.group, Choices(stop: Pause()), mute: Pause(), setting)),
        ]
            + FinalStepModel.Kind.allCases.map { kind in
                let question = FinalStepModel.Question(
                    step: .otherDevices, kind: kind,
                    values: [
                        "name": "Zoë", "group": "Kerkstraat", "date": "27 november", "device": "Firefox",
                        "reachable": "2", "members": "3", "woken": "1",
                    ],
                    action: "/a", fields: [.init(name: "x", value: "y")], back: "/b", alone: ["Het Plein"],
                    tick: kind == .erasure ? "sure" : nil)
                return CannedPage(kind.rawValue, FinalStepModel(question, countersign: "c0", setting))
            }
    }

    /// Where people come in, and what they are told who cannot.
    static func doors(_ setting: PageSetting) throws -> [CannedPage] {
        let address = try address()
        let wrong = [Refusal(.emailInvalid, field: "email")]
        return [
            CannedPage("new", SignInModel(errand: SignInErrand(), demo: [], setting)),
            CannedPage("demo", SignInModel(errand: SignInErrand(), demo: [demo], setting)),
            CannedPage(
                "refused", SignInModel(errand: SignInErrand(), typed: "anna", demo: [], refusals: wrong, setting)),
            CannedPage(
                "with-report", SignInModel(errand: SignInErrand(draft: "number=112&behaviour=x"), demo: [], setting)),
            CannedPage("new", SignInCodeModel(email: address, errand: SignInErrand(), setting)),
            CannedPage(
                "wrong",
                SignInCodeModel(
                    email: address, errand: SignInErrand(), keepsCookies: false,
                    refusals: [Refusal(.codeWrong, field: "code", ["left": "4"])], setting)),
            CannedPage("new", SignInLinkModel(link: "x", for: address, next: nil, setting)),
            CannedPage("not-found", RefusalModel(Refusal(.notFound), keeping: TypedForm(), setting)),
            CannedPage(
                "kept",
                RefusalModel(Refusal(.unavailable), keeping: TypedForm(["behaviour": "Forceert een raam"]), setting)),
            CannedPage("on", LetterStopModel("abc", isOn: true, setting)),
            CannedPage("off", LetterStopModel("abc", isOn: false, setting)),
        ]
    }

    /// What stands still, and looking for a group.
    static func sites(_ setting: PageSetting) throws -> [CannedPage] {
        let keeper = House.Keeper(name: "Gemeente Woerden", email: try address())
        let finder = Finder(map: RegistryMap([], version: 1), gazetteer: StreetPlaces.gazetteer)
        let words = ["2411", "reewijk", "nergenshuizen", ""].map { typed in
            CannedPage(
                "words-\(typed)",
                GroupSearchModel(
                    finder.find(.words(typed), limit: GroupSearchModel.most), typed: typed,
                    of: StreetPlaces.gazetteer, setting))
        }
        return words + [
            CannedPage("page", OfflineModel(setting)), CannedPage("page", HelpModel(setting)),
            CannedPage("unknown", ContactModel(House.Keeper(), setting)),
            CannedPage("known", ContactModel(keeper, setting)),
            CannedPage("unknown", PrivacyModel(setting)), CannedPage("known", PrivacyModel(setting, keeper: keeper)),
            CannedPage("page", AccessibilityModel(setting)),
            CannedPage("page", OpenDataModel(setting)),
            CannedPage("none", CareModel([], setting)),
            CannedPage(
                "proposed",
                CareModel(
                    [
                        CaredGroup(
                            group: Street.group, registration: Street.registration(of: Street.group), coordinators: 0)
                    ], setting)),
        ] + overseen(setting) + (EmbedColour("0b3b4f").map { embeds($0, setting) } ?? [])
    }

    /// Two groups of a territory, of which one would wake; none; and a page of many.
    private static func overseen(_ setting: PageSetting) -> [CannedPage] {
        func listed(_ group: Group, _ standing: Registration.Standing, isReady: Bool) -> OverseenGroup {
            OverseenGroup(
                group: ListedGroup(
                    id: group.id, slug: group.slug, name: group.name, place: group.place,
                    country: group.jurisdiction.country, municipality: group.municipality, area: group.area,
                    standing: standing, channel: .saar, members: 3, foundedAt: group.createdAt,
                    createdAt: group.createdAt, zone: group.zone), isReady: isReady)
        }
        let both = [
            listed(Street.group, .listed, isReady: true), listed(Street.nextGroup, .silent, isReady: false),
        ]
        let looksAfter = [Office(kind: .municipality, territory: "1901")]
        func page(_ state: String, _ groups: [OverseenGroup], of found: Int, _ offices: [Office], number: Int = 1)
            -> CannedPage
        {
            let overseen = OverseenGroups(groups: groups, found: found, at: setting.now)
            return CannedPage(state, OverseenModel(overseen, for: offices, number: number, setting))
        }
        return [
            page("municipality", both, of: 2, looksAfter), page("police", both, of: 2, [Street.police]),
            page("none", [], of: 0, [Street.police]), page("some", both, of: 900, looksAfter, number: 2),
        ]
    }

    private static func embeds(_ colour: EmbedColour, _ setting: PageSetting) -> [CannedPage] {
        [
            CannedPage("new", EmbedModel(nil, typed: "", colour: colour, site: "https://saar.test", setting)),
            CannedPage(
                "country",
                EmbeddedFinderModel(nil, count: 3, colour: colour, site: "https://saar.test", setting)),
        ]
    }

    /// The registry in figures.
    static func figures(in language: Language) throws -> [CannedPage] {
        try ["NL", "28", "1901"].map { code in
            CannedPage("of-\(code)", try FiguresWebTests.model(code, in: language))
        }
    }
}
