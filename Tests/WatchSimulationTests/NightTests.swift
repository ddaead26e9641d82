import Foundation
import Testing
import Watch

/// What is to be simulated: a range of seeds by the environment, or as many as every run of the tests takes.
private enum Seeds {
    /// `SAAR_NIGHTS=17` for one, `SAAR_NIGHTS=1-100000` for many.
    static let all: ClosedRange<UInt64> = {
        let typed = ProcessInfo.processInfo.environment["SAAR_NIGHTS"] ?? "1-300"
        let ends = typed.split(separator: "-").compactMap { UInt64($0) }
        guard let first = ends.first, let last = ends.last, first <= last else { return 1...300 }
        return first...last
    }()

    /// In parts that are played side by side: so many that no processor waits for long when the others are done, and each so
    /// long that preparing its statements does not count.
    static let parts: [ClosedRange<UInt64>] = {
        let length = UInt64(max(50, min(1_000, all.count / (4 * ProcessInfo.processInfo.activeProcessorCount))))
        return stride(from: all.lowerBound, through: all.upperBound, by: Int(length)).map {
            $0...Swift.min($0 + length - 1, all.upperBound)
        }
    }()
}

/// One night from its beginning to its end.
///
/// - Returns: what was not as it must be.
private func night(_ seed: UInt64, in streets: NightStreets, plant: NightPlant? = nil) async throws -> [String] {
    let night = try await Night.begin(seed: seed, in: streets, plant: plant)
    try await night.run()
    var reckoning = try await NightReckoning(night)
    reckoning.reckon()
    return reckoning.flaws + (try await NightLetterReckoning(night).flaws)
}

@Suite("Nights of three streets, in which everything fails that can")
struct NightTests {
    @Test("whoever is to be told is told, once, in order, or it is noted why not", arguments: Seeds.parts)
    func everybodyIsTold(_ seeds: ClosedRange<UInt64>) async throws {
        try await withTaskExecutorPreference(NightThread()) {
            let streets = try await NightStreets()
            for seed in seeds {
                let flaws = try await night(seed, in: streets)
                if !flaws.isEmpty {
                    Issue.record("script/simulate \(seed): \(flaws.prefix(4).joined(separator: "; "))")
                }
            }
        }
    }

    @Test("a night replays to the letter, also where another was played before")
    func replays() async throws {
        let first = try await played(4_242)
        #expect(!first.letters.isEmpty)
        #expect(!first.pushes.isEmpty)
        #expect(first == (try await played(4_242)))
        #expect(first == (try await played(4_242, after: 7)))
    }

    /// What came of a night.
    private struct Played: Equatable {
        let letters: [NightPost.Letter]
        let slips: [NightPost.Slip]
        let pushes: [NightPush.Push]
    }

    private func played(_ seed: UInt64, after before: UInt64? = nil) async throws -> Played {
        try await withTaskExecutorPreference(NightThread()) {
            let streets = try await NightStreets()
            if let before { try await Night.begin(seed: before, in: streets).run() }
            let night = try await Night.begin(seed: seed, in: streets)
            try await night.run()
            return Played(letters: night.post.taken, slips: night.post.slips, pushes: night.push.taken)
        }
    }

    @Test("a fault that is planted is found", arguments: NightPlant.allCases)
    func findsWhatIsPlanted(_ plant: NightPlant) async throws {
        let isFound = try await withTaskExecutorPreference(NightThread()) {
            let streets = try await NightStreets()
            for seed in UInt64(1)...60 where !(try await night(seed, in: streets, plant: plant)).isEmpty { return true }
            return false
        }
        #expect(isFound)
    }
}
