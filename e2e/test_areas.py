"""Areas that neighbours draw, held against shapely: what it calls valid founds a group, what it does not is refused with
a word that says why and where. And the table that the Swift tests compare with is what shapely says today."""

import json
import random

import pytest
from shapely import Point, Polygon

import shapes
from conftest import Person

PLACE = (52.0803, 4.7501)


def found(person, ring, number):
    coordinates = [shapes.degrees(ring, *PLACE)]
    body = {"name": f"Buurt {number}", "country": "NL", "separate": True,
            "area": {"type": "Polygon", "coordinates": coordinates}}
    return Polygon(coordinates[0]), person.post("/groups", body)


@pytest.mark.parametrize("draw", [shapes.star, shapes.scribble])
def test_saar_and_shapely_agree_on_what_is_an_area(saar, draw):
    # Nobody compares so many areas within a day.
    residents = [Person(saar, person) for person in saar.line["people"] if person["role"] == "resident"]
    people = residents[:4] if draw is shapes.star else residents[4:8]
    dice = random.Random(7)
    verdicts = set()
    for number in range(120):
        ring = draw(dice, 0, 0, dice.choice([40, 200, 900]), dice.randint(4, 9))
        drawn, answer = found(people[number % 4], ring, number)
        verdicts.add(drawn.is_valid)
        if not drawn.is_valid:
            problem = answer.json()
            assert (answer.status_code, problem["code"], problem["field"]) == (422, "area-crosses-itself", "area")
            # Where it says to look, two of its lines meet: four decimals are up to 7 m.
            named = Point(float(problem["longitude"]), float(problem["latitude"]))
            assert drawn.boundary.distance(named) < 0.0001
            assert problem["latitude"] in problem["title"]
            continue
        if shapes.surface(drawn) < 400:
            assert (answer.status_code, answer.json()["code"]) == (422, "area-too-small")
            continue
        assert answer.status_code == 201, answer.text
        # So many of one person wait for nobody.
        confirmed = saar.person("foundation").post(f"/groups/{answer.json()['id']}/confirmation", {})
        assert confirmed.status_code < 300, confirmed.text
        kept = Polygon(answer.json()["area"]["coordinates"][0])
        assert kept.exterior.is_ccw and kept.equals(drawn)
        assert list(kept.exterior.coords)[0] == list(drawn.exterior.coords)[0]
    assert verdicts == ({True} if draw is shapes.star else {True, False})


def test_the_table_is_what_shapely_says():
    """Within a last digit: another version of PROJ may round otherwise."""
    def same(one, other):
        if isinstance(one, dict):
            return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
        if isinstance(one, list):
            return len(one) == len(other) and all(map(same, one, other))
        return one == other if isinstance(one, bool) else one == pytest.approx(other, rel=1e-6, abs=0.02)

    table = json.loads(shapes.TABLE.read_text())
    assert len(table) == 60 and same(table, json.loads(shapes.text()))
