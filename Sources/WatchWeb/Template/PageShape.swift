import Synchronization
import Watch

// By which a template's names find the fields of a model: what a type has, and where, is looked up once in a program's life,
// and each field is then read from its place. Swift's mirror, which asks for them anew at every value, takes far longer: see
// decision 69.
@_spi(Reflection) import Swift

/// What a template finds under a name.
enum PageValue {
    /// A text, or a number in digits.
    case text(String)
    case truth(Bool)
    /// Something with fields.
    case thing(any PageThing)
    case list([PageValue])
    case nothing

    /// What a field of it holds; nil where there is no such field, or nothing in it.
    func child(_ name: PageSymbol) -> PageValue? {
        guard case .thing(let thing) = self, let child = thing.field(name) else { return nil }
        if case .nothing = child { return nil }
        return child
    }
}

/// Something with fields.
protocol PageThing {
    func field(_ name: PageSymbol) -> PageValue?
}

/// A name as a number, the same in the whole program: numbers are compared faster than texts.
struct PageSymbol: Hashable, Sendable {
    private let number: Int

    private static let known = Mutex<[String: Int]>([:])

    init(_ name: String) {
        number = PageSymbol.known.withLock { known in
            if let number = known[name] { return number }
            known[name] = known.count
            return known.count - 1
        }
    }
}

/// What a type is to a template: so templates are held against it before there is a value.
struct PageShape: Sendable {
    indirect enum Kind: Sendable {
        case text
        case truth
        case thing(PageShape)
        case list(Kind)
        case optional(Kind)
    }

    struct Field: Sendable {
        let name: String
        let kind: Kind
    }

    /// The type's name, with those it stands in.
    let name: String
    /// In their order.
    let fields: [Field]
    /// Whether every field of it can be read.
    let isWhole: Bool
}

/// Reads the values of a type.
struct PageReader<Value>: Sendable {
    let kind: PageShape.Kind
    let read: @Sendable (Value) -> PageValue
}

extension PageReader {
    /// The one for a type: made once, and kept.
    static var shared: PageReader<Value> {
        let id = ObjectIdentifier(Value.self)
        if let known = PageReaders.known.withLock({ $0[id] }) as? PageReader<Value> { return known }
        let made = make()
        PageReaders.known.withLock { $0[id] = made }
        return made
    }

    private static func make() -> PageReader<Value> {
        if let type = Value.self as? any PageReadable.Type, let reader = type.pageReader as? PageReader<Value> {
            return reader
        }
        // What has no fields is shown as it describes itself.
        guard PageProbe<Value>.isStruct else {
            return PageReader(kind: .text) { .text(String(describing: $0)) }
        }
        var table: [PageSymbol: @Sendable (Value) -> PageValue] = [:]
        var fields: [PageShape.Field] = []
        let isWhole = _forEachFieldWithKeyPath(of: Value.self) { label, path in
            func opened<Field>(_ type: Field.Type) -> PageReader<Value>? { field(path, type) }
            guard let reader = _openExistential(type(of: path).valueType, do: opened) else { return false }
            let name = String(cString: label)
            table[PageSymbol(name)] = reader.read
            fields.append(PageShape.Field(name: name, kind: reader.kind))
            return true
        }
        let shape = PageShape(name: String(reflecting: Value.self), fields: fields, isWhole: isWhole)
        let readers = table
        return PageReader(kind: .thing(shape)) { .thing(Seen(value: $0, readers: readers)) }
    }

    private static func field<Field>(_ path: PartialKeyPath<Value>, _: Field.Type) -> PageReader<Value>? {
        guard let place = MemoryLayout<Value>.offset(of: path) else { return nil }
        let reader = PageReader<Field>.shared
        return PageReader(kind: reader.kind) { value in
            // A stored field lies at its place in every value of the type.
            reader.read(
                withUnsafePointer(to: value) { UnsafeRawPointer($0).load(fromByteOffset: place, as: Field.self) })
        }
    }

    private struct Seen: PageThing {
        let value: Value
        let readers: [PageSymbol: @Sendable (Value) -> PageValue]

        func field(_ name: PageSymbol) -> PageValue? { readers[name]?(value) }
    }
}

/// Says of a type what it is: Swift tells it of fields only.
private struct PageProbe<Value> {
    let value: Value

    static var isStruct: Bool {
        var isStruct = false
        _ = _forEachField(of: PageProbe<Value>.self) { _, _, _, kind in
            isStruct = kind == .struct
            return true
        }
        return isStruct
    }
}

private enum PageReaders {
    static let known = Mutex<[ObjectIdentifier: any Sendable]>([:])
}

/// A type whose values are no things with fields.
private protocol PageReadable {
    static var pageReader: any Sendable { get }
}

extension String: PageReadable {
    fileprivate static var pageReader: any Sendable { PageReader<String>(kind: .text) { .text($0) } }
}

extension Bool: PageReadable {
    fileprivate static var pageReader: any Sendable { PageReader<Bool>(kind: .truth) { .truth($0) } }
}

extension Int: PageReadable {
    fileprivate static var pageReader: any Sendable { PageReader<Int>(kind: .text) { .text(String($0)) } }
}

extension Int64: PageReadable {
    fileprivate static var pageReader: any Sendable { PageReader<Int64>(kind: .text) { .text(String($0)) } }
}

extension Double: PageReadable {
    fileprivate static var pageReader: any Sendable { PageReader<Double>(kind: .text) { .text(String($0)) } }
}

extension Optional: PageReadable {
    fileprivate static var pageReader: any Sendable {
        let reader = PageReader<Wrapped>.shared
        return PageReader<Wrapped?>(kind: .optional(reader.kind)) { $0.map(reader.read) ?? .nothing }
    }
}

extension Array: PageReadable {
    fileprivate static var pageReader: any Sendable {
        let reader = PageReader<Element>.shared
        return PageReader<[Element]>(kind: .list(reader.kind)) { .list($0.map(reader.read)) }
    }
}
