import Watch
import WatchWords

/// What a coordinator changes about their group.
struct SettingsModel: PageModel {
    static let template = "settings"

    let frame: PageFrame
    let groupName: String
    let groupPath: String
    let action: String
    let name: FormField
    let place: WherePart
    let channels: [Choice]
    let invitation: FormField
    let statedMembers: FormField
    let asksForProof: JoinModel.TickBox
    let mistakes: [Mistake]
    let hasMistakes: Bool

    init(
        _ group: Group, _ typed: TypedForm, place part: WherePart, refusals: [Refusal] = [], _ setting: PageSetting
    ) {
        let words = setting.words
        frame = PageFrame(words.text("settings.title"), setting, in: group.jurisdiction)
        groupName = group.name
        groupPath = SiteURL.group(.init(group)).path
        action = SiteURL.settings(.init(group)).path
        let box = GroupBoxes(typed, refusals: refusals, words)
        name = box.name
        channels = box.channels
        invitation = box.invitation
        statedMembers = box.statedMembers
        asksForProof = box.asksForProof
        place = part
        mistakes = refusals.map { Mistake($0, words: words, names: GroupBoxes.names) }
        hasMistakes = !mistakes.isEmpty
    }
}

/// One sheet of paper for the letterboxes of a street, with a code that leads to the group.
struct SheetModel: PageModel {
    static let template = "sheet"

    let frame: PageFrame
    let groupName: String
    let groupPath: String
    let place: String
    let action: String
    /// Where the code leads, as it is typed.
    let address: String
    let qrPath: String
    let qrSide: Int
    let number: String
    let note: FormField
    let line: String?
    let hasMistakes: Bool
    let languages: [LanguageChoice]

    /// - Parameter line: a word of the coordinator's own.
    init(
        _ group: Group, code: JoinCode, qr: QRCode, site: String, line: String?, typed: String,
        refusals: [Refusal] = [], _ setting: PageSetting
    ) {
        let words = setting.words
        frame = PageFrame(words.text("sheet.title"), setting, in: group.jurisdiction)
        groupName = group.name
        groupPath = SiteURL.group(.init(group)).path
        place = group.place
        action = SiteURL.sheet(.init(group)).path
        let bare = site.split(scalar: "/", maxSplits: 2).last.map(String.init) ?? site
        address = "\(bare)/j/\(code.printed)"
        qrPath = qr.path
        qrSide = qr.wholeSize
        number = group.jurisdiction.offered.number
        note = FormField(
            "note", words.text("sheet.note"), hint: words.text("sheet.note.hint"), value: typed,
            limit: SheetModel.longest, field: "note", refusals: refusals, words: words)
        self.line = line
        hasMistakes = !refusals.isEmpty
        languages = LanguageChoice.all(current: words.language)
    }

    /// More would not fit on the sheet.
    static let longest = 140
}

/// Codes for letterboxes: shown once, to be printed and cut.
struct CodesModel: PageModel {
    static let template = "codes"

    let frame: PageFrame
    let groupName: String
    let groupPath: String
    let action: String
    let settingsPath: String
    let kept: String
    let asksForProof: Bool
    let count: FormField
    let codes: [String]
    let hasCodes: Bool
    let address: String
    let mistakes: [Mistake]
    let hasMistakes: Bool

    init(
        _ group: Group, registration: Registration, kept: Int, codes: [HouseholdCode] = [], site: String,
        typed: TypedForm = TypedForm(), refusals: [Refusal] = [], _ setting: PageSetting
    ) {
        let words = setting.words
        frame = PageFrame(words.text("codes.title"), setting, in: group.jurisdiction)
        groupName = group.name
        groupPath = SiteURL.group(.init(group)).path
        action = SiteURL.codes(.init(group)).path
        settingsPath = SiteURL.settings(.init(group)).path
        self.kept = words.count("codes.kept", kept)
        asksForProof = registration.asksForProof
        count = FormField(
            "count", words.text("codes.count"), hint: words.text("codes.count.hint"),
            value: typed.filled("count") ?? "50", limit: 3, field: "count", refusals: refusals, words: words)
        self.codes = codes.map(\.printed)
        hasCodes = !codes.isEmpty
        let bare = site.split(scalar: "/", maxSplits: 2).last.map(String.init) ?? site
        address = "\(bare)/j/\(registration.joinCode.printed)"
        mistakes = refusals.map { Mistake($0, words: words, names: ["count": "count"]) }
        hasMistakes = !mistakes.isEmpty
    }
}

/// Where a sheet of paper leads: who one would join, or where to type the code.
struct JoinCodeModel: PageModel {
    static let template = "join-code"

    let frame: PageFrame
    let groupName: String?
    let place: String
    let joinPath: String
    let hasMistakes: Bool
    let code: FormField
    let search: GroupSearchForm

    init(_ group: Group?, typed: String, _ setting: PageSetting) {
        let words = setting.words
        frame = PageFrame(words.text("code.title"), setting, in: group?.jurisdiction ?? .usual)
        groupName = group?.name
        place = group?.place ?? ""
        joinPath = group.map { SiteURL.join(.init($0)).path } ?? SiteURL.groups.path
        hasMistakes = group == nil && !typed.isEmpty
        code = FormField(
            "code", words.text("code.field"), hint: words.text("code.hint"), value: typed, limit: 20, field: "code",
            refusals: [], words: words)
        search = GroupSearchForm(typed: "", words)
    }
}
