"""What a municipality does its own way, as an operator says it to a house that is serving already: how old one must be, and
which number the local police have."""

import subprocess

import pytest

from conftest import DEADLINE, binary
from phones import Phones, group_url, words


@pytest.fixture
def house(demo, browser, tmp_path):
    """A demo on a file, phones for its people, and the command that is given beside it."""
    database = f"sqlite:{tmp_path}/street.sqlite"
    saar = demo("--database", database)

    def jurisdiction(*arguments, status=0):
        done = subprocess.run([str(binary()), "jurisdiction", *arguments, "--database", database],
                              capture_output=True, text=True, timeout=DEADLINE)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    phones = Phones(browser, saar)
    yield saar, phones, jurisdiction
    phones.close()


def test_what_is_out_of_bounds_is_refused_with_what_to_do(house):
    _, _, jurisdiction = house
    kalmthout = ("--municipality", "Kalmthout")
    for arguments, reason in [
        (("set", *kalmthout, "--minimum-age", "15"), "between 16 and 21"),
        (("set", *kalmthout, "--police-number", "101"), "09 266 61 11"),
        (("set", *kalmthout, "--police-number", "+32 3 620 29 29"), "09 266 61 11"),
        (("set", "--municipality", "Kalmt", "--minimum-age", "16"), "no municipality"),
        (("unset", "--municipality", "Kalmt"), "no municipality"),
    ]:
        assert reason in jurisdiction(*arguments, status=1), arguments
    assert "--minimum-age" in jurisdiction("set", *kalmthout, status=64)
    assert jurisdiction("list") == ""
    assert jurisdiction("set", *kalmthout, "--minimum-age", "16") == "Kalmthout (11022)\tage 16\tpolice -\n"
    line = "Kalmthout (11022)\tage 16\tpolice 03 620 29 29\n"
    assert jurisdiction("set", "--municipality", "11022", "--police-number", "03 620 29 29") == line
    assert jurisdiction("list") == line
    assert jurisdiction("unset", *kalmthout, "--minimum-age") == "Kalmthout (11022)\tage -\tpolice 03 620 29 29\n"
    jurisdiction("unset", *kalmthout)
    assert "Nothing was changed" in jurisdiction("unset", *kalmthout) and jurisdiction("list") == ""


def test_the_local_police_have_a_number_from_the_next_page_on(house):
    saar, phones, jurisdiction = house
    katrien = phones.of(group=2)
    katrien.goto(f"{group_url(saar, 2)}/report")
    assert katrien.locator("a[href='tel:036202929']").count() == 0
    jurisdiction("set", "--municipality", "Kalmthout", "--police-number", "03 620 29 29")
    katrien.reload()
    katrien.check("input[name=number][value='03 620 29 29']", force=True)
    assert katrien.locator(".number a.call").locator("visible=true").get_attribute("href") == "tel:036202929"
    for name, text in (("behaviour", "Vannacht is de schuur opengebroken"), ("place", "Heidestraat")):
        katrien.fill(f"[name={name}]", text)
    katrien.check("input[name=by][value=self]", force=True)
    katrien.click("form#report button.main[type=submit]")
    katrien.wait_for_selector("body[data-done=shared]")
    assert "De melder belde 03 620 29 29" in katrien.inner_text(".called")
    links = katrien.locator(".panel.urgent .dial a.call").all()
    assert [link.get_attribute("href") for link in links] == ["tel:101", "tel:112", "tel:036202929"]
    assert katrien.faults == []


@pytest.mark.parametrize("javaScript", [True, False], ids=["script", "plain"])
def test_a_founder_is_as_old_as_their_municipality_asks(house, javaScript):
    saar, phones, jurisdiction = house
    jurisdiction("set", "--municipality", "Woerden", "--minimum-age", "16")
    anna = phones.of(javaScript=javaScript)
    anna.goto(f"{saar.url}/groups/new")
    anna.fill("input[name=name]", "Harmelen Dorp")
    for step in ("where", "talk", "last"):
        anna.click("button[name=do][value=next]")
        anna.wait_for_selector(f"input[name=step][value={step}]", state="attached")
        if step == "where":
            anna.fill("input[name=at]", "Harmelen")
            anna.select_option("select[name=radius]", "500")
    age = anna.locator("label[for=isOfAge]")
    assert age.inner_text().strip() == words()["join.age"].format(age=16)
    anna.check("input[name=agrees]", force=True)
    anna.click("button[name=do][value=propose]")
    anna.wait_for_selector("#isOfAge-error")
    assert words()["refusal.too-young"].format(age=16) in anna.inner_text("main")
    assert anna.input_value("input[name=name]") == "Harmelen Dorp" and anna.is_checked("input[name=agrees]")
    # Between looking and sending it was set otherwise: what was said is no longer enough, and it is asked again.
    jurisdiction("set", "--municipality", "Woerden", "--minimum-age", "21")
    anna.check("input[name=isOfAge]", force=True)
    anna.click("button[name=do][value=propose]")
    anna.wait_for_selector(f"label[for=isOfAge]:has-text('{words()['join.age'].format(age=21)}')")
    assert not anna.is_checked("input[name=isOfAge]")
    anna.check("input[name=isOfAge]", force=True)
    anna.click("button[name=do][value=propose]")
    anna.wait_for_selector("body[data-done=proposed]")
    assert anna.faults == []
