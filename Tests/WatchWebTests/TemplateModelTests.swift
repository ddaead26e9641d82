import Foundation
import Testing
import Watch
import WatchWords

@testable import WatchWeb

/// Templates and the models of pages belong together, name by name: what a compiler says of code, these say of templates.
@Suite("Templates against the models of their pages") struct TemplateModelTests {
    /// Fields by which Swift decides, and which no template shows.
    private static let ofSwift: Set<String> = [
        "Watch.Jurisdiction.Number.number", "Watch.Jurisdiction.Number.use", "WatchWeb.AlertReach.isUnseen",
        "WatchWords.CallsAfter.danger", "WatchWeb.GroupChart.Bar.month", "WatchWeb.PoliceReading.field",
        "WatchWords.EmergencyNumber.number",
    ]

    private static func checks() throws -> [TemplateCheck] {
        let library = try PageStreet.library.get()
        func check<Model: PageModel>(_ model: Model.Type) -> TemplateCheck { TemplateCheck(model, in: library) }
        return PageLibrary.models.map { check($0) }
    }

    private static func kind<Model: PageModel>(_: Model.Type) -> PageShape.Kind {
        PageReader<PageSheet<Model>>.shared.kind
    }

    @Test func everyNameIsThereInEveryState() throws {
        let faults = try Self.checks().reduce(into: Set<String>()) { $0.formUnion($1.faults) }
        #expect(faults.isEmpty, "\(faults.sorted().joined(separator: "\n"))")
    }

    @Test func everyFieldIsShown() throws {
        var fields: Set<String> = []
        for model in PageLibrary.models { fields.formUnion(TemplateCheck.fields(of: Self.kind(model))) }
        // Around every page stands the same.
        fields = fields.filter { !$0.contains("PageSheet<") }
        let used = try Self.checks().reduce(into: Set<String>()) { $0.formUnion($1.used) }
        let idle = fields.subtracting(used).filter { !$0.hasSuffix(".frame") }
        #expect(idle == Self.ofSwift, "\(idle.symmetricDifference(Self.ofSwift).sorted().joined(separator: "\n"))")
        #expect(used.count > 500)
    }

    @Test func everyFieldCanBeRead() {
        for model in PageLibrary.models {
            let broken = TemplateCheck.broken(in: Self.kind(model))
            #expect(broken.isEmpty, "\(broken.sorted())")
        }
    }

    @Test func everyKeyIsInEveryLanguage() throws {
        let keys = try Self.checks().reduce(into: Set<String>()) { $0.formUnion($1.keys) }
        for language in Language.allCases {
            let missing = keys.subtracting(try PageStreet.words(language).keys)
            #expect(missing.isEmpty, "\(language): \(missing.sorted())")
        }
    }

    @Test func everyModelIsListedAndEveryTemplateIsSomebodys() throws {
        var models: Set<String> = []
        let pages = PageWordsTests.sources.appending(path: "WatchWeb/Pages")
        for name in try FileManager.default.contentsOfDirectory(atPath: pages.path) where name.hasSuffix(".swift") {
            let text = try String(contentsOf: pages.appending(path: name), encoding: .utf8)
            for match in text.matches(of: /struct ([A-Za-z]+): PageModel\b/) { models.insert(String(match.1)) }
        }
        #expect(models == Set(PageLibrary.models.map { String(describing: $0) }))
        var named = Set(PageLibrary.models.map { $0.template })
        let folder = APIStreet.share.appending(path: "templates")
        var files: Set<String> = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            files.insert(name.replacing(".mustache", with: ""))
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            for match in text.matches(of: /\{\{[<>] ?([a-z0-9-]+)\}\}/) { named.insert(String(match.1)) }
        }
        #expect(files == named, "\(files.symmetricDifference(named).sorted())")
    }

    // MARK: the check itself

    private struct Small: Equatable {
        struct Line: Equatable {
            let label: String
            let hint: String?
            let path: String?
        }

        let path: String
        let isOpen: Bool
        let lines: [Line]
        let note: String?
        let idle: String
    }

    private static func check(_ text: String) throws -> TemplateCheck {
        let library = try PageLibrary(texts: ["small": text])
        return TemplateCheck("small", library.pages["small"] ?? [], against: PageReader<Small>.shared.kind)
    }

    @Test(
        "A fault is found",
        arguments: [
            ("{{pth}}", "is nowhere"), ("{{#lines}}{{.path}}{{.nowhere}}{{/lines}}", "is nowhere"),
            ("{{isOpen}}", "is shown, and is no text"), ("{{lines}}", "is shown, and is no text"),
            ("{{#path}}x{{/path}}", "always shows"), ("{{^path}}x{{/path}}", "never shows"),
            ("{{#lines}}{{path}}{{/lines}}", "write a point before it"), ("{{path.length}}", "is nowhere"),
            ("{{#note}}{{label}}{{/note}}", "is nowhere"),
        ])
    func finds(_ template: String, _ reason: String) throws {
        let check = try Self.check(template)
        #expect(check.faults.count == 1 && check.faults.first?.hasSuffix(reason) == true, "\(check.faults)")
    }

    @Test func whatIsRightHasNoFault() throws {
        let check = try Self.check(
            "{{path}}{{#isOpen}}a{{/isOpen}}{{^isOpen}}b{{/isOpen}}{{#lines}}{{label}}{{#.hint}}{{.}}{{/.hint}}"
                + "{{#.path}}{{.}}{{/.path}}{{#isOpen}}c{{/isOpen}}{{/lines}}{{^lines}}d{{/lines}}{{#.note}}{{.}}{{/.note}}"
        )
        #expect(check.faults.isEmpty, "\(check.faults)")
        let idle = TemplateCheck.fields(of: PageReader<Small>.shared.kind).subtracting(check.used)
        #expect(idle.count == 1 && idle.first?.hasSuffix("Small.idle") == true)
    }
}
