import Testing
import Watch
import WatchGEOS
import WatchTesting

/// What somebody draws to keep a server busy is turned away before GEOS sees it, or compared by its hull.
@Suite struct GEOSIntricacyTests {
    private let workshop = GEOSWorkshop()

    @Test func trianglesOverTrianglesAreRefused() {
        #expect(throws: AreaRules.tooIntricate) { try AreaRules.drawn(Plot.triangles(250), in: workshop) }
        #expect(throws: AreaRules.tooIntricate) { try AreaRules.drawn(Plot.triangles(26), in: workshop) }
    }

    @Test func partsThatOverlapAreStillJoined() throws {
        #expect(try AreaRules.drawn(Plot.triangles(5), in: workshop).polygons.count == 1)
    }

    /// A comb is an area, if a strange one; laid over another that is turned, only their hulls are compared.
    @Test func combsAreComparedByTheirHulls() throws {
        let comb = try AreaRules.drawn(Plot.comb(600), in: workshop)
        let turned = try AreaRules.drawn(Plot.comb(600, turned: true), in: workshop)
        // By their teeth half of each would lie in the other.
        #expect(workshop.overlap(comb, turned) > 0.95)
        #expect(abs(workshop.overlap(Plot.comb(20), Plot.comb(20, turned: true)) - 0.4) < 0.2)
        // Beside each other they are quickly told apart.
        #expect(workshop.overlap(comb, comb) > 0.999)
    }
}
