import Foundation
import Watch
import WatchWords

/// The members of a group, for its coordinators: who wants to join, who is in, who leads.
struct MembersModel: PageModel {
    static let template = "members"

    /// A member, and what their coordinator can do.
    struct Line: Equatable, Sendable {
        let anchor: String
        let name: String
        let standing: String
        /// What they wrote to the coordinator.
        let note: String?
        /// Whether they showed that they live here.
        let isProved: Bool
        let since: String
        let path: String
        let wishes: [Wish]
        let isApplicant: Bool
        /// Somebody who is in, and whom this coordinator can change.
        let isChangeable: Bool
        /// Unfolded, since a form in it was refused.
        let isOpen: Bool
        /// Whether they can be appointed, for good or for a time.
        let canAppoint: Bool
        let standIn: FormField
    }

    /// A button beside a member.
    struct Wish: Equatable, Sendable {
        /// The field it sends, and its value.
        let field: String
        let value: String
        let label: String
        /// Which member it is about, for those who only hear the button.
        let name: String
        let isMain: Bool
    }

    let frame: PageFrame
    let groupName: String
    let groupPath: String
    let applicants: [Line]
    let hasApplicants: Bool
    let members: [Line]
    let hasMembers: Bool
    let count: String
    /// Whether the group would wake; on the first page of all of them.
    let readiness: ReadinessPart?
    /// Tests of whether it does; beside that.
    let testAlarm: TestAlarmPart?
    let isStandIn: Bool
    /// Where somebody is looked for by name; nil where all are to be seen anyway.
    let search: FormField?
    let path: String
    /// What is looked for, and that nobody has such a name.
    let nobody: String?
    /// Which of them stand here, and the ways to the others; nil where all do.
    let pages: Pages?
    let mistakes: [Mistake]
    let hasMistakes: Bool

    /// Which part of the members a page shows.
    struct Pages: Equatable, Sendable {
        let range: String
        let before: String?
        let after: String?
    }

    /// - Parameters:
    ///   - reader: the coordinator's own place.
    ///   - part: what the coordinator looks at.
    ///   - readiness: nil where it is not shown.
    ///   - testAlarm: nil where it is not shown.
    ///   - refused: which member's form was refused, and what stood in it.
    init(
        _ page: MemberPage, in group: Group, reader: Member?, part: MembersPart = MembersPart(),
        readiness: GroupReadiness? = nil, testAlarm: TestAlarmDesk.Standing? = nil,
        refused: (member: MemberId, form: TypedForm)? = nil, refusals: [Refusal] = [], _ setting: PageSetting
    ) {
        let words = setting.words
        let clock = setting.clock(in: group.jurisdiction)
        frame = PageFrame(
            words.text("members.title"), setting, in: group.jurisdiction,
            live: LiveSubject(group: group.id, isWatching: true))
        groupName = group.name
        groupPath = SiteURL.group(.init(group)).path
        path = SiteURL.members(.init(group)).path
        func lines(_ isShown: (Member) -> Bool) -> [Line] {
            page.members.filter { isShown($0.member) }.map { named in
                let isMeant = refused?.member == named.member.id
                return Line(
                    named, in: .init(group), part: part, reader: reader, typed: isMeant ? refused?.form["until"] : nil,
                    refusals: isMeant ? refusals : [], clock, setting)
            }
        }
        applicants = lines { $0.standing == .applied }
        hasApplicants = !applicants.isEmpty
        self.members = lines { $0.standing != .applied }
        hasMembers = !self.members.isEmpty
        count = words.count("group.members", page.counts.approved)
        self.readiness = readiness.map { ReadinessPart($0, words) }
        self.testAlarm = testAlarm.map { TestAlarmPart($0, in: group, clock, words) }
        search =
            page.counts.all > MembersPart.size || part.name != nil
            ? FormField(
                "name", words.text("members.search"), value: part.name ?? "", limit: 100, field: "name", refusals: [],
                words: words) : nil
        nobody = page.found == 0 ? part.name.map { words.text("members.nobody", ["name": $0]) } : nil
        pages = Pages(page, part, at: path, words)
        isStandIn = reader?.standsIn == true
        let box = refused.map { "until-\($0.member)" }
        mistakes = refusals.map { Mistake($0, words: words, names: box.map { ["until": $0] } ?? [:]) }
        hasMistakes = !mistakes.isEmpty
    }
}

