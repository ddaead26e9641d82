import ArgumentParser
import Foundation
import Watch

/// A list that somebody brings in, as every command takes it that reads one.
struct ListOptions: ParsableArguments {
    @Argument(help: "The list.")
    var file: String

    @Flag(name: .customLong("dry-run"), help: "Change nothing; say what would be done.")
    var dryRun = false

    @Option(help: "The country of lines that name none: NL or BE.")
    var country = Jurisdiction.usual.country

    var url: URL { URL(fileURLWithPath: file) }

    func validate() throws {
        guard Jurisdiction.all.contains(where: { $0.code == country }) else {
            throw ValidationError("--country takes \(Jurisdiction.all.map(\.code).joined(separator: " or "))")
        }
    }
}
