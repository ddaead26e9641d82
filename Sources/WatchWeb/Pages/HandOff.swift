import Foundation
import Watch
import WatchWords

/// A ready-made message for the ordinary chat of a street, by the phone's share sheet or a link to WhatsApp.
struct HandOff: Equatable, Sendable {
    let text: String
    /// `https://wa.me/?text=…`: opens WhatsApp with the message in it and asks to whom (WhatsApp: Click to chat).
    let whatsApp: String
    /// What of somebody's words goes along, where that is not all they wrote: whoever hands on sees it before.
    let differs: String?

    init(_ text: String, differs: String? = nil) {
        self.text = text
        self.differs = differs
        whatsApp = "https://wa.me/?text=" + (text.addingPercentEncoding(withAllowedCharacters: HandOff.plain) ?? "")
    }

    /// What need not be encoded anywhere in an address (RFC 3986 §2.3).
    static let plain = CharacterSet(
        charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
}

/// What its reader can hand over of an alert: itself while it is open, reactions worth it, its end.
struct AlertHandOffs: Sendable {
    /// The alert while it is open, or how it ended for as long as it can be opened again.
    let alert: HandOff?
    /// What can be handed over of an open alert; put into words only for what the page shows.
    private let messages: [MessageId: Message]
    private let seen: PublicAlert
    private let link: String?
    private let clock: WallClock
    private let words: Catalogue

    init(_ file: AlertFile, site: String, at now: Moment, _ clock: WallClock, _ words: Catalogue) {
        // Of the alert itself, and of what corrects it: each other message is looked at when it is asked for.
        seen = PublicAlert(file.alert, messages: file.messages.filter { $0.kind == .correction })
        link = file.alert.link.map { site + SiteURL.linked($0).path }
        self.clock = clock
        self.words = words
        guard file.powers(at: now).contains(.handOff) else {
            alert = nil
            messages = [:]
            return
        }
        guard let closure = file.alert.closure else {
            alert = HandOff(AlertHandOffs.text(.shared(seen), link: link, clock, words))
            messages = Dictionary(file.messages.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            return
        }
        let end = AlertHandOff.ended(closure.outcome, isByItself: closure.by == nil, at: closure.closedAt, seen)
        alert = HandOff(AlertHandOffs.text(end, link: nil, clock, words))
        messages = [:]
    }

    /// A message that is worth it, while the alert is open; nil otherwise.
    func said(_ id: MessageId) -> HandOff? {
        guard let message = messages[id], !message.isRetracted, AlertHandOff.isWorth(message.kind) else { return nil }
        let said = PublicAlert.Said(message, about: seen.kind)
        // Of a correction that was about a door nothing is left to hand over.
        guard said.text != nil || message.kind != .correction else { return nil }
        let handOff = AlertHandOff.said(said, in: seen)
        return HandOff(
            AlertHandOffs.text(handOff, link: link, clock, words), differs: said.text == message.text ? nil : said.text)
    }

    /// The message, one thing a line.
    static func text(_ handOff: AlertHandOff, link: String?, _ clock: WallClock, _ words: Catalogue) -> String {
        var lines: [String]
        switch handOff {
        case .shared(let alert):
            lines = ["*\(heading(alert, words))*"]
            // What the heading says already is not said twice.
            lines += [alert.behaviour ?? alert.appearance].compactMap { $0 }.filter { AlertTitle(alert) != .words($0) }
                .map(short)
            if let said = alert.correction, let text = said.text {
                lines.append(
                    words.text("said.correction") + ": " + short(text) + " (\(clock.stamp(said.at).text))")
            }
            lines.append(called(alert.call, clock, words))
            lines.append(words.text(alert.kind == .missingPerson ? "alert.rule.missing" : "alert.rule"))
            lines += link.map { [words.text("handoff.link", ["link": $0])] } ?? []
        case .said(let said, in: let alert):
            let label = words.text(AlertModel.saidKey(said.kind, by: said.capacity, about: alert.kind))
            lines = ["*\(heading(alert, words))*"]
            lines.append(
                [label, said.text.map(short)].compactMap { $0 }.joined(separator: ": ")
                    + " (\(clock.stamp(said.at).text))")
            lines += link.map { [words.text("handoff.link", ["link": $0])] } ?? []
        case .ended(let outcome, let isByItself, let at, let alert):
            lines = ["*\(heading(alert, words))*"]
            lines.append(
                words.text(
                    isByItself
                        ? "alert.ended.alone" : "\(AlertSaying.outcomeKey(outcome, of: alert.kind)).long"))
            lines.append(words.text("handoff.ended", ["when": clock.phrase(at)]))
        }
        return lines.joined(separator: "\n")
    }

    private static func heading(_ alert: PublicAlert, _ words: Catalogue) -> String {
        [words.title(AlertTitle(alert)), alert.street].compactMap { $0 }.joined(separator: ", ")
    }

    private static func called(_ call: AlertView.Call, _ clock: WallClock, _ words: Catalogue) -> String {
        let who = call.by == .me ? "self" : "other"
        guard let calledAt = call.calledAt else {
            return words.text("handoff.called.\(who).unknown", ["number": words.called(call.number)])
        }
        return words.text(
            "handoff.called.\(who)", ["number": words.called(call.number), "when": clock.phrase(calledAt)])
    }

    /// A chat shows the beginning; the rest is behind the link.
    private static func short(_ text: String) -> String {
        text.unicodeScalars.count <= 240 ? text : text.beginning(239) + "…"
    }
}

/// Where it is, on a map that knows nothing of who looks: opened by the reader, elsewhere.
struct MapLink: Equatable, Sendable {
    let url: String
    let label: String

    /// Nil where there is no place at all.
    init?(_ location: LocationView?, in group: Group, _ words: Catalogue) {
        guard let location else { return nil }
        self.init(
            latitude: location.latitude, longitude: location.longitude, words: location.description,
            zoom: location.approximate == true ? 16 : 18, place: group.place, words,
            isApproximate: location.approximate == true)
    }

    init?(
        latitude: Double?, longitude: Double?, words typed: String?, zoom: Int, place: String, _ words: Catalogue,
        isApproximate: Bool = false
    ) {
        label = words.text(isApproximate ? "alert.map.about" : "alert.map")
        if let latitude, let longitude {
            let point = "mlat=\(latitude)&mlon=\(longitude)#map=\(zoom)/\(latitude)/\(longitude)"
            url = "https://www.openstreetmap.org/?" + point
        } else if let typed {
            let query = (PublicWords.street(typed) ?? typed) + ", " + place
            url =
                "https://www.openstreetmap.org/search?query="
                + (query.addingPercentEncoding(withAllowedCharacters: HandOff.plain) ?? "")
        } else {
            return nil
        }
    }
}
