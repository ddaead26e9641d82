"""An alert to its end: whose words stand under it, who is told of it, and what remains for who went meanwhile."""

import httpx

from conftest import DEADLINE, Listener, report, wait_for
from phones import close_alert, group_url, listening, said, say_yes, words
from test_alert import code

# So far from the groups next door that nobody there is concerned.
FAR = {"latitude": 52.0890, "longitude": 4.8705, "description": "Vermeerstraat"}


def share(saar, who, **changes):
    return said(who.post(f"/groups/{saar.group()['id']}/alerts", report(location=FAR, **changes)))


def members(saar):
    return f"/groups/{saar.group()['id']}/members"


def let_in(saar, who):
    """Somebody asks to join the first group, and Carla lets them in; the id of their place."""
    place = said(who.post(members(saar), {"acceptsRules": True, "isOfAge": True}))["id"]
    said(saar.person("coordinator").patch(f"{members(saar)}/{place}", {"standing": "approved"}))
    return place


def place(saar, who):
    """The id of somebody's place in the first group."""
    all_of_them = said(saar.person("coordinator").get(members(saar)))["members"]
    return next(member["id"] for member in all_of_them if member["firstName"] == who.name.split()[0])


def suspend(saar, who):
    said(saar.person("coordinator").patch(f"{members(saar)}/{place(saar, who)}", {"standing": "suspended"}))


# --- whose words stand under an end -----------------------------------------------------------------------------------

def test_old_words_stand_under_no_other_end(people, saar):
    anna, bram, carla, officer = saar.person(), saar.person(number=1), saar.person("coordinator"), saar.person("police")
    listener = Listener(saar.url, bram.data["token"]).ready()
    phone = people(number=1)
    alert = share(saar, anna)
    path = f"/alerts/{alert['id']}"
    first, second = "Er is niemand meer te zien", "De man is aangehouden, alles veilig"

    def seen():
        phone.goto(f"{saar.url}{path}")
        return phone.inner_text("main")

    def nowhere(*old):
        views = [seen(), phone.content(), bram.get(path).text, phone.goto(group_url(saar)).text(),
                 bram.get(f"/groups/{saar.group()['id']}/alerts").text]
        for text in old:
            assert all(text not in view for view in views), text

    # At once after each other, so that two ends may bear the same moment.
    ends = [(anna, "gone", first), (officer, "caught", None), (carla, "false-alarm", second), (anna, "unknown", None)]
    old = []
    for who, outcome, text in ends:
        if old or who is not anna or text != first:
            said(anna.post(f"{path}/reopening"))
            assert "closingText" not in said(bram.get(path))
            nowhere(first, second)
        closed = said(who.post(f"{path}/closure", {"outcome": outcome, **({"text": text} if text else {})}))
        assert closed.get("closingText") == text and closed["outcome"] == outcome
        assert text is None or text in seen()
        nowhere(*(other for other in (first, second) if other != text))
        old.append(text)

    # Each event bears its own words, live and in history; and so does what the police keep.
    wait_for("the ends", lambda: listener.kinds().count("alert-closed") == len(ends))
    for events in ([data for kind, data, _ in listener.events if kind == "alert-closed"], [
            event for event in said(bram.get(f"/groups/{saar.group()['id']}/events"))["events"]
            if event["event"] == "alert-closed"]):
        assert [(event["outcome"], event.get("text")) for event in events] == [end[1:] for end in ends]

    # Taken back, and ended once more: the older words do not step in.
    newest = [data["messageId"] for kind, data, _ in listener.events if kind == "alert-closed" and data.get("text")]
    said(anna.post(f"{path}/reopening"))
    said(carla.post(f"{path}/closure", {"outcome": "gone", "text": "Bij nummer 12"}))
    taken = wait_for("the newest end", lambda: [
        data["messageId"] for kind, data, _ in listener.events
        if kind == "alert-closed" and data.get("text") == "Bij nummer 12"])
    assert taken[0] not in newest
    said(carla.post(f"/messages/{taken[0]}/retraction"))
    nowhere(first, second, "Bij nummer 12")
    assert phone.faults == []


