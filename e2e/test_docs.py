"""What the documents name is there: the files that a change touches, the decisions and where they stand, the words that are not
built yet, the libraries, the map of the house. Nothing is started for it."""

import fnmatch
import functools
import re
import subprocess
from datetime import date

import pytest
import yaml

from conftest import ROOT

FILES = sorted(subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True
).stdout.split("\n")[:-1])
FILES = [file for file in FILES if (ROOT / file).is_file()]
FOLDERS = sorted({str(folder) for file in FILES for folder in (ROOT / file).relative_to(ROOT).parents} - {"."})
ADDING = (ROOT / "docs/adding.md").read_text(encoding="utf-8")
ENDINGS = (".swift", ".json", ".py", ".js", ".css", ".md", ".mustache", ".example", ".toml")


@functools.cache
def read(file):
    """What stands in a file; nothing in one that is no text."""
    try:
        return (ROOT / file).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def paths(text):
    """What is back-ticked and is a path, with its placeholders."""
    found = []
    for word in re.findall(r"`([^`\n]+)`", text):
        word = word.split(" ")[0] if word.startswith("script/") else word
        if " " in word or "{{" in word or word.startswith("/") or not re.search(r"\w", word):
            continue
        if "/" in word and "//" not in word or word.endswith(ENDINGS):
            found.append(word.rstrip("/"))
    return found


def matches(path, file, **names):
    """Whether a path means this file, from the root or from further in; a placeholder is a name, or anything."""
    for name, value in names.items():
        path = path.replace(f"<{name}>", value)
    glob = re.sub(r"<[^>]+>|…", "*", path)
    return fnmatch.fnmatchcase(file, glob) or fnmatch.fnmatchcase(file, "*/" + glob)


def missing(text):
    """The paths of a text that lead nowhere."""
    return [path for path in paths(text) if not any(matches(path, file) for file in FILES + FOLDERS)]


def way(title, text=ADDING):
    """A section of docs/adding.md."""
    parts = re.split(r"^## ", text, flags=re.MULTILINE)
    found = [part for part in parts if part.startswith(title + "\n")]
    assert len(found) == 1, f"docs/adding.md has no section called {title}"
    return found[0]


# --- How to add something ---------------------------------------------------------------------------------------------


def test_every_path_in_adding_is_there():
    assert len(paths(ADDING)) > 150
    assert missing(ADDING) == []


# Of each way something that is there: the files in which it stands are those that one like it will touch.
REACTION = re.compile(r"\bknownPerson\b|[\".]known-person\"")
REACTIONS = [r"\bsighting\b", r"on-?the-?lookout", r"police-?on-?scene", r"known-?person", r"\binformation\b"]
FIELD = re.compile(r"[.\"]vehicle\b|\bvehicle:|[#^{]vehicle\}|name=vehicle")
ROOM = re.compile(r"test[-_]?alarms?", re.IGNORECASE)
CHANNEL = re.compile(r"(?<!\w)\.mail\b|NoticeChannel\.mail\b|\bcase mail$|\b(WatchMail|MailChannel)\b", re.MULTILINE)
CHANNEL_WORDS = re.compile(r"\"mail\"|\"(reach\.by|reach\.sent|members\.ready\.by|group\.told|me\.told|privacy\.reads)\.mail\"")


@functools.cache
def standing(pattern, *places, unless=()):
    """The files of these places in which it stands, in their text or their name."""
    return [file for file in FILES if file.startswith(places) and not file.startswith(tuple(unless))
            and (pattern.search(read(file)) or pattern.search(file.split("/")[-1]))]


def reaction():
    # A test that says every kind is a table of them; any other takes one as it comes.
    tables = [file for file in FILES if file.startswith(("Tests/", "e2e/test_"))
              and all(re.search(kind, read(file), re.IGNORECASE) for kind in REACTIONS) and file != "e2e/test_docs.py"]
    return standing(REACTION, "Sources/") + [file for file in tables if REACTION.search(read(file))]


def field():
    return [file for file in standing(FIELD, "Sources/", "Tests/", "e2e/") if file != "e2e/test_docs.py"]


def room():
    return standing(ROOM, "Sources/", "Tests/", "docs/glossary.md", "docs/threat-model.md", "CHANGELOG.md", "e2e/test_test")


def channel():
    # The target's own other files are its own affair, and so are settings of one mailer.
    own = ("Sources/WatchMail/", "Tests/")
    return (standing(CHANNEL, "Sources/", "Package.swift", "script/", "README.md", unless=own)
            + standing(CHANNEL_WORDS, "Sources/WatchWeb/Resources/share/words/", "Sources/WatchWeb/Resources/share/openapi.json")
            + ["Sources/WatchMail/MailChannel.swift", "Tests/WatchMailTests/MailChannelTests.swift"])


