import ArgumentParser
import Foundation
import Watch
import WatchApp

/// Brings in the places of the Netherlands and Belgium.
struct ImportPlacesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "places",
        abstract: "Bring in municipalities, towns, postcodes and borders from a folder.",
        discussion: """
            What is there is replaced as a whole; running servers notice within seconds. Where something is wrong with a \
            file, it is said where, and nothing is changed.
            """)

    @Argument(help: "The folder with the files; the one that came with this program unless said otherwise.")
    var folder: String?

    @OptionGroup var settings: SettingsOptions

    func run() async throws {
        let settings = try await Settings.load(flags: settings.flags)
        let wiring = try await Wiring(settings, logger: Serve.logger(settings.logLevel))
        do {
            try await wiring.check()
            let places = try await wiring.importPlaces(
                from: folder.map { URL(fileURLWithPath: $0, isDirectory: true) } ?? wiring.shippedPlaces
            ) { line in
                try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
            }
            try await wiring.close()
            let counts = places.counts.map { "\($0.count) \(ImportPlacesCommand.words($0.kind))" }
            print(
                "\(counts.joined(separator: ", ")), of \(places.released)."
                    + (places.isNew ? "" : " They were there already."))
            if places.followed > 0 {
                print("\(places.followed) groups belong to another municipality now, since theirs is no more.")
            }
        } catch {
            try? await wiring.close()
            throw error
        }
    }

    private static func words(_ kind: Place.Kind) -> String {
        switch kind {
        case .province: "provinces"
        case .municipality: "municipalities"
        case .town: "towns"
        case .district: "districts"
        case .neighbourhood: "neighbourhoods"
        case .postcode: "postcodes"
        }
    }
}