# --- let in while it was open -----------------------------------------------------------------------------------------

def test_let_in_while_it_was_open_one_is_told_its_end(people, saar):
    catalogue = words()
    anna, newcomer = saar.person(), saar.person("resident", 2)
    over = share(saar, anna, observation={"behaviour": "Wat eerder was"})
    said(anna.post(f"/alerts/{over['id']}/closure", {"outcome": "gone"}))
    alert = share(saar, anna)
    path = f"/alerts/{alert['id']}"
    said(anna.post(f"{path}/reactions", {"kind": "sighting", "text": "Voor die tijd"}))
    let_in(saar, newcomer)
    own = said(newcomer.post(f"{path}/reactions", {"kind": "sighting", "text": "Bij de sloot"}))
    phone = people(group=2)
    phone.goto(f"{saar.url}{path}")
    listening(phone)
    said(anna.post(f"{path}/closure", {"outcome": "gone", "text": "Weg over de brug"}))
    phone.wait_for_selector("body[data-mood=asleep]")
    phone.wait_for_selector("text=Weg over de brug")
    phone.reload()
    text = phone.inner_text("main")
    assert catalogue["outcome.gone.long"] in text and "Weg over de brug" in text and "Bij de sloot" in text
    assert "Voor die tijd" not in text
    # What comes too late says so, and keeps the words; what one said oneself can be taken back.
    assert code(newcomer.post(f"{path}/reactions", {"kind": "sighting", "text": "Nog iets"})) == (409, "alert-closed")
    phone.locator(f"form[action='/messages/{own['id']}/retraction'] button").click()
    say_yes(phone)
    phone.wait_for_selector("body[data-done=retracted]")
    assert "Bij de sloot" not in saar.person(number=1).get(path).text
    # It stands on the group's page, and what was over before stays with those whom it was told.
    phone.goto(group_url(saar))
    assert phone.locator(f"main a[href$='{alert['id']}']").count() == 1
    assert phone.locator(f"main a[href$='{over['id']}']").count() == 0
    assert code(newcomer.get(f"/alerts/{over['id']}")) == (404, "not-found")
    assert phone.faults == []


# --- gone meanwhile ---------------------------------------------------------------------------------------------------

def test_suspended_meanwhile_one_keeps_ones_own_words(people, saar):
    catalogue = words()
    anna, bram = saar.person(), saar.person(number=1)
    alert = share(saar, anna, policeOnly={"licencePlate": "GH-482-X"})
    path = f"/alerts/{alert['id']}"
    own = said(bram.post(f"{path}/reactions", {"kind": "sighting", "text": "Dat is vast die van nummer 9"}))
    others = said(anna.post(f"{path}/reactions", {"kind": "sighting", "text": "Toen was hij er nog"}))
    suspend(saar, bram)
    said(anna.post(f"{path}/corrections", {"text": "Het is een groene trui"}))
    phone = people(number=1, javaScript=False)
    for over in (False, True):
        if over:
            said(anna.post(f"{path}/closure", {"outcome": "gone", "text": "Hij is weg"}))
        seen = said(bram.get(path))
        assert seen["ownWordsOnly"] is True and "observation" not in seen and "location" not in seen
        assert [reaction["text"] for reaction in seen["reactions"]] == ["Dat is vast die van nummer 9"]
        phone.goto(f"{saar.url}{path}")
        text = phone.inner_text("main")
        assert catalogue["alert.own-words"] in text and "Dat is vast die van nummer 9" in text
        hidden = ["Toen was hij er nog", "groene trui", "Hij is weg", "Voelt aan", "Vermeerstraat", "GH-482-X", "Anna"]
        for word in hidden:
            assert word not in phone.content() and word not in bram.get(path).text, word
        assert phone.locator("[data-part=react] form, #closing-part, form[action$='/flags'], [data-part=handoff-later] a"
                             ).count() == 0
        for call, body in [("reactions", {"kind": "sighting", "text": "x"}), ("closure", {"outcome": "false-alarm"}),
                           ("corrections", {"text": "x"}), ("reopening", {}), ("hold", {})]:
            assert code(bram.post(f"{path}/{call}", body)) == (403, "member-suspended"), call
        assert code(bram.post(f"/messages/{others['id']}/flags")) == (403, "member-suspended")
        assert code(bram.post(f"/messages/{others['id']}/retraction")) == (403, "not-allowed")
    assert code(bram.get(f"/groups/{saar.group()['id']}/events")) == (403, "member-suspended")
    phone.click(f"form[action='/messages/{own['id']}/retraction'] button")
    say_yes(phone)
    phone.wait_for_selector("body[data-done=retracted]")
    assert "nummer 9" not in anna.get(path).text
    # Of an alert in which they said nothing they learn nothing.
    other = share(saar, anna)
    assert code(bram.get(f"/alerts/{other['id']}")) == (404, "not-found")
    assert phone.faults == []


