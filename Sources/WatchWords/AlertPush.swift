import Foundation
import Watch

/// What a browser shows of an alert where nobody has opened it: on a locked screen, beside whoever sits there. So it names the
/// group, the kind, the call and the place without a house number, and nobody, no car, and nothing that is for the police. Of
/// what else somebody wrote not a word stands there, since names are not always known as such; the page to which it leads has it.
///
/// In the form of declarative Web Push: a browser that knows it shows it by itself, and others hand it to the service worker.
public struct AlertPush: Sendable {
    private let catalogues: Catalogues
    private let site: SiteAddress

    /// Pushes in these words, which lead to this site.
    public init(words: Catalogues, site: SiteAddress) {
        catalogues = words
        self.site = site
    }

    /// What is pushed to one device of a piece of news.
    ///
    /// - Parameters:
    ///   - capability: by which the device says that it has shown it.
    ///   - most: how many bytes it may have; what is longer is shortened at its end.
    /// - Returns: nil for a letter, and for what cannot be shortened so far.
    public func payload(_ dispatch: Dispatch, capability: String, most: Int) -> [UInt8]? {
        let words = catalogues.of(dispatch.language)
        if case .testAlarm = dispatch.content {
            return testAlarm(dispatch, capability: capability, words).bytes(most: most)
        }
        guard case .alert(let kind, let alert, let message) = dispatch.content else { return nil }
        let scene = AlertPushScene(dispatch, kind, alert, message, words)
        let calls = CallsAfter(alert.emergencyCall.number, in: dispatch.group.jurisdiction, words)
        let isOpen = alert.state == .open
        let notification = PushPayload.Notification(
            title: scene.title, body: scene.body,
            navigate: site.url + SiteURL.alert(alert.id).path + "?by=\(NoticeChannel.push.rawValue)",
            lang: words.language.rawValue, tag: alert.id.text, timestamp: dispatch.notice.at.milliseconds,
            silent: dispatch.notice.isQuiet,
            data: PushPayload.Facts(
                receipt: capability, kind: kind.rawValue, alert: alert.id.text,
                call: isOpen ? calls.danger.number : nil,
                callLabel: isOpen ? words.text("call.button", ["number": calls.danger.number]) : nil))
        return PushPayload(notification: notification).bytes(most: most)
    }

    /// A test of a group's alarm, whose first word says so; with no number to call, since nothing is going on.
    private func testAlarm(_ dispatch: Dispatch, capability: String, _ words: Catalogue) -> PushPayload {
        let group = ["group": dispatch.group.name]
        return PushPayload(
            notification: PushPayload.Notification(
                title: words.text("push.test-alarm.title", group), body: words.text("push.test-alarm.text"),
                navigate: site.url + SiteURL.group(.init(dispatch.group)).path + "?by=\(NoticeChannel.push.rawValue)",
                lang: words.language.rawValue, tag: dispatch.notice.subject.id.text,
                timestamp: dispatch.notice.at.milliseconds, silent: false,
                data: PushPayload.Facts(
                    receipt: capability, kind: dispatch.notice.cause.rawValue, alert: nil, call: nil, callLabel: nil)))
    }

    /// What is pushed to one device to see whether it is woken; nothing is going on, and it says so.
    ///
    /// - Parameter capability: by which the device says that it has shown it.
    public func test(capability: String, in language: Language, at now: Moment) -> [UInt8]? {
        let words = catalogues.of(language)
        let notification = PushPayload.Notification(
            title: words.text("push.test.title"), body: words.text("push.test.text"),
            navigate: site.url + SiteURL.me.path, lang: words.language.rawValue, tag: AlertPush.testTag,
            timestamp: now.milliseconds, silent: false,
            data: PushPayload.Facts(
                receipt: capability, kind: AlertPush.testTag, alert: nil, call: nil, callLabel: nil))
        return PushPayload(notification: notification).bytes(most: .max)
    }

    private static let testTag = "test"
}

/// What one push says, in order.
struct AlertPushScene {
    private let dispatch: Dispatch
    private let kind: Notice.Kind
    private let alert: AlertView
    private let message: MessageView?
    private let words: Catalogue
    private let clock: WallClock

