import NIOCore
import Synchronization
import Watch

/// A group as strangers see it, written out once: the same bytes in each answer, but for the distance, which is put in.
struct WrittenGroup: Sendable {
    /// What was written: as long as the registry says the same, so do these bytes.
    let group: ListedGroup
    /// Its coarsened area.
    private let area: String
    /// All that is neither id, area nor distance, without the braces around it.
    private let rest: String

    init(_ group: ListedGroup) throws {
        self.group = group
        let json = GroupJSON(FoundGroup(group: group, distance: nil))
        area = json.area.text
        rest = String(
            try WebJSON.line(GroupFeaturesJSON.Feature.Properties(json)).unicodeScalars.dropFirst().dropLast())
    }

    /// Appends what `GroupJSON` encodes.
    func write(_ distance: Double?, to buffer: inout ByteBuffer) {
        buffer.writeString("{")
        WrittenGroup.write(distance, to: &buffer)
        buffer.writeString("\"id\":\"\(group.id.text)\",\"area\":")
        buffer.writeString(area)
        buffer.writeString(",")
        buffer.writeString(rest)
        buffer.writeString("}")
    }

    /// Appends what `GroupFeaturesJSON.Feature` encodes.
    func writeFeature(_ distance: Double?, to buffer: inout ByteBuffer) {
        buffer.writeString("{\"type\":\"Feature\",\"id\":\"\(group.id.text)\",\"geometry\":")
        buffer.writeString(area)
        buffer.writeString(",\"properties\":{")
        WrittenGroup.write(distance, to: &buffer)
        buffer.writeString(rest)
        buffer.writeString("}}")
    }

    private static func write(_ distance: Double?, to buffer: inout ByteBuffer) {
        guard let distance else { return }
        // Whole metres without a point, as the encoder writes them.
        buffer.writeString("\"distance\":\(Int(exactly: distance).map(String.init) ?? String(distance)),")
    }

    /// About the bytes of memory that it takes.
    var size: Int { area.utf8.count + rest.utf8.count + MemoryLayout<ListedGroup>.size + 128 }
}

/// The groups that were written lately. What is asked for again is not written again; what nobody asks for is let go, so
/// that a large country takes no more memory than this.
final class WrittenGroups: Sendable {
    private struct Shelf {
        /// What was asked for since the others were put behind.
        var front: [GroupId: WrittenGroup] = [:]
        var frontSize = 0
        /// What will be let go, unless somebody asks for it.
        var behind: [GroupId: WrittenGroup] = [:]
    }

    private let shelf = Mutex(Shelf())
    private let most: Int

    /// - Parameter most: bytes of memory that it takes at most, roughly.
    init(most: Int = 24 << 20) { self.most = most }

    /// Each of them as it is now, in this order.
    func written(_ groups: [ListedGroup]) throws -> [WrittenGroup] {
        let held = shelf.withLock { shelf in groups.map { shelf.front[$0.id] ?? shelf.behind[$0.id] } }
        let written = try zip(groups, held).map { group, held in
            guard let held, held.group == group else { return try WrittenGroup(group) }
            return held
        }
        shelf.withLock { shelf in
            for group in written where shelf.front[group.group.id]?.group != group.group {
                let before = shelf.front.updateValue(group, forKey: group.group.id)
                shelf.frontSize += group.size - (before?.size ?? 0)
            }
            guard shelf.frontSize > most / 2 else { return }
            shelf.behind = shelf.front
            shelf.front = [:]
            shelf.frontSize = 0
        }
        return written
    }

    /// How many are held.
    var count: Int {
        shelf.withLock { shelf in shelf.front.count + shelf.behind.count { shelf.front[$0.key] == nil } }
    }
}