def test_a_reporter_who_is_gone_still_ends_it_as_a_false_alarm(people, saar):
    anna, bram, carla = saar.person(), saar.person(number=1), saar.person("coordinator")
    alert = share(saar, anna)
    path = f"/alerts/{alert['id']}"
    said(bram.post(f"{path}/reactions", {"kind": "sighting", "text": "Ik zie hem"}))
    said(anna.patch(f"{members(saar)}/{place(saar, anna)}", {"standing": "left"}))
    phone = people(javaScript=False)
    phone.goto(f"{saar.url}{path}")
    text = phone.inner_text("main")
    assert "Voelt aan autodeuren" in text and "Ik zie hem" not in phone.content()
    assert code(anna.post(f"{path}/closure", {"outcome": "caught"})) == (403, "false-alarm-only")
    assert code(anna.get(f"{path}/reach")) == (403, "not-allowed")
    assert phone.locator("#closing-part input[name=outcome]").count() == 1
    close_alert(phone, "false-alarm", "Het was de buurman")
    seen = said(bram.get(path))
    assert seen["outcome"] == "false-alarm" and seen["closingText"] == "Het was de buurman"
    # Whoever looks after it says that it was none: then who is gone does not end it again.
    said(carla.post(f"{path}/reopening"))
    assert code(anna.post(f"{path}/closure", {"outcome": "false-alarm"})) == (403, "not-a-member")
    # Coming back opens nothing that was over.
    said(carla.post(f"{path}/closure", {"outcome": "gone", "text": "Toch weg"}))
    let_in(saar, anna)
    seen = said(anna.get(path))
    assert seen["ownWordsOnly"] is True and "Toch weg" not in str(seen) and seen["observation"]
    assert phone.faults == []


def test_a_page_that_was_open_keeps_what_is_typed(people, saar):
    """Who is suspended while they type keeps their words, and reads nothing new by sending them."""
    anna, bram = saar.person(), saar.person(number=1)
    alert = share(saar, anna)
    path = f"/alerts/{alert['id']}"
    said(bram.post(f"{path}/reactions", {"kind": "on-the-lookout"}))
    phone = people(number=1, javaScript=False)
    phone.goto(f"{saar.url}{path}")
    suspend(saar, bram)
    said(anna.post(f"{path}/reactions", {"kind": "sighting", "text": "Nieuw en niet voor Bram"}))
    phone.fill("[data-part=react] textarea[name=text]", "Een hele zin die niet weg mag")
    phone.click("[data-part=react] button[name=kind][value=sighting]")
    phone.wait_for_selector("text=Een hele zin die niet weg mag")
    assert words()["refusal.member-suspended"] in phone.inner_text("main")
    assert "Nieuw en niet voor Bram" not in phone.content()


def test_a_stranger_is_told_nothing(saar):
    alert = share(saar, saar.person())
    assert httpx.get(f"{saar.url}/api/v1/alerts/{alert['id']}", timeout=DEADLINE).status_code == 401
    assert code(saar.person("resident", 2).get(f"/alerts/{alert['id']}")) == (404, "not-found")
