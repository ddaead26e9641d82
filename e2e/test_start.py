"""Starting a group: with and without a script, beside a group that is there already, and on to the neighbour who follows
the code on the sheet of paper."""

import json
import re

import httpx
import pytest

from conftest import DEADLINE, wait_for
from phones import Phones, letters, said, say_yes, sign_in, words


def walk(page, step):
    """On to a step, from the one that is shown."""
    for _ in range(4):
        here = page.input_value("input[name=step]")
        if here == step:
            return
        page.click("button[name=do][value=next]")
        # Where one must mend something first, one is still there.
        page.wait_for_selector(f"input[name=step]:not([value={here}])", state="attached")
    raise AssertionError(f"no step {step}")


def start(page, saar, name, at=None, radius="300"):
    """As far as the screen on which one says where."""
    page.goto(f"{saar.url}/groups/new")
    page.fill("input[name=name]", name)
    walk(page, "where")
    if at:
        page.fill("input[name=at]", at)
        page.select_option("select[name=radius]", radius)


def propose(page):
    walk(page, "last")
    page.check("input[name=agrees]", force=True)
    page.check("input[name=isOfAge]", force=True)
    page.click("button[name=do][value=propose]")


def proposed(page):
    page.wait_for_selector("body[data-done=proposed]")
    return re.search(r"/groups/([^?#]+)", page.url)[1]


def registry(saar, marieke, name):
    """The official's page, once it knows the group."""
    def look():
        marieke.goto(f"{saar.url}/registry")
        return name in marieke.inner_text("main")
    wait_for(f"{name} on the official's page", look)


def decided(saar, name):
    """The letter to Anna that tells of a decision about a group."""
    def look():
        return [letter for letter in letters(saar, "anna@example.org") if name in letter.subject]
    [letter] = wait_for(f"the letter about {name}", look)
    return letter


@pytest.fixture
def harmelen(saar, phones):
    """A group around Harmelen that Anna registered without a script."""
    anna = phones.of(javaScript=False)
    start(anna, saar, "Harmelen Dorp", "Harmelen", "500")
    propose(anna)
    return anna, proposed(anna)


def test_by_radius_without_javascript_and_confirmed(saar, phones, harmelen):
    anna, slug = harmelen
    assert words()["group.proposed"] in anna.inner_text("main")
    marieke = phones.of("municipality", javaScript=False)
    registry(saar, marieke, "Harmelen Dorp")
    text = marieke.inner_text("main")
    assert "Anna" in text and "Harmelen" in text
    marieke.click("section:has-text('Harmelen Dorp') form[action$='/confirmation'] button")
    marieke.wait_for_selector("body[data-done=confirmed]")
    assert "Harmelen Dorp" not in marieke.inner_text("main")
    told = decided(saar, "Harmelen Dorp")
    assert told.subject == words()["letter.group-confirmed.subject"].format(group="Harmelen Dorp")
    anna.goto(saar.url + told.link)
    assert anna.url == f"{saar.url}/groups/{slug}"
    assert words()["group.proposed"] not in anna.inner_text("main")


def test_declined_with_a_reason(saar, phones, harmelen):
    marieke = phones.of("municipality")
    registry(saar, marieke, "Harmelen Dorp")
    part = marieke.locator("section", has_text="Harmelen Dorp")
    part.locator("summary").click()
    part.locator("form[action$='/decline'] button").click()
    marieke.wait_for_selector("textarea[aria-invalid=true]")
    marieke.fill("textarea[aria-invalid=true]", "Dit is geen groep.")
    marieke.click("form[action$='/decline'] button")
    assert "Dit is geen groep." in marieke.inner_text("main q")
    say_yes(marieke)
    marieke.wait_for_selector("body[data-done=declined]")
    anna, slug = harmelen
    told = decided(saar, "Harmelen Dorp")
    assert told.subject == words()["letter.group-declined.subject"].format(group="Harmelen Dorp")
    mailbox = httpx.get(f"{saar.url}/demo/mailbox", timeout=DEADLINE).text
    assert "Dit is geen groep." in mailbox and 'href="/groups/new"' in mailbox
    anna.goto(saar.url + told.link)
    assert anna.url == f"{saar.url}/groups/{slug}"
    assert words()["registry.closed"] in anna.inner_text("main")


