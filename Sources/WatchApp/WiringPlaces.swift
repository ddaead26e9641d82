import Foundation
import NIOPosix
import Watch
import WatchStore

extension Wiring {
    /// What an import came to.
    public struct ImportedPlaces: Sendable {
        /// How many there are of each kind, over both countries.
        public let counts: [(kind: Place.Kind, count: Int)]
        /// The date of the release.
        public let released: String
        /// False when just this release was kept already.
        public let isNew: Bool
        /// How many groups belong to another municipality now, since theirs is no more.
        public let followed: Int
    }

    /// Where the gazetteer's files lie that came with this program.
    public var shippedPlaces: URL { GazetteerFiles.shipped(in: settings.share) }

    /// Takes a release from a folder: reads and checks all of it, and then keeps it in place of the one before.
    ///
    /// - Parameter tell: told what is being done.
    /// - Throws: `PlaceFileFault`, `DatabaseFault`; then nothing was changed.
    public func importPlaces(from folder: URL, tell: @Sendable (String) -> Void) async throws -> ImportedPlaces {
        tell("Reading \(folder.path).")
        let (release, gazetteer) = try await NIOThreadPool.singleton.runIfActive {
            let release = try GazetteerFiles.release(in: folder)
            return (release, try GazetteerReader.gazetteer(release))
        }
        tell("Keeping \(gazetteer.places.count) places.")
        let isNew = try await placeStore.keep(release)
        let counts = Place.Kind.allCases.map { kind in
            (kind: kind, count: gazetteer.places.lazy.filter { $0.kind == kind }.count)
        }
        // Also where nothing is new: the last import may have been cut short here.
        let followed = try await follow(mergersIn: gazetteer)
        return ImportedPlaces(counts: counts, released: release.released, isNew: isNew, followed: followed)
    }

    /// Keeps the release that came with this program, where there is none or an older one: an operator has nothing to do.
    /// One that an operator has brought in stays, unless this program's is of a later date.
    ///
    /// - Returns: whether it was kept.
    @discardableResult
    func keepShippedPlaces() async throws -> Bool {
        let folder = shippedPlaces
        let released = try GazetteerFiles.released(in: folder)
        if let head = try await placeStore.head(), head.released >= released { return false }
        // These files were read whole by the tests of this program; that they are whole here is not looked at again.
        let release = try await NIOThreadPool.singleton.runIfActive { try GazetteerFiles.release(in: folder) }
        guard try await placeStore.keep(release) else { return false }
        try await takeInRegistry()
        // Where there are no groups yet, none has to follow anything.
        guard !registryShelf.current.groups.isEmpty else { return true }
        let gazetteer = try await NIOThreadPool.singleton.runIfActive { try GazetteerReader.gazetteer(release) }
        try await follow(mergersIn: gazetteer)
        return true
    }

    /// Lets groups and months of municipalities that are no more follow to those of which they became part. The months
    /// first: which ones they are is told by the groups that have not followed yet. And the zone before the groups, so that
    /// they are read along with all the while.
    @discardableResult
    private func follow(mergersIn gazetteer: Gazetteer) async throws -> Int {
        try await takeInRegistry()
        let merger = Merger(registryShelf.current.groups, in: gazetteer)
        guard !merger.groups.isEmpty else { return 0 }
        try await SQLFiguresStore(database: database).merge(merger.successors)
        try await zones.inherit(merger.successors)
        return try await registry.follow(merger)
    }
}
