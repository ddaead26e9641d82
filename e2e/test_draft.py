"""A report that is being written is not lost: by a browser that is killed, a line that is dead, a language that
is changed. And it is shared once. What becomes of it on the way through signing in stands in test_draft_signed_out.py."""

import contextlib
import json
import os
import signal
from pathlib import Path

from conftest import PHONE, chromium, report, wait_for
from drafts import WORDS, arrived_once, drafts, fill_all, on_the_page, sent
from phones import SIGNED_IN, fill_report, group_url, said, shared, submit, watched, words


# --- a browser that is killed -----------------------------------------------------------------------------------------

def processes_of(folder):
    """The browser that lives in a folder, and the script that may have started it; not its helpers."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"--user-data-dir={folder}".encode() in arguments and not any(a.startswith(b"--type=") for a in arguments):
            found.append(int(entry.name))
    return found


def test_words_survive_a_browser_that_is_killed(play, saar, tmp_path):
    folder = tmp_path / "profile"

    def start():
        context = play.chromium.launch_persistent_context(
            folder, executable_path=chromium(), args=["--no-sandbox"], **PHONE)
        return watched(context.new_page())

    page = start()
    fill_all(page, saar)
    before = on_the_page(page)
    # Browsers write to the disk in their own time: what is not there yet, no program could keep through a power cut.
    disk = folder / "Default/Local Storage/leveldb"
    said = json.dumps("heet misschien Kees")[1:-1]
    kept = [said.encode(), said.encode("utf-16-le")]
    wait_for("the draft on the disk", lambda: any(
        words in file.read_bytes() for file in disk.glob("*.log") for words in kept))
    for process in processes_of(folder):
        # The one may end with the other.
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    wait_for("the browser to be gone", lambda: not processes_of(folder))

    page = start()
    try:
        page.goto(f"{group_url(saar)}/report")
        assert on_the_page(page) == before
        assert words()["report.draft.kept"] in page.inner_text("#draft-note")
        # What was folded away is open, so that nobody shares what they do not see.
        assert page.is_visible("textarea[name=appearance]") and page.is_visible("input[name=licencePlate]")
    finally:
        page.context.close()


# --- a line that is dead ----------------------------------------------------------------------------------------------

def test_offline_the_words_stay_and_go_by_themselves(people, saar):
    anna = people()
    fill_report(anna, saar, behaviour=WORDS)
    anna.context.set_offline(True)
    submit(anna)
    anna.wait_for_selector("#draft-note[role=alert]:not([hidden])")
    assert words()["report.draft.offline"] in anna.inner_text("#draft-note")
    assert anna.is_visible("a[href='tel:112']"), "calling is always possible"
    assert anna.input_value("textarea[name=behaviour]") == WORDS
    # Somebody impatient presses again, and writes on.
    submit(anna)
    anna.fill("input[name=place]", "Rembrandtlaan 14")
    anna.wait_for_selector("form#report button.main[type=submit]:not([disabled])")
    assert shared(saar) == []
    anna.context.set_offline(False)
    assert sent(anna, saar)["location"]["description"] == "Rembrandtlaan 14", "what stands there then is what is sent"


def test_an_answer_that_is_lost_makes_no_second_alert(people, saar):
    anna = people()
    fill_report(anna, saar, behaviour=WORDS)
    seen = []

    def lose(route):
        answer = route.fetch(max_redirects=0)
        seen.append(answer.status)
        if len(seen) <= 2:
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)

    anna.route("**/groups/*/alerts", lose)
    submit(anna)
    anna.wait_for_selector("#draft-note[role=alert]")
    assert seen[0] == 303 and len(shared(saar, WORDS)) == 1, "the server has taken it"
    assert anna.input_value("textarea[name=behaviour]") == WORDS
    submit(anna)
    sent(anna, saar)
    assert seen == [303] * 3


def test_a_server_that_is_away_is_no_answer(people, saar):
    anna = people()
    fill_report(anna, saar, behaviour=WORDS)
    answers = [(503, {"Retry-After": "1"}), (502, {}), (429, {"Retry-After": "not now"})]

    def away(route):
        if answers:
            status, headers = answers.pop(0)
            route.fulfill(status=status, headers=headers, body="<h1>nginx</h1>", content_type="text/html")
        else:
            route.continue_()

    anna.route("**/groups/*/alerts", away)
    submit(anna)
    anna.wait_for_selector("#draft-note[role=alert]:not([hidden])")
    assert words()["report.draft.busy"] in anna.inner_text("#draft-note")
    assert anna.input_value("textarea[name=behaviour]") == WORDS
    # It tries by itself; somebody impatient may press all the same.
    with anna.expect_response("**/groups/*/alerts"):
        pass
    while answers:
        with anna.expect_response("**/groups/*/alerts"):
            submit(anna)
    submit(anna)
    sent(anna, saar)


def test_a_form_that_is_sent_twice_is_one_alert(people, saar):
    anna = people(javaScript=False)
    fill_report(anna, saar, behaviour=WORDS)
    form = on_the_page(anna) | {"requestKey": anna.input_value("input[name=requestKey]")}
    address = f"{group_url(saar)}/alerts"
    sent = [anna.request.post(address, form=form, headers={"Origin": saar.url}, max_redirects=0) for _ in range(3)]
    assert [answer.status for answer in sent] == [303] * 3
    assert len({answer.headers["location"] for answer in sent}) == 1
    arrived_once(saar)


def test_a_refusal_after_a_dead_line_is_shown_with_every_word(people, saar):
    anna = people()
    fill_report(anna, saar, behaviour="")
    anna.context.set_offline(True)
    submit(anna)
    anna.wait_for_selector("#draft-note[role=alert]")
    anna.context.set_offline(False)
    anna.wait_for_selector("textarea[name=behaviour][aria-invalid=true]")
    assert anna.input_value("input[name=place]") == "Rembrandtlaan 12"
    anna.fill("textarea[name=behaviour]", WORDS)
    submit(anna)
    sent(anna, saar)


# --- when it is forgotten, and when not -------------------------------------------------------------------------------

def test_going_back_finds_every_word(phones, saar):
    page = phones.stranger()
    fill_all(page, saar)
    before = on_the_page(page)
    submit(page)
    page.wait_for_selector("form[action='/sign-in'] input[name=email]")
    page.go_back()
    page.wait_for_selector("form#report")
    assert on_the_page(page) == before


def test_only_what_was_shared_is_forgotten(people, saar):
    anna = people()
    fill_report(anna, saar, behaviour=WORDS)
    submit(anna)
    sent(anna, saar)
    assert "done" not in anna.url, "looking again says nothing anew"
    alert = anna.url
    fill_report(anna, saar, behaviour="Iets heel anders")
    wait_for("the draft", lambda: drafts(anna))
    # An older page, an address from elsewhere.
    for _ in range(2):
        anna.goto(f"{alert}?done=shared")
        anna.wait_for_selector("body[data-done=shared]")
    assert [draft["behaviour"] for draft in drafts(anna).values()] == ["Iets heel anders"]


def test_what_was_added_to_an_open_alert_is_forgotten(people, saar):
    saar.person(number=1).post(f"/groups/{saar.group()['id']}/alerts", report())
    anna = people()
    anna.context.grant_permissions(["geolocation"])
    anna.context.set_geolocation({"latitude": 52.0888, "longitude": 4.8756})
    fill_report(anna, saar, behaviour=WORDS)
    anna.click("#position")
    anna.wait_for_selector("#position-part:visible")
    submit(anna)
    anna.click("section.ask form button.main")
    anna.wait_for_selector("body[data-done=reacted]")
    assert drafts(anna) == {}
    anna.goto(f"{group_url(saar)}/report")
    assert anna.input_value("textarea[name=behaviour]") == ""


def test_a_call_of_before_is_not_told_as_one_of_now(people, saar):
    anna = people()
    anna.context.grant_permissions(["geolocation"])
    anna.context.set_geolocation({"latitude": 52.0888, "longitude": 4.8756})
    fill_report(anna, saar, behaviour=WORDS)
    anna.click("#position")
    anna.wait_for_selector("#position-part:visible")
    wait_for("the draft", lambda: any("latitude" in draft for draft in drafts(anna).values()))
    anna.reload()
    assert on_the_page(anna)["by"] == "self" and on_the_page(anna)["latitude"] == "52.08880"
    assert anna.is_visible("#position-part"), "what goes along is seen"
    anna.goto(saar.url)
    anna.evaluate("""() => {
        const key = Object.keys(localStorage).find((name) => name.startsWith("saar-draft:"));
        const draft = JSON.parse(localStorage.getItem(key));
        const before = Date.now() - 16 * 60 * 1000;
        localStorage.setItem(key, JSON.stringify({...draft, said: {call: before, position: before}}));
    }""")
    anna.goto(f"{group_url(saar)}/report")
    assert anna.input_value("textarea[name=behaviour]") == WORDS
    assert words()["report.draft.aged"] in anna.inner_text("#draft-note")
    assert "by" not in on_the_page(anna) and on_the_page(anna)["latitude"] == ""
    assert anna.is_hidden("#position-part")


def test_signing_out_leaves_nothing_behind(people, saar):
    anna = people()
    fill_report(anna, saar, behaviour=WORDS)
    wait_for("the draft", lambda: drafts(anna))
    anna.goto(saar.url)
    assert drafts(anna), "another page does not lose it"
    anna.click(f"{SIGNED_IN} button")
    anna.wait_for_selector("body[data-done=signed-out]")
    assert drafts(anna) == {}
    anna.goto(f"{group_url(saar)}/report")
    assert anna.input_value("textarea[name=behaviour]") == ""


def test_words_that_were_rubbed_out_are_not_kept(people, saar):
    anna = people()
    fill_report(anna, saar, behaviour=WORDS)
    wait_for("the draft", lambda: drafts(anna))
    for box in ("textarea[name=behaviour]", "input[name=place]"):
        anna.fill(box, "")
    assert drafts(anna) == {}


def test_a_draft_is_forgotten_after_a_day(people, saar):
    anna = people()
    fill_report(anna, saar, behaviour=WORDS)
    wait_for("the draft", lambda: drafts(anna))
    anna.goto(saar.url)
    anna.evaluate("""() => {
        const key = Object.keys(localStorage).find((name) => name.startsWith("saar-draft:"));
        const draft = JSON.parse(localStorage.getItem(key));
        localStorage.setItem(key, JSON.stringify({...draft, at: draft.at - 25 * 60 * 60 * 1000}));
    }""")
    anna.goto(f"{group_url(saar)}/report")
    assert anna.input_value("textarea[name=behaviour]") == ""


def test_another_language_keeps_the_words(people, saar):
    anna = people()
    fill_all(anna, saar)
    before = on_the_page(anna)
    for language in ("fr", "de", "en", "nl"):
        anna.click(f"form.languages button[value={language}]")
        anna.wait_for_selector(f"html[lang={language}] form#report")
        assert on_the_page(anna) == before, language
    fresh = anna.context.new_page()
    fresh.goto(f"{group_url(saar)}/report")
    assert on_the_page(fresh) == before
    fresh.close()
    anna.fill("input[name=calledAt]", "")
    submit(anna)
    anna.wait_for_selector("#calledAt-error, body[data-done=shared]")


def test_on_a_slow_line_it_says_that_it_is_sent(people, saar):
    anna = people()
    fill_report(anna, saar, behaviour=WORDS)
    held = []
    anna.route("**/groups/*/alerts", lambda route: held.append(route))
    anna.click("form#report button.main[type=submit]")
    anna.wait_for_selector(f"form#report .sending:text-is('{words()['layout.sending']}')")
    held[0].continue_()
    anna.wait_for_selector("body[data-done=shared]")
