import Foundation
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

@Suite("The words of the pages") struct PageWordsTests {
    static let sources = APIStreet.share.appending(path: "../../..").standardizedFileURL

    @Test func everyValueThatAPageCanShowHasWords() throws {
        let missing = ComposedWords.all.subtracting(try PageStreet.words(.nl).keys)
        #expect(missing.isEmpty, "\(missing.sorted())")
    }

    /// No key is exempt: a template names it, code names it whole, or it is put together out of what `ComposedWords` lists.
    @Test func everyKeyInTemplatesAndCodeExistsAndEveryKeyIsUsed() throws {
        let keys = try PageStreet.words(.nl).keys
        let templates = try texts(in: APIStreet.share.appending(path: "templates"), ending: ".mustache")
        let code = try ["WatchWeb", "WatchWords"].flatMap { folder in
            try texts(in: PageWordsTests.sources.appending(path: folder), ending: ".swift")
        }
        var asked: Set<String> = []
        var named: Set<String> = []
        for template in templates { asked.formUnion(try found(#"\{\{words\.([A-Za-z0-9.-]+)\}\}"#, in: template)) }
        for text in code {
            asked.formUnion(try found(#"words\.text\(\s*"([a-zA-Z0-9.-]+)""#, in: text))
            for key in try found(#"\.count\(\s*"([a-zA-Z0-9.-]+)""#, in: text) {
                asked.formUnion(["\(key).one", "\(key).other"])
            }
            for key in try found(#" letter\(\s*"(letter\.[a-z.-]+)""#, in: text) {
                asked.formUnion(["\(key).subject", "\(key).text"])
            }
            named.formUnion(try found(#""([a-zA-Z0-9.-]+)""#, in: text))
        }
        #expect(asked.count > 400)
        #expect(asked.subtracting(keys).isEmpty, "\(asked.subtracting(keys).sorted())")
        let idle = keys.subtracting(asked).subtracting(named).subtracting(ComposedWords.all)
        #expect(idle.isEmpty, "\(idle.sorted())")
    }

    // MARK: helpers

    private func texts(in folder: URL, ending: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(ending) }
            .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    }

    private func found(_ pattern: String, in text: String) throws -> Set<String> {
        let matches = try NSRegularExpression(pattern: pattern)
            .matches(in: text, range: NSRange(text.startIndex..., in: text))
        return Set(matches.compactMap { Range($0.range(at: 1), in: text).map { String(text[$0]) } })
    }
}
