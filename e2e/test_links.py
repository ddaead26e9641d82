"""Groups beside each other that hear each other's alerts: both agree, an alert travels, nobody hears it twice, and
either ends it."""

from conftest import Listener, report, wait_for
from phones import group_url, letters, listening, said, words
from test_alert import code

# In the first group, beside the second; and so far from it that nobody there is concerned.
NEAR = {"latitude": 52.0890, "longitude": 4.8795, "description": "Rembrandtlaan, bij de sloot"}
FAR = {"latitude": 52.0890, "longitude": 4.8705, "description": "Vermeerstraat"}
STILL = {"behaviour": "Kijkt in auto's"}


def share(saar, who, group=0, **changes):
    return said(who.post(f"/groups/{saar.group(group)['id']}/alerts", report(observation=STILL, **changes)))


def links(saar, who, group):
    return said(who.get(f"/groups/{saar.group(group)['id']}/links"))["links"]


def choose(page, saar, group, other, state):
    """Presses a coordinator's button beside another group."""
    page.goto(f"{group_url(saar, group)}/links")
    item = page.locator(f"#link-{saar.group(other)['id']}")
    item.locator(f"button[value={state}]").click()
    page.wait_for_selector("body[data-done=link-changed]")
    return page.locator(f"#link-{saar.group(other)['id']}").inner_text()


def test_both_agree_and_one_ends_it(people, saar):
    catalogue = words()
    carla = people("coordinator", javaScript=False)
    gerrit = people("coordinator", group=1, javaScript=False)
    assert [link["state"] for link in links(saar, saar.person("coordinator"), 0)] == ["linked"]
    assert catalogue["links.state.ended"] in choose(carla, saar, 0, 1, "ended")
    apart = share(saar, saar.person(), location=NEAR)
    assert code(saar.person("resident", 1).get(f"/alerts/{apart['id']}")) == (404, "not-found")

    assert catalogue["links.state.asked"] in choose(carla, saar, 0, 1, "proposed")
    [letter] = wait_for("the letter to the neighbour", lambda: [
        one for one in letters(saar, "gerrit@example.org") if one.link.endswith("/links")])
    assert letter.subject == catalogue["letter.group-links.subject"].format(group=saar.group(1)["name"], count=1)
    gerrit.goto(saar.url + letter.link)
    assert gerrit.url == f"{group_url(saar, 1)}/links"
    gerrit.goto(group_url(saar, 1))
    asked = gerrit.get_by_role("link", name=catalogue["group.links.waiting.one"].format(count=1))
    asked.click()
    assert catalogue["links.state.asks"] in gerrit.inner_text("main")
    assert catalogue["links.state.linked"] in choose(gerrit, saar, 1, 0, "accepted")
    assert gerrit.locator(".link-map > svg .map-line").count() == 1
    assert code(saar.person("resident", 1).get(f"/alerts/{apart['id']}")) == (404, "not-found"), "told afterwards"
    together = share(saar, saar.person(), location=NEAR)
    seen = said(saar.person("resident", 1).get(f"/alerts/{together['id']}"))
    assert seen["provenance"]["groupName"] == saar.group()["name"] and seen["provenance"]["hops"] == 1

    # It ends while the alert is open: what was told is told to its end, and nothing else is.
    choose(gerrit, saar, 1, 0, "ended")
    later = share(saar, saar.person(), location=NEAR)
    said(saar.person().post(f"/alerts/{together['id']}/closure", {"outcome": "gone"}))
    told = said(saar.person("resident", 1).get(f"/groups/{saar.group(1)['id']}/events"))["events"]
    assert [(event["event"], event["alertId"]) for event in told] == [
        ("alert-forwarded", together["id"]), ("alert-closed", together["id"])]
    assert code(saar.person("resident", 1).get(f"/alerts/{later['id']}")) == (404, "not-found")


