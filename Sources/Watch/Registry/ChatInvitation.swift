/// What leads into a group's own WhatsApp group. Whoever has it is in, so only approved members ever see it.
public struct ChatInvitation: Hashable, Sendable {
    /// How all of them begin.
    public static let beginning = "https://chat.whatsapp.com/"

    /// The whole link, as it is kept: nothing of what WhatsApp hangs behind it when somebody shares it.
    public let text: String

    /// Finds the link in what was pasted: as WhatsApp copies, shares and shows it, or in the sentence that was sent along.
    ///
    /// - Throws: `invitation-invalid` where there is none, and where there are two different ones.
    public init(_ typed: String) throws(Refusal) {
        let codes = typed.utf8.count <= ChatInvitation.mostTyped ? Set(ChatInvitation.codes(in: Array(typed.utf8))) : []
        guard codes.count == 1, let code = codes.first else { throw Refusal(.invitationInvalid, field: "invitation") }
        text = ChatInvitation.beginning + code
    }

    /// The codes of all links in a text.
    private static func codes(in text: [UInt8]) -> [String] {
        let lowered = text.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 + 0x20 : $0 }
        var codes: [String] = []
        for start in lowered.indices where lowered[start...].starts(with: host) && isLinkStart(lowered[..<start]) {
            var rest = text[(start + host.count)...]
            if lowered[rest.startIndex...].starts(with: Array("invite/".utf8)) { rest = rest.dropFirst(7) }
            let code = rest.prefix(while: isCode)
            let behind = rest.dropFirst(code.count)
            guard (10...40).contains(code.count), isLinkEnd(behind) else { continue }
            codes.append(String(decoding: code, as: UTF8.self))
        }
        return codes
    }

    /// Whether a link can begin behind this: at the start, behind its scheme, or behind what is no part of a word. So
    /// neither another host that ends like WhatsApp's counts, nor a path on another host.
    private static func isLinkStart(_ before: ArraySlice<UInt8>) -> Bool {
        var before = before
        for scheme in ["https://", "http://"] where before.reversed().starts(with: scheme.utf8.reversed()) {
            before = before.dropLast(scheme.utf8.count)
            break
        }
        guard let last = before.last else { return true }
        return !isCode(last) && !"./@:%=?&#".utf8.contains(last)
    }

    /// Whether the link ends here: at most with a slash, a question or an anchor.
    private static func isLinkEnd(_ behind: ArraySlice<UInt8>) -> Bool {
        let rest = behind.first == UInt8(ascii: "/") ? behind.dropFirst() : behind
        // A letter of another alphabet would be part of the code, if codes had any.
        guard let first = String(decoding: rest.prefix(8), as: UTF8.self).unicodeScalars.first else { return true }
        return !first.isAlphabetic && !first.isNumeric && !"/-_".unicodeScalars.contains(first)
    }

    private static func isCode(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static let host = Array("chat.whatsapp.com/".utf8)
    /// So much is looked at of what somebody pasted.
    private static let mostTyped = 2_000

    /// The link that a group keeps: none for one that talks by Saar, whatever stood in the box.
    ///
    /// - Throws: `invitation-invalid`.
    public static func kept(_ typed: String?, for channel: Registration.Channel) throws(Refusal) -> String? {
        guard channel == .whatsapp, let typed, !Words.trimmed(typed).isEmpty else { return nil }
        return try ChatInvitation(typed).text
    }
}
