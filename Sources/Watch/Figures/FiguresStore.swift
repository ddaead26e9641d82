/// Where figures over time are kept, and where they are kept right.
public protocol FiguresStore: Sendable {
    /// Writes down how many groups count and how many members they have, for each municipality, as they are now. Written
    /// again within a month it replaces what was there; many servers may do it at once, and it comes to the same.
    func keepMonth(_ month: Month) async throws

    /// Municipalities that are no more, each with the one of which it became part: what was written down about them counts
    /// for that one from now on.
    func merge(_ successors: [String: String]) async throws

    /// What was written down from a month on, and when groups closed.
    func history(since month: Month) async throws -> FiguresHistory

    /// Counts every group's approved members anew, and puts right those numbers that have drifted, each under its group's
    /// lock.
    ///
    /// - Returns: how many were wrong.
    @discardableResult
    func recountMembers() async throws -> Int
}

/// What is known of the past.
public struct FiguresHistory: Sendable, Equatable {
    /// One municipality at the end of one month; of the month that runs, as it was within the last hour.
    public struct Row: Sendable, Hashable {
        public let month: Month
        /// The municipality's code; the country's for groups that have none.
        public let municipality: String
        public let groups: Int
        public let members: Int

        public init(month: Month, municipality: String, groups: Int, members: Int) {
            self.month = month
            self.municipality = municipality
            self.groups = groups
            self.members = members
        }
    }

    public let rows: [Row]
    /// When groups that are no more were closed.
    public let closings: [GroupId: Moment]

    public init(rows: [Row] = [], closings: [GroupId: Moment] = [:]) {
        self.rows = rows
        self.closings = closings
    }

    public static let none = FiguresHistory()
}
