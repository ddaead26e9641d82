"""A report with every box filled, in the browser's form, in what the browser keeps of it, and as it arrives."""

import json
import re

from phones import fill_report, shared

WORDS = "Schroeft een kentekenplaat los; ‘grijze trui’ & <rugzak> € 🚲"


def drafts(page):
    """What the browser keeps, by the name of the group."""
    kept = page.evaluate("Object.fromEntries(Object.entries(localStorage))")
    return {key: json.loads(value)["fields"] for key, value in kept.items() if key.startswith("saar-draft:")}


def fill_all(page, saar, behaviour=WORDS):
    """Every box that the form has."""
    fill_report(page, saar, behaviour=behaviour, place="Vermeerstraat 8, bij de brug")
    page.evaluate("document.querySelectorAll('#report details').forEach((part) => { part.open = true; })")
    page.fill("textarea[name=appearance]", "Blauwe jas\nwitte schoenen")
    page.fill("input[name=vehicle]", "Bakfiets")
    page.select_option("select[name=direction]", "west")
    page.fill("input[name=licencePlate]", "GH-482-X")
    page.fill("textarea[name=policeText]", "heet misschien Kees")
    page.check("input[name=number][value='0900-8844']", force=True)
    page.fill("input[name=calledAt]", "00:01")


def on_the_page(page):
    """The form, as it would be sent; not which page it is from."""
    fields = page.evaluate("Object.fromEntries(new FormData(document.getElementById('report')))")
    return {name: value.replace("\r\n", "\n") for name, value in fields.items() if name not in ("requestKey", "asked")}


def arrived_once(saar, behaviour=WORDS):
    alerts = shared(saar, behaviour)
    assert len(alerts) == 1, f"{len(alerts)} alerts"
    return alerts[0]


def sent(page, saar):
    page.wait_for_url(re.compile("/alerts/"))
    page.wait_for_selector("body[data-done=shared]")
    assert WORDS in page.inner_text("main")
    assert drafts(page) == {}, "what was shared is not kept"
    return arrived_once(saar)
