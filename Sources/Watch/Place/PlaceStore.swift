/// Where the gazetteer's files are kept, so that all servers of a house speak of the same places.
public protocol PlaceStore: Sendable {
    /// Which release is kept; nil before the first.
    func head() async throws -> GazetteerHead?

    /// The release that is kept, with its files; nil before the first.
    func release() async throws -> GazetteerRelease?

    /// Keeps a release in place of the one before: all of it, or nothing.
    ///
    /// - Returns: false when just this was kept already.
    @discardableResult
    func keep(_ release: GazetteerRelease) async throws -> Bool
}

/// Which release is kept: what servers compare.
public struct GazetteerHead: Hashable, Sendable {
    /// The date of the release, as `2026-11-21`.
    public let released: String
    /// Over all files, in hexadecimal: another digest is another release.
    public let digest: String

    public init(released: String, digest: String) {
        self.released = released
        self.digest = digest
    }
}

/// The files of a release, as they were published.
public struct GazetteerRelease: Hashable, Sendable {
    /// A file and what is in it.
    public struct File: Hashable, Sendable {
        public let name: String
        public let bytes: [UInt8]

        public init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// The date of the release, as `2026-11-21`.
    public let released: String
    /// By name.
    public let files: [File]

    public init(released: String, files: [File]) {
        self.released = released
        self.files = files.sorted { $0.name < $1.name }
    }

    /// What is in a file; nil where it is not among them.
    public func bytes(_ name: String) -> [UInt8]? { files.first { $0.name == name }?.bytes }
}
