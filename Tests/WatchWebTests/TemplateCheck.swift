import Watch

@testable import WatchWeb

/// Holds a template against the model whose page it is, as a compiler would: every name must be there in every state of the
/// page, and be what the template takes it for.
struct TemplateCheck {
    private let template: String
    /// What is wrong, each in a line.
    private(set) var faults: Set<String> = []
    /// Fields that the template shows, or goes by, as `WatchWeb.AlertModel.path`.
    private(set) var used: Set<String> = []
    /// Keys of the catalogue that it shows.
    private(set) var keys: Set<String> = []
    /// What stands around the place that is looked at, the innermost last.
    private var around: [PageShape.Kind]

    /// Names of the layout that a page need not have: what is missing there shows nothing, and is meant so.
    private static let free: Set<String> = ["page.hasMistakes"]

    init(_ template: String, _ parts: [PageTemplate.Part], against model: PageShape.Kind) {
        self.template = template
        around = [model]
        look(at: parts)
    }

    /// A page's template against its model.
    init<Model: PageModel>(_: Model.Type, in library: PageLibrary) {
        self.init(
            Model.template, library.pages[Model.template] ?? [], against: PageReader<PageSheet<Model>>.shared.kind)
    }

    /// Every field of a model and of all that it holds.
    static func fields(of kind: PageShape.Kind) -> Set<String> {
        switch kind {
        case .text, .truth: return []
        case .list(let kind), .optional(let kind): return fields(of: kind)
        case .thing(let shape):
            return shape.fields.reduce(into: []) { all, field in
                all.insert("\(shape.name).\(field.name)")
                all.formUnion(fields(of: field.kind))
            }
        }
    }

    /// Types of which a field cannot be read.
    static func broken(in kind: PageShape.Kind) -> Set<String> {
        switch kind {
        case .text, .truth: return []
        case .list(let kind), .optional(let kind): return broken(in: kind)
        case .thing(let shape):
            return shape.fields.reduce(into: shape.isWhole ? [] : [shape.name]) { $0.formUnion(broken(in: $1.kind)) }
        }
    }

    private mutating func look(at parts: [PageTemplate.Part]) {
        for part in parts {
            switch part {
            case .text: continue
            case .words(let key): keys.insert(key)
            case .value(let name):
                switch kind(of: name).map(TemplateCheck.held) {
                case nil, .text: continue
                default: fault(name, "is shown, and is no text")
                }
            case .section(let name, let inner):
                switch kind(of: name) {
                case nil: continue
                case .truth, .optional(.truth): look(at: inner)
                case .text: fault(name, "is a text that is always there: its section always shows")
                case .thing(let shape): look(at: inner, within: .thing(shape))
                case .list(let kind), .optional(.list(let kind)): look(at: inner, within: kind)
                case .optional(let kind): look(at: inner, within: kind)
                }
            case .inverted(let name, let inner):
                switch kind(of: name) {
                case .text, .thing: fault(name, "is always there: what stands for its absence never shows")
                default: look(at: inner)
                }
            case .template, .block, .filled: faults.insert("\(template): it has not been put together")
            }
        }
    }

    private mutating func look(at parts: [PageTemplate.Part], within kind: PageShape.Kind) {
        around.append(kind)
        look(at: parts)
        around.removeLast()
    }

    /// What a name finds, nil where it finds nothing.
    private mutating func kind(of name: PageName) -> PageShape.Kind? {
        guard let first = name.path.first, let innermost = around.last else { return around.last }
        let places = name.isOwn ? [innermost] : around.reversed()
        let finds = places.compactMap { field(first, of: $0) }
        guard var found = finds.first else {
            if !TemplateCheck.free.contains(name.description) { fault(name, "is nowhere") }
            return nil
        }
        if finds.count > 1, case .optional = found.kind {
            fault(name, "may be missing, and then shows another one further out: write a point before it")
        }
        used.insert(found.name)
        // What is missing on the way is missing at its end.
        var mayMiss = false
        for piece in name.path.dropFirst() {
            if case .optional = found.kind { mayMiss = true }
            guard let next = field(piece, of: found.kind) else {
                if !TemplateCheck.free.contains(name.description) { fault(name, "is nowhere") }
                return nil
            }
            used.insert(next.name)
            found = next
        }
        return mayMiss ? .optional(TemplateCheck.held(found.kind)) : found.kind
    }

    private func field(_ symbol: PageSymbol, of kind: PageShape.Kind) -> (name: String, kind: PageShape.Kind)? {
        guard case .thing(let shape) = TemplateCheck.held(kind),
            let field = shape.fields.first(where: { PageSymbol($0.name) == symbol })
        else { return nil }
        return ("\(shape.name).\(field.name)", field.kind)
    }

    /// What there is where there is something.
    private static func held(_ kind: PageShape.Kind) -> PageShape.Kind {
        if case .optional(let kind) = kind { return held(kind) }
        return kind
    }

    private mutating func fault(_ name: PageName, _ reason: String) {
        faults.insert("\(template): {{\(name)}} \(reason)")
    }
}
