"""Whether every word of a page that is open stands whole where it can be read, also for who has set a browser's letters to
twice their size, and on the smallest of phones."""

# As large as a browser's letters usually are, and as large as somebody sets them who sees little.
USUAL, DOUBLE = 16, 32
SMALLEST = {"width": 320, "height": 640}
# No line of a phone holds more of the largest letters. A longer word may be parted, as books part one.
LONGEST = 17

FAULTS = """(longest) => {
    const page = document.documentElement, found = new Set();
    const wide = page.scrollWidth - page.clientWidth;
    if (wide > 0) found.add(`the page scrolls sideways by ${wide} px`);
    const range = document.createRange();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode, within = text.parentElement;
        if (!text.data.trim() || within.closest("svg, select, option, textarea, .skip, #map")
            || !within.checkVisibility({visibilityProperty: true})) continue;
        const around = [];
        for (let e = within; e && e !== document.body; e = e.parentElement) around.push(e);
        const styles = around.map((e) => getComputedStyle(e));
        // Words for who listens take no room.
        if (styles.some((style) => style.clipPath !== "none")) continue;
        for (const match of text.data.matchAll(/\\S+/g)) {
            range.setStart(text, match.index);
            range.setEnd(text, match.index + match[0].length);
            const parts = [...range.getClientRects()].filter((part) => part.width > 0);
            for (const part of parts) {
                if (part.left < -0.5 || part.right > page.clientWidth + 0.5) found.add(`“${match[0]}” sticks out of the page`);
                around.forEach((e, number) => {
                    const box = e.getBoundingClientRect(), style = styles[number];
                    const isHole = style.overflowX !== "visible" || style.overflowY !== "visible";
                    const isFrame = style.display !== "inline" && (style.borderLeftWidth !== "0px" || isHole);
                    if (isFrame && (part.left < box.left - 1 || part.right > box.right + 1))
                        found.add(`“${match[0]}” sticks out of ${e.tagName.toLowerCase()}.${e.className}`);
                    if (isHole && (part.top < box.top - 1 || part.bottom > box.bottom + 3))
                        found.add(`“${match[0]}” is cut off`);
                });
            }
            // An address or a number is no word; a soft hyphen and a dash say where one may be parted.
            if (/[@/=\\d]|\\.\\w/.test(match[0])) continue;
            for (const word of match[0].matchAll(/[^\\-\\u2010-\\u2015]+/g)) {
                if (word[0].length > longest || word[0].includes("\\u00ad")) continue;
                range.setStart(text, match.index + word.index);
                range.setEnd(text, match.index + word.index + word[0].length);
                const lines = [...range.getClientRects()].filter((part) => part.width > 0);
                if (lines.some((line) => Math.abs(line.top - lines[0].top) > 3))
                    found.add(`“${word[0]}” is broken in ${within.tagName.toLowerCase()}.${within.className}`);
            }
        }
    }
    return [...found];
}"""


def set_size(tab, pixels):
    """Sets the size of a browser's letters, as its settings do: to what media queries and styles call 1rem at first."""
    session = tab.context.new_cdp_session(tab)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": pixels}})
    session.detach()


def faults(tab):
    """Which words of the page are parted, cut off or out of view."""
    return tab.evaluate(FAULTS, LONGEST)
