import Foundation
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// Whatever somebody types stays text, wherever it is shown.
@Suite("Nothing that is typed becomes a page") struct PageEscapingTests {
    private static let evil = #""'><script>alert(1)</script>{{frame.title}}"#

    private func expectHarmless(_ html: String, times: Int, at place: SourceLocation = #_sourceLocation) {
        #expect(!html.contains("<script>alert"), sourceLocation: place)
        for text in ["&lt;script&gt;alert(1)&lt;/script&gt;", "{{frame.title}}"] {
            let count = html.components(separatedBy: text).count - 1
            #expect(count >= times, "\(text)", sourceLocation: place)
        }
    }

    @Test func onTheReport() throws {
        let others = ["latitude", "longitude", "calledAt", "number", "kind", "by", "direction", "requestKey"]
        let names = Kept.names + others
        let typed = TypedForm(Dictionary(uniqueKeysWithValues: names.map { ($0, PageEscapingTests.evil) }))
        let model = ReportModel(
            ReportForm(typed), in: Street.group,
            refusals: [Refusal(.incidentAlreadyOpen, ["alertId": Street.draft().id.text])], asks: [.appearanceAlone],
            requestKey: PageEscapingTests.evil, try PageStreet.setting())
        expectHarmless(try PageStreet.html(model), times: 11)
    }

    @Test func onTheAlert() async throws {
        let street = LivingStreet()
        let evil = PageEscapingTests.evil
        let report = Report(
            kind: .other, observation: Observation(behaviour: evil, appearance: evil, vehicle: evil),
            location: Location(coordinate: nil, description: evil),
            policeOnly: PoliceOnly(licencePlate: String(evil.prefix(40)), text: evil),
            call: Street.called(at: street.clock.now()))
        let alert = try await street.desk.share(report, in: Street.group.id, by: Street.anna.id).alert
        for kind in Message.Kind.reactions {
            _ = try await street.desk.react(
                .init(kind: kind, text: evil, location: Location(coordinate: nil, description: evil)), to: alert,
                by: Street.bram.id)
        }
        _ = try await street.desk.correct(evil, of: alert, by: Street.anna.id)
        let typed = TypedForm(["form": "reaction", "kind": evil, "text": evil, "latitude": evil, "longitude": evil])
        for reader in [Street.anna, Street.bram, Street.carla, Street.deWit] {
            let open = try await street.page(
                alert, for: reader, typed: typed, refusals: [Refusal(.textTooLong, field: "text", ["limit": evil])])
            expectHarmless(try PageStreet.html(open), times: 16)
        }
        _ = try await street.desk.close(alert, .gone, text: evil, by: Street.anna.id)
        let late = [Refusal(.alertClosed, ["number": "112", "alertId": alert.text])]
        for reader in [Street.anna, Street.bram, Street.carla, Street.deWit] {
            let closed = try await street.page(alert, for: reader, typed: typed, refusals: late)
            expectHarmless(try PageStreet.html(closed), times: 16)
        }
    }

    @Test func onGroupHomeAndRefusal() throws {
        let evil = PageEscapingTests.evil
        let setting = try PageStreet.setting()
        let group = Group(
            id: Street.group.id, slug: "x", name: evil, place: evil, jurisdiction: .netherlands, zone: "z",
            municipality: nil, area: Street.group.area, openAlerts: 1, createdAt: Street.founded)
        let members = [
            NamedMember(member: Street.carlaMember, firstName: evil),
            NamedMember(member: Street.elsMember, firstName: evil),
        ]
        let hearing = Hearing(group: group.id, audience: .coordinator, since: 1)
        let page = GroupModel(
            group, as: .inside(hearing, own: Street.carlaMember), members: MemberCounts(applied: 1, approved: 1),
            setting)
        expectHarmless(try PageStreet.html(page), times: 3)
        var els = Street.elsMember
        els.note = evil
        let asking = [members[0], NamedMember(member: els, firstName: evil)]
        let found = MemberPage(members: asking, found: 90, counts: MemberCounts(applied: 1, approved: 89))
        let coordinators = MembersModel(found, in: group, reader: Street.carlaMember, setting)
        expectHarmless(try PageStreet.html(coordinators), times: 5)
        let typed = TypedForm(["firstName": evil, "note": evil])
        expectHarmless(try PageStreet.html(JoinModel(group, firstName: "", typed: typed, setting)), times: 4)
        let errand = SignInErrand(draft: evil)
        expectHarmless(
            try PageStreet.html(SignInModel(errand: errand, typed: evil, demo: [], setting)), times: 2)
        let person = Person(
            id: Street.anna.id, firstName: evil, lastName: evil, email: evil, language: .en, createdAt: Street.founded)
        expectHarmless(
            try PageStreet.html(MeModel(person, places: [(Street.annaMember, group)], devices: 1, setting)), times: 4)
        let letter = House.SentLetter(
            letter: Letter(
                to: try #require(EmailAddress("a@example.org")), subject: evil, text: "\(evil)\nhttps://s.test/\(evil)",
                language: .nl), at: setting.now)
        expectHarmless(try PageStreet.html(MailboxModel([letter], site: "https://s.test", setting)), times: 3)
        let link = House.DemoLink(name: evil, role: "resident", place: evil, url: "/sign-in/x")
        expectHarmless(try PageStreet.html(HomeModel(groups: [group], demo: [link], setting)), times: 4)
        let kept = TypedForm(Dictionary(uniqueKeysWithValues: Kept.names.map { ($0, evil) }))
        let refused = RefusalModel(Refusal(.textTooLong, ["length": evil, "limit": "1"]), keeping: kept, setting)
        expectHarmless(try PageStreet.html(refused), times: Kept.names.count + 1)
    }

    @Test func onlyOurOwnWordsComeFromAnAddress() throws {
        #expect(try PageStreet.setting(done: "shared").notice?.hasPrefix("Your alert is shared.") == true)
        #expect(try PageStreet.setting(done: PageEscapingTests.evil).notice == nil)
    }

    @Test func noTemplateShowsAnythingUnescapedOrInline() throws {
        let folder = APIStreet.share.appending(path: "templates")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            for piece in ["{{{", "{{&", "style=", "<style", "onclick", "javascript:"] {
                #expect(!text.contains(piece), "\(name): \(piece)")
            }
            // What is escaped closes no attribute that stands in quotes; one without any would end at a space.
            #expect(text.firstMatch(of: /[ \n][a-z-]+=\{\{/) == nil, "\(name)")
            for tag in text.components(separatedBy: "<script").dropFirst() {
                #expect(tag.hasPrefix(" src=\"/assets/") || tag.hasPrefix(" src=\"/leaflet/leaflet.js\""))
            }
        }
    }
}
