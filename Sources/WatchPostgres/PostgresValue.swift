import CPostgres
import Watch
import WatchStore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A value on its way, in PostgreSQL's text format, with its type's number (`pg_type.oid`, fixed for built-in types).
struct PostgresValue {
    let type: Oid
    /// Nil is NULL.
    let text: String?

    init(_ value: SQLValue) {
        type = PostgresType.number(value.type)
        text =
            switch value {
            case .integer(let number): String(number)
            case .real(let number) where number.isInfinite: number > 0 ? "Infinity" : "-Infinity"
            case .real(let number): String(number)
            case .text(let text): text
            case .boolean(let truth): truth ? "t" : "f"
            case .bytes(let bytes): "\\x" + Hex.text(bytes)
            case .null: nil
            }
    }
}

/// The built-in types that columns have.
enum PostgresType {
    static let boolean: Oid = 16
    static let bytes: Oid = 17
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let float4: Oid = 700
    static let float8: Oid = 701
    static let numeric: Oid = 1700

    static func number(_ type: SQLType) -> Oid {
        switch type {
        case .bigint: int8
        case .double: float8
        case .text: text
        case .boolean: boolean
        case .bytes: bytes
        }
    }
}

extension [PostgresValue] {
    /// Types and texts as libpq takes them.
    func withParameters<T>(
        _ work: (UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?) -> T
    ) -> T {
        let copies = map { value in value.text.map { strdup($0) } ?? nil }
        defer { copies.forEach { free($0) } }
        let types = map(\.type)
        let pointers = copies.map { UnsafePointer<CChar>($0) }
        return types.withUnsafeBufferPointer { types in
            pointers.withUnsafeBufferPointer { pointers in work(types.baseAddress, pointers.baseAddress) }
        }
    }
}

/// What comes back.
enum PostgresAnswer {
    static func isFine(_ result: OpaquePointer) -> Bool {
        let status = PQresultStatus(result)
        return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY
    }

    /// Rows that were changed; a SELECT changes none, though it is counted as well.
    static func count(_ result: OpaquePointer) -> Int {
        guard !String(cString: PQcmdStatus(result)).begins(with: "SELECT") else { return 0 }
        return Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    static func rows(_ result: OpaquePointer) throws -> [Row] {
        let width = PQnfields(result)
        let names = (0..<width).map { String(cString: PQfname(result, $0)) }
        let types = (0..<width).map { PQftype(result, $0) }
        return try (0..<PQntuples(result)).map { row in
            let values = try (0..<width).map { column -> SQLValue? in
                guard PQgetisnull(result, row, column) == 0 else { return nil }
                let length = Int(PQgetlength(result, row, column))
                let bytes = UnsafeRawBufferPointer(start: PQgetvalue(result, row, column), count: length)
                return try value(bytes, types[Int(column)])
            }
            return Row(columns: names, values: values)
        }
    }

    private static func value(_ bytes: UnsafeRawBufferPointer, _ type: Oid) throws -> SQLValue {
        let text = String(decoding: bytes, as: UTF8.self)
        switch type {
        case PostgresType.int8, PostgresType.int4, PostgresType.int2:
            if let number = Int64(text) { return .integer(number) }
        case PostgresType.float8, PostgresType.float4:
            if let number = Double(text) { return .real(number) }
        case PostgresType.numeric:
            // The sum of whole numbers is one here too, as long as it fits.
            if let number = Int64(text) { return .integer(number) }
            if let number = Double(text) { return .real(number) }
        case PostgresType.boolean: return .boolean(text == "t")
        case PostgresType.bytes:
            if text.begins(with: "\\x"), let bytes = Hex.bytes(String(text.dropFirst(2))) { return .bytes(bytes) }
        default: return .text(text)
        }
        throw DatabaseFault(.other, "PostgreSQL sent what cannot be read")
    }

    /// Whether the same work may do better the next time: a deadlock, a serialization failure, a server that goes down.
    static func mayPass(_ result: OpaquePointer) -> Bool {
        let state = field(result, "C") ?? ""
        return state.begins(with: "40") || ["57P01", "57P02", "57P03"].contains(state)
    }

    /// Nil when all went well. What is told holds no value: messages that may quote one are left out.
    static func fault(_ result: OpaquePointer, in text: String) -> DatabaseFault? {
        guard !isFine(result) else { return nil }
        // What came after the first that failed; that one is told.
        guard PQresultStatus(result) != PGRES_PIPELINE_ABORTED else {
            return DatabaseFault(.other, "not done after the fault before: \(text)")
        }
        let state = field(result, "C") ?? "?????"
        let message = field(result, "M") ?? ""
        return switch state.prefix(2) {
        case "23": DatabaseFault(.constraint, "\(field(result, "n") ?? state) broken in: \(text)")
        // What two servers make in the same instant, however carefully both looked before whether it was there.
        case "42" where ["42P07", "42710"].contains(state):
            DatabaseFault(.constraint, "PostgreSQL \(state) in: \(text)")
        // Deadlock, serialization failure, a lock that was not to be had.
        case "40", "55": DatabaseFault(.busy, "PostgreSQL \(state) in: \(text)")
        // As many values as the statement has places: a mistake in the program, though it is told as one of the line.
        case "08" where state == "08P01": DatabaseFault(.other, "PostgreSQL \(state) in: \(text)")
        // We slept in the middle of a transaction, and the server gave it up; or it takes no changes, as a standby does.
        case "25" where ["25P03", "25006"].contains(state):
            DatabaseFault(.unavailable, "PostgreSQL \(state) in: \(text)")
        // The line, the server going down or full, no right to come in.
        case "08", "28", "53", "57", "58", "XX": DatabaseFault(.unavailable, "PostgreSQL \(state) in: \(text)")
        // A statement that the server does not understand: its text holds no values.
        case "42": DatabaseFault(.other, "PostgreSQL \(state): \(message) in: \(text)")
        default: DatabaseFault(.other, "PostgreSQL \(state) in: \(text)")
        }
    }

    /// One of the fields that the server tells an error in, by its letter.
    private static func field(_ result: OpaquePointer, _ letter: Unicode.Scalar) -> String? {
        PQresultErrorField(result, CInt(letter.value)).map { String(cString: $0) }
    }
}
