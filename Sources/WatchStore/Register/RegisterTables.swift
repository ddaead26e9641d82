import Watch

/// Where the chains of one kind stand: those of groups in the register's first tables, which lead to `groups`, those of zones
/// in others beside them. What is asked of both is asked in the same words.
struct RegisterTables: Sendable {
    /// Where each chain is said to end, and the columns of whose it is and of the position.
    let ends: SQL
    let name: SQL
    let end: SQL
    /// Entries, what they say, and where chains ended when they were signed last; in all three whose chain it is stands
    /// in the column `owner`.
    let entries: SQL
    let contents: SQL
    let heads: SQL
    let owner: SQL
    /// The column of the id of what an entry is about.
    let subjectId: SQL
    /// The chain of an owner, as the columns say it.
    let chain: @Sendable (String) -> RegisterChain

    static let groups = RegisterTables(
        ends: "groups", name: "id", end: "register_position", entries: "register_entries",
        contents: "register_contents", heads: "register_heads", owner: "group_id", subjectId: "alert_id",
        chain: { .group(GroupId(trusted: $0)) })

    static let zones = RegisterTables(
        ends: "register_zones", name: "zone", end: "position", entries: "register_zone_entries",
        contents: "register_zone_contents", heads: "register_zone_heads", owner: "zone", subjectId: "subject_id",
        chain: { .zone($0) })

    /// Both, in the order of chains.
    static let all = [groups, zones]
}

extension RegisterChain {
    /// Where this one stands.
    var tables: RegisterTables {
        switch self {
        case .group: .groups
        case .zone: .zones
        }
    }

    /// Whose it is, as the columns say it.
    var owner: String {
        switch self {
        case .group(let group): group.text
        case .zone(let zone): zone
        }
    }
}