def test_by_neighbourhoods_without_javascript(saar, phones):
    anna = phones.of(javaScript=False)
    start(anna, saar, "Twee Buurten", "Harmelen")
    anna.check("input[name=where][value=neighbourhoods]", force=True)
    anna.click("button[name=do][value=look]")
    ticks = anna.locator("input[name^='n-']")
    assert ticks.count() > 3
    assert anna.input_value("input[name=name]") == "Twee Buurten"
    for number in (0, 1):
        ticks.nth(number).check(force=True)
    anna.click("button[name=do][value=look]")
    anna.wait_for_selector("svg.area-picture .area-own")
    assert anna.locator("input[name^='n-']:checked").count() == 2
    propose(anna)
    slug = proposed(anna)
    found = said(httpx.get(f"{saar.url}/api/v1/groups/{slug}", timeout=DEADLINE))
    assert found["municipality"] == "0632"


def test_overlapping_is_shown_and_joined_instead(saar, phones):
    ibrahim = phones.of(group=1, number=1, javaScript=False)
    here = saar.group()
    start(ibrahim, saar, "Nog een groep", "Schilderskwartier, Woerden", "500")
    ibrahim.click("button[name=do][value=next]")
    ibrahim.wait_for_selector("#overlaps")
    assert here["slug"] in ibrahim.inner_html("#overlaps")
    assert ibrahim.input_value("input[name=name]") == "Nog een groep"
    join = ibrahim.locator(f"#overlaps a[href='/groups/{here['slug']}/join']").get_attribute("href")
    other = ibrahim.context.new_page()
    other.goto(saar.url + join)
    other.wait_for_selector("input[name=acceptsRules]")
    # Who is another group all the same says so, and the official is told.
    ibrahim.check("#separate", force=True)
    propose(ibrahim)
    proposed(ibrahim)
    marieke = phones.of("municipality")
    registry(saar, marieke, "Nog een groep")
    assert words()["waiting.overlaps"] in marieke.inner_text("main")


@pytest.fixture
def tiled(demo, browser):
    """A street whose map has pictures to draw on, and Anna in it."""
    saar = demo("--map-tiles", "https://tile.example.org/{z}/{x}/{y}.svg", "--map-attribution", "Kaart")
    people = Phones(browser, saar)

    def anna(**look):
        page = people.of(**look)
        page.route(re.compile("^https://tile"), lambda route: route.fulfill(
            body='<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', content_type="image/svg+xml"))
        return page
    yield saar, anna
    people.close()


def test_without_tiles_nobody_draws_on_a_blank_sheet(saar, phones):
    anna = phones.of()
    start(anna, saar, "Omlijnd", "Harmelen")
    assert anna.locator("#draw-open, input[name=where][value=drawn]").count() == 0
    anna.click("button[name=do][value=look]")
    # The neighbourhoods around are outlined, so that one sees where it lies.
    anna.wait_for_selector("svg.area-picture .area-own")
    assert anna.locator("svg.area-picture .area-line").count() > 3


def draw(page, corners, at="Harmelen"):
    page.fill("input[name=at]", at)
    page.click("#draw-open")
    page.wait_for_selector("#draw-map.leaflet-container path.map-outline", state="attached")
    box = page.locator("#draw-map").bounding_box()
    for x, y in corners:
        page.locator("#draw-map").click(position={"x": box["width"] * x, "y": box["height"] * y})


@pytest.mark.parametrize("look", [{}, {"viewport": {"width": 1280, "height": 900}}], ids=["phone", "desktop"])
def test_drawn_on_the_map(tiled, look):
    saar, phone = tiled
    anna = phone(**look)
    start(anna, saar, "Getekend")
    draw(anna, [(0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7), (0.5, 0.5)])
    anna.click("#draw-undo")
    assert len(json.loads(anna.input_value("#area"))["coordinates"][0]) == 5
    assert anna.is_checked("input[name=where][value=drawn]")
    propose(anna)
    proposed(anna)
    assert anna.faults == []


def test_a_line_that_crosses_itself_is_refused_and_nothing_is_lost(tiled):
    saar, phone = tiled
    anna = phone()
    start(anna, saar, "Gekruist")
    draw(anna, [(0.3, 0.3), (0.7, 0.7), (0.7, 0.3), (0.3, 0.7)], at="Schilderskwartier, Woerden")
    anna.wait_for_selector("#draw-map path.map-group")
    drawn = anna.input_value("#area")
    anna.click("button[name=do][value=next]")
    anna.wait_for_selector("#where-error")
    assert anna.input_value("#area") == drawn
    assert anna.input_value("input[name=name]") == "Gekruist"


