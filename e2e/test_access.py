"""Does any page of the product shut anybody out? Every page of pages.py, in every way that people look at pages: small
and large, light and dark, enlarged, by keyboard alone, without motion, and without JavaScript.

What a page is asked in one language, it is asked in one visit: it is turned, darkened and enlarged where it is, as
people do with a page that is open."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe

import browse
import letters
import pages
from conftest import Saar
from prepared_street import prepared_street
from test_browser import LOADED

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOKS = [
    ("phone", "light", "nl"), ("desktop", "dark", "nl"), ("phone", "dark", "fr"), ("desktop", "light", "de"),
    ("phone", "light", "en"),
]
# 1280 pixels enlarged to twice and (WCAG 1.4.10) to four times their size leave so many CSS pixels.
ENLARGED = [("200%", {"width": 640, "height": 400}, "nl"), ("400%", {"width": 320, "height": 256}, "de")]
# Twice as large letters on a phone as its browser usually has, and usual ones on the smallest phone: in every language.
LETTERS = [("on the smallest phone", letters.SMALLEST, letters.USUAL),
           ("with letters twice as large", pages.SIZES["phone"]["viewport"], letters.DOUBLE)]
# Who looks in this language wants no motion.
STILL = "en"
HEAVIEST = 100_000
# The rows of a ranking are made alike: all of them are looked at once, in the first look, and the first dozen speak for
# the others in the rest, since each costs axe as much again.
ALIKE = "table.ranking tbody tr:nth-child(n+13)"
PAGES = pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: page.name)
AXE = Axe()

# What the tests ask a page, in the page's own language. They share these words.
WORDS = """
    const pressable = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
    const isSeen = (e) => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0;
    const named = (e) => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (e.name ? `[name=${e.name}]` : "")
        + " “" + (e.innerText || e.value || e.getAttribute("aria-label") || "").trim().slice(0, 40) + "”";
    const canBeReached = () => [...document.querySelectorAll(pressable)].filter((e) =>
        !e.disabled && e.tabIndex >= 0 && isSeen(e) && !e.closest("[inert]"));