/// Which part of a group's members is looked at: a page of all of them, or of those with a name.
struct MembersPart: Equatable, Sendable {
    /// How many stand on one page.
    static let size = 40

    let name: String?
    /// From 1 on.
    let number: Int

    init(name: String? = nil, number: Int = 1) {
        self.name = name.flatMap { typed in (try? Words.kept(typed, field: "name", limit: 100)) ?? nil }
        self.number = (1...10_000).contains(number) ? number : 1
    }

    /// Whether it is where everybody begins.
    var isFirst: Bool { name == nil && number == 1 }

    var search: MemberSearch {
        MemberSearch(name: name, skipping: (number - 1) * MembersPart.size, limit: MembersPart.size)
    }

    /// As what stands behind the question mark; empty for the first page of all.
    func query(number other: Int? = nil) -> String {
        let number = other ?? number
        let named = name.flatMap { $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) }
        let values = [named.map { "name=\($0)" }, number == 1 ? nil : "page=\(number)"].compactMap(\.self)
        return values.isEmpty ? "" : "?" + values.joined(separator: "&")
    }
}

extension MembersModel.Pages {
    init?(_ page: MemberPage, _ part: MembersPart, at path: String, _ words: Catalogue) {
        self.init(
            shown: page.members.count, of: page.found, number: part.number, size: MembersPart.size, words
        ) { path + part.query(number: $0) }
    }

    /// - Parameters:
    ///   - found: how many there are on all pages; nil comes of it where all are here.
    ///   - number: of this page, from 1 on.
    ///   - path: of another page, by its number.
    init?(
        shown: Int, of found: Int, number: Int, size: Int, _ words: Catalogue, path: (Int) -> String
    ) {
        let first = (number - 1) * size
        let last = first + shown
        guard found > shown else { return nil }
        self.init(
            range: words.text(
                "members.range",
                [
                    "from": words.number(min(first + 1, found)), "to": words.number(min(last, found)),
                    "count": words.number(found),
                ]), before: number > 1 ? path(number - 1) : nil,
            after: last < found && shown > 0 ? path(number + 1) : nil)
    }
}

extension MembersModel.Line {
    init(
        _ named: NamedMember, in group: Group.Address, part: MembersPart, reader: Member?, typed: String?,
        refusals: [Refusal],
        _ clock: WallClock, _ setting: PageSetting
    ) {
        let words = setting.words
        let member = named.member
        let isSelf = member.id == reader?.id
        let mayAppoint = !isSelf && member.standing == .approved && reader?.standsIn == false
        func wish(
            _ field: String, _ value: String, _ key: String, isMain: Bool = false
        ) -> MembersModel.Wish {
            MembersModel.Wish(
                field: field, value: value, label: words.text("member.\(key)"), name: named.firstName, isMain: isMain)
        }
        var wishes: [MembersModel.Wish] =
            switch member.standing {
            case _ where isSelf: []
            case .applied:
                [wish("standing", "approved", "approve", isMain: true), wish("standing", "left", "decline")]
            case .approved: [wish("standing", "suspended", "suspend")]
            case .suspended: [wish("standing", "approved", "readmit"), wish("standing", "left", "remove")]
            case .left: []
            }
        if mayAppoint {
            if member.role == .coordinator { wishes.append(wish("role", "resident", "dismiss")) }
            if member.role == .resident || member.standsIn { wishes.append(wish("role", "coordinator", "appoint")) }
        }
        let standing =
            isSelf
            ? words.text("member.you")
            : member.standing == .approved && member.role == .coordinator
                ? member.coordinatorUntil.map { words.text("member.stand-in", ["date": clock.date($0)]) }
                    ?? words.text("member.coordinator")
                : words.text("member.\(member.standing.rawValue)")
        self.init(
            anchor: "member-\(member.id)", name: named.firstName, standing: standing, note: member.note,
            isProved: member.provedAt != nil,
            since: words.text("members.since", ["date": clock.date(member.appliedAt)]),
            path: SiteURL.member(group, member.id).path + part.query(), wishes: wishes,
            isApplicant: member.standing == .applied,
            isChangeable: member.standing != .applied && !wishes.isEmpty, isOpen: !refusals.isEmpty,
            canAppoint: mayAppoint && (member.role == .resident || member.standsIn),
            standIn: FormField(
                "until-\(member.id)", words.text("member.until"), hint: nil,
                value: typed ?? clock.day(setting.now + .days(14)), limit: 10, field: "until", refusals: refusals,
                words: words))
    }
}

