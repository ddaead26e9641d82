import Testing
import Watch
import WatchTesting

/// Who may ask to join and who may change a place, before it is looked at what they say.
@Suite("Who may touch a place in a group") struct MemberPermissionTests {
    private static let closed = Group(
        id: Street.group.id, slug: "kerkstraat", name: "Kerkstraat", place: "", jurisdiction: .netherlands,
        zone: Street.zone, municipality: nil, area: Street.group.area, createdAt: Street.founded,
        closedAt: Street.founded)
    private static let left: Member = {
        var left = Street.bramMember
        left.standing = .left
        return left
    }()

    @Test(
        arguments: [
            (nil, false, nil), (left, false, nil), (Street.elsMember, false, .memberExists),
            (Street.bramMember, false, .memberExists), (Street.dirkMember, false, .memberSuspended),
            (nil, true, .groupClosed), (Street.dirkMember, true, .groupClosed),
        ] as [(Member?, Bool, Refusal.Code?)])
    func asking(member: Member?, isClosed: Bool, code: Refusal.Code?) {
        let group = isClosed ? Self.closed : Street.group
        var refused: Refusal.Code?
        do throws(Refusal) {
            try MemberRules.mayApply(member, to: group)
        } catch {
            refused = error.code
        }
        #expect(refused == code)
    }

    /// Whose place it is, whether there is one, and who asks.
    @Test(
        arguments: [
            (Street.annaMember, false, Street.byCarla, nil), (nil, false, Street.byCarla, .notFound),
            (Street.carlaMember, true, Street.byCarla, nil), (Street.dirkMember, false, Street.byCarla, nil),
            // Who does not lead the group is told the same of a place that there is and of one that there is not.
            (Street.annaMember, false, Street.byBram, .notAllowed), (nil, false, Street.byBram, .notAllowed),
            (Street.annaMember, false, Street.byDeWit, .notAllowed), (nil, false, Street.byDeWit, .notAllowed),
            (Street.annaMember, false, nil, .notAllowed), (nil, false, nil, .notAllowed),
            (Street.bramMember, true, Street.byBram, nil), (Street.elsMember, true, nil, nil),
            (nil, true, nil, .notFound), (Street.dirkMember, true, nil, .memberSuspended),
        ] as [(Member?, Bool, Actor?, Refusal.Code?)])
    func changing(member: Member?, isOwn: Bool, actor: Actor?, code: Refusal.Code?) {
        var refused: Refusal.Code?
        do throws(Refusal) {
            let found = try MemberRules.mayChange(member, isOwn: isOwn, by: actor)
            #expect(found == member)
        } catch {
            refused = error.code
        }
        #expect(refused == code)
    }
}
