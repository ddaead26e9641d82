import Watch

/// The box in which somebody looks for the group of their street.
struct GroupSearchForm: Equatable, Sendable {
    let action: String
    let field: FormField

    init(typed: String, _ words: Catalogue) {
        action = SiteURL.groups.path
        field = FormField(
            "q", words.text("search.field"), hint: words.text("search.hint"), value: typed, limit: 100, field: "q",
            refusals: [], words: words)
    }
}

/// Groups by name or place. Whether one is awake is not told here: that is for its members.
struct GroupSearchModel: PageModel {
    static let template = "group-search"

    /// Shown at most; who has more must say more.
    static let most = 30

    struct Found: Equatable, Sendable {
        let name: String
        let place: String
        let path: String
    }

    let frame: PageFrame
    let search: GroupSearchForm
    let found: [Found]
    let hasFound: Bool
    let count: String

    init(_ groups: [FoundGroup], typed: String, _ setting: PageSetting) {
        let words = setting.words
        frame = PageFrame(words.text("search.title"), setting, isForSearching: typed.isEmpty)
        search = GroupSearchForm(typed: typed, words)
        found = groups.prefix(GroupSearchModel.most).map {
            Found(name: $0.group.name, place: $0.group.place, path: SiteURL.group(.init($0.group)).path)
        }
        hasFound = !groups.isEmpty
        let isTooMany = groups.count > GroupSearchModel.most
        count = isTooMany ? words.text("search.many") : words.count("search.count", groups.count)
    }
}
