"""Who of the police reads along with a group: by the ground on which it lies, as an operator says it to a house that is
serving already."""

import json
import subprocess

import pytest

from conftest import DEADLINE, binary, report, wait_for
from test_mail import post, saar, serve  # noqa: F401 (fixtures)
from test_offices import HARMELEN, signed_in

READS, NOBODY = "De politie leest mee.", "In deze groep leest nog niemand van de politie mee."
OUDEWATER = {"type": "Polygon", "coordinates": [
    [[4.865, 52.023], [4.875, 52.023], [4.875, 52.029], [4.865, 52.029], [4.865, 52.023]]]}
LIST = "country;municipality;zone\nNL;632;Basisteam Woerden\nBE;Antwerpen;PZ Antwerpen\nBE;11022;PZ Grens\n"


@pytest.fixture
def house(saar, tmp_path):  # noqa: F811
    def run(*arguments, status=0):
        done = subprocess.run([str(binary()), *arguments, "--database", f"sqlite:{tmp_path}/saar.sqlite"],
                              capture_output=True, text=True, timeout=DEADLINE)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def take(text, *flags, status=0):
        (tmp_path / "zones.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        return run("zone", "import", str(tmp_path / "zones.csv"), *flags, status=status)

    run.take = take
    return run


def test_who_reads_along_is_said_and_follows_the_ground(saar, post, house):  # noqa: F811
    anna = signed_in(saar, post, "anna@example.org")
    founded = anna.post("/groups", data={
        "name": "Harmelen Dorp", "where": "drawn", "area": json.dumps(HARMELEN), "channel": "saar", "agrees": "1",
        "isOfAge": "1", "firstName": "Anna", "do": "propose"})
    assert founded.status_code == 303, founded.text
    path = founded.headers["Location"].split("?")[0].replace(saar.plain, "")
    group = anna.get(f"/api/v1{path}").json()
    assert group["municipality"] == "0632" and "zone" not in group, group

    def says(expected):
        """What the pages of a group say of the police."""
        for page in (path, f"{path}/report"):
            text = anna.get(page).text
            assert (NOBODY in text) == (expected == NOBODY), page
            assert ("De politie (Basisteam Woerden) leest alles mee" in text or READS in text) == (
                expected != NOBODY), page
        return True

    says(NOBODY)
    assert "Woerden (0632), groups: 1: it has no zone" in house("zone", "check", status=1)

    # An officer of the country, or of a zone that nobody lies in, is no officer of this group.
    officer = signed_in(saar, post, "wijkagent@example.org")
    grant = ("office", "grant", "--email", "wijkagent@example.org", "--as", "police", "--territory")
    house(*grant, "NL")
    assert "is it spelled" in house(*grant, "Basisteam Woerden")
    alert = anna.post(f"/api/v1/groups/{group['id']}/alerts", json=report())
    assert alert.status_code == 201, alert.text
    alert = f"/api/v1/alerts/{alert.json()['id']}"
    assert officer.get(alert).status_code == 404
    says(NOBODY)

    # Once the municipality has its zone, who holds its office reads along: the page and the officer at once.
    assert "3 municipalities, of which 3 were changed" in house.take(LIST)
    says(READS)
    assert officer.get(alert).status_code == 200
    assert anna.get(f"/api/v1{path}").json()["zone"] == "Basisteam Woerden"
    wait_for("the registry of strangers", lambda: "Basisteam Woerden" in anna.get("/api/v1/groups?q=Harmelen Dorp").text)
    assert "zone NL: somebody holds" in house("zone", "check", status=1)
    house("office", "revoke", "--email", "wijkagent@example.org", "--as", "police", "--territory", "NL")
    assert "Every group lies in a zone" in house("zone", "check")

    # A group that moves has the zone of where it is now, and there is none.
    moved = anna.patch(f"/api/v1/groups/{group['id']}", json={"area": OUDEWATER})
    assert moved.status_code in (200, 204), moved.text
    assert anna.get(f"/api/v1{path}").json()["municipality"] == "0589"
    says(NOBODY)
    assert officer.get(alert).status_code == 404
    assert "Oudewater (0589), groups: 1" in house("zone", "check", status=1)
    house("zone", "set", "--municipality", "Oudewater", "--zone", "Basisteam Woerden")
    says(READS)
    assert officer.get(alert).status_code == 200

    # Nobody holds the office any more: then nobody reads, and it is said.
    house("office", "revoke", "--email", "wijkagent@example.org", "--as", "police", "--territory", "Basisteam Woerden")
    says(NOBODY)
    assert officer.get(alert).status_code == 404
    assert "nobody holds its police office" in house("zone", "check", status=1)


def test_the_table_is_set_listed_and_brought_in_again(house):
    assert "from now on" in house("zone", "set", "--municipality", "woerden", "--zone", " Basisteam Woerden ")
    assert "Nothing was changed" in house("zone", "set", "--municipality", "0632", "--zone", "Basisteam Woerden")
    assert "and no longer in Basisteam Woerden" in house("zone", "set", "--municipality", "0632", "--zone", "MN")
    for municipality, zone, part in (("Woerdam", "MN", "no municipality"), ("Bergen", "MN", "more than one"),
                                     ("0632", " ", "no name"), ("0632", "z" * 81, "more than 80"),
                                     ("0632", "www.evil.nl", "an address"), ("Antwerpen", "MN", "both countries")):
        said = house("zone", "set", "--municipality", municipality, "--zone", zone, status=1)
        assert part in said and "Nothing was changed" in said, said
    listed = house("zone", "list")
    assert listed == ("country\tmunicipality\tname\tzone\tgroups\tofficers\n"
                      "NL\t0632\tWoerden\tMN\t0\t0\n")
    assert "1 municipalities, of which 0 were changed" in house.take(listed)
    assert "no longer lies in MN" in house("zone", "clear", "--municipality", "Woerden")
    assert "Nothing was changed" in house("zone", "clear", "--municipality", "Woerden")
    assert "1 municipalities, of which 1 would be changed" in house.take(listed, "--dry-run")
    assert "0632" not in house("zone", "list")


def test_every_fault_of_a_list_is_named_and_nothing_comes_in(house):
    bad = ("municipality,zone,country,extra\n"
           "Nergenshuizen,A,,\n,B,,\nWoerden,,,\n0632,C,XX,\nWoerden,D,,\n0632,D,,\n632,E,,\n"
           "Bergen,F,,\nUtrecht,www.evil.nl,,\n11002,D,BE,\nVeenendaal," + "z" * 81 + ",,\n")
    said = house.take(bad, status=1)
    for part in ("line 1, extra: look", "line 2, municipality: no such municipality", "line 3, municipality: nothing",
                 "line 4, zone: nothing", "line 5, country", "line 7, municipality: look: Woerden stands in line 6",
                 "line 8, municipality: Woerden stands in line 6 already, in another zone",
                 "line 9, municipality: several are called so", "line 10, zone: an address",
                 "line 6, zone: D would be a zone of both countries", "line 12, zone: more than 80"):
        assert part in said, f"{part} is not in: {said}"
    assert "Nothing was changed" in said and house("zone", "list").count("\n") == 1
    for data, part in ((b"zone\nA\n", "column municipality: the column is missing"), (b"", "it is empty"),
                       (b"PK\x03\x04", "a workbook"), (b"{}", "GeoJSON"), (b'municipality,zone\n"a,b\n', "never closed"),
                       (b"x" * 5_000_001, "larger than 5 MB"),
                       (b"municipality,zone\n" + b"0632,A\n" * 10_001, "more than 10000 lines")):
        said = house.take(data, status=1)
        assert part in said and "Nothing was changed" in said, f"{part} is not in: {said}"
