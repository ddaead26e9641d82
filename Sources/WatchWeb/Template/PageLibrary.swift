import Foundation
import Watch

/// The templates of all pages, read and put together once: for a whole house, and for every house of a test.
public struct PageLibrary: Sendable {
    /// A template with all that it takes from others put in: what is left to do with a model.
    let pages: [String: [PageTemplate.Part]]

    /// A template that no installation may lack.
    struct Missing: Error {
        let template: String
    }

    /// Reads `templates/*.mustache` below the share folder.
    ///
    /// - Throws: when one is missing, cannot be read or does not fit together, so that a broken installation is found at
    ///   start and not at night.
    public init(share: URL) throws {
        let folder = share.appendingPathComponent("templates")
        var texts: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.ends(with: ".mustache")
        {
            let file = folder.appendingPathComponent(name)
            texts[file.deletingPathExtension().lastPathComponent] = String(
                decoding: try Data(contentsOf: file), as: UTF8.self)
        }
        for model in PageLibrary.models where texts[model.template] == nil { throw Missing(template: model.template) }
        try self.init(texts: texts)
    }

    /// - Parameter texts: of the templates, by their names.
    init(texts: [String: String]) throws {
        var templates: [String: PageTemplate] = [:]
        for (name, text) in texts { templates[name] = try PageTemplate(name, text) }
        var pages: [String: [PageTemplate.Part]] = [:]
        for name in texts.keys { pages[name] = try PageLibrary.joined(name, [:], in: templates, within: []) }
        self.pages = pages
    }

    /// - Parameters:
    ///   - blocks: what others put into it.
    ///   - outer: the templates that it is a part of.
    private static func joined(
        _ name: String, _ blocks: [String: [PageTemplate.Part]], in templates: [String: PageTemplate],
        within outer: [String]
    ) throws -> [PageTemplate.Part] {
        guard let template = templates[name] else { throw Missing(template: name) }
        guard !outer.contains(name) else {
            throw PageTemplate.Fault(template: name, line: 1, reason: "it is a part of itself")
        }
        return try joined(template.parts, blocks, in: templates, within: outer + [name])
    }

    private static func joined(
        _ parts: [PageTemplate.Part], _ blocks: [String: [PageTemplate.Part]], in templates: [String: PageTemplate],
        within outer: [String]
    ) throws -> [PageTemplate.Part] {
        var joined: [PageTemplate.Part] = []
        for part in parts {
            switch part {
            case .text(let text): joined.add(text: text)
            case .words, .value: joined.append(part)
            case .section(let name, let inner):
                joined.append(.section(name, try self.joined(inner, blocks, in: templates, within: outer)))
            case .inverted(let name, let inner):
                joined.append(.inverted(name, try self.joined(inner, blocks, in: templates, within: outer)))
            case .template(let name):
                joined.add(try self.joined(name, blocks, in: templates, within: outer))
            case .block(let name, let inner):
                joined.add(try blocks[name] ?? self.joined(inner, blocks, in: templates, within: outer))
            case .filled(let name, let own):
                let filled = try own.mapValues { try self.joined($0, blocks, in: templates, within: outer) }
                joined.add(
                    try self.joined(name, filled.merging(blocks) { $1 }, in: templates, within: outer))
            }
        }
        return joined
    }

    /// The model of every page there is.
    static let models: [any PageModel.Type] = [
        AccessibilityModel.self, AlertModel.self, CareModel.self, ChoicesModel.self, CodesModel.self,
        ContactModel.self, DevicesModel.self, EmbedModel.self, EmbeddedFinderModel.self, FiguresModel.self,
        FinalStepModel.self, FoundingModel.self, GroupChoicesModel.self, GroupModel.self, GroupSearchModel.self,
        HelpModel.self, HomeModel.self, JoinCodeModel.self, JoinModel.self, LetterStopModel.self,
        LinkedAlertModel.self, LinkedEndModel.self, LinksModel.self, MailboxModel.self, MapModel.self, MeModel.self,
        MembersModel.self, OfflineModel.self, OpenDataModel.self, OverseenModel.self, PrivacyModel.self,
        RecordModel.self, RefusalModel.self, RegistryModel.self, ReportModel.self, SettingsModel.self, SheetModel.self,
        SignInCodeModel.self, SignInLinkModel.self, SignInModel.self, WaitingModel.self,
    ]
}

extension [PageTemplate.Part] {
    fileprivate mutating func add(_ parts: [PageTemplate.Part]) {
        for part in parts {
            if case .text(let text) = part { add(text: text) } else { append(part) }
        }
    }
}