def test_an_alert_travels_and_is_talked_about_on_both_sides(people, saar):
    hanna, anna = people(group=1), people()
    hanna.goto(group_url(saar, 1))
    listening(hanna)
    alert = share(saar, saar.person(), location=NEAR, policeOnly={"licencePlate": "GH-482-X"})
    hanna.wait_for_selector("body[data-mood=awake]")
    hanna.click(f"[data-part=open] a[href$='{alert['id']}']")
    hanna.wait_for_selector("h1 + .lead")
    assert saar.group()["name"] in hanna.inner_text("h1 + .lead")
    assert "GH-482-X" not in hanna.content()
    assert hanna.locator("#closing-part, #hold-part, #retract-part").count() == 0
    listening(hanna)
    anna.goto(f"{saar.url}/alerts/{alert['id']}")
    listening(anna)
    hanna.fill("textarea[name=text]", "Rent nu bij ons langs")
    hanna.click("button[name=kind][value=sighting]")
    anna.wait_for_selector("[data-part=said] li:has-text('Rent nu bij ons langs')")
    said(saar.person().post(f"/alerts/{alert['id']}/closure", {"outcome": "caught"}))
    hanna.wait_for_selector("body[data-mood=asleep]")
    group = said(saar.person("resident", 1).get(f"/groups/{saar.group(1)['id']}"))
    assert group["state"] == "asleep"


def join_next_door(saar, bram):
    said(bram.post(f"/groups/{saar.group(1)['id']}/members", {"acceptsRules": True, "isOfAge": True}))
    gerrit = saar.person("coordinator", 1)
    members = said(gerrit.get(f"/groups/{saar.group(1)['id']}/members"))["members"]
    waiting = next(member for member in members if member["standing"] == "applied")
    said(gerrit.patch(f"/groups/{saar.group(1)['id']}/members/{waiting['id']}", {"standing": "approved"}))


def test_nobody_hears_it_twice(people, saar):
    bram = saar.person(number=1)
    join_next_door(saar, bram)
    phone = people(number=1)
    phone.goto(f"{group_url(saar, 1)}")
    listening(phone)
    both = Listener(saar.url, bram.data["token"]).ready()
    one = Listener(saar.url, saar.person("resident", 1).data["token"]).ready()
    alert = share(saar, saar.person(), location=NEAR)
    said(saar.person().post(f"/alerts/{alert['id']}/reactions", {"kind": "sighting", "text": "daar"}))
    said(saar.person().post(f"/alerts/{alert['id']}/closure", {"outcome": "gone"}))
    last = share(saar, saar.person("resident", 1, 1), group=1, location=FAR)
    for listener in (both, one):
        wait_for("the last alert", lambda: any(data.get("alertId") == last["id"] for _, data, _ in listener.events))
    kinds = ["reaction-added", "alert-closed"]
    assert [kind for kind, data, cursor in both.events if cursor and data["alertId"] == alert["id"]] == [
        "alert-shared", *kinds]
    assert [kind for kind, data, cursor in one.events if cursor and data["alertId"] == alert["id"]] == [
        "alert-forwarded", *kinds]
    # The page of either group lists it once.
    phone.wait_for_selector(f"[data-part=past] a[href$='{alert['id']}']")
    assert phone.locator(f"main a[href$='{alert['id']}']").count() == 1
    # Who comes back with an old cursor is told the same once more, and no more of it.
    again = Listener(saar.url, bram.data["token"], cursor=",".join(
        f"{saar.group(number)['id']}.0" for number in (0, 1))).ready()
    wait_for("the last alert again", lambda: any(data.get("alertId") == last["id"] for _, data, _ in again.events))
    wait_for("the end again", lambda: "alert-closed" in again.kinds())
    assert [kind for kind, data, cursor in again.events if cursor and data["alertId"] == alert["id"]] == [
        "alert-shared", *kinds]


def test_one_muted_group_does_not_silence_the_other(people, saar):
    bram = saar.person(number=1)
    join_next_door(saar, bram)
    phone = people(number=1)
    phone.goto(group_url(saar))
    phone.click("form[action$='/mute'] button[value='1']")
    phone.wait_for_selector("body[data-done=muted-until]")
    phone.goto(f"{saar.url}/")
    listening(phone)
    quiet = share(saar, saar.person(), location=FAR)
    heard = share(saar, saar.person(), location=NEAR)
    phone.wait_for_selector(f"#news [data-alert='{heard['id']}']")
    assert phone.locator(f"#news [data-alert='{quiet['id']}']").count() == 0


def test_a_coordinator_sends_it_on_in_one_tap(people, saar):
    alert = share(saar, saar.person(), location=FAR)
    carla = people("coordinator")
    assert code(saar.person("resident", 1).get(f"/alerts/{alert['id']}")) == (404, "not-found")
    carla.goto(f"{saar.url}/alerts/{alert['id']}")
    carla.click(f"button:has-text('{saar.group(1)['name']}')")
    carla.wait_for_selector("body[data-done=sent-on]")
    assert carla.locator("form[action$='/forwards']").count() == 0
    seen = said(saar.person("resident", 1).get(f"/alerts/{alert['id']}"))
    assert seen["provenance"]["byHand"] is True
    again = saar.person("coordinator").post(f"/alerts/{alert['id']}/forwards")
    assert again.status_code == 200
    farther = saar.person("coordinator").post(
        f"/alerts/{alert['id']}/forwards", {"groups": [saar.group(2)["id"]]})
    assert code(farther) == (409, "not-linked")
    assert code(saar.person().post(f"/alerts/{alert['id']}/forwards")) == (403, "not-allowed")


