import Testing
import WatchTesting

@testable import Watch

/// What somebody may be called by their neighbours: anything that is a name, and nobody who speaks for others.
@Suite struct PersonNameTests {
    @Test(
        arguments: [
            ("Anna", "Anna"), ("  Anna \n", "Anna"), ("Jan\r\nPiet", "Jan Piet"), ("Zoë-Anne", "Zoë-Anne"), ("李", "李"),
            ("Anna & Bram", "Anna & Bram"), ("O'Neill", "O'Neill"), ("Mary J.", "Mary J."), ("Nguyễn", "Nguyễn"),
            ("Şeyma", "Şeyma"), ("Zoe\u{301}", "Zoe\u{301}"), ("Анна", "Анна"), ("مريم", "مريم"), ("Ελένη", "Ελένη"),
            ("Bewoner 12", "Bewoner 12"), ("Saar B.", "Saar B."), ("Saartje", "Saartje"), ("Sara", "Sara"),
            ("Agnes", "Agnes"), ("Gemma", "Gemma"), ("Polly", "Polly"), ("Agatha", "Agatha"), ("Stien", "Stien"),
            ("Marshall", "Marshall"), ("Ghent", "Ghent"), ("Beer", "Beer"), ("Coos", "Coos"),
            ("Police-Anne Marie", nil),
        ] as [(String, String?)])
    func whatIsAName(typed: String, kept: String?) {
        #expect((try? PersonName.checked(typed)) == kept)
    }

    @Test(arguments: [
        // In four languages, whatever stands beside it and however it is written.
        "Politie", "politie woerden", "POLITIE", "Police", "la police", "Polizei", "Wijkagent Jan", "Agent de Wit",
        "Gemeente Woerden", "Commune", "Gemeinde", "Bürgermeister", "Burgermeister", "Carla beheerder",
        "Carla-beheerder",
        "Coördinator", "Coordinator", "Coordinateur", "Koordination", "112 Woerden", "Meld 101", "Stichting WABP",
        "Fondation", "Stiftung", "Saar", "SAAR", "Team Saar", "Admin", "Brandweer", "Pompiers", "Buurtpreventie Oost",
        // Written to look like it.
        "P.o.l.i.t.i.e", "Poli tie", "Pölítïe", "Polit\u{301}ie", "PoIitie", "P0litie", "Pol1ti3", "роӏісе", "5aar",
    ])
    func whoeverSpeaksForOthers(name: String) {
        #expect(Refusal.of { _ = try PersonName.checked(name) }?.code == .firstNameReserved, "\(name)")
    }

    @Test(arguments: [
        "Carla, buur", "Carla (buur)", "Carla [x]", "Carla: ik", "Carla | buur", "Anna\u{202E}", "A\u{202E}nna",
        "An\u{200B}na", "An\u{AD}na", "An\u{0}na", "Anna\u{FE0F}", "Anna\u{3164}", "Anna 👮", "✓ Anna", "Anna ★",
        "Carla – buur", "Carla · buur", "Рolitie", "Pоlitie", "ᴘᴏʟɪᴛɪᴇ", "Ｐｏｌｉｔｉｅ", "𝐏𝐨𝐥𝐢𝐭𝐢𝐞",
        "A\u{301}\u{301}\u{301}\u{301}nna", "<b>Anna</b>", "anna@example.org",
    ])
    func whatPretendsOrHides(name: String) {
        let refusal = Refusal.of { _ = try PersonName.checked(name) }
        #expect(refusal?.code == .firstNameInvalid && refusal?.field == "firstName", "\(name)")
    }

    /// Whoever is called so from before goes on being written to in their language.
    @Test func anOldNameStaysAsItIs() {
        let person = Person(
            id: Street.anna.id, firstName: "Politie", lastName: "X", email: nil, language: .nl,
            createdAt: Street.founded)
        let profile = PersonProfile(person, language: .fr)
        #expect(profile.firstName == "Politie" && profile.lastName == "X" && profile.language == .fr)
    }
}
