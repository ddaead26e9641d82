/// The few named places in which the databases differ. All other SQL is written once, for both.
public struct Dialect: Sendable, Equatable {
    /// `sqlite` or `postgres`, for messages and figures.
    public let name: String

    /// The type of a column of bytes, in a migration: `digest \(sql: dialect.bytesType) NOT NULL`.
    public let bytesType: SQL

    /// What ends the `SELECT` by which a change takes a row's lock for the rest of its transaction. SQLite has one writer
    /// at a time and needs nothing. PostgreSQL's is the lock that an `UPDATE` takes, without writing the row twice.
    public let lockSuffix: SQL

    /// What ends the `SELECT` by which a worker claims due rows, so that two servers never wait for each other and
    /// never claim the same row. SQLite has one writer at a time and needs nothing.
    public let claimSuffix: SQL

    /// What ends the `SELECT` by which a change sees to it that a row stays as it is known, whatever is counted in it: until
    /// the end of the change nobody takes it by `goingSuffix`.
    public let stayingSuffix: SQL

    /// What ends the `SELECT` by which a change waits for all who hold a row by `stayingSuffix`, and keeps them away.
    public let goingSuffix: SQL

    /// What begins a change of the schema: it waits no longer than a second and a half for a lock that others hold, since all
    /// who come after it would wait behind it. SQLite has one writer at a time, and nobody who reads waits for it.
    public let shortLocks: SQL

    /// A query that gives the `name` of every table of this database.
    public let tableNames: SQL

    /// A query that gives every column of every table from left to right: `table_name`, `name`, `type` as the database
    /// calls it, and `key_position`: 1, 2, … within the primary key, 0 outside.
    public let columns: SQL

    /// A query that gives which table points to which by a foreign key: `child` and `parent`.
    public let references: SQL

    /// A query that gives what the database's own clock says, `at`, in milliseconds since 1970.
    public let clock: SQL

    /// SQLite: one file, one server.
    public static let sqlite = Dialect(
        name: "sqlite",
        bytesType: "BLOB",
        lockSuffix: "",
        claimSuffix: "",
        stayingSuffix: "",
        goingSuffix: "",
        shortLocks: "SELECT 1",
        tableNames: "SELECT name FROM sqlite_master WHERE type = 'table'",
        columns: """
            SELECT m.name AS table_name, c.name AS name, c.type AS type, c.pk AS key_position
            FROM sqlite_master m JOIN pragma_table_info(m.name) c
            WHERE m.type = 'table' AND SUBSTR(m.name, 1, 7) <> 'sqlite_' ORDER BY m.name, c.cid
            """,
        references: """
            SELECT m.name AS child, f."table" AS parent
            FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
            """,
        clock: "SELECT CAST(ROUND((JULIANDAY('now') - 2440587.5) * 86400000) AS INTEGER) AS at")

    /// PostgreSQL: many servers.
    public static let postgres = Dialect(
        name: "postgres",
        bytesType: "BYTEA",
        lockSuffix: "FOR NO KEY UPDATE",
        claimSuffix: "FOR UPDATE SKIP LOCKED",
        stayingSuffix: "FOR KEY SHARE",
        goingSuffix: "FOR UPDATE",
        shortLocks: "SELECT set_config('lock_timeout', '1500', TRUE)",
        tableNames: "SELECT tablename AS name FROM pg_catalog.pg_tables WHERE schemaname = CURRENT_SCHEMA()",
        // Not from information_schema: that shows the keys of a table only to who may write it.
        columns: """
            SELECT t.relname AS table_name, a.attname AS name, pg_catalog.format_type(a.atttypid, NULL) AS type,
                COALESCE(array_position(i.indkey::int2[], a.attnum) - array_lower(i.indkey::int2[], 1) + 1, 0)
                    AS key_position
            FROM pg_catalog.pg_class t
            JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
            JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_catalog.pg_index i ON i.indrelid = t.oid AND i.indisprimary
            WHERE n.nspname = CURRENT_SCHEMA() AND t.relkind = 'r' ORDER BY t.relname, a.attnum
            """,
        references: """
            SELECT t.relname AS child, p.relname AS parent
            FROM pg_catalog.pg_constraint c
            JOIN pg_catalog.pg_class t ON t.oid = c.conrelid
            JOIN pg_catalog.pg_class p ON p.oid = c.confrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
            WHERE c.contype = 'f' AND n.nspname = CURRENT_SCHEMA()
            """,
        clock: "SELECT CAST(EXTRACT(EPOCH FROM CLOCK_TIMESTAMP()) * 1000 AS BIGINT) AS at")
}