def test_neighbours_are_proposed_by_the_watch(saar):
    """A group that is founded beside another finds the proposal on its page."""
    anna = saar.person()
    ring = [[4.8900, 52.0860], [4.8990, 52.0860], [4.8990, 52.0925], [4.8900, 52.0925], [4.8900, 52.0860]]
    group = said(anna.post("/groups", {
        "name": "Waterrijk", "place": "Woerden", "country": "NL",
        "area": {"type": "Polygon", "coordinates": [ring]}}))["id"]
    found = wait_for("the proposal", lambda: said(anna.get(f"/groups/{group}/links"))["links"])
    assert [(link["group"]["slug"], link["state"], link["awaitsAnswer"]) for link in found] == [
        (saar.group(1)["slug"], "proposed", True)]
    assert said(saar.person("coordinator", 1).get(f"/groups/{saar.group(1)['id']}/links"))["links"]


def test_what_was_taken_back_goes_no_further(people, saar):
    catalogue = words()
    anna, carla = saar.person(), saar.person("coordinator")
    alert = share(saar, anna, location=FAR)
    page = people("coordinator", javaScript=False)
    page.goto(f"{saar.url}/alerts/{alert['id']}")
    said(anna.post(f"/messages/{alert['messageId']}/retraction"))
    assert code(carla.post(f"/alerts/{alert['id']}/forwards")) == (409, "alert-retracted")
    # The page that was open still had the button.
    page.click(f"button:has-text('{saar.group(1)['name']}')")
    assert catalogue["refusal.alert-retracted"] in page.inner_text("main")
    assert page.locator("form[action$='/forwards']").count() == 0
    assert code(saar.person("resident", 1).get(f"/alerts/{alert['id']}")) == (404, "not-found")
    assert page.faults == []


def test_a_group_that_moves_asks_its_neighbours_again(people, saar):
    catalogue = words()
    carla, gerrit = saar.person("coordinator"), saar.person("coordinator", 1)
    ring = [[4.8200, 52.0700], [4.8280, 52.0700], [4.8280, 52.0750], [4.8200, 52.0750], [4.8200, 52.0700]]
    said(carla.patch(f"/groups/{saar.group()['id']}", {
        "area": {"type": "Polygon", "coordinates": [ring]}, "separate": True}))
    for who, group in ((carla, 0), (gerrit, 1)):
        [link] = [one for one in links(saar, who, group) if one["group"]["id"] == saar.group(1 - group)["id"]]
        assert (link["state"], link["awaitsAnswer"], link["by"]) == ("proposed", True, saar.group()["id"])
    for name, group in (("carla", 0), ("gerrit", 1)):
        [letter] = wait_for("the letter", lambda: [
            one for one in letters(saar, f"{name}@example.org") if one.link.endswith(f"{saar.group(group)['slug']}/links")])
        assert letter.subject == catalogue["letter.group-links.subject"].format(
            group=saar.group(group)["name"], count=1)

    # Meanwhile nothing goes over, by the rule or by hand.
    near = share(saar, saar.person(), location=NEAR)
    assert code(carla.post(f"/alerts/{near['id']}/forwards")) == (409, "not-linked")
    assert code(saar.person("resident", 1).get(f"/alerts/{near['id']}")) == (404, "not-found")

    mine, theirs = (people("coordinator", group=group, javaScript=False) for group in (0, 1))
    for page, group in ((mine, 0), (theirs, 1)):
        page.goto(f"{group_url(saar, group)}/links")
        assert catalogue["links.state.moved"] in page.inner_text("main")
    assert catalogue["links.state.asked"] in choose(theirs, saar, 1, 0, "accepted")
    assert code(carla.post(f"/alerts/{near['id']}/forwards")) == (409, "not-linked")
    assert catalogue["links.state.linked"] in choose(mine, saar, 0, 1, "accepted")
    said(carla.post(f"/alerts/{near['id']}/forwards"))
    assert said(saar.person("resident", 1).get(f"/alerts/{near['id']}"))["provenance"]["byHand"] is True
