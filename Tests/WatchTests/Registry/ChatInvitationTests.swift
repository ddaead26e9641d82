import Testing
import Watch

@Suite("Invitations into a WhatsApp group")
struct ChatInvitationTests {
    private static let code = "BuurtWachtVoorbeeld01"

    @Test(
        "however it was copied or shared, it is kept as WhatsApp makes it",
        arguments: [
            "https://chat.whatsapp.com/{}", "  https://chat.whatsapp.com/{}\n",
            "https://chat.whatsapp.com/{}?mode=gi_t",
            "https://chat.whatsapp.com/{}?s=sh&p=i", "https://chat.whatsapp.com/{}/",
            "https://chat.whatsapp.com/{}/?a=b",
            "https://chat.whatsapp.com/{}#x", "https://chat.whatsapp.com/invite/{}", "chat.whatsapp.com/{}",
            "http://chat.whatsapp.com/{}", "HTTPS://Chat.WhatsApp.com/{}",
            "Kom in onze groep: https://chat.whatsapp.com/{}",
            "Open this link to join my WhatsApp Group: https://chat.whatsapp.com/{}.", "<https://chat.whatsapp.com/{}>",
            "(chat.whatsapp.com/{})", "groep:\u{A0}https://chat.whatsapp.com/{}\u{200B}",
            "🚓https://chat.whatsapp.com/{}🚓",
            "https://chat.whatsapp.com/{} of https://chat.whatsapp.com/{}?s=sh",
        ])
    func found(_ form: String) throws {
        let typed = form.exchanging("{}", for: ChatInvitationTests.code)
        #expect(try ChatInvitation(typed).text == "https://chat.whatsapp.com/\(ChatInvitationTests.code)")
    }

    @Test(
        "nothing else is one: not another host, not a path of one, not two at once",
        arguments: [
            "", " ", "{}", "https://chat.whatsapp.com/", "https://chat.whatsapp.com/kort",
            "https://whatsapp.com/channel/{}",
            "https://chat.whatsapp.com.evil.example/{}", "https://chat.whatsapp.com@evil.example/{}",
            "https://evilchat.whatsapp.com/{}", "https://x.chat.whatsapp.com/{}", "https://anna@chat.whatsapp.com/{}",
            "https://evil.example/chat.whatsapp.com/{}", "https://evil.example/?to=https://chat.whatsapp.com/{}",
            "ftp://chat.whatsapp.com/{}", "javascript:chat.whatsapp.com/{}", "https://chat.whatsapp.com/{}/{}",
            "https://chat.whatsapp.com/{}{}{}", "https://chat.whatsapp.com/../{}", "https://chat.whatsapp.com:443/{}",
            "https://chat.whatsapp.com/{} https://chat.whatsapp.com/Anders{}", "https://chat.whatsapp.com//{}",
            "https://chat.whatsapp.com/{}é", "https://chat.whatsapp.com/{}/x",
        ])
    func none(_ form: String) {
        let typed = form.exchanging("{}", for: ChatInvitationTests.code)
        #expect(throws: Refusal(.invitationInvalid, field: "invitation")) { try ChatInvitation(typed) }
    }

    @Test("a whole chat pasted is not read")
    func bounded() {
        let link = "https://chat.whatsapp.com/\(ChatInvitationTests.code)"
        let chat = String(repeating: " ", count: 3_000) + "x"
        #expect(throws: Refusal.self) { try ChatInvitation(link + chat) }
    }
}
