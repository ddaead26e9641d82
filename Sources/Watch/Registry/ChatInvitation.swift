/// What leads into a group's own WhatsApp group. Whoever has it is in, so only approved members ever see it.
public struct ChatInvitation: Hashable, Sendable {
    /// How all of them begin.
    public static let beginning = "https://chat.whatsapp.com/"

    /// The whole link.
    public let text: String

    /// Reads what was pasted: the link as WhatsApp makes it, and nothing behind it.
    ///
    /// - Throws: `invitation-invalid`.
    public init(_ typed: String) throws(Refusal) {
        let text = Words.trimmed(typed)
        let code = text.dropFirst(ChatInvitation.beginning.count)
        guard text.begins(with: ChatInvitation.beginning), (10...40).contains(code.utf8.count),
            code.utf8.allSatisfy(ChatInvitation.isCode)
        else { throw Refusal(.invitationInvalid, field: "invitation") }
        self.text = text
    }

    private static func isCode(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The link that a group keeps: none for one that talks by Saar, whatever stood in the box.
    ///
    /// - Throws: `invitation-invalid`.
    public static func kept(_ typed: String?, for channel: Registration.Channel) throws(Refusal) -> String? {
        guard channel == .whatsapp, let typed, !Words.trimmed(typed).isEmpty else { return nil }
        return try ChatInvitation(typed).text
    }
}
