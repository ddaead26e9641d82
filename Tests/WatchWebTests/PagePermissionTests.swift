import Foundation
import HTTPTypes
import Hummingbird
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// Who may not is answered alike on pages too, whatever their form holds. What they typed stands there again; what is
/// said, and where they are led, is the same.
@Suite("Who may not, on pages") struct PagePermissionTests {
    private struct Row {
        let whoMayNot: [Street.Neighbour]
        var good: [String: String] = [:]
        var others: [[String: String]] = []
    }

    /// Forms for people who are signed in by nobody yet, or are signed in by them; founding, which is everybody's; and what
    /// the address alone allows.
    private static let forAnybody: Set<String> = [
        "/sign-in", "/sign-in/code", "/sign-in/{link}", "/sign-out", "/language", "/groups", "/u/{capability}",
    ]

    private static func rows(_ street: APIStreet) -> [String: Row] {
        let outsiders = PermissionStreet.outsiders
        let all = outsiders + PermissionStreet.officials
        let residents = all + [Street.bram, Street.deWit]
        let notOffices = outsiders + [Street.bram, Street.carla, Street.deWit]
        let (bram, none) = (Street.bramMember.id.text, (Street.fixed("ff") as MemberId).text)
        let reason = "reason-\(Street.group.id)"
        return [
            "/me": Row(whoMayNot: [], good: ["firstName": "Anna", "language": "nl"]),
            "/me/channels": Row(whoMayNot: [], good: ["kind": "mail", "isOn": "0"], others: [["kind": "pigeon"]]),
            "/me/choices/stop": Row(
                whoMayNot: [], good: ["stopped": "1", "for": "week"], others: [["stopped": "0"], ["for": "ever"]]),
            "/groups/{group}/choices": Row(
                whoMayNot: all + [Street.deWit], good: ["kind-burglary": "1", "linked": "all"],
                others: [["linked": "near", "metres": "9", "quietFrom": "late"]]),
            "/me/devices/others": Row(whoMayNot: []),
            "/me/devices/{device}": Row(whoMayNot: all + [Street.bram]),
            "/me/subscriptions/{subscription}": Row(whoMayNot: all + [Street.bram]),
            "/me/subscriptions/{subscription}/test": Row(whoMayNot: all + [Street.bram]),
            "/me/erasure": Row(whoMayNot: [], good: ["sure": "1"]),
            "/groups/{group}/settings": Row(
                whoMayNot: residents, good: ["name": "Anders", "where": "same", "channel": "saar"],
                others: PermissionStreet.areas.flatMap { area in
                    ["save", "look"].map { ["name": "Anders", "where": "drawn", "area": area, "do": $0] }
                }),
            "/groups/{group}/sheet": Row(whoMayNot: all, good: ["note": "Welkom", "language": "fr"]),
            "/groups/{group}/codes": Row(
                whoMayNot: residents, good: ["count": "3"],
                others: [["count": "501"], ["count": "3", "replaces": "1"]]),
            "/groups/{group}/leave": Row(whoMayNot: [Street.fatima, Street.dirk, Street.gijs, Street.marieke]),
            "/groups/{group}/mute": Row(
                whoMayNot: [Street.fatima, Street.dirk, Street.gijs, Street.marieke], good: ["muted": "1"],
                others: [["muted": "0"], ["muted": "1", "for": "ever"]]),
            "/groups/{group}/members": Row(
                whoMayNot: [Street.dirk, Street.els, Street.bram, Street.carla],
                good: ["acceptsRules": "1", "isOfAge": "1", "note": "Boven", "householdCode": "k7mp4xqa"],
                others: [["acceptsRules": "1"], ["householdCode": "x", "acceptsRules": "1", "isOfAge": "1"]]),
            "/groups/{group}/members/{member}": Row(
                whoMayNot: all + [Street.anna, Street.deWit], good: ["standing": "suspended"],
                others: [
                    ["role": "coordinator"], ["role": "stand-in"], ["role": "stand-in", "until-\(bram)": "2020-01-01"],
                ]),
            "/groups/{group}/test-alarms": Row(
                whoMayNot: residents, others: [["countersign": ""], ["countersign": String(repeating: "a", count: 64)]]),
            "/groups/{group}/renewal": Row(whoMayNot: residents),
            "/groups/{group}/handover": Row(
                whoMayNot: residents, good: ["memberId": bram],
                others: [["memberId": none], ["memberId": Street.elsMember.id.text]]),
            "/groups/{group}/closure": Row(whoMayNot: outsiders + [Street.bram, Street.deWit], good: ["sure": "1"]),
            "/groups/{group}/reopening": Row(whoMayNot: notOffices),
            "/groups/{group}/links": Row(
                whoMayNot: residents, good: ["group": "molenweg"],
                others: [["group": "kerkstraat"], ["group": "nergens"]]),
            "/groups/{group}/links/{other}": Row(
                whoMayNot: residents, good: ["state": "accepted"],
                others: ["proposed", "declined", "ended"].map { ["state": $0] }),
            "/groups/{group}/alerts": Row(
                whoMayNot: all, good: street.fullForm,
                others: [
                    ["by": ""], ["behaviour": ""], ["calledAt": "soon"], ["behaviour": "man met baard"],
                    ["latitude": "95"],
                ].map { street.fullForm.merging($0) { $1 } }),
            "/groups/{group}/co-coordination": Row(
                whoMayNot: residents + [Street.carla], good: ["accepts": "1", "firstName": "Jan"],
                others: [["accepts": "0"], ["accepts": "1"], ["accepts": "1", "firstName": "Politie"]]),
            "/groups/{group}/co-coordination/withdrawal": Row(whoMayNot: residents),
            "/groups/{group}/confirmation": Row(whoMayNot: notOffices),
            "/groups/{group}/decline": Row(whoMayNot: notOffices, good: [reason: "Bestaat niet"]),
            "/alerts/{alert}/reactions": Row(
                whoMayNot: all, good: ["kind": "sighting", "text": "Twee"],
                others: [["kind": "alert"], ["text": "Twee"]]),
            "/alerts/{alert}/corrections": Row(whoMayNot: all + [Street.bram], good: ["correction": "No. 17"]),
            "/alerts/{alert}/closure": Row(
                whoMayNot: all + [Street.bram], good: ["outcome": "gone", "closing": "Weg"],
                others: [["outcome": "king"], ["closing": "Weg"]]),
            "/alerts/{alert}/reopening": Row(
                whoMayNot: all + [Street.bram], good: ["correction": "No. 17"],
                others: [["kind": "sighting", "text": "Twee"], ["outcome": "gone", "closing": "Weg"]]),
            "/alerts/{alert}/hold": Row(whoMayNot: all + [Street.anna, Street.bram]),
            "/alerts/{alert}/forwards": Row(
                whoMayNot: all + [Street.anna, Street.bram, Street.deWit], good: ["group": Street.nextGroup.id.text],
                others: [["group": "x"]]),
            "/messages/{message}/retraction": Row(whoMayNot: all + [Street.anna]),
            "/messages/{message}/flags": Row(whoMayNot: all),
        ]
    }

