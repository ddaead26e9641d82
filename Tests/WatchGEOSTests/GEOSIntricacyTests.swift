import Testing
import Watch
import WatchGEOS
import WatchTesting

/// What somebody draws to keep a server busy is turned away before GEOS sees it, or compared by its hull.
@Suite struct GEOSIntricacyTests {
    private let operations = GEOSOperations()

    @Test func trianglesOverTrianglesAreRefused() {
        #expect(throws: AreaRules.tooIntricate) { try AreaRules.drawn(Plot.triangles(250), in: operations) }
        #expect(throws: AreaRules.tooIntricate) { try AreaRules.drawn(Plot.triangles(26), in: operations) }
    }

    @Test func partsThatOverlapAreStillJoined() throws {
        #expect(try AreaRules.drawn(Plot.triangles(5), in: operations).polygons.count == 1)
    }

    /// A comb is an area, if a strange one; laid over another that is turned, only their hulls are compared.
    @Test func combsAreComparedByTheirHulls() throws {
        let comb = try AreaRules.drawn(Plot.comb(600), in: operations)
        let turned = try AreaRules.drawn(Plot.comb(600, turned: true), in: operations)
        // By their teeth half of each would lie in the other.
        #expect(operations.overlap(comb, turned) > 0.95)
        #expect(abs(operations.overlap(Plot.comb(20), Plot.comb(20, turned: true)) - 0.4) < 0.2)
        // Beside each other they are quickly told apart.
        #expect(operations.overlap(comb, comb) > 0.999)
    }
}