/// Asking to join: the house rules, who reads along, and what comes next.
struct JoinModel: PageModel {
    static let template = "join"

    let frame: PageFrame
    let groupName: String
    let groupPath: String
    let place: String
    let reading: PoliceReading
    let action: String
    let needsName: Bool
    let firstName: FormField
    let note: FormField
    let asksForProof: Bool
    let householdCode: FormField
    let rules: TickBox
    let age: TickBox
    let mistakes: [Mistake]
    let hasMistakes: Bool

    /// A box to tick.
    struct TickBox: Equatable, Sendable {
        let name: String
        let label: String
        let isTicked: Bool
        let error: String?
    }

    init(
        _ group: Group, firstName known: String, asksForProof: Bool = false, typed: TypedForm = TypedForm(),
        refusals: [Refusal] = [], _ setting: PageSetting
    ) {
        let words = setting.words
        let age = ["age": String(group.jurisdiction.minimumAge)]
        frame = PageFrame(words.text("join.title"), setting, in: group.jurisdiction)
        groupName = group.name
        groupPath = SiteURL.group(.init(group)).path
        place = group.place
        reading = PoliceReading(group, words)
        action = SiteURL.apply(.init(group)).path
        needsName = known.isEmpty
        firstName = FormField(
            "firstName", words.text("me.firstName"), hint: words.text("me.firstName.hint"),
            value: typed.fields["firstName"] ?? known, limit: 40, field: "firstName", refusals: refusals, words: words,
            complete: "given-name")
        note = FormField(
            "note", words.text("join.note"), hint: words.text("join.note.hint"), value: typed["note"], limit: 200,
            field: "note", refusals: refusals, words: words)
        self.asksForProof = asksForProof
        householdCode = FormField(
            "householdCode", words.text("join.code"), hint: words.text("join.code.hint"),
            value: typed["householdCode"], limit: 20, field: "householdCode", refusals: refusals, words: words)
        func box(_ name: String, _ label: String) -> TickBox {
            TickBox(
                name: name, label: label, isTicked: typed[name] == "1",
                error: refusals.first { $0.field == name }
                    .map(words.refusal))
        }
        rules = box("acceptsRules", words.text("join.accept"))
        self.age = box("isOfAge", words.text("join.age", age))
        mistakes = refusals.map {
            Mistake(
                $0, words: words,
                names: [
                    "firstName": "firstName", "note": "note", "acceptsRules": "acceptsRules", "isOfAge": "isOfAge",
                    "householdCode": "householdCode",
                ])
        }
        hasMistakes = !mistakes.isEmpty
    }
}

extension JoinModel {
    /// What somebody agrees to by the form.
    static func consent(_ typed: TypedForm) -> Member.Consent {
        Member.Consent(acceptsRules: typed["acceptsRules"] == "1", isOfAge: typed["isOfAge"] == "1")
    }

    /// Everything that is amiss with the form, in its order. A code that may be one is not tried here: each try counts.
    static func refusals(
        _ typed: TypedForm, asksForName: Bool, asksForProof: Bool, in jurisdiction: Jurisdiction
    ) -> [Refusal] {
        var found = Refusals()
        if asksForName { found.check { () throws(Refusal) in try PersonName.checked(typed["firstName"]) } }
        if asksForProof {
            found.check { () throws(Refusal) in
                guard let code = typed.filled("householdCode") else {
                    throw Refusal(.proofMissing, field: "householdCode")
                }
                guard HouseholdCode(code) != nil else { throw Refusal(.proofWrong, field: "householdCode") }
            }
        }
        found.check { () throws(Refusal) in try MemberRules.note(typed["note"]) }
        return found.all + consent(typed).refusals(in: jurisdiction)
    }
}
