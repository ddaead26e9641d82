import ArgumentParser
import WatchApp
@main struct Saar: AsyncParsableCommand { func run() async throws {} }
