/// The few named places in which the databases differ. All other SQL is written once, for both.
public struct Dialect: Sendable, Equatable {
    /// `sqlite` or `postgres`, for messages and figures.
    public let name: String

    /// The type of a column of bytes, in a migration: `digest \(sql: dialect.bytesType) NOT NULL`.
    public let bytesType: SQL

    /// What ends the `SELECT` by which a worker claims due rows, so that two servers never wait for each other and
    /// never claim the same row. SQLite has one writer at a time and needs nothing.
    public let claimSuffix: SQL

    /// A query that gives the `name` of every table of this database.
    public let tableNames: SQL

    /// SQLite: one file, one server.
    public static let sqlite = Dialect(
        name: "sqlite",
        bytesType: "BLOB",
        claimSuffix: "",
        tableNames: "SELECT name FROM sqlite_master WHERE type = 'table'")

    /// PostgreSQL: many servers.
    public static let postgres = Dialect(
        name: "postgres",
        bytesType: "BYTEA",
        claimSuffix: "FOR UPDATE SKIP LOCKED",
        tableNames: "SELECT tablename AS name FROM pg_catalog.pg_tables WHERE schemaname = CURRENT_SCHEMA()")
}
