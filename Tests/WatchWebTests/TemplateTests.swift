import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// What templates may hold, and what is written for it: held against swift-mustache byte for byte.
@Suite("Templates") struct TemplateTests {
    private struct Thing: Equatable {
        let name: String
        let hint: String?
        let isOpen: Bool
        let number: Int
        let lines: [Line]
        let texts: [String]
        let part: Line?
    }

    private struct Line: Equatable {
        let name: String?
        let label: String
    }

    private static let things = [
        Thing(
            name: "<b> & \"c\" 'd'", hint: nil, isOpen: true, number: 12,
            lines: [Line(name: nil, label: "eins"), Line(name: "", label: "deux"), Line(name: "x", label: "\u{600}<")],
            texts: ["a", "b&"], part: nil),
        Thing(
            name: "", hint: "", isOpen: false, number: 0, lines: [], texts: [],
            part: Line(name: "inside", label: "")),
        Thing(
            name: "e\u{301}", hint: "hint", isOpen: true, number: -3, lines: [Line(name: "one", label: "1")],
            texts: ["z"],
            part: Line(name: nil, label: "l")),
    ]

    private static let templates = [
        "plain & {{name}} {{number}}\n\n{{hint}}.",
        "{{#isOpen}}open{{/isOpen}}{{^isOpen}}closed{{/isOpen}}",
        "{{#isOpen}}\nopen\n{{/isOpen}}\n{{^isOpen}}\nclosed\n{{/isOpen}}\nend\n",
        "{{#lines}}{{name}}/{{.name}}/{{label}}, {{/lines}}{{^lines}}none{{/lines}}",
        "<ol>{{#lines}}\n<li>{{label}}</li>\n{{/lines}}\n</ol>{{#lines}}x\n{{/lines}}{{#isOpen}}\nmid\n{{/isOpen}}{{name}}\n",
        "{{#lines}}a\n{{/lines}}\n{{#isOpen}}\nb\n{{/isOpen}}\n{{#isOpen}}{{#lines}}\nc{{/lines}}\n{{/isOpen}}\nend",
        "{{#.hint}}[{{.}}]{{/.hint}}{{^.hint}}no{{/.hint}} {{#hint}}{{.}}{{/hint}}{{^hint}}none{{/hint}}",
        "{{#texts}}{{.}}{{name}};{{/texts}}{{^texts}}-{{/texts}}",
        "{{#part}}{{name}} {{.name}} {{label}} {{number}}{{/part}} {{part.name}} {{part.label}} {{.part.name}} {{part.none}}",
        "{{> line}}\n{{#lines}}{{> line}}{{/lines}}\n{{#lines}}\n{{> line}}\n{{/lines}}\n{{nowhere}}{{#nowhere}}x{{/nowhere}}",
        "{{<frame}}\n{{$main}}{{#lines}}\n{{label}}\n{{/lines}}{{/main}}\n{{/frame}}\n",
        "{{<frame}}\n{{$main}}\n{{#lines}}\n{{label}}\n{{/lines}}\n{{/main}}\n{{/frame}}\n{{> frame}}",
        "{{words.a.b}}{{#lines}}{{words.c}}{{label}}{{/lines}}",
    ]

    @Test(arguments: templates, things.indices)
    func isWrittenAsByTheLibrary(_ template: String, _ index: Int) throws {
        let thing = Self.things[index]
        let texts = [
            "page": template, "line": "<i>{{label}}</i>\n{{name}}",
            "frame": "<{{name}}>\n{{$main}}\nnothing\n{{/main}}\n{{> line}}</end>\n",
        ]
        let words = Catalogue(language: .en, texts: ["a.b": "A < B", "c": "C"])
        let library = try PageLibrary(texts: texts)
        let bytes = PageWriter.bytes(library.pages["page"] ?? [], PageReader<Thing>.shared.read(thing), words)
        // The library finds the first names in a dictionary, and all others by Swift's mirror.
        var root: [String: Any] = [:]
        for child in Mirror(reflecting: thing).children {
            let held = Mirror(reflecting: child.value)
            root[child.label ?? ""] = held.displayStyle == .optional ? held.children.first?.value : child.value
        }
        let expected = try MustacheLibraryPages(texts: texts).html("page", root, words: words)
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test(
        arguments: [
            ("a\n{{#open}}", "page.mustache:2: {{#open}} has no end"), ("{{/open}}", "{{/open}} ends what is not open"),
            ("{{#a}}{{#b}}{{/a}}{{/b}}", "{{/a}} ends what is not open"), ("{{a", "a tag has no end"),
            ("{{{a}}}", "is no tag of ours"), ("{{&a}}", "is no tag of ours"), ("{{a(b)}}", "is no tag of ours"),
            ("{{! a}}", "is no tag of ours"), ("{{=<% %>=}}", "is no tag of ours"),
            ("a\n {{b}}", "begins with a blank"),
            ("{{<line}}text{{/line}}", "something beside its blocks"), ("{{> page}}", "a part of itself"),
        ])
    func whatIsNotOursIsRefusedAtTheStart(_ template: String, _ reason: String) throws {
        do {
            _ = try PageLibrary(texts: ["page": template, "line": "x"])
            Issue.record("taken: \(template)")
        } catch let fault as PageTemplate.Fault {
            #expect(fault.description.contains(reason), "\(fault)")
        }
        #expect(throws: PageLibrary.Missing.self) { try PageLibrary(texts: ["page": "{{> nowhere}}"]) }
    }
}