    @Test func whoMayNotIsAnsweredAlikeWhateverTheirFormHolds() async throws {
        try await APIStreet.run { street in
            let things = try await PermissionStreet(street)
            let rows = Self.rows(street)
            let router = Router(context: WebContext.self)
            PageRoutes(house: street.house).add(to: router)
            let forms = Set(router.routes.filter { $0.method == .post }.map { $0.path.description })
                .subtracting(Self.forAnybody)
            // A form that is new wants a row that says who may not send it.
            #expect(forms == Set(rows.keys))
            for form in forms.sorted() {
                guard let row = rows[form] else { continue }
                let path = things.path(form).replacing("{device}", with: Street.fixed("ff", of: Token.self))
                for person in [nil] + row.whoMayNot.map(Optional.some) {
                    var answers: [[String]: [String: String]] = [:]
                    for fields in PermissionStreet.forms(from: row.good, others: row.others) {
                        let answer = try await street.send(path, as: person, fields)
                        #expect([303, 401, 403, 404, 409].contains(answer.status), "\(form) \(fields)")
                        #expect(answer.header("Location")?.contains("done=") != true, "\(form) \(fields)")
                        answers[try answer.said] = fields
                    }
                    let name = person?.person.firstName ?? "nobody"
                    #expect(answers.count == 1, "\(form) as \(name): \(answers)")
                }
            }
        }
    }
}

extension Answer {
    /// What a page says, without what was typed: its status, where it leads, its title, and what is amiss.
    fileprivate var said: [String] {
        get throws {
            try [String(status), header("Location") ?? ""] + found("<h1[^>]*>([^<]*)")
                + found(#"<p class="(?:lead|error)"[^>]*>([^<]*)"#) + found(##"<li>(?:<a href="#[^"]*">)?([^<]+)"##)
        }
    }
}

extension Street {
    /// An id as an address holds it.
    fileprivate static func fixed<Kind>(_ ending: String, of kind: Kind.Type) -> String {
        (fixed(ending) as Id<Kind>).text
    }
}
