import Watch
import WatchWords

/// Writes a page: goes once through a template, with the model's values as they are asked for.
struct PageWriter {
    private let words: Catalogue
    /// What stands around the place that is being written, the innermost last.
    private var around: [PageValue]
    private var bytes: [UInt8] = []

    /// The page's bytes, in UTF-8.
    static func bytes(_ parts: [PageTemplate.Part], _ root: PageValue, _ words: Catalogue) -> [UInt8] {
        var writer = PageWriter(words: words, around: [root])
        writer.bytes.reserveCapacity(32_768)
        writer.write(parts)
        return writer.bytes
    }

    private init(words: Catalogue, around: [PageValue]) {
        self.words = words
        self.around = around
    }

    private mutating func write(_ parts: [PageTemplate.Part]) {
        for part in parts {
            switch part {
            case .text(let text): bytes.append(contentsOf: text.utf8)
            case .words(let key): write(escaped: words.text(key))
            case .value(let name): write(value: value(name))
            case .section(let name, let inner): write(inner, for: value(name))
            case .inverted(let name, let inner):
                if PageWriter.showsNothing(value(name)) { write(inner) }
            // There are none of these in a template that has been put together.
            case .template, .block, .filled: continue
            }
        }
    }

    private mutating func write(_ parts: [PageTemplate.Part], for value: PageValue?) {
        switch value {
        case nil, .nothing, .truth(false): return
        case .truth(true): write(parts)
        case .list(let values): for value in values { write(parts, around: value) }
        case .some(let value): write(parts, around: value)
        }
    }

    private mutating func write(_ parts: [PageTemplate.Part], around value: PageValue) {
        around.append(value)
        write(parts)
        around.removeLast()
    }

    private mutating func write(value: PageValue?) {
        switch value {
        case .text(let text): write(escaped: text)
        case .truth(let truth): write(escaped: String(truth))
        // A test holds every template against the models: none shows what is no text.
        case nil, .nothing, .thing, .list: return
        }
    }

    /// Whatever comes into a page comes by `MarkupText`.
    private mutating func write(escaped text: String) { bytes.append(contentsOf: MarkupText.escaped(text).utf8) }

    private func value(_ name: PageName) -> PageValue? {
        guard let first = name.path.first else { return around.last }
        var found: PageValue?
        if name.isOwn {
            found = around.last?.child(first)
        } else {
            for value in around.reversed() {
                found = value.child(first)
                if found != nil { break }
            }
        }
        for symbol in name.path.dropFirst() { found = found?.child(symbol) }
        return found
    }

    private static func showsNothing(_ value: PageValue?) -> Bool {
        switch value {
        case nil, .nothing, .truth(false): true
        case .list(let values): values.isEmpty
        case .truth, .text, .thing: false
        }
    }
}
