import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWeb

/// What founding a group and moving one tells about the areas of others: no more than strangers may see, unless one hears
/// the group; and so often a day.
@Suite("Areas of others through the API") struct APICoarseTests {
    private static let groups = "\(APIStreet.root)/groups"

    private static func plan(_ name: String, _ area: String) -> String {
        #"{"name": "\#(name)", "country": "NL", "area": \#(area)}"#
    }

    /// The Kerkstraat ends 171 m east, and is shown to end at 205 m.
    @Test(arguments: [(Street.fatima, false), (Street.gijs, false), (Street.els, false), (Street.bram, true)])
    func noBorderIsFoundByFounding(neighbour: Street.Neighbour, isExact: Bool) async throws {
        try await APIStreet.run { street in
            func founds(east: Double) async throws -> Int {
                let area = PermissionStreet.speck(east: east, north: 100)
                let answer = try await street.ask(
                    .post, Self.groups, as: neighbour, body: Self.plan("Groep \(Int(east))", area))
                if answer.status == 409 {
                    answer.expectProblem(409, "area-overlaps", field: "area")
                    #expect(answer["names"] == "Kerkstraat")
                }
                return answer.status
            }
            var answers: [Int] = []
            for east in [100.0, 145, 173, 240] { answers.append(try await founds(east: east)) }
            #expect(answers == [409, 409, isExact ? 201 : 409, 201])
        }
    }

    @Test func noBorderIsFoundByMovingOnesOwnGroup() async throws {
        try await APIStreet.run { street in
            for (east, status) in [(145.0, 409), (173, 409), (240, 200)] {
                let area = PermissionStreet.speck(east: east, north: 100)
                let answer = try await street.ask(
                    .patch, "\(Self.groups)/molenweg", as: Street.gijs, body: #"{"area": \#(area)}"#)
                #expect(answer.status == status, "\(east) \(answer.text)")
            }
        }
    }

    @Test func whoDrawsAllDayLongIsStopped() async throws {
        try await APIStreet.run { street in
            let taken = Self.plan("Nog een", PermissionStreet.speck(east: 10, north: 100))
            func found(as neighbour: Street.Neighbour) async throws -> Answer {
                try await street.ask(.post, Self.groups, as: neighbour, body: taken)
            }
            // What is no area and what one may not ask are not compared, and do not count.
            try await street.ask(
                .post, Self.groups, as: Street.fatima, body: Self.plan("X", PermissionStreet.areas[2])
            ).expectProblem(422, "area-crosses-itself")
            try await street.ask(
                .patch, APIStreet.group, as: Street.fatima, body: #"{"area": \#(PermissionStreet.areas[0])}"#
            ).expectProblem(403, "not-allowed")
            for _ in 0..<FoundingRules.mostCompared {
                try await found(as: Street.fatima).expectProblem(409, "area-overlaps")
            }
            let stopped = try await found(as: Street.fatima)
            stopped.expectProblem(429, "too-many-areas", field: "area")
            #expect(stopped["limit"] == "60" && stopped.header("Retry-After") != nil)
            try await found(as: Street.els).expectProblem(409, "area-overlaps")
            street.clock.advance(by: .days(1))
            try await found(as: Street.fatima).expectProblem(409, "area-overlaps")
        }
    }
}