def test_what_was_typed_survives_signing_in(saar, phones):
    page = phones.stranger()
    start(page, saar, "Van een vreemde", "Harmelen")
    propose(page)
    page.wait_for_selector("input[name=email]")
    assert words()["sign-in.draft.text"] not in page.inner_text("main")
    from phones import ask_for_code, enter_code
    enter_code(page, ask_for_code(page, saar, "nieuw@example.org").code)
    page.wait_for_selector("form#founding")
    assert page.input_value("input[name=name]") == "Van een vreemde"
    propose(page)
    page.wait_for_selector("input[name=firstName][aria-invalid=true]")
    page.fill("input[name=firstName]", "Sterre")
    propose(page)
    proposed(page)


def test_the_sheet_is_one_page_and_its_code_is_followed(saar, phones, harmelen, tmp_path):
    import zxingcpp
    from PIL import Image

    anna, slug = harmelen
    printer = phones.of()
    printer.goto(f"{saar.url}/groups/{slug}/sheet")
    printer.fill("input[name=note]", "Ik woon op de hoek, bij de bakker. Bel gerust aan!")
    for language in ("nl", "fr", "de", "en"):
        printer.select_option("select[name=language]", language)
        printer.click("form[action$='/sheet'] button")
        printer.wait_for_selector(f"html[lang={language}] .sheet-line")
        pdf = printer.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1, language
        box = [float(n) for n in re.search(rb"/MediaBox\s*\[([\d. ]+)\]", pdf)[1].split()]
        assert (round(box[2]), round(box[3])) in {(595, 842), (594, 841), (596, 842)}, box
    printer.emulate_media(media="print")
    picture = tmp_path / "sheet.png"
    printer.screenshot(path=picture, full_page=True)
    codes = zxingcpp.read_barcodes(Image.open(picture))
    assert [code.text for code in codes] and codes[0].text.startswith(f"{saar.url}/j/")

    other = phones.stranger()
    other.goto(codes[0].text)
    assert "Harmelen Dorp" in other.inner_text("h1")
    other.click("main a.button.main")
    from phones import ask_for_code, enter_code
    enter_code(other, ask_for_code(other, saar, "buur@example.org").code)
    other.wait_for_selector("input[name=acceptsRules]")
    other.fill("input[name=firstName]", "Pim")
    other.check("input[name=acceptsRules]", force=True)
    other.check("input[name=isOfAge]", force=True)
    other.click("form[action$='/members'] button.main")
    other.wait_for_selector("body[data-done=applied]")
    anna.goto(f"{saar.url}/groups/{slug}/members")
    anna.click("li:has-text('Pim') button[value=approved]")
    anna.wait_for_selector("body[data-done=member-changed]")
    other.goto(f"{saar.url}/groups/{slug}")
    other.wait_for_selector("[data-part=past]")


def test_a_slip_from_the_letterbox(saar, phones, harmelen):
    anna, slug = harmelen
    anna.goto(f"{saar.url}/groups/{slug}/settings")
    anna.check("input[name=asksForProof]", force=True)
    anna.click("button[value=save]")
    anna.wait_for_selector("body[data-done=revised]")
    anna.goto(f"{saar.url}/groups/{slug}/codes")
    anna.fill("input[name=count]", "3")
    anna.click("form[action$='/codes'] button")
    slips = anna.locator(".slip-code").all_inner_texts()
    assert len(set(slips)) == 3
    hanna = phones.of(group=1, number=0)

    def ask(code):
        hanna.goto(f"{saar.url}/groups/{slug}/join")
        hanna.check("input[name=acceptsRules]", force=True)
        hanna.check("input[name=isOfAge]", force=True)
        hanna.fill("input[name=householdCode]", code)
        hanna.click("form[action$='/members'] button.main")

    ask("abcd-efgh")
    hanna.wait_for_selector("input[name=householdCode][aria-invalid=true]")
    ask(slips[1])
    hanna.wait_for_selector("body[data-done=applied]")
    anna.goto(f"{saar.url}/groups/{slug}/members")
    assert words()["member.proved"] in anna.inner_text("main")


