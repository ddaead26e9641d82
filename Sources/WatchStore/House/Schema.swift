/// The schema, as steps on its way forward. A step that has been released is never changed: add the next one.
public enum Schema {
    /// Every step, in order.
    public static let migrations: [Migration] = [
        firstHouse, pages, manyServers, places, registry, links, letters, listing, comparing, checkpoints,
        told, zones, policies, events, eventIds, notices, lateListing, lookups, schedule,
        zoneChains, push, choices, pace, silence, testAlarms,
    ]

    private static let firstHouse = Migration(1, "the first house") { dialect in
        persons(dialect) + groups(dialect) + alerts(dialect) + register(dialect)
    }

    private static let pages = Migration(2, "signing in, standing in, links and retention") { dialect in
        signingIn(dialect) + standingIn + retention(dialect)
    }

    private static let manyServers = Migration(3, "what streams on other servers compare") { _ in
        ["ALTER TABLE persons ADD COLUMN hearing_version BIGINT NOT NULL DEFAULT 0"]
    }

    private static func signingIn(_ dialect: Dialect) -> [SQL] {
        [
            "CREATE UNIQUE INDEX persons_by_email ON persons (email)",
            "ALTER TABLE persons ADD COLUMN erased_at BIGINT",
            // Keys from before have no name for a list of devices: they are asked for again.
            "DROP TABLE tokens",
            """
            CREATE TABLE tokens (
                id TEXT PRIMARY KEY, hash \(sql: dialect.bytesType) NOT NULL UNIQUE,
                person_id TEXT NOT NULL REFERENCES persons (id), purpose TEXT NOT NULL, device TEXT,
                created_at BIGINT NOT NULL, used_at BIGINT NOT NULL, expires_at BIGINT NOT NULL)
            """,
            "CREATE INDEX tokens_by_person ON tokens (person_id)",
            "CREATE INDEX tokens_by_end ON tokens (expires_at)",
            """
            CREATE TABLE sign_ins (
                attempt \(sql: dialect.bytesType) PRIMARY KEY, email TEXT NOT NULL,
                code_hash \(sql: dialect.bytesType) NOT NULL, link_hash \(sql: dialect.bytesType) NOT NULL UNIQUE,
                language TEXT NOT NULL, tries BIGINT NOT NULL, used_at BIGINT, created_at BIGINT NOT NULL)
            """,
            "CREATE INDEX sign_ins_by_email ON sign_ins (email, created_at)",
            "CREATE INDEX sign_ins_by_time ON sign_ins (created_at)",
            // A row to lock while letters to one address are counted.
            "CREATE TABLE letter_locks (email TEXT PRIMARY KEY, at BIGINT NOT NULL)",
        ]
    }

    private static let standingIn: [SQL] = [
        "ALTER TABLE members ADD COLUMN coordinator_until BIGINT",
        "ALTER TABLE members ADD COLUMN is_muted BOOLEAN NOT NULL DEFAULT FALSE",
        "ALTER TABLE members ADD COLUMN note TEXT",
        "CREATE INDEX members_by_stand_in ON members (coordinator_until)",
    ]

    private static func retention(_ dialect: Dialect) -> [SQL] {
        [
            "ALTER TABLE alerts ADD COLUMN link TEXT",
            "CREATE UNIQUE INDEX alerts_by_link ON alerts (link)",
            "ALTER TABLE alerts ADD COLUMN retired_at BIGINT",
            "ALTER TABLE alerts ADD COLUMN reactions BIGINT",
            "ALTER TABLE alerts ADD COLUMN audience BIGINT",
            "ALTER TABLE alerts ADD COLUMN told BIGINT",
            "CREATE INDEX alerts_by_group ON alerts (group_id, shared_at)",
            // What has ended before is due, too: the rule says when.
            """
            INSERT INTO dues (alert_id, due, at, leased_until)
            SELECT id, 'retirement', closed_at, 0 FROM alerts WHERE closed_at IS NOT NULL
            """,
            "CREATE INDEX register_entries_by_time ON register_entries (at)",
        ]
    }

    private static func persons(_ dialect: Dialect) -> [SQL] {
        [
            """
            CREATE TABLE persons (
                id TEXT PRIMARY KEY, first_name TEXT NOT NULL, last_name TEXT NOT NULL, email TEXT,
                language TEXT NOT NULL, created_at BIGINT NOT NULL)
            """,
            """
            CREATE TABLE offices (
                person_id TEXT NOT NULL REFERENCES persons (id), kind TEXT NOT NULL, territory TEXT NOT NULL,
                PRIMARY KEY (person_id, kind, territory))
            """,
            """
            CREATE TABLE tokens (
                hash \(sql: dialect.bytesType) PRIMARY KEY, person_id TEXT NOT NULL REFERENCES persons (id),
                purpose TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL)
            """,
            "CREATE INDEX tokens_by_person ON tokens (person_id)",
            """
            CREATE TABLE requests (
                person_id TEXT NOT NULL, route TEXT NOT NULL, request_key TEXT NOT NULL,
                body_hash \(sql: dialect.bytesType) NOT NULL, subject TEXT NOT NULL, message_id TEXT,
                at BIGINT NOT NULL, PRIMARY KEY (person_id, route, request_key))
            """,
            "CREATE INDEX requests_by_age ON requests (at)",
        ]
    }

