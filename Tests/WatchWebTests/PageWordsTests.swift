import Foundation
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

@Suite("The words of the pages") struct PageWordsTests {
    static let sources = APIStreet.share.appending(path: "../../..").standardizedFileURL

    @Test func everyValueThatAPageCanShowHasWords() throws {
        let keys = try PageStreet.words(.nl).keys
        var needed = Refusal.Code.allCases.map { "refusal.\($0.rawValue)" } + ["refusal.unexpected"]
        needed += Alert.Kind.allCases.map { "kind.\($0.rawValue)" }
        needed += Alert.Outcome.allCases.flatMap { ["outcome.\($0.rawValue)", "outcome.\($0.rawValue).long"] }
        needed += Compass.allCases.map { "direction.\($0.rawValue)" }
        needed += Message.Kind.reactions.flatMap { ["reaction.\($0.rawValue)", "said.\($0.rawValue)"] }
        needed += ["reaction.police-on-scene.police", "said.police-on-scene.police", "said.correction"]
        needed += AlertAdvice.allCases.flatMap { ["advice.\($0.rawValue)", "advice.\($0.rawValue).carer"] }
        needed += Member.Standing.allCases.map { "member.\($0.rawValue)" }
        needed += ["approve", "decline", "suspend", "readmit", "remove", "you", "coordinator"].map { "member.\($0)" }
        needed += EmergencyCall.Caller.allCases.flatMap {
            ["report.by.\($0.rawValue)", "call.told.\($0.rawValue)", "call.told.\($0.rawValue).unknown"]
        }
        needed += NoticeChannel.allCases.map { "reach.by.\($0.rawValue)" }
        needed += NoticeChannel.allCases.filter { $0 != .live }.map { "reach.sent.\($0.rawValue)" }
        needed += NoticeReason.allCases.filter { $0 != .seen }.map { "reach.reason.\($0.rawValue)" }
        needed += ["push", "mail", "declined", "no-address", "bounces"].map { "group.told.\($0)" }
        needed += ["android", "apple", "windows", "mac", "other", "anew"].map { "me.push.help.\($0)" }
        needed += Audience.allCases.map { "alert.ended.\($0.rawValue)" } + ["alert.ended.nobody", "alert.ended.alone"]
        needed += FinalStepModel.Kind.allCases.filter { $0 != .erasure }.flatMap { kind in
            ["title", "lead", "final", "button"].map { "step.\(kind.rawValue).\($0)" }
        }
        needed += ["title", "lead", "button", "sure"].map { "erasure.\($0)" }
        needed += ["asleep", "awake"].map { "state.\($0)" }
        needed += ["resident", "coordinator", "police", "municipality", "foundation"].map { "role.\($0)" }
        needed += ["phrase", "stamp"].flatMap { form in ["today", "yesterday", "date"].map { "time.\(form).\($0)" } }
        needed += (1...12).map { "month.\($0)" }
        needed += PageSetting.deeds.map { "done.\($0)" } + Kept.names.map { "kept.\($0)" }
        needed += ["behaviour", "place", "appearance", "vehicle", "direction"].map { "fact.\($0)" }
        needed += ["licencePlate", "policeText", "reference"].map { "police.\($0)" }
        needed += ["behaviour", "place", "appearance", "vehicle", "calledAt", "policeText"].flatMap {
            ["report.\($0)", "report.\($0).hint"]
        }
        needed.append("report.licencePlate")
        needed += ["reaction", "correction", "closure"].flatMap { ["alert.\($0).text", "alert.\($0).hint"] }
        for key in needed { #expect(keys.contains(key), "\(key)") }
    }

    @Test func everyKeyInTemplatesAndPagesExistsAndEveryKeyIsUsed() throws {
        let keys = try PageStreet.words(.nl).keys
        let templates = try texts(in: APIStreet.share.appending(path: "templates"), ending: ".mustache")
        let pages = try ["WatchWeb/Pages", "WatchWords"].flatMap { folder in
            try texts(in: PageWordsTests.sources.appending(path: folder), ending: ".swift")
        }
        var used: Set<String> = []
        for template in templates { used.formUnion(try found(#"\{\{words\.([A-Za-z0-9.-]+)\}\}"#, in: template)) }
        for page in pages {
            used.formUnion(try found(#"words\.text\(\s*"([a-zA-Z0-9.-]+)""#, in: page))
            for key in try found(#"words\.count\(\s*"([a-zA-Z0-9.-]+)""#, in: page) {
                used.formUnion(["\(key).one", "\(key).other"])
            }
        }
        #expect(used.count > 120)
        #expect(used.subtracting(keys).isEmpty, "\(used.subtracting(keys).sorted())")
        // A key that nothing names must at least begin like one that is put together.
        let composed = [
            "refusal.", "kind.", "outcome.", "direction.", "reaction.", "said.", "advice.", "member.", "report.",
            "call.", "alert.", "state.", "me.", "handoff.", "linked.", "devices.", "record.", "role.", "time.",
            "month.", "done.", "links.",
            "kept.", "fact.", "police.", "founding.", "registry.log.", "registry.standing.", "registry.capacity.",
            "step.", "erasure.", "reach.", "group.asleep.", "group.awake.", "letter.group-", "letter.member-",
            "letter.office.", "letter.alert-", "capacity.", "stop.", "privacy.reads.", "group.told.", "choices.",
            "pause.", "members.ready.", "figures.country.", "search.country.", "letter.devices-", "test-alarm.",
        ]
        let idle = keys.subtracting(used).filter { key in !composed.contains { key.hasPrefix($0) } }
        #expect(idle.isEmpty, "\(idle.sorted())")
    }

    // MARK: helpers

    private func texts(in folder: URL, ending: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(ending) }
            .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    }

    private func found(_ pattern: String, in text: String) throws -> Set<String> {
        let matches = try NSRegularExpression(pattern: pattern)
            .matches(in: text, range: NSRange(text.startIndex..., in: text))
        return Set(matches.compactMap { Range($0.range(at: 1), in: text).map { String(text[$0]) } })
    }
}
