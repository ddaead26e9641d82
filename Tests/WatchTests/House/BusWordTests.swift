import Testing
import Watch

@Suite("Words between servers")
struct BusWordTests {
    static let group = GroupId(trusted: "01900000-0000-7000-8000-000000000001")
    static let alert = AlertId(trusted: "01900000-0000-7000-8000-000000000002")
    static let message = MessageId(trusted: "01900000-0000-7000-8000-000000000003")
    static let person = PersonId(trusted: "01900000-0000-7000-8000-000000000004")

    static let words: [(BusWord, String, GroupId?)] = [
        (.event(Placement(group: group, sequence: 42)), "event \(group) 42", group),
        (.event(Placement(group: group, sequence: .max)), "event \(group) 9223372036854775807", group),
        (.membership(group), "membership \(group)", nil),
        (.keysEnded(person), "keys-ended \(person)", nil),
        (.reach(alert, group), "reach \(alert) \(group)", group),
        (.flagged(message, alert, group), "flagged \(message) \(alert) \(group)", group),
    ]

    @Test("travel as text and come back", arguments: words)
    func thereAndBack(word: BusWord, text: String, group: GroupId?) {
        #expect(word.text == text)
        #expect(BusWord(text) == word)
        #expect(word.group == group)
        #expect(text.utf8.count <= BusWord.longest)
    }

    @Test(
        "that are none of ours are let go",
        arguments: [
            "", " ", "event", "event \(group)", "event \(group) 0", "event \(group) -1", "event \(group) x",
            "event \(group) 1 2", "event  \(group) 1", "event nobody 1", "membership", "membership \(group) ",
            "keys-ended 1", "reach \(alert)", "flagged \(message) \(alert)", "tomorrow \(group)",
            "event \(group) 9223372036854775808", String(repeating: "event ", count: 1_000),
        ])
    func foreign(text: String) {
        #expect(BusWord(text) == nil)
    }
}
