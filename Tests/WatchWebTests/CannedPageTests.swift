import Foundation
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// Every page in its states and languages: written as swift-mustache writes it, and for `script/storybook` put into a folder.
@Suite("Canned pages") struct CannedPageTests {
    /// In one language: by the mirror it takes a while, and the words are the same to both.
    @Test func areWrittenAsByTheLibrary() async throws {
        let words = try PageStreet.words(.nl)
        let library = try MustacheLibraryPages(share: APIStreet.share)
        for page in try await CannedPages.all(in: .nl) {
            #expect(try PageStreet.html(page.model, in: .nl) == library.html(page.model, words: words), "\(page.name)")
        }
    }

    @Test(arguments: Language.allCases) func areWhole(language: Language) async throws {
        for page in try await CannedPages.all(in: language) {
            let html = try PageStreet.html(page.model, in: language)
            #expect(html.hasSuffix("</html>\n") && html.contains("<html lang=\"\(language.rawValue)\""), "\(page.name)")
            // What scripts put in stands in attributes.
            let read = html.replacing(/<[^>]*>/, with: " ").matches(of: /\{[A-Za-z]+\}/).map { String($0.output) }
            #expect(read.isEmpty, "\(page.name): a value that nobody put in")
        }
    }

    @Test func haveNamesOfTheirOwnAndLeaveNoPageOut() async throws {
        let pages = try await CannedPages.all(in: .nl)
        #expect(Set(pages.map(\.name)).count == pages.count)
        let all = Set(PageLibrary.models.map { $0.template })
        #expect(Set(pages.map { type(of: $0.model).template }) == all.subtracting(CannedPages.without))
    }

    /// `SAAR_STORYBOOK` names the folder, as `script/storybook` does.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["SAAR_STORYBOOK"] != nil))
    func arePutIntoAFolder() async throws {
        let place = try #require(ProcessInfo.processInfo.environment["SAAR_STORYBOOK"])
        try await Storybook(folder: URL(fileURLWithPath: place)).write()
    }
}
