import Testing
import Watch
import WatchTesting

@Suite struct GroupRulesTests {
    @Test(arguments: [
        ("Kerkstraat", "kerkstraat"), ("Kerkstraat en omgeving", "kerkstraat-en-omgeving"),
        ("  De Meern - Noord  ", "de-meern-noord"), ("'s-Gravenhage", "s-gravenhage"),
        ("Prinses’ laan", "prinses-laan"),
        ("Café Résidence", "cafe-residence"), ("Cafe\u{301}", "cafe"), ("Zoë’s Hof", "zoes-hof"),
        ("Müllerstraße", "muellerstrasse"), ("Sacré-Cœur où", "sacre-coeur-ou"), ("Ĳsselkade", "ijsselkade"),
        ("Buurt 12/13", "buurt-12-13"), ("---", ""), ("Москва", ""), ("🌳🌳", ""), ("🌳 Bomenbuurt 🌳", "bomenbuurt"),
        ("<script>", "script"), ("a\u{0}b", "a-b"), ("", ""),
        (String(repeating: "a", count: 80), String(repeating: "a", count: 60)),
        (String(repeating: "a", count: 59) + " b", String(repeating: "a", count: 59)),
    ])
    func aSlugFromAName(name: String, slug: String) {
        #expect(GroupRules.slug(name) == slug)
    }

    @Test(arguments: [
        (String?.some(" Kerkstraat "), String?.some("Kerkstraat"), Refusal.Code?.none), (nil, nil, .nameMissing),
        ("", nil, .nameMissing), (" \t ", nil, .nameMissing), ("!!!", nil, .nameMissing),
        (String(repeating: "é", count: 80), String(repeating: "é", count: 80), nil),
        (String(repeating: "é", count: 81), nil, .textTooLong),
        // One line, and nothing to press on: the name stands in letters.
        ("Hoi\n\nBevestig hier\n", "Hoi Bevestig hier", nil), ("Kerk\u{2028}straat\r\n2", "Kerk straat 2", nil),
        ("Kerk\u{202E}straat\u{7}", "Kerkstraat", nil), ("Kerkstraat https://x.example", nil, .linkUnwanted),
        ("Kerk://straat", nil, .linkUnwanted), ("Straat: even/oneven", "Straat: even/oneven", nil),
    ])
    func theName(typed: String?, kept: String?, refused: Refusal.Code?) {
        var name: String?
        let refusal = Refusal.of { name = try GroupRules.name(typed) }
        #expect(name == kept)
        #expect(refusal?.code == refused)
        #expect(refusal?.field == (refused == nil ? nil : "name"))
    }

    @Test(arguments: [
        ("kerkstraat-2", true), (String(repeating: "a", count: 80), true), ("", false), ("Kerkstraat", false),
        ("a\u{0}b", false), ("kerk straat", false), ("é", false), (String(repeating: "a", count: 81), false),
    ])
    func whatCanBeASlug(text: String, isOne: Bool) {
        #expect(GroupRules.isSlug(text) == isOne)
    }

    @Test func anAddressNamesAGroupByIdOrSlug() {
        #expect(GroupName("kerkstraat") == .slug("kerkstraat"))
        #expect(GroupName(Street.group.id.text) == .id(Street.group.id))
        #expect(GroupName(Street.group.id.text.uppercased()) == .id(Street.group.id))
        #expect(GroupName("01900000-0000-7000-8000-00000000000") == .slug("01900000-0000-7000-8000-00000000000"))
    }

    @Test(arguments: [(0, Group.State.asleep), (1, .awake), (3, .awake)])
    func asleepUnlessAnAlertIsOpen(open: Int, state: Group.State) {
        let group = Group(
            id: Street.group.id, slug: "x", name: "x", place: "x", jurisdiction: .netherlands, zone: "x",
            municipality: nil, area: Street.group.area, openAlerts: open, createdAt: Street.founded)
        #expect(group.state == state)
    }
}