"""


@pytest.fixture(scope="module")
def street():
    saar = Saar(["demo", "--json", "--port", "0"]).ready()
    yield prepared_street(saar)
    ended = saar.process.poll()
    saar.kill()
    assert ended is None, f"the server ended by itself with {ended}:\n{saar.log()}"


@pytest.fixture(scope="module")
def tab(browser, request):
    """One tab for all pages that are looked at in one way; request.param is what browser.new_context() takes."""
    page = pages.new_tab(browser, **request.param)
    yield page
    page.context.close()


def seen(**options):
    """How the tab of a test looks at pages."""
    size, scheme, language = (options.pop(name, usual) for name, usual in
                              (("size", "phone"), ("scheme", "light"), ("language", "nl")))
    return {**pages.look(size, scheme, language), **options}


def tabs(*looks, ids=None):
    return pytest.mark.parametrize("tab", looks, ids=ids or [""], indirect=True)


def unfold(tab):
    """What is folded away is part of the page too."""
    tab.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")


def turn(tab, viewport, scheme):
    """Has the page that is open looked at in another way."""
    tab.set_viewport_size(viewport)
    tab.emulate_media(color_scheme=scheme)
    assert tab.evaluate("innerWidth") == viewport["width"], "the page is not as wide as it was made"


def sideways(tab):
    """By how much the page scrolls sideways; nothing if it does not."""
    much = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"scrolls sideways by {much} px"] if much > 0 else []


def broken_rules(tab, left_out=()):
    """What of WCAG the page breaks, as axe sees it; needs axe in the page."""
    found = AxeResults(tab.evaluate(
        "([exclude, options]) => axe.run({exclude}, options)",
        [[[part] for part in left_out], {"runOnly": RULES, "resultTypes": ["violations"]}]))
    return [found.generate_report()] if found.violations_count else []


def looks_in(language):
    """How people of this language look at a page: (size, viewport, scheme), in turn."""
    return [(size, pages.SIZES[size]["viewport"], scheme) for size, scheme, spoken in LOOKS if spoken == language]


def violated(tab, language):
    """What is wrong with the page that is open, in every look of a language: of WCAG as axe sees it, and sideways."""
    tab.evaluate(AXE.axe_script)
    found = []
    for size, viewport, scheme in looks_in(language):
        turn(tab, viewport, scheme)
        left_out = () if (size, scheme, language) == LOOKS[0] else [ALIKE]
        found += [f"{size}, {scheme}: {fault}" for fault in sideways(tab) + broken_rules(tab, left_out)]
    return found


def cut_off(tab):
    return tab.evaluate("() => {" + WORDS + """
        const width = document.documentElement.clientWidth;
        const cut = [];
        for (const e of canBeReached()) {
            // What shows itself only when it has the focus has its place then.
            if (e.matches(".skip")) continue;
            const box = e.getBoundingClientRect();
            if (box.left < -0.5 || box.right > width + 0.5) cut.push(`${named(e)} sticks out of the page`);
            const style = getComputedStyle(e);
            // A map is a picture that goes on beyond its frame; what can be pressed on it is looked at by itself.
            if (e.clientWidth > 0 && style.display !== "inline" && !e.matches("input, select, textarea, #map")
                && e.scrollWidth > e.clientWidth + 1) cut.push(`${named(e)} is too narrow for its words`);
            for (let around = e.parentElement; around && around !== document.body; around = around.parentElement) {
                if (getComputedStyle(around).overflowX === "visible") continue;
                const hole = around.getBoundingClientRect();
                if (box.left < hole.left - 0.5 || box.right > hole.right + 0.5) cut.push(`${named(e)} is cut off`);
            }
        }
        return cut;
    }""")


MOVING = """document.getAnimations().filter((a) => a.playState === "running")
    .map((a) => a.animationName || a.transitionProperty)"""


# Whatever moves by itself for longer must be stoppable (WCAG 2.2.2), and nothing here has a way to.
LOOKED_AT = 5000
ENDLESS = f"""document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime > {LOOKED_AT})
    .map((a) => (a.animationName || a.transitionProperty) + " moves for too long")"""
# What a page lets move, whether it still does or not.
MEANT = """[...document.querySelectorAll("*")].map((e) => getComputedStyle(e).animationName)
    .filter((name) => name !== "none")"""


def moving(tab):
    """What moves although nothing should."""
    scrolling = tab.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
    return [f"{name} moves" for name in tab.evaluate(MOVING)] + (
        [f"scrolls in a {scrolling} way"] if scrolling != "auto" else [])


@pytest.mark.parametrize("tab, language", [
    (seen(language=language, reduced_motion="reduce" if language == STILL else "no-preference"), language)
    for language in pages.LANGUAGES], ids=pages.LANGUAGES, indirect=["tab"])
@PAGES
def test_nobody_is_shut_out(street, tab, page, language):
    turn(tab, *looks_in(language)[0][1:])
    browse.visit(street, page, tab)
    found = [f"without motion: {fault}" for fault in moving(tab)] if language == STILL else tab.evaluate(ENDLESS)
    browse.settle(tab)
    loaded = tab.evaluate(LOADED)
    hosts = {urlsplit(name).netloc for name, _ in loaded}
    assert hosts == {urlsplit(street.url).netloc}, "something comes from elsewhere"
    weight = sum(size for _, size in loaded)
    assert 0 < weight < HEAVIEST, f"{weight} bytes: {loaded}"
    unfold(tab)
    found += violated(tab, language)
    for much, viewport, spoken in ENLARGED:
        if spoken == language:
            turn(tab, viewport, "light")
            found += [f"enlarged to {much}: {fault}" for fault in sideways(tab) + cut_off(tab)]
    for much, viewport, size in LETTERS:
        turn(tab, viewport, "light")
        letters.set_size(tab, size)
        found += [f"{much}: {fault}" for fault in letters.faults(tab)]
    letters.set_size(tab, letters.USUAL)
    assert not found, "\n".join(found)


@tabs(seen())
def test_a_word_that_does_not_fit_is_noticed(street, tab):
    """That who looks for words in two, words cut off and letters twice as large finds some where there are."""
    browse.visit(street, pages.named("report-empty"), tab)
    sized = []
    for size in letters.DOUBLE, letters.USUAL:
        letters.set_size(tab, size)
        sized.append(tab.evaluate("parseFloat(getComputedStyle(document.querySelector('.do span')).fontSize)"))
        assert letters.faults(tab) == [] and sized[-1] >= size
    # Who is missing has signs of their own, which show once that is chosen.
    shown = tab.evaluate("[...document.querySelectorAll('.do span')].filter((sign) => sign.offsetParent).length")
    assert shown == 4, "there are not four signs"
    for style, fault in [
            ("width: 1em; overflow-wrap: anywhere", "is broken"), ("width: 1em; white-space: nowrap; overflow: hidden", "sticks out"),
            ("height: 0.5em; overflow: hidden", "is cut off"), ("position: relative; left: 100vw", "scrolls sideways")]:
        tab.evaluate("""(style) => {
            const sign = document.querySelector(".do span");
            sign.style.cssText = "display: block; flex: none; min-width: 0; " + style;
        }""", style)
        assert any(fault in one for one in letters.faults(tab)), f"{style}: {letters.faults(tab)}"


# Where the focus is, how it shows, and whether it can be seen there. The ring may be around the label of a small box.
FOCUS = "() => {" + WORDS + """
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const ringed = [e, e.closest("label")].filter(Boolean).some((part) => {
        const style = getComputedStyle(part);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
    // The button that browsers put into a box for a time or a day has a ring of the browser's own.
    }) || (["time", "date"].includes(e.type) && e.matches(":focus-within:not(:focus)"));
    const box = e.getBoundingClientRect();
    const isInView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return {number: (window.reachable ?? []).indexOf(e), name: named(e), ringed, isInView};
}"""


@tabs(seen(size="desktop"))
@PAGES
def test_the_keyboard_reaches_everything(street, tab, page):
    # A page that renews itself meanwhile is another test's subject.
    tab.context.unroute_all()
    tab.context.route("**/api/v1/**", lambda route: route.abort())
    browse.visit(street, page, tab)
    # What asks for the focus gets it with the first picture that is drawn, and would take it away from the first key.
    tab.wait_for_function("() => [null, document.activeElement].includes(document.querySelector('[autofocus]'))")
    unfold(tab)
    # Of buttons that belong together the arrows choose: Tab stops at the chosen one, or at the first.
    names = tab.evaluate("() => {" + WORDS + """
        window.reachable = canBeReached().filter((e) => {
            if (e.type !== "radio") return true;
            const group = [...document.getElementsByName(e.name)]
                .filter((other) => other.type === "radio" && other.form === e.form);
            return group.find((o) => o.checked) === e || (!group.some((o) => o.checked) && group[0] === e);
        });
        document.body.tabIndex = -1;
        document.body.focus();
        document.body.removeAttribute("tabindex");
        return window.reachable.map(named);
    }""")
    # The page itself notes where the focus is after each key: asking it each time would take twice as long.
    tab.evaluate("() => { const focus = " + FOCUS + """;
        window.noted = [];
        addEventListener("keyup", () => window.noted.push(focus()), true);
    }""")
    missing, stays, last, order, presses = set(range(len(names))), 0, None, [], 0
    # A box for a time or a day has several places to stop.
    while missing and presses < len(names) * 4 + 10:
        # One press reaches one thing at most: so many do not go beyond the last.
        presses += len(missing)
        for _ in missing:
            tab.keyboard.press("Tab")
        for focus in filter(None, tab.evaluate("window.noted.splice(0)")):
            stays = stays + 1 if focus["name"] == last else 0
            last = focus["name"]
            assert stays < 8, f"the focus is caught in {last}"
            assert focus["ringed"], f"the focus cannot be seen on {last}"
            assert focus["isInView"], f"{last} has the focus and is out of view"
            missing.discard(focus["number"])
            if focus["number"] >= 0 and focus["number"] not in order:
                order.append(focus["number"])
    assert not missing, f"Tab does not reach {[names[number] for number in sorted(missing)]}"
    assert order == sorted(order), f"Tab goes another way than one reads: {[names[number] for number in order]}"

    # From the first thing of all, past the top, into the page.
    assert tab.evaluate("window.reachable[0].matches('.skip')"), "the first thing that Tab reaches is no skip link"
    tab.evaluate("window.reachable[0].focus()")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.matches('main')"), "the skip link does not lead into the page"


@tabs(seen(reduced_motion="no-preference"))
def test_somebody_awake_looks_round(street, tab):
    """That who looks for motion finds some where it is wanted."""
    browse.visit(street, pages.named("alert-open-neighbour"), tab)
    assert tab.evaluate(MEANT) != []


@tabs(seen(java_script_enabled=False))
@PAGES
def test_without_javascript_everything_can_be_sent(street, tab, page):
    browse.visit(street, page, tab)
    assert tab.evaluate("document.querySelectorAll('main h1').length") == 1
    unfold(tab)
    dead = tab.evaluate("() => {" + WORDS + """
        const dead = [];
        for (const form of document.forms) {
            const name = "the form to " + (form.getAttribute("action") ?? "nowhere");
            if (!form.getAttribute("action")) dead.push(`${name} has no action`);
            if (!["get", "post"].includes(form.method)) dead.push(`${name} is sent by ${form.method}`);
            if (![...form.elements].some((e) => e.type === "submit" && !e.disabled && isSeen(e)))
                dead.push(`${name} has no button`);
        }
        for (const e of document.querySelectorAll("main button[type=button]"))
            if (isSeen(e)) dead.push(`${named(e)} does nothing`);
        for (const e of document.querySelectorAll("a:not([href]), a[href^='javascript:'], a[href='#']"))
            dead.push(`${named(e)} leads nowhere`);
        for (const e of document.querySelectorAll("a[href^='#']"))
            if (!document.getElementById(e.hash.slice(1))) dead.push(`${named(e)} points at nothing: ${e.hash}`);
        return dead;
    }""")
    assert dead == []


# Two rooms once called their parts alike, and the styles of one undid the other's.
@tabs(seen(), seen(size="desktop", scheme="dark"), ids=["phone", "desktop"])
def test_styles_of_one_room_leave_the_others_alone(street, tab):
    def styles(what, name):
        found = tab.eval_on_selector_all(
            what, "(parts, name) => parts.map((part) => getComputedStyle(part)[name])", name)
        assert found, f"there is no {what}"
        return set(found)

    browse.visit(street, pages.named("report-empty"), tab)
    assert styles(".choices", "display") == {"grid"}
    browse.visit(street, pages.named("group-links"), tab)
    assert styles(".link-map circle.map-badge", "fill").isdisjoint(styles(".link-map .map-text", "fill"))
    browse.visit(street, pages.named("figures-country"), tab)
    assert styles(".map-drawing .map-number", "fill").isdisjoint(styles(".map-drawing .map-number", "stroke"))
