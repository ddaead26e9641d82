import Foundation
import Testing
import WatchTesting
import WatchZlib

/// What is packed is unpacked by a program that is not ours: gunzip.
@Suite("What is packed")
struct GzipTests {
    @Test("gunzip gives back every byte", arguments: [200, 5_000, 300_000])
    func there(count: Int) throws {
        let bytes = (0..<count).map { UInt8($0 / 3 % 19 * 13) }
        let packed = try #require(Gzip.packed(bytes))
        #expect(packed.count < bytes.count)
        #expect(try unpacked(packed) == bytes)
    }

    @Test("what grows by it is left as it is", arguments: [[], [1], Array("gzip".utf8)] as [[UInt8]])
    func short(bytes: [UInt8]) {
        #expect(Gzip.packed(bytes) == nil)
    }

    private func unpacked(_ bytes: [UInt8]) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("packed.gz")
        try Data(bytes).write(to: file)
        let program = Process()
        program.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        program.arguments = ["gunzip", file.path]
        try program.run()
        // What gunzip finds wrong it does not unpack.
        _ = waitForEnd(of: program.processIdentifier)
        return Array(try Data(contentsOf: folder.appendingPathComponent("packed")))
    }
}
