"""How a browser looks at a page of pages.py."""

from pages import Form

# Sends a form as a page of ours would.
SEND = """({path, fields}) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = path;
    for (const [name, value] of Object.entries(fields)) {
        const box = document.createElement("input");
        box.type = "hidden";
        box.name = name;
        box.value = value;
        form.append(box);
    }
    document.body.append(form);
    form.submit();
}"""


def visit(street, page, tab):
    """Brings a browser's tab to a page, as the person who looks at it, and returns the answer that made the page."""
    # The page before leaves first: one whose session goes under its feet loads itself anew.
    tab.goto("about:blank")
    tab.context.clear_cookies()
    where = page.go(street)
    if page.who:
        tab.context.add_cookies(street.cookies(page.who))
    if isinstance(where, Form):
        # From a page of ours, since a form from elsewhere is refused.
        tab.goto(street.url + "/nothing/here")
        with tab.expect_navigation() as arrival:
            tab.evaluate(SEND, {"path": where.path, "fields": where.fields})
        answer = arrival.value
    else:
        answer = tab.goto(street.url + where)
    assert answer.status == page.status, f"{page.name}: {answer.status} instead of {page.status} at {answer.url}"
    # Asked of the page itself, which is far quicker than a locator: every visit asks.
    shows = tab.evaluate("(shows) => document.querySelector(shows) !== null", page.shows)
    assert shows, f"{page.name} does not show {page.shows} at {answer.url}"
    return answer


def settle(tab):
    """Waits until a live page has its line, its letters, its pictures and its map, so that it looks as it stays."""
    tab.wait_for_function("""() => {
        const line = document.getElementById("connection");
        const map = document.getElementById("map");
        return (!line || !line.hidden) && document.fonts.status === "loaded"
            && (!map || map.dataset.ready || !map.offsetParent) && [...document.images].every((image) => image.complete);
    }""")
