"""A country in a database: groups with members and their keys, made by SQL, since nobody signs up 800,000 people by hand."""

import hashlib
import os
import subprocess

SECRET = "{:064x}"
KINDS = {"persons": "a", "groups": "b", "members": "c", "tokens": "d"}


def name(kind, number):
    """An id that no other room uses."""
    return f"0190000{KINDS[kind]}-0000-7000-9000-{number:012d}"


def secret(number):
    """The number-th person's key."""
    return SECRET.format(number)


def psql(server, sql, given=None):
    """Runs SQL by psql and gives back its rows of texts."""
    answer = subprocess.run(
        [server.bin / "psql", "-h", "127.0.0.1", "-p", str(server.port), "-U", "saar", "-d", "postgres", "-X", "-q", "-A",
         "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", sql],
        input=given, check=True, capture_output=True, text=True, cwd="/")
    return [line.split("\t") for line in answer.stdout.splitlines()]


def settle(server, groups, members, keys):
    """Groups of so many members each; the first `keys` members of every group hold a key to the API.

    Everything else is as Saar itself left it in the demo's second group, in which nothing has happened yet."""
    people = groups * members
    person = f"'0190000a-0000-7000-9000-' || lpad(n::text, 12, '0')"
    psql(server, f"""
        INSERT INTO persons (id, first_name, last_name, email, language, created_at)
        SELECT {person}, 'Buur ' || n, 'Van den Berg', 'buur' || n || '@example.org', 'nl', 1700000000000
        FROM generate_series(1, {people}) AS n;
        INSERT INTO groups (id, slug, name, place, country, zone, municipality, area, south, north, west, east,
                            last_sequence, member_version, open_alerts, register_position, register_hash, checkpointed,
                            created_at)
        SELECT '0190000b-0000-7000-9000-' || lpad(n::text, 12, '0'), 'straat-' || n, 'Straat ' || n, place, country,
               'bench-' || n % 100, municipality, area, south, north, west, east, 0, 1, 0, 0, register_hash, 0, created_at
        FROM (SELECT * FROM groups WHERE register_position = 0 AND last_sequence = 0 ORDER BY id LIMIT 1) AS fresh,
             generate_series(1, {groups}) AS n;
        INSERT INTO group_words (word, group_id)
        SELECT w, '0190000b-0000-7000-9000-' || lpad(n::text, 12, '0')
        FROM generate_series(1, {groups}) AS n, unnest(ARRAY['straat', n::text]) AS w;
        INSERT INTO members (id, group_id, person_id, standing, role, joined_sequence, applied_at)
        SELECT '0190000c-0000-7000-9000-' || lpad(n::text, 12, '0'),
               '0190000b-0000-7000-9000-' || lpad((((n - 1) % {groups}) + 1)::text, 12, '0'), {person}, 'approved',
               CASE WHEN n <= {groups} THEN 'coordinator' ELSE 'resident' END, 1, 1700000000000
        FROM generate_series(1, {people}) AS n;
    """)
    rows = "".join(
        f"{name('tokens', n)}\t\\\\x{hashlib.sha256(secret(n).encode()).hexdigest()}\t{name('persons', n)}\tbearer\t\\N"
        "\t1700000000000\t1700000000000\t4000000000000\n" for n in range(1, groups * keys + 1))
    psql(server, "COPY tokens (id, hash, person_id, purpose, device, created_at, used_at, expires_at) FROM STDIN", rows)
    psql(server, "VACUUM ANALYZE")


def size(server):
    """Bytes of the database on disk, after everything was written out."""
    psql(server, "CHECKPOINT")
    return int(psql(server, "SELECT pg_database_size('postgres')")[0][0])


def cpu(pids):
    """Seconds of processor time that processes have used, their ended children included."""
    ticks = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(pid):
    """Resident bytes of a process."""
    with open(f"/proc/{pid}/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def family(pid):
    """A process and its children."""
    with open(f"/proc/{pid}/task/{pid}/children") as children:
        return [pid, *map(int, children.read().split())]