    private static func groups(_ dialect: Dialect) -> [SQL] {
        [
            """
            CREATE TABLE groups (
                id TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, place TEXT NOT NULL,
                country TEXT NOT NULL, zone TEXT NOT NULL, municipality TEXT, area TEXT NOT NULL,
                south DOUBLE PRECISION NOT NULL, north DOUBLE PRECISION NOT NULL,
                west DOUBLE PRECISION NOT NULL, east DOUBLE PRECISION NOT NULL,
                last_sequence BIGINT NOT NULL, member_version BIGINT NOT NULL, open_alerts BIGINT NOT NULL,
                register_position BIGINT NOT NULL, register_hash \(sql: dialect.bytesType) NOT NULL,
                checkpointed BIGINT NOT NULL, created_at BIGINT NOT NULL)
            """,
            "CREATE INDEX groups_by_zone ON groups (zone)",
            "CREATE INDEX groups_by_box ON groups (south, north)",
            """
            CREATE TABLE group_words (
                word TEXT NOT NULL, group_id TEXT NOT NULL REFERENCES groups (id), PRIMARY KEY (word, group_id))
            """,
            """
            CREATE TABLE members (
                id TEXT PRIMARY KEY, group_id TEXT NOT NULL REFERENCES groups (id),
                person_id TEXT NOT NULL REFERENCES persons (id), standing TEXT NOT NULL, role TEXT NOT NULL,
                joined_sequence BIGINT, left_sequence BIGINT, applied_at BIGINT NOT NULL,
                UNIQUE (group_id, person_id))
            """,
            "CREATE INDEX members_by_person ON members (person_id)",
        ]
    }

    private static func alerts(_ dialect: Dialect) -> [SQL] {
        [
            """
            CREATE TABLE alerts (
                id TEXT PRIMARY KEY, group_id TEXT NOT NULL REFERENCES groups (id), message_id TEXT NOT NULL,
                reporter_id TEXT, is_open BOOLEAN NOT NULL, latitude DOUBLE PRECISION, longitude DOUBLE PRECISION,
                shared_at BIGINT NOT NULL, closed_at BIGINT, body TEXT NOT NULL)
            """,
            "CREATE INDEX alerts_by_reporter ON alerts (reporter_id, shared_at)",
            """
            CREATE TABLE alert_groups (
                alert_id TEXT NOT NULL REFERENCES alerts (id), group_id TEXT NOT NULL REFERENCES groups (id),
                sequence BIGINT NOT NULL, hops BIGINT NOT NULL, is_open BOOLEAN NOT NULL,
                PRIMARY KEY (alert_id, group_id))
            """,
            "CREATE INDEX alert_groups_by_group ON alert_groups (group_id, is_open, sequence)",
            """
            CREATE TABLE messages (
                id TEXT PRIMARY KEY, alert_id TEXT NOT NULL REFERENCES alerts (id), author_id TEXT,
                kind TEXT NOT NULL, at BIGINT NOT NULL, sequence BIGINT NOT NULL, is_retracted BOOLEAN NOT NULL,
                body TEXT NOT NULL)
            """,
            "CREATE INDEX messages_by_alert ON messages (alert_id, sequence)",
            "CREATE INDEX messages_by_author ON messages (author_id, at)",
            """
            CREATE TABLE flags (
                message_id TEXT NOT NULL REFERENCES messages (id), person_id TEXT NOT NULL, at BIGINT NOT NULL,
                PRIMARY KEY (message_id, person_id))
            """,
            """
            CREATE TABLE events (
                id TEXT PRIMARY KEY, group_id TEXT NOT NULL REFERENCES groups (id), sequence BIGINT NOT NULL,
                at BIGINT NOT NULL, kind TEXT NOT NULL, alert_id TEXT NOT NULL, message_id TEXT, body TEXT NOT NULL,
                UNIQUE (group_id, sequence))
            """,
            "CREATE INDEX events_by_alert ON events (alert_id, kind)",
            """
            CREATE TABLE audiences (
                event_id TEXT PRIMARY KEY REFERENCES events (id), told TEXT NOT NULL, is_quiet BOOLEAN NOT NULL,
                at BIGINT NOT NULL)
            """,
            """
            CREATE TABLE receipts (
                event_id TEXT NOT NULL REFERENCES events (id), person_id TEXT NOT NULL, channel TEXT NOT NULL,
                at BIGINT NOT NULL, PRIMARY KEY (event_id, person_id))
            """,
            """
            CREATE TABLE dues (
                alert_id TEXT PRIMARY KEY REFERENCES alerts (id), due TEXT NOT NULL, at BIGINT NOT NULL,
                leased_until BIGINT NOT NULL)
            """,
            "CREATE INDEX dues_by_time ON dues (at)",
        ]
    }

    private static func register(_ dialect: Dialect) -> [SQL] {
        [
            """
            CREATE TABLE register_entries (
                group_id TEXT NOT NULL REFERENCES groups (id), position BIGINT NOT NULL, at BIGINT NOT NULL,
                kind TEXT NOT NULL, alert_id TEXT NOT NULL, message_id TEXT,
                digest \(sql: dialect.bytesType) NOT NULL, hash \(sql: dialect.bytesType) NOT NULL,
                PRIMARY KEY (group_id, position))
            """,
            """
            CREATE TABLE register_contents (
                group_id TEXT NOT NULL, position BIGINT NOT NULL, salt \(sql: dialect.bytesType) NOT NULL,
                content TEXT NOT NULL, PRIMARY KEY (group_id, position))
            """,
            """
            CREATE TABLE register_checkpoints (
                number BIGINT PRIMARY KEY, zone TEXT NOT NULL, at BIGINT NOT NULL, heads TEXT NOT NULL,
                signing_key TEXT NOT NULL, signature \(sql: dialect.bytesType) NOT NULL)
            """,
        ]
    }
}
