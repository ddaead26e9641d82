"""The places of the country: there from the start, brought in anew by a command, and never half."""

import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from conftest import Saar, binary, wait_for

SHIPPED = Path(__file__).parent.parent / "Sources/WatchWeb/Resources/share/gazetteer"


class House:
    """A database with nobody in it."""

    def __init__(self, folder):
        self.options = ["--database", f"sqlite:{folder / 'saar.sqlite'}", "--register-key", str(folder / "key")]

    def run(self, *arguments):
        return subprocess.run(
            [binary(), *map(str, arguments), *self.options], capture_output=True, text=True, timeout=300)

    def serve(self):
        return Saar(["serve", *self.options, "--port", "0", "--log-level", "info"])


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    migrated = house.run("migrate")
    assert migrated.returncode == 0, migrated.stderr
    return house


@pytest.fixture
def folder(tmp_path):
    """The shipped files, to be changed."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "files"))


def change(file, before, after):
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def names(url, typed):
    answer = httpx.get(f"{url}/api/v1/places", params={"q": typed}, timeout=60)
    assert answer.status_code == 200, answer.text
    return [place["name"] for place in answer.json()["places"]]


def test_they_are_there_from_the_start(house):
    again = house.run("import", "places")
    assert again.returncode == 0, again.stderr
    assert re.search(r"23 provinces, 907 municipalities, \d+ towns, .* 5229 postcodes, of 2026-11-21", again.stdout)
    assert "were there already" in again.stdout
    assert "Reading" in again.stderr


def test_a_running_server_takes_a_newer_release(house, folder):
    server = house.serve()
    try:
        url = f"http://127.0.0.1:{server.port()}"
        assert names(url, "sgravenhage") == ["Den Haag"]
        change(folder / "nl_gemeenten.csv", "Zoetermeer,Zoetermeer", "Zoetermeer,Zoetermeer aan Zee")
        (folder / "release.txt").write_text("2027-01-01\n")
        imported = house.run("import", "places", folder)
        assert imported.returncode == 0, imported.stderr
        assert "of 2027-01-01" in imported.stdout
        wait_for("the new name at the old server", lambda: "Zoetermeer aan Zee" in names(url, "zoetermeer"))
        assert names(url, "sgravenhage") == ["Den Haag"]
    finally:
        assert server.stop() == 0
    # What an operator brought in is newer than what came with the program, and stays.
    assert house.run("migrate").returncode == 0
    assert "were there already" in house.run("import", "places", folder).stdout


@pytest.mark.parametrize("file, before, after, said", [
    ("nl_pc4.csv", "GM0363", "GM9999", "nl_pc4.csv, line 2, column gemeente_code"),
    ("be_postcodes.csv", "1000,Bruxelles", '1000,"Bruxelles', "be_postcodes.csv, line 2"),
    ("be_provinces.geojson", "FeatureCollection", "Feature", "be_provinces.geojson"),
    ("release.txt", "2026", "soon", "release.txt, line 1"),
])
def test_a_damaged_file_changes_nothing(house, folder, file, before, after, said):
    change(folder / file, before, after)
    imported = house.run("import", "places", folder)
    assert imported.returncode != 0
    assert said in imported.stderr
    assert "Nothing was changed" in imported.stderr
    assert "were there already" in house.run("import", "places").stdout


def test_a_missing_file_is_named(house, folder):
    (folder / "nl_wijken.csv").unlink()
    imported = house.run("import", "places", folder)
    assert imported.returncode != 0
    assert "nl_wijken.csv" in imported.stderr


def test_they_do_not_stand_in_the_way_of_a_copy(house, folder, tmp_path):
    change(folder / "nl_gemeenten.csv", "Zoetermeer,Zoetermeer", "Zoetermeer,Zoetermeer aan Zee")
    assert house.run("import", "places", folder).returncode == 0
    (tmp_path / "demo").mkdir()
    demo = House(tmp_path / "demo")
    server = Saar(["demo", *demo.options, "--port", "0", "--json"]).ready()
    assert server.stop() == 0
    # Nothing was signed with the key of a house in which nobody lives.
    Path(house.options[3]).unlink()
    copied = subprocess.run(
        [binary(), "copy", "--from", demo.options[1], "--from-register-key", demo.options[3],
         "--to", house.options[1], "--to-register-key", house.options[3]],
        capture_output=True, text=True, timeout=300)
    assert copied.returncode == 0, copied.stdout + copied.stderr
    assert "were there already" in house.run("import", "places").stdout