WAYS = [
    ("The way of a room", room, {"Room": "TestAlarm", "room": "test[-_]alarm"}, 60),
    ("The way of a field of a report", field, {}, 30),
    ("The way of a kind of reaction", reaction, {}, 13),
    ("The way of a channel", channel, {"Channel": "Mail"}, 20),
]


def unnamed(title, example, names, text=ADDING):
    """The files of an example that its way does not name."""
    named = paths(way(title, text))
    return [file for file in sorted(set(example())) if not any(matches(path, file, **names) for path in named)]


@pytest.mark.parametrize("title, example, names, least", WAYS, ids=[title for title, *_ in WAYS])
def test_a_way_names_every_file_of_what_is_there_already(title, example, names, least):
    assert len(set(example())) >= least, "the example is hardly there any more: take another one"
    assert unnamed(title, example, names) == []


@pytest.mark.parametrize("title, example, names, path", [
    (*WAYS[0][:3], "Sources/WatchStore/Event/EventLedger.swift"),
    (*WAYS[1][:3], "Sources/Watch/Register/RegisterEntry.swift"),
    (*WAYS[2][:3], "Sources/WatchApp/Demo/DemoPlayer.swift"),
    (*WAYS[3][:3], "Sources/WatchStore/Notice/WayRows.swift"),
])
def test_a_way_that_leaves_out_a_file_is_seen(title, example, names, path):
    assert f"`{path}`" in way(title)
    part = way(title)
    assert unnamed(title, example, names, ADDING.replace(part, part.replace(f"`{path}`", "it"))) == [path]


def test_a_path_that_is_gone_is_seen():
    assert missing("`Sources/Watch/<Room>/<Room>Rules.swift`, `House/Refusal.swift`, `share/styles`") == []
    gone = ["Sources/Watch/<Room>/<Room>Wishes.swift", "Attic/Refusal.swift", "Nowhere.swift"]
    assert missing(" ".join(f"`{path}`" for path in gone)) == gone


# --- Decisions --------------------------------------------------------------------------------------------------------

DECISIONS = {file.split("/")[-1]: read(file) for file in FILES if file.startswith("docs/decisions/")}
STATUS = re.compile(r"\*(\d{4}-\d\d-\d\d) · (holds|(?:changed|replaced) by (\[\d+\]\([^)]+\)(?:(?:, | and )\[\d+\]\([^)]+\))*))\*")
LINK = re.compile(r"\[(?:decision )?(\d+)\]\((\d{4}-[^)]+\.md)\)")


def decision_faults(decisions):
    """What is wrong with the decisions, as lines."""
    found, status = [], {}
    numbers = [int(name[:4]) for name in sorted(decisions)]
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(f"a gap, or a number twice: {sorted(set(range(1, max(numbers))) ^ set(numbers))}")
    for name, text in sorted(decisions.items()):
        lines = text.split("\n")
        if not re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name) or not lines[0].startswith(f"# {int(name[:4])}. "):
            found.append(f"{name}: its first line is not # {int(name[:4])}. and what was decided")
        line = STATUS.fullmatch(lines[2]) if len(lines) > 3 and lines[1] == lines[3] == "" else None
        if not line:
            found.append(f"{name}: its third line is not *date · holds, changed by or replaced by*")
            continue
        try:
            date.fromisoformat(line[1])
        except ValueError:
            found.append(f"{name}: {line[1]} is no day")
        status[name] = [other for _, other in LINK.findall(line[2])]
        found += [f"{name}: {other} came before it" for other in status[name] if other <= name]
        found += [f"{name}: [{number}] leads to {other}" for number, other in LINK.findall(text)
                  if other not in decisions or int(number) != int(other[:4])]
    for name, text in sorted(decisions.items()):
        amended = re.search(r"^Amends [^.]*(?:\.md\)[^.]*)*\.$", text, re.MULTILINE)
        found += [f"{other}: {name} amends it, and its third line does not say so"
                  for _, other in LINK.findall(amended[0] if amended else "") if name not in status.get(other, [])]
    return found


def test_every_decision_says_when_and_whether_it_holds():
    assert len(DECISIONS) >= 69
    assert decision_faults(DECISIONS) == []


@pytest.mark.parametrize("name, before, after, fault", [
    ("0003", "# 3. ", "# 4. ", "its first line"),
    ("0003", " · holds*", " · accepted*", "its third line"),
    ("0003", "*2026-11-21", "*2026-11-31", "is no day"),
    ("0008", "(0044-", "(0094-", "leads to 0094-"),
    ("0008", "[44](0044-one-incident-in-the-same-words.md)", "[4](0004-newcomers-read-what-is-open.md)", "came before it"),
    ("0063", "changed by [67](0067-a-groups-alarm-is-tested.md)", "holds", "amends it"),
    ("0024", None, None, "a gap"),
])
def test_what_is_wrong_with_a_decision_is_seen(name, before, after, fault):
    name = next(file for file in DECISIONS if file.startswith(name))
    changed = dict(DECISIONS)
    text = changed.pop(name)
    if before:
        assert before in text
        changed[name] = text.replace(before, after, 1)
    found = decision_faults(changed)
    assert found and any(fault in line for line in found), found


