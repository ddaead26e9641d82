"""Where it is: a point that was set on the map of a report goes along as it is, a phone's own place roughly."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from conftest import wait_for
from phones import fill_report, group_url, shared, submit, words
from tiles import Tiles

HERE = {"latitude": 52.08712, "longitude": 4.88456}


@pytest.fixture
def saar(demo):
    with Tiles() as tiles:
        yield demo(*tiles.settings)


def located(saar, behaviour):
    """Where neighbours see the alert, and where the police do."""
    alert = shared(saar, behaviour)[0]
    places = [saar.person(*who).get(f"/alerts/{alert['id']}").json()["location"] for who in (("resident", 0, 1), ("police",))]
    return [{name: place[name] for name in HERE} for place in places]


def point(page):
    return {name: page.input_value(f"#report input[name={name}]") for name in ("latitude", "longitude", "pointed")}


def opened(page):
    page.click("#point-open")
    page.wait_for_selector("#point-map.leaflet-container .leaflet-tile-loaded", state="attached")


def test_a_point_on_the_map_goes_along_as_it_was_set(people, saar):
    anna = people()
    fill_report(anna, saar, behaviour="Wijst de plek aan", place="")
    opened(anna)
    anna.locator("#point-map").click(position={"x": 100, "y": 120})
    wait_for("the point", lambda: point(anna)["pointed"] == "1")
    assert anna.locator(".point-mark").is_visible()
    assert anna.locator("#point-state").inner_text() == words("nl")["report.point.set"]
    assert anna.locator("#position-part").inner_text().startswith(words("nl")["report.point.added"])
    found = Axe().run(anna).response["violations"]
    assert not found, json.dumps(found, indent=1)[:3000]
    set_at = {name: float(point(anna)[name]) for name in ("latitude", "longitude")}
    submit(anna)
    anna.wait_for_selector("body[data-done=shared]")
    neighbour, police = located(saar, "Wijst de plek aan")
    assert neighbour == police == set_at


def test_the_middle_is_set_by_keyboard_and_survives_a_refusal(people, saar):
    anna = people()
    fill_report(anna, saar, behaviour="", place="")
    opened(anna)
    anna.locator("#point-map").focus()
    anna.keyboard.press("ArrowRight")
    anna.locator("#point-middle").press("Enter")
    wait_for("the point", lambda: point(anna)["pointed"] == "1")
    before = point(anna)
    submit(anna)
    anna.wait_for_selector(".mistakes")
    assert point(anna) == before
    assert anna.locator("#position-part").inner_text().startswith(words("nl")["report.point.added"])


def test_the_phones_own_place_takes_the_points_and_is_told_roughly(people, saar):
    anna = people()
    anna.context.grant_permissions(["geolocation"])
    anna.context.set_geolocation(HERE)
    fill_report(anna, saar, behaviour="Eerst een punt, dan de telefoon", place="")
    opened(anna)
    anna.locator("#point-middle").click()
    wait_for("the point", lambda: point(anna)["pointed"] == "1")
    anna.click("#position")
    wait_for("the phone's place", lambda: point(anna)["latitude"] == "52.08712")
    assert point(anna)["pointed"] == ""
    assert anna.locator("#position-part").inner_text().startswith(words("nl")["report.position.added"])
    submit(anna)
    anna.wait_for_selector("body[data-done=shared]")
    neighbour, police = located(saar, "Eerst een punt, dan de telefoon")
    assert police == HERE
    assert neighbour == {name: round(value, 3) for name, value in HERE.items()}


@pytest.mark.parametrize("has_script", [True, False], ids=["without pictures", "without JavaScript"])
def test_who_can_see_no_map_is_offered_none(demo, phones, has_script):
    bare = demo()
    anna = phones.stranger(javaScript=has_script)
    anna.goto(bare.person().sign_in_url)
    anna.goto(group_url(bare) + "/report")
    assert anna.locator("input[name=place]").is_visible()
    assert not anna.locator("#point-open").is_visible()
