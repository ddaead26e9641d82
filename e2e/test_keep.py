"""A group's place in the registry, as its coordinator and an official of the municipality see it in a browser."""

import re

from playwright.sync_api import expect

from conftest import report, now
from phones import say_yes


def test_a_group_is_confirmed_handed_over_closed_and_opened_again(saar, browser):
    slug = saar.group()["slug"]

    def tab(role, number=0):
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(saar.person(role, 0, number).sign_in_url)
        return page

    carla = tab("coordinator")
    carla.goto(f"{saar.url}/groups/{slug}")
    carla.get_by_role("link", name=re.compile("registry|register")).click()
    carla.wait_for_url("**/registry")
    carla.locator("form[action$='/renewal'] button").click()
    carla_name = saar.person("coordinator").name.split()[0]
    expect(carla.locator("#log ~ ul li").first.locator("span").last).to_contain_text(carla_name)

    # A stranger finds nothing there: it may be a coordinator who is signed out, so they are led to signing in.
    stranger = browser.new_context().new_page()
    stranger.goto(f"{saar.url}/groups/{slug}/registry")
    assert "/sign-in?next=" in stranger.url

    # Handed over to the first neighbour, who then closes it.
    first = saar.person("resident").name.split()[0]
    carla.goto(f"{saar.url}/groups/{slug}/registry")
    carla.get_by_label(first, exact=True).check()
    carla.locator("form[action$='/handover'] button").click()
    expect(carla.locator("h1")).to_contain_text(first)
    say_yes(carla)
    carla.wait_for_selector("body[data-done=registry-handed-over]")
    carla.goto(f"{saar.url}/groups/{slug}/registry")
    assert carla.url.endswith(f"/groups/{slug}"), "who handed over is coordinator no more"

    # Somebody is in the midst of a report when the group is closed.
    bram = tab("resident", 1)
    bram.goto(f"{saar.url}/groups/{slug}/report")
    bram.locator("[name=behaviour]").fill("Trekt aan deuren")
    bram.locator("[name=place]").fill("bij de brug")

    anna = tab("resident")
    anna.goto(f"{saar.url}/groups/{slug}/registry")
    anna.locator("details summary").click()
    anna.locator("form[action$='/closure'] button").click()
    expect(anna.locator("h1")).to_contain_text(saar.group()["name"])
    say_yes(anna)
    anna.wait_for_selector("body[data-done=registry-closed]")

    # Nothing new is shared in it, and what was typed is kept beside the number to call.
    call = {"number": "112", "calledAt": now(-60), "by": "self"}
    refused = saar.person("resident", 0, 1).post(f"/groups/{saar.group()['id']}/alerts", report(emergencyCall=call))
    assert refused.status_code == 409 and refused.json()["code"] == "group-closed"
    bram.evaluate("""() => {
        const form = document.querySelector("form#report");
        for (const [name, value] of [["by", "self"], ["number", "112"], ["kind", "other"]]) {
            const box = document.createElement("input");
            [box.type, box.name, box.value] = ["hidden", name, value];
            form.querySelectorAll(`[name=${name}]`).forEach(old => old.remove());
            form.append(box);
        }
        form.noValidate = true;
        form.querySelector("[name=calledAt]").value = new Date().toLocaleTimeString(
            "nl-NL", {hour: "2-digit", minute: "2-digit", timeZone: "Europe/Amsterdam"});
        HTMLFormElement.prototype.submit.call(form);
    }""")
    expect(bram.locator("main")).to_contain_text("112")
    expect(bram.locator("[name=behaviour]")).to_have_value("Trekt aan deuren")
    # Whoever comes now is told before they type.
    late = tab("resident", 1)
    assert late.goto(f"{saar.url}/groups/{slug}/report").status == 409
    expect(late.locator("main")).to_contain_text("112")
    expect(late.locator("[name=behaviour]")).to_have_count(0)

    official = tab("municipality")
    official.goto(f"{saar.url}/groups/{slug}/registry")
    official.locator("form[action$='/reopening'] button").click()
    official.wait_for_selector("body[data-done=registry-reopened]")
    expect(official.locator("form[action$='/reopening']")).to_have_count(0)