# --- Links between documents ------------------------------------------------------------------------------------------


def dead(file, text):
    """Where a document's links to other files lead nowhere."""
    links = re.findall(r"\]\(([^)\s#]+)(?:#[^)\s]*)?\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [f"{file}: {link}" for link in links
            if not re.match(r"[a-z]+:", link) and not ((ROOT / file).parent / link).exists()]


def test_no_link_between_documents_is_dead():
    documents = [file for file in FILES if file.endswith(".md")]
    assert len(documents) > 75
    assert [line for file in documents for line in dead(file, read(file))] == []
    assert dead("README.md", "[a](docs/adding.md#x) [b](docs/gone.md)") == ["README.md: docs/gone.md"]


# --- The words --------------------------------------------------------------------------------------------------------

GLOSSARY = [line.split(" | ") for line in read("docs/glossary.md").split("\n") if line.startswith("| ")]
SWIFT = "\n".join(read(file) for file in FILES if file.startswith(("Sources/", "Tests/")) and file.endswith(".swift"))


def code_words(row):
    """The words of a row, as they stand in code or in its comments."""
    return [word.strip() for word in re.sub(r"\(.*?\)", "", row[0].removeprefix("|")).split(",")]


def declared(word):
    """Whether the code has a thing of this name."""
    return re.search(rf"\b(struct|enum|class|actor|protocol|typealias) {word}\b", SWIFT) is not None


def test_words_that_are_not_built_yet_say_so():
    rows = [row for row in GLOSSARY if row[0] not in ("| in code", "| word", "| ---")]
    marked = [word for row in rows if "*not built yet:*" in row[-1] for word in code_words(row)]
    assert marked, "nothing is said to be missing: then this test may go"
    assert [word for word in marked if declared(word)] == [], "it is built by now: take the mark away"
    plain = [word for row in rows if "*not built yet:*" not in row[-1] for word in code_words(row)]
    text = SWIFT.lower()
    missing = [word for word in plain
               if word.lower() not in text and re.sub(r"[ -]", "", word).lower() not in text]
    assert missing == [], "nothing in the code has this word: mark it, or call it as the code does"


# --- The libraries ----------------------------------------------------------------------------------------------------


def test_publiccode_names_every_library():
    known = {entry["name"]: entry["versionMin"] for entry in yaml.safe_load(read("publiccode.yml"))["dependsOn"]["open"]}
    packages = dict(re.findall(r'\.package\(url: "[^"]*/([^/"]+)\.git", from: "([^"]+)"\)', read("Package.swift")))
    assert len(packages) == read("Package.swift").count(".package(url:") > 10
    # What the system brings, by the name of Debian's package.
    libraries = {"libsqlite3-dev": "SQLite", "libpq-dev": "libpq", "libnats-dev": "libnats", "libgeos-dev": "GEOS",
                 "libqrencode-dev": "libqrencode", "libjs-leaflet": "Leaflet", "zlib1g-dev": "zlib"}
    setup = read("script/setup").split("packages+=(")[0]
    wanted = set(re.findall(r"^    (lib(?!c6|stdc)\S+-dev|libjs-\S+|zlib1g-dev) ", setup, re.MULTILINE))
    linked = set(re.findall(r'\.apt\(\["([^"]+)"\]\)', read("Package.swift")))
    assert wanted == set(libraries) and linked <= wanted
    assert {name: known.get(name) for name in packages} == packages
    others = {"Swift", "PostgreSQL", "NATS"}
    assert set(known) == set(packages) | set(libraries.values()) | others


# --- The map of the house ---------------------------------------------------------------------------------------------


def map_of_the_house(text):
    """The folders of the README's map, the targets in Sources, and the scripts."""
    lines = re.search(r"## The map of the house\n\n```\n(.*?)```", text, re.DOTALL)[1].split("\n")
    folders = [match[1] for line in lines if (match := re.match(r"(\w+)/", line))]
    targets = [target for line in lines if line.startswith("  ") for target in re.findall(r"\b(\w+)/", line)
               if target != "Resources"]
    scripts = next(line for line in lines if line.startswith("script/")).split()[1:]
    return folders, targets, scripts


def test_the_map_of_the_house_is_true():
    folders, targets, scripts = map_of_the_house(read("README.md"))
    assert sorted(folders) == sorted({file.split("/")[0] for file in FILES if "/" in file and not file.startswith(".")})
    assert sorted(targets) == sorted({file.split("/")[1] for file in FILES if file.startswith("Sources/")})
    assert sorted(scripts) == sorted(file.split("/")[1] for file in FILES if file.startswith("script/"))
    named = [path for path in paths(read("README.md")) if path.split("/")[0] in folders]
    assert named and [path for path in named if not (ROOT / path).exists()] == []