    init(
        _ dispatch: Dispatch, _ kind: Notice.Kind, _ alert: AlertView, _ message: MessageView?, _ words: Catalogue
    ) {
        self.dispatch = dispatch
        self.kind = kind
        self.alert = alert
        self.message = message
        self.words = words
        clock = WallClock(zone: dispatch.group.jurisdiction.timeZone, now: dispatch.now, words: words)
    }

    /// The group, and the kind; where nobody chose one, none of the words that stand for it elsewhere.
    var title: String {
        words.text(
            "push.title", ["group": dispatch.group.name, "what": words.title(AlertTitle(alert.kind, seen: []))])
    }

    /// One line a thing.
    var body: String {
        let lines: [String?] =
            switch kind {
            case .alarm: [call, linked, place]
            case .reopening: [words.text("letter.alert-reopening.text"), call, place]
            case .correction: [words.text("push.correction"), call]
            case .question: [question]
            case .retraction: [retraction]
            case .end: [AlertEnding(alert, clock, words)?.outcome, place]
            }
        return lines.compactMap(\.self).joined(separator: "\n")
    }

    private var isMissing: Bool { alert.kind == .missingPerson }

    private var call: String { AlertSaying.call(alert.emergencyCall, clock, words) }

    private var linked: String? {
        alert.groupId == dispatch.group.id
            ? nil : words.text("letter.alert.linked", ["group": dispatch.group.name])
    }

    /// Without the number of a house, nor whose it is. A point says nothing to who is woken.
    private var place: String? {
        alert.location?.description.flatMap { PublicWords.text($0) }.flatMap(PublicWords.street)
            .map { $0.split(whereScalar: \.isSpace).joined(separator: " ") }
    }

    private var question: String {
        if isMissing { return words.text("letter.alert-question.missing.text") }
        return words.text(dispatch.isCoordinator ? "alert.asked.care" : "alert.asked.reporter")
    }

    private var retraction: String {
        let isWhole = message.map { $0.id == alert.messageId } ?? alert.retracted
        return words.text(isWhole ? "letter.alert-retraction.text" : "letter.alert-retraction.message")
    }
}

/// A push as its service worker, or a browser by itself, reads it: members as declarative Web Push names them.
struct PushPayload: Encodable {
    /// By which a browser knows what it may show by itself: the number of RFC 8030.
    let form = 8_030
    var notification: Notification
    /// Whether a service worker may show it otherwise: it does where a page of the site is open.
    let mutable = true

    struct Notification: Encodable {
        let title: String
        var body: String
        let navigate: String
        let lang: String
        let tag: String
        let timestamp: Int64
        let silent: Bool
        let data: Facts
    }

    /// What the service worker needs besides.
    struct Facts: Encodable {
        let receipt: String
        let kind: String
        let alert: String?
        /// The number to call in danger, and what a button for it says; nil once nothing is going on.
        let call: String?
        let callLabel: String?
    }

    private enum CodingKeys: String, CodingKey {
        case form = "web_push"
        case notification, mutable
    }

    /// As JSON of so many bytes at most; what is told is shortened for that. Nil where nothing would be left of it.
    func bytes(most: Int) -> [UInt8]? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var payload = self
        var count = notification.body.unicodeScalars.count
        while let data = try? encoder.encode(payload) {
            if data.count <= most { return Array(data) }
            // No sign takes more than twelve bytes (two escaped halves): so many at least have to go.
            count -= max(1, (data.count - most) / 12)
            guard count > 0 else { return nil }
            payload.notification.body = notification.body.cut(after: count)
        }
        return nil
    }
}

extension String {
    /// Its beginning, with the mark of what goes on: not in the middle of what people see as one sign.
    fileprivate func cut(after count: Int) -> String {
        var signs = unicodeScalars
        guard signs.count > count else { return self }
        var end = signs.index(signs.startIndex, offsetBy: count)
        while end > signs.startIndex, signs[end].isJoining { end = signs.index(before: end) }
        signs = String.UnicodeScalarView(signs[..<end])
        return Words.trimmed(String(signs)) + "…"
    }
}
