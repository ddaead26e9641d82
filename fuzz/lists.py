"""Files that an operator brings in: lists of groups, lists of police zones, and the files of the gazetteer. Each goes to the command that reads
it, in a house of its own."""

import shutil
import subprocess
from pathlib import Path

from fuzz import calls, hostile

ROOT = Path(__file__).resolve().parent.parent
GAZETTEER = ROOT / "Sources/WatchWeb/Resources/share/gazetteer"
SEEDS = Path(__file__).resolve().parent / "seeds"
COLUMNS = ("slug", "name", "place", "municipality", "country", "zone", "area", "latitude", "longitude", "radius",
           "members", "channel",
           "founded", "standing", "invitation", "coordinator_email")
ZONE_COLUMNS = ("municipality", "zone", "country", "name")
PATIENCE = 240


def shape(dice):
    """An area as a field holds it: well-known text or GeoJSON, not always one."""
    ring = calls.ring(dice)
    if dice.random() < 0.2:
        ring = [[dice.choice((0, 4.9, 181, -1e300, 1e-320)),
                 dice.choice((52.0, 91, 0))] for _ in range(dice.choice((1, 3, 4, 400)))]
    if dice.random() < 0.5:
        points = ", ".join(f"{x} {y}" for x, y in ring)
        made = dice.choice((f"POLYGON (({points}))", f"MULTIPOLYGON ((({points})), (({points})))",
                            f"polygon(({points}))",
                            f"POLYGON (({points}), ({points}))", "POLYGON EMPTY", "POLYGON ((", f"POINT ({points})"))
    else:
        made = hostile.dumped(hostile.bent({"type": dice.choice(("Polygon", "MultiPolygon", "Point")),
                                            "coordinates": [ring]}, dice)
                              if dice.random() < 0.5 else {"type": "Polygon", "coordinates": [ring]}, dice)
    return made if dice.random() < 0.8 else hostile.damaged(made.encode("utf-8", "replace"), dice).decode("utf-8",
                                                                                                          "replace")


def cell(name, dice):
    """What stands in a column."""
    if dice.random() < 0.3:
        return hostile.text(dice)
    known = {
        "name": f"Buurt {dice.randrange(10_000)}", "place": "Woerden",
        "municipality": dice.choice(("", "0632", "Woerden")),
        "country": dice.choice(("", "NL", "BE", "nl")), "zone": dice.choice(("", "Basisteam Woerden", "PZ Grens", "z" * 81)), "area": shape(dice), "latitude": "52.09",
        "longitude": "4,87",
        "radius": dice.choice(("200", "", "1e9", "NaN", "-5")), "members": dice.choice(("40", "-1", "9" * 30)),
        "channel": dice.choice(("saar", "whatsapp", "")), "founded": dice.choice(("2016", "2016-04-30", "9999",
                                                                                  "2016-02-31")),
        "standing": dice.choice(("", "listed", "closed")), "invitation": "https://chat.whatsapp.com/AbCdEf1234567890",
        "coordinator_email": f"jan{dice.randrange(99)}@example.org"}
    return known.get(name, "")


def of_groups(dice, lines):
    """A list of groups, as bytes."""
    return table([name for name in COLUMNS if dice.random() < 0.6] or ["name"], dice, lines)


def of_zones(dice, lines):
    """A list of municipalities with their police zones, as bytes."""
    return table([name for name in ZONE_COLUMNS if dice.random() < 0.9] or ["zone"], dice, lines)


def table(columns, dice, lines):
    """A table with these columns, as bytes."""
    separator = dice.choice((",", ",", ";"))
    if dice.random() < 0.2:
        columns.append(hostile.text(dice)[:200])

    def written(text):
        quoted = dice.random() < 0.9
        return '"' + text.replace('"', '""') + '"' if quoted else text

    text = separator.join(written(name) for name in columns) + dice.choice(("\n", "\r\n", "\r"))
    for _ in range(lines):
        # Everything wrong with a line is said; a line that is right must come in beside it.
        cells = [written(cell(name, dice)) for name in columns]
        if dice.random() < 0.05:
            cells = cells[:dice.randrange(len(cells) + 1)] + [written(hostile.text(dice))] * dice.randrange(3)
        text += separator.join(cells) + dice.choice(("\n", "\n", "\r\n"))
    data = text.encode(dice.choice(("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16")), "replace")
    for _ in range(dice.choice((0, 0, 1, 3))):
        data = hostile.damaged(data, dice)
    return data


class House:
    """A database with nobody in it, into which lists are brought."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.options = ["--database", f"sqlite:{folder / 'saar.sqlite'}", "--register-key", str(folder / "key")]
        done = self._run("migrate")
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode("utf-8", "replace"))

    def _run(self, *arguments):
        return subprocess.run([str(self.program), *map(str, arguments), *self.options], capture_output=True,
                              timeout=PATIENCE)

    def groups(self, data, *flags):
        """What is wrong with how a list was taken; None when nothing is."""
        file = self.folder / "list.csv"
        file.write_bytes(data)
        return self._judged("import", "groups", file, *flags)

    def zones(self, data, *flags):
        """The same for a list of police zones."""
        file = self.folder / "zones.csv"
        file.write_bytes(data)
        return self._judged("zone", "import", file, *flags)

    def places(self, dice):
        """The same for the gazetteer with a file that was damaged. Returns (file, its bytes, what is wrong)."""
        folder = self.folder / "gazetteer"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(GAZETTEER, folder)
        file = dice.choice(sorted(one for one in folder.iterdir() if one.is_file()))
        data = file.read_bytes()
        for _ in range(dice.choice((1, 2, 5))):
            data = hostile.damaged(data, dice)
        file.write_bytes(data)
        return file.name, data, self._judged("import", "places", folder)

    def _judged(self, *arguments):
        try:
            done = self._run(*arguments)
        except subprocess.TimeoutExpired:
            return f"no end within {PATIENCE} s"
        if done.returncode not in (0, 1):
            return f"ended with {done.returncode}: {done.stderr.decode('utf-8', 'replace')[-300:]}"
        if b"Fatal error" in done.stderr or b"unexpected" in done.stderr:
            return done.stderr.decode("utf-8", "replace")[-300:]
        return None
