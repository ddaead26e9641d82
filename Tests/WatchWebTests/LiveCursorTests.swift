import Testing
import Watch
import WatchWeb

/// How far somebody has read: written by us, read from anybody.
@Suite("The cursor of a live stream")
struct LiveCursorTests {
    static let one: GroupId = Id(trusted: "01900000-0000-7000-8000-000000000001")
    static let two: GroupId = Id(trusted: "01900000-0000-7000-8000-000000000002")

    @Test("what is written can be read")
    func roundTrip() {
        for positions in [[LiveCursorTests.one: 0], [LiveCursorTests.one: 5, LiveCursorTests.two: Int64.max]] {
            let cursor = LiveCursor(positions)
            #expect(LiveCursor(cursor.text) == cursor)
        }
        let text = LiveCursor([LiveCursorTests.two: 7, LiveCursorTests.one: 3]).text
        #expect(text == "\(LiveCursorTests.one).3,\(LiveCursorTests.two).7")
    }

    @Test(
        "what is not ours is nothing",
        arguments: [
            "", ",", ".", "1", "x.1", "\(one)", "\(one).", "\(one).-1", "\(one).+1", "\(one).1.2", "\(one).1,",
            "\(one).99999999999999999999", "\(one).1 ", "\(one).٣", "\(one).1,\(two)",
            String(repeating: "\(one).1,", count: 900) + "\(one).1",
        ])
    func foreign(_ text: String) {
        #expect(LiveCursor(text) == nil)
    }
}
