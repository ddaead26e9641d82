import ArgumentParser

/// Brings in what others keep: from files that they publish.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Bring in places or groups from files.",
        subcommands: [ImportPlacesCommand.self, ImportGroupsCommand.self])
}