@pytest.mark.parametrize("javaScript", [True, False], ids=["script", "plain"])
def test_the_question_is_taken_back(saar, phones, javaScript):
    anna = phones.of(javaScript=javaScript)
    start(anna, saar, "Toch Niet", "Harmelen", "100")
    walk(anna, "talk")
    anna.fill("input[name=coCoordinator]", "sofie@example.org")
    propose(anna)
    slug = proposed(anna)
    wait_for("the letter", lambda: letters(saar, "sofie@example.org"))
    anna.click("form[action$='/co-coordination/withdrawal'] button")
    anna.wait_for_selector("body[data-done=co-coordination-withdrawn]")
    assert words()["co-coordination.waits"] not in anna.inner_text("main")
    sofie = phones.stranger(javaScript=javaScript)
    from phones import ask_for_code, enter_code
    sofie.goto(saar.url + letters(saar, "sofie@example.org")[0].link)
    enter_code(sofie, ask_for_code(sofie, saar, "sofie@example.org").code)
    sofie.wait_for_url(f"**/groups/{slug}")
    assert sofie.locator("form[action$='/co-coordination']").count() == 0
    assert anna.faults == []


def test_a_co_coordinator_is_asked_and_says_yes(saar, phones):
    from phones import ask_for_code, enter_code

    anna = phones.of(javaScript=False)
    start(anna, saar, "Samen", "Harmelen", "100")
    walk(anna, "talk")
    anna.fill("input[name=coCoordinator]", "geen adres")
    anna.click("button[name=do][value=next]")
    anna.wait_for_selector("input[name=coCoordinator][aria-invalid=true]")
    assert anna.input_value("input[name=coCoordinator]") == "geen adres"
    anna.fill("input[name=coCoordinator]", "Noor@example.org")
    propose(anna)
    slug = proposed(anna)
    assert words()["co-coordination.waits"] in anna.inner_text("main")

    wait_for("the letter", lambda: letters(saar, "noor@example.org"))
    [asked] = letters(saar, "noor@example.org")
    # Noor may know neither: the letter says it without a name, and the page behind it says who asks for what.
    assert "Anna" not in asked.subject and "Samen" not in asked.subject and "/samen/" not in asked.link
    noor = phones.stranger()
    noor.goto(saar.url + asked.link)
    enter_code(noor, ask_for_code(noor, saar, "noor@example.org").code)
    noor.wait_for_selector("form[action$='/co-coordination']")
    assert noor.url.endswith(f"/groups/{slug}")
    # Her name first: those whom she will lead know her by it.
    noor.click("button[name=accepts][value='1']")
    noor.wait_for_selector("input[name=firstName][aria-invalid=true]")
    noor.fill("input[name=firstName]", "Noor")
    noor.click("button[name=accepts][value='1']")
    noor.wait_for_selector("body[data-done=co-coordinating]")
    noor.goto(f"{saar.url}/groups/{slug}/registry")
    assert words()["registry.log.coordinator-joined"] in noor.inner_text("main")
    assert noor.faults == []
    anna.goto(f"{saar.url}/groups/{slug}")
    assert words()["co-coordination.waits"] not in anna.inner_text("main")
    assert len(letters(saar, "noor@example.org")) == 2, "one letter that asks, one with a code"


def test_a_no_is_a_no(saar, phones):
    from phones import ask_for_code, enter_code

    anna = phones.of()
    start(anna, saar, "Alleen", "Harmelen", "100")
    walk(anna, "talk")
    anna.fill("input[name=coCoordinator]", "pim@example.org")
    propose(anna)
    slug = proposed(anna)
    pim = phones.stranger(javaScript=False)
    pim.goto(saar.url + wait_for("the letter", lambda: letters(saar, "pim@example.org"))[0].link)
    enter_code(pim, ask_for_code(pim, saar, "pim@example.org").code)
    pim.click("button[name=accepts][value='0']")
    pim.wait_for_selector("body[data-done=co-coordination-declined]")
    assert pim.locator("form[action$='/co-coordination']").count() == 0
    assert pim.locator(f"a[href='/groups/{slug}/join']").count() == 1
    anna.goto(f"{saar.url}/groups/{slug}")
    assert words()["co-coordination.waits"] not in anna.inner_text("main")
