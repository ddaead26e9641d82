"""Lists of groups: brought in and written by the real program."""

import csv
import io
import os
import random
import subprocess
import time

import pytest

from conftest import binary

HEADER = "name,place,municipality,latitude,longitude,radius,members,channel,invitation,founded,coordinator_email\n"
ONE = "Rembrandtlaan,Woerden,,52.0907,4.8767,200,40,whatsapp,https://chat.whatsapp.com/AbCdEf1234567890,2016,jan@example.org\n"
TWO = "Vermeerstraat,Woerden,Woerden,52.0800,4.8900,300,,,,2019-04-30,\n"


class House:
    """An empty house of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.database = f"sqlite:{folder}/saar.db"
        self.run("migrate")

    def run(self, *arguments, status=0):
        """What it says, on both lines out where something is wrong.

        :param status: how it must end; None for any refusal, and never for a crash.
        """
        done = subprocess.run(
            [str(binary()), *arguments, "--database", self.database, "--register-key", str(self.folder / "key")],
            capture_output=True, timeout=300, env={**os.environ})
        text = done.stdout.decode()
        if status is None:
            assert 0 < done.returncode < 128, f"{done.returncode}: {text}{done.stderr.decode()}"
            return text + done.stderr.decode()
        assert done.returncode == status, f"{done.returncode}: {text}{done.stderr.decode()}"
        return text

    def take(self, text, *flags, status=0, encoding="utf-8"):
        file = self.folder / "list.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return self.run("import", "groups", str(file), *flags, status=status)

    def rows(self, *flags):
        return list(csv.DictReader(io.StringIO(self.run("export", "groups", *flags))))


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def test_a_dry_run_changes_nothing_and_says_what_would_be_done(house):
    said = house.take(HEADER + ONE + TWO, "--dry-run")
    assert "2 groups would come in, 1 of them with nobody" in said and "nothing was changed" in said
    assert house.rows() == []
    assert "2 groups came in" in house.take(HEADER + ONE + TWO)
    rows = house.rows("--private")
    assert [row["slug"] for row in rows] == ["rembrandtlaan", "vermeerstraat"]
    assert [row["municipality"] for row in rows] == ["0632", "0632"], "found by the position, and by the name"
    assert rows[0]["coordinator_email"] == "jan@example.org" and rows[0]["founded"] == "2016-01-01"
    assert "coordinator_email" not in house.rows()[0] and "invitation" not in house.rows()[0]


def test_every_fault_of_every_line_is_named_and_nothing_comes_in(house):
    bad = ",Woerden,Nergenshuizen,52.09,4.87,20,many,pigeon,http://example.org,1066,jan\n"
    bow = '"Strik",Woerden,,,,,,,,,\n'
    said = house.take(HEADER + ONE + bad + bow, status=1)
    for part in ("line 3, name", "line 3, municipality", "line 3, radius", "line 3, members", "line 3, channel",
                 "line 3, invitation", "line 3, founded", "line 3, coordinator_email", "line 4, area"):
        assert part in said, f"{part} is not in: {said}"
    assert "line 2" not in said and "Nothing was changed" in said
    assert house.rows() == []
    crossing = "POLYGON ((4.87 52.08, 4.88 52.09, 4.88 52.08, 4.87 52.09, 4.87 52.08))"
    said = house.take(f'name,place,area\nLus,Woerden,"{crossing}"\n', status=1)
    assert "line 2, area: it crosses itself" in said


def test_a_list_from_an_office_program(house):
    text = ("Place;Name;Latitude;Longitude;Radius;Extra\r\n"
            "Liège;Café Élysée;50,6326;5,5797;250;x\r\n\r\n")
    said = house.take(text, "--country", "BE", encoding="windows-1252")
    assert "Windows-1252 with ;" in said and "line 1, extra: look" in said
    row, = house.rows()
    assert (row["name"], row["place"], row["country"], row["slug"]) == ("Café Élysée", "Liège", "BE", "cafe-elysee")
    assert "UTF-8 with ;" in house.take("\ufeff" + text.replace("Café", "Bar"), "--country", "BE")


def test_a_list_is_brought_in_again(house):
    house.take(HEADER + ONE)
    assert "in the registry already" in house.take(HEADER + ONE + TWO, status=1)
    said = house.take(HEADER + ONE + TWO, "--skip-existing")
    assert "1 groups came in" in said and "1 passed over" in said
    assert "0 groups came in" in house.take(HEADER + ONE + TWO, "--skip-existing")
    assert "stands in line 2" in house.take(HEADER + ONE.replace("Rem", "Xem") * 2, status=1)
    said = house.take(HEADER + ONE.replace("Rembrandtlaan", "Anders"))
    assert "more than half of it is that of rembrandtlaan" in said
    # The same name elsewhere has another address.
    house.take(HEADER + ONE.replace("Woerden", "Utrecht").replace("52.0907,4.8767", "52.0907,5.1214"))
    assert [row["slug"] for row in house.rows()] == ["anders", "rembrandtlaan", "rembrandtlaan-2", "vermeerstraat"]


def test_what_is_written_can_be_read_again(house, tmp_path):
    area = "MULTIPOLYGON (((4.87 52.08, 4.88 52.08, 4.88 52.09, 4.87 52.08)), ((4.9 52.1, 4.91 52.1, 4.9 52.11, 4.9 52.1)))"
    odd = (f'name,place,area,standing\n"=cmd|\'/c calc\'!A1",Woerden,"{area}",silent\n'
           '"\'t Hof, ""oud""",Woerden,"' + area.replace("52.", "52.2") + '",proposed\n'
           '"Nieuw;=1+2;x, \'\'=1",Woerden,"' + area.replace("52.", "52.3") + '",listed\n')
    house.take(odd)
    house.take(HEADER + ONE + TWO)
    first = house.run("export", "groups", "--private")
    assert "'=cmd" in first, "a formula came out as one"
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(first), delimiter=separator):
            for cell in row:
                assert not cell.lstrip(' "').startswith(("=", "@")), f"a formula, where {separator!r} parts: {cell}"
    # One apostrophe comes with a list as Saar writes it; what was in the name before stays.
    assert "Nieuw;'=1+2;x, ''=1" in {row["name"] for row in house.rows()}
    other = f"sqlite:{tmp_path}/other.db"
    mine, house.database = house.database, other
    house.run("migrate")
    house.take(first)
    assert house.run("export", "groups", "--private") == first
    assert len(house.rows("--municipality", "9999")) == 0 and len(house.rows("--country", "NL")) == 5
    house.database = mine


def test_nine_thousand_groups_come_in_soon(house):
    dice = random.Random(7)
    lines = ["name,place,municipality,area,members,channel\n"]
    for number in range(9_000):
        west, south = 4.5 + (number % 100) * 0.012, 51.6 + (number // 100) * 0.009
        ring = [(west + dice.uniform(0, .004), south + dice.uniform(0, .003)), (west + .008, south),
                (west + .009, south + .005), (west + .004, south + .007), (west, south + .005)]
        text = ", ".join(f"{x:.6f} {y:.6f}" for x, y in ring + ring[:1])
        lines.append(f'Buurt {number},Dorp {number % 700},,"POLYGON (({text}))",{number % 200},whatsapp\n')
    began = time.monotonic()
    said = house.take("".join(lines))
    seconds = time.monotonic() - began
    print(f"9,000 groups in {seconds:.1f} s")
    assert "9000 groups came in" in said
    # What is promised is 20 s by the released program; one that was built to be debugged has longer.
    assert seconds < (20 if "release" in str(binary()) else 180)
    assert len(house.rows()) == 9_000
