"""How an open page tells of an alert: in the page, in the tab's title, and to who hears the page, once."""

import pytest

from conftest import report, wait_for
from phones import group_url, listening, said, words

# Remembers all that is said by the regions that a screen reader listens to.
HEAR = """() => {
    window.heard = [];
    for (const region of document.querySelectorAll("[role=status]")) {
        new MutationObserver((changes) => {
            for (const change of changes) for (const node of change.addedNodes) window.heard.push(node.textContent);
        }).observe(region, { childList: true });
    }
}"""


def share(saar, **changes):
    return said(saar.person(number=1).post(f"/groups/{saar.group()['id']}/alerts", report(**changes)))


@pytest.mark.parametrize("path", ["report", "me"])
def test_news_says_group_kind_and_place_and_is_heard_once(phones, saar, path):
    page = phones.of()
    page.goto(saar.url + "/me" if path == "me" else f"{group_url(saar)}/report")
    listening(page)
    page.evaluate(HEAR)
    title = page.title()
    alert = share(saar)
    page.wait_for_selector(f"#news [data-alert='{alert['id']}']")
    news = page.inner_text("#news")
    says = f"Melding in {saar.group()['name']}: {words()['kind.suspicious-person']}, Rembrandtlaan bij de brug"
    assert says in news
    assert page.title() == f"{says} – {title}"
    # What comes of it later is not the same news again.
    said(saar.person(number=1).post(f"/alerts/{alert['id']}/reactions", {"kind": "information", "text": "bij de brug"}))
    said(saar.person("coordinator").post(f"/alerts/{alert['id']}/closure", {"outcome": "gone"}))
    page.wait_for_selector(f"#news .over[data-alert='{alert['id']}']")
    assert page.title() == title
    # How it ended is told to whoever was told of it, and where they can read it.
    over = page.inner_text("#news")
    assert f"{says}. {words()['outcome.gone.long']}" in over and page.locator("#news .news").count() == 1
    heard = [text for text in page.evaluate("window.heard") if "Rembrandtlaan" in text]
    assert heard == [news.replace("\n", ""), over.replace("\n", "")]
    assert page.faults == []


def test_the_groups_own_page_is_called_by_what_happens_and_says_it_once(phones, saar):
    page = phones.of()
    page.goto(group_url(saar))
    listening(page)
    page.evaluate(HEAR)
    assert page.title() == f"{saar.group()['name']} – Saar"
    alert = share(saar)
    page.wait_for_selector(f"[data-part=open] a[href='/alerts/{alert['id']}']")
    assert page.title() == f"Melding! {saar.group()['name']} – Saar"
    page.wait_for_selector("#announcement:has-text('Rembrandtlaan')", state="attached")
    heard = [text for text in page.evaluate("window.heard") if "Rembrandtlaan" in text]
    assert len(heard) == 1 and words()["kind.suspicious-person"] in heard[0]
    assert page.locator("#news .news").count() == 0
    home = page.context.new_page()
    home.goto(saar.url)
    assert home.title() == f"Melding! {saar.group()['name']} – Saar"


def test_what_comes_while_the_page_looks_is_shown_by_its_next_look(phones, saar):
    page = phones.of()
    page.goto(group_url(saar))
    listening(page)
    page.evaluate("""() => {
        window.told = 0;
        window.boxes = 0;
        document.addEventListener("saar:shown", () => { window.told += 1; });
        new MutationObserver(() => { window.boxes += document.querySelectorAll("#news .news").length; })
            .observe(document.getElementById("news"), { childList: true });
    }""")
    looks = []
    page.route(group_url(saar), lambda route: route.continue_() if looks else looks.append((route, route.fetch())))
    share(saar)
    wait_for("the page to look", lambda: looks or page.evaluate("null"))
    second = share(saar, location={"latitude": 52.0840, "longitude": 4.8850, "description": "Kerkplein"})
    wait_for("both to be told", lambda: page.evaluate("window.told") >= 2)
    # What it looked at is from before the second.
    route, before = looks[0]
    route.fulfill(response=before)
    page.wait_for_selector(f"[data-part=open] a[href='/alerts/{second['id']}']")
    assert page.evaluate("window.boxes") == 0


def test_news_that_has_ended_meanwhile_is_none(phones, saar):
    page = phones.of()
    page.goto(f"{group_url(saar)}/report")
    listening(page)
    # The alert's own page is on its way when the end is told.
    held = []
    page.route("**/alerts/*", lambda route: route.continue_() if held else held.append(route))
    first = share(saar)
    wait_for("its page to be asked for", lambda: held or page.evaluate("null"))
    said(saar.person("coordinator").post(f"/alerts/{first['id']}/closure", {"outcome": "gone"}))
    second = share(saar, location={"latitude": 52.0840, "longitude": 4.8850, "description": "Kerkplein"})
    page.wait_for_selector(f"#news [data-alert='{second['id']}']")
    held[0].continue_()
    third = share(saar, location={"latitude": 52.0930, "longitude": 4.8650, "description": "Station"})
    page.wait_for_selector(f"#news [data-alert='{third['id']}']")
    assert page.locator(f"#news [data-alert='{first['id']}']").count() == 0


def test_news_whose_page_does_not_come_is_told_all_the_same(phones, saar):
    page = phones.of()
    page.goto(f"{group_url(saar)}/report")
    listening(page)
    page.route("**/alerts/*", lambda route: route.fulfill(status=503, body="busy"))
    alert = share(saar)
    page.wait_for_selector(f"#news [data-alert='{alert['id']}']")
    assert words()["live.news"] in page.inner_text("#news")
