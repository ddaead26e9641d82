import Watch

/// A template as it is written: the small part of Mustache that pages need, and nothing beside it.
///
/// `{{name}}` shows a value, always escaped. `{{#name}}…{{/name}}` shows what stands in it for a value that is there, for what
/// is true, and for each of a list; `{{^name}}…{{/name}}` where the other shows nothing. `{{> name}}` puts another template in;
/// `{{<name}}…{{/name}}` takes another one and puts something into its `{{$block}}…{{/block}}`. A name is looked for where the
/// template stands and then around it; one with a point before it only where it stands; `{{.}}` is what stands there itself.
/// A name behind `words.` is a key of the catalogue.
struct PageTemplate: Equatable, Sendable {
    /// A piece of it.
    enum Part: Equatable, Sendable {
        case text(String)
        case words(String)
        case value(PageName)
        case section(PageName, [Part])
        case inverted(PageName, [Part])
        case template(String)
        case block(String, [Part])
        case filled(String, with: [String: [Part]])
    }

    /// What is wrong with a template, and in which line.
    struct Fault: Error, Equatable, CustomStringConvertible {
        let template: String
        let line: Int
        let reason: String

        var description: String { "\(template).mustache:\(line): \(reason)" }
    }

    let parts: [Part]

    /// Reads one.
    ///
    /// - Throws: a `Fault`, for whatever is not in the small part.
    init(_ name: String, _ text: String) throws(Fault) {
        var reader = TemplateReader(name, text)
        parts = try reader.parts(until: nil, isFresh: true)
    }
}

/// By which a template finds a value.
struct PageName: Hashable, Sendable, CustomStringConvertible {
    /// As it is written.
    let description: String
    /// One behind the other: in the value of the first the second is looked for. None for what stands there itself.
    let path: [PageSymbol]
    /// Whether it is looked for only where the template stands.
    let isOwn: Bool

    init(_ text: String) {
        description = text
        isOwn = text.begins(with: ".")
        path = text.split(scalar: ".").map { PageSymbol(String($0)) }
    }
}

/// Goes through a template from its beginning to its end. A tag that has a line for itself takes the line's end with it, as
/// Mustache has it.
private struct TemplateReader {
    private let name: String
    private let bytes: [UInt8]
    private var at = 0

    init(_ name: String, _ text: String) {
        self.name = name
        bytes = Array(text.utf8)
    }

    private func fault(_ reason: String) -> PageTemplate.Fault {
        PageTemplate.Fault(
            template: name, line: bytes[..<min(at, bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1, reason: reason)
    }

    /// - Parameters:
    ///   - section: the name that ends them; nil for a whole template.
    ///   - isFresh: whether they begin at the beginning of a line.
    mutating func parts(until section: String?, isFresh: Bool) throws(PageTemplate.Fault) -> [PageTemplate.Part] {
        var parts: [PageTemplate.Part] = []
        var isFresh = isFresh
        while at < bytes.count {
            if isFresh, bytes[at] == UInt8(ascii: " ") || bytes[at] == UInt8(ascii: "\t") {
                throw fault("a line begins with a blank")
            }
            let start = at
            while at < bytes.count, bytes[at] != UInt8(ascii: "\n"), !isTag { at += 1 }
            if at < bytes.count, bytes[at] == UInt8(ascii: "\n") {
                at += 1
                parts.add(text: bytes[start..<at])
                isFresh = true
                continue
            }
            if at > start {
                parts.add(text: bytes[start..<at])
                isFresh = false
            }
            guard at < bytes.count else { break }
            at += 2
            let (sign, tag) = try tag()
            let hasLine = sign != nil && isFresh && takesLineEnd()
            switch sign {
            case "/":
                guard tag == section else { throw fault("{{/\(tag)}} ends what is not open") }
                return parts
            case "#": parts.append(.section(PageName(tag), try self.parts(until: tag, isFresh: hasLine)))
            case "^": parts.append(.inverted(PageName(tag), try self.parts(until: tag, isFresh: hasLine)))
            case "$": parts.append(.block(tag, try self.parts(until: tag, isFresh: hasLine)))
            case ">": parts.append(.template(tag))
            case "<": parts.append(.filled(tag, with: try blocks(of: tag)))
            default:
                parts.append(
                    tag.begins(with: "words.") ? .words(String(tag.unicodeScalars.dropFirst(6))) : .value(PageName(tag))
                )
            }
            isFresh = hasLine
        }
        if let section { throw fault("{{#\(section)}} has no end") }
        return parts
    }

    /// What is put into another template: the texts between the blocks are the template's own layout, and shown nowhere.
    private mutating func blocks(of tag: String) throws(PageTemplate.Fault) -> [String: [PageTemplate.Part]] {
        var blocks: [String: [PageTemplate.Part]] = [:]
        for part in try parts(until: tag, isFresh: true) {
            switch part {
            case .block(let name, let parts): blocks[name] = parts
            case .text(let text) where Words.trimmed(text).isEmpty: continue
            default: throw fault("{{<\(tag)}} holds something beside its blocks")
            }
        }
        return blocks
    }

    private var isTag: Bool {
        bytes[at] == UInt8(ascii: "{") && at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: "{")
    }

    /// A tag's sign, where it has one, and its name.
    private mutating func tag() throws(PageTemplate.Fault) -> (sign: Unicode.Scalar?, name: String) {
        guard let end = (at..<bytes.count).first(where: { bytes[$0] == UInt8(ascii: "}") }), end + 1 < bytes.count,
            bytes[end + 1] == UInt8(ascii: "}")
        else { throw fault("a tag has no end") }
        var text = Words.trimmed(String(decoding: bytes[at..<end], as: UTF8.self)).unicodeScalars[...]
        let sign = text.first.flatMap { TemplateReader.signs.contains($0) ? $0 : nil }
        if sign != nil { text = text.dropFirst() }
        let name = Words.trimmed(String(text))
        guard !name.isEmpty, name.unicodeScalars.allSatisfy(TemplateReader.isInName) else {
            throw fault("{{\(String(decoding: bytes[at..<end], as: UTF8.self))}} is no tag of ours")
        }
        at = end + 2
        return (sign, name)
    }

    private mutating func takesLineEnd() -> Bool {
        guard at < bytes.count else { return true }
        guard bytes[at] == UInt8(ascii: "\n") else { return false }
        at += 1
        return true
    }

    private static let signs: Set<Unicode.Scalar> = ["#", "^", "/", ">", "<", "$"]

    private static func isInName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "-": true
        default: false
        }
    }
}

extension [PageTemplate.Part] {
    fileprivate mutating func add(text bytes: ArraySlice<UInt8>) { add(text: String(decoding: bytes, as: UTF8.self)) }

    /// Texts that stand side by side become one.
    mutating func add(text: String) {
        if case .text(let before) = last {
            self[count - 1] = .text(before + text)
        } else {
            append(.text(text))
        }
    }
}
