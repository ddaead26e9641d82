import Watch
import WatchWords

/// Oneself: how one is called, one's groups and devices, one's data.
struct MeModel: PageModel {
    static let template = "me"

    struct Place: Equatable, Sendable {
        let name: String
        let path: String
        let standing: String
        /// What was taken from them there by somebody else, and how to ask why.
        let loss: String?
        let isApproved: Bool
        let pause: PausePart
    }

    let frame: PageFrame
    /// That they have stopped all, and until when.
    let stop: PausePart
    let told: ToldModel
    /// By which devices they are woken; nil where the house wakes none.
    let woken: WokenModel?
    let choicesPath: String
    let action: String
    let email: String?
    let firstName: FormField
    let lastName: FormField
    let languages: [LanguageChoice]
    let places: [Place]
    let hasPlaces: Bool
    let devicesPath: String
    let devices: String
    let recordPath: String
    let recordPagePath: String
    let erasurePath: String
    let carePath: String
    /// The groups that wait, for who confirms them.
    let registryPath: String?
    let mistakes: [Mistake]
    let hasMistakes: Bool

    /// - Parameters:
    ///   - pushes: the browsers that may be woken; nil where the house wakes none.
    ///   - token: with which they look.
    ///   - typed: a form that was refused, which keeps what stands in it.
    init(
        _ person: Person, places: [(member: Member, group: Group)], ways: [Way] = [], stop: Pause? = nil,
        pushes: [PushDevice]? = nil, token: TokenId? = nil, devices count: Int,
        confirms: Bool = false,
        typed: TypedForm? = nil,
        refusals: [Refusal] = [], _ setting: PageSetting
    ) {
        let words = setting.words
        frame = PageFrame(words.text("me.title"), setting, live: LiveSubject(isWatching: true))
        let clock = setting.clock(in: .usual)
        told = ToldModel(ways, clock, words)
        woken = pushes.map { WokenModel($0, this: token, ways: ways, clock, setting) }
        self.stop = PausePart(stop: stop, clock, words)
        choicesPath = SiteURL.choices.path
        action = SiteURL.me.path
        email = person.email
        func field(_ name: String, _ value: String, limit: Int, complete: String) -> FormField {
            FormField(
                name, words.text("me.\(name)"), hint: words.text("me.\(name).hint"), value: typed?[name] ?? value,
                limit: limit, field: name, refusals: refusals, words: words, complete: complete)
        }
        firstName = field("firstName", person.firstName, limit: 40, complete: "given-name")
        lastName = field("lastName", person.lastName, limit: 60, complete: "family-name")
        languages = LanguageChoice.all(
            current: typed.flatMap { Language(rawValue: $0["language"]) } ?? person.language)
        self.places = places.map { Place($0.member, in: $0.group, setting) }
        hasPlaces = !places.isEmpty
        devicesPath = SiteURL.devices.path
        devices = words.count("me.devices", count)
        recordPath = SiteURL.record.path
        recordPagePath = SiteURL.recordPage.path
        erasurePath = SiteURL.erasure.path
        carePath = SiteURL.care.path
        registryPath = confirms ? SiteURL.waitingGroups.path : nil
        mistakes = refusals.map {
            Mistake($0, words: words, names: ["firstName": "firstName", "lastName": "lastName"])
        }
        hasMistakes = !mistakes.isEmpty
    }
}

extension MeModel {
    /// What somebody else decided about one's place, since when, and how to ask why.
    static func loss(_ decision: Member.Decision, in group: Group, _ setting: PageSetting) -> String {
        setting.words.text(
            "me.loss.\(decision.cause.rawValue)", ["date": setting.clock(in: group.jurisdiction).date(decision.at)])
    }

    /// That a group is muted, and until when, in a list.
    static func muted(_ pause: Pause, _ clock: WallClock, _ words: Catalogue) -> String {
        pause.until.map { words.text("me.muted.until", ["until": clock.until($0)]) } ?? words.text("me.muted")
    }
}

extension MeModel.Place {
    init(_ member: Member, in group: Group, _ setting: PageSetting) {
        let words = setting.words
        let isClosed = group.closedAt != nil
        let role = member.role == .coordinator ? "member.coordinator" : "member.\(member.standing.rawValue)"
        let isApproved = member.standing == .approved
        let standing = words.text(isApproved ? role : "me.standing.\(member.standing.rawValue)")
        let clock = setting.clock(in: group.jurisdiction)
        let mute = isApproved ? member.pause(at: setting.now) : nil
        let more = isClosed ? words.text("registry.standing.closed") : mute.map { MeModel.muted($0, clock, words) }
        self.init(
            name: group.name, path: SiteURL.group(.init(group)).path,
            standing: more.map { standing + ", " + $0 } ?? standing,
            loss: isClosed ? nil : member.loss(at: setting.now).map { MeModel.loss($0, in: group, setting) },
            isApproved: isApproved, pause: PausePart(mute: mute, of: group, clock, words))
    }
}

/// Where one is signed in.
struct DevicesModel: PageModel {
    static let template = "devices"

    struct Device: Equatable, Sendable {
        let name: String
        let isThis: Bool
        let since: String
        let used: String
        let path: String
    }

    let frame: PageFrame
    let devices: [Device]
    let hasOthers: Bool
    let othersPath: String
    let mePath: String

    init(_ tokens: [Token], this: TokenId?, _ setting: PageSetting) {
        let words = setting.words
        let clock = setting.clock(in: .usual)
        frame = PageFrame(words.text("devices.title"), setting, live: LiveSubject(isWatching: true))
        devices = tokens.map { token in
            Device(
                name: DevicesModel.name(of: token, words), isThis: token.id == this,
                since: words.text("devices.since", ["date": clock.date(token.createdAt)]),
                used: words.text("devices.used", ["date": clock.date(token.usedAt)]),
                path: SiteURL.device(token.id).path)
        }
        hasOthers = tokens.contains { $0.id != this }
        othersPath = SiteURL.otherDevices.path
        mePath = SiteURL.me.path
    }

    /// What its owner knows it by.
    static func name(of token: Token, _ words: Catalogue) -> String {
        token.device ?? words.text(token.purpose == .bearer ? "devices.program" : "devices.unknown")
    }
}

/// The letters of a demo.
struct MailboxModel: PageModel {
    static let template = "mailbox"

    struct Sent: Equatable, Sendable {
        let to: String
        let subject: String
        let language: String
        let at: Stamp
        let lines: [Line]
    }

    /// A line of a letter: words, or a link on its own.
    struct Line: Equatable, Sendable {
        let text: String
        let link: String?
        let isWords: Bool
    }

    let frame: PageFrame
    let letters: [Sent]
    let hasLetters: Bool

    init(_ letters: [House.SentLetter], site: String, _ setting: PageSetting) {
        let clock = setting.clock(in: .usual)
        frame = PageFrame(setting.words.text("mailbox.title"), setting)
        self.letters = letters.map { sent in
            Sent(
                to: sent.letter.to.text, subject: sent.letter.subject, language: sent.letter.language.rawValue,
                at: clock.stamp(sent.at),
                lines: sent.letter.text.split(scalar: "\n").map { line in
                    let text = String(line)
                    // Only our own addresses become links.
                    let link = text.begins(with: site + "/") ? String(text.dropFirst(site.count)) : nil
                    return Line(text: text, link: link, isWords: link == nil)
                })
        }
        hasLetters = !letters.isEmpty
    }
}
