"""Takes pictures of every page of pages.py; script/screenshots says how, and is what people run."""

import argparse
import base64
import html
import io
import os
import shutil
import sys
import time
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Error, sync_playwright

import browse
import pages
from conftest import ROOT, Saar
from prepared_street import prepared_street

HEAVIEST = 150_000

SHEET = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Saar, every page</title>
<style>
:root {{ color-scheme: light dark; font: 15px/1.4 system-ui, sans-serif; }}
body {{ margin: 1.5rem; }}
nav a {{ margin-right: 0.8em; }}
div {{ display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }}
figure {{ margin: 0; }}
img {{ display: block; width: 30rem; height: 22rem; object-fit: cover; object-position: top; border: 1px solid gray; }}
img[src*=".phone."] {{ width: 11rem; }}
</style>
<h1>Saar, every page</h1>
<p>{count} pictures of {pages} pages, {when}.</p>
<nav>{links}</nav>
{body}
</html>
"""

# Phones side by side, before nothing at all: the page that shows them may be light or dark.
PHONES = """<!doctype html>
<style>
body {{ margin: 0; display: inline-flex; gap: 34px; padding: 14px; background: transparent; }}
img {{ display: block; width: 300px; height: 649px; border: 10px solid #dfe6e8; border-radius: 44px;
  box-shadow: 0 0 0 2px #9fb0b5; }}
</style>
<body>{phones}</body>
"""


def options():
    parser = argparse.ArgumentParser(prog="script/screenshots", description=__doc__)

    def some(known):
        def read(text):
            unknown = [one for one in text.split(",") if one not in known]
            if unknown:
                raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: there are {', '.join(known)}")
            return text.split(",")
        return read

    parser.add_argument("--only", metavar="NAME[,NAME]", default=[], type=some([page.name for page in pages.PAGES]))
    parser.add_argument("--languages", metavar="nl,en", default=list(pages.LANGUAGES), type=some(pages.LANGUAGES))
    parser.add_argument("--sizes", metavar="phone,desktop", default=list(pages.SIZES), type=some(pages.SIZES))
    parser.add_argument("--schemes", metavar="light,dark", default=list(pages.SCHEMES), type=some(pages.SCHEMES))
    parser.add_argument("--out", metavar="FOLDER", type=Path)
    parser.add_argument("--readme", action="store_true", help="the pictures of the README instead")
    return parser.parse_args()


def take(tab, **how):
    """A picture of a page as it stays."""
    browse.settle(tab)
    # The focus ring of a list of mistakes belongs to the page; a blinking caret does not.
    return tab.screenshot(animations="disabled", caret="hide", **how)


# --- every page -------------------------------------------------------------------------------------------------------

def every_page(browser, street, wanted, out):
    chosen = pages.chosen(wanted.only)
    out.mkdir(parents=True, exist_ok=True)
    # A picture of a page that is gone would mislead.
    known = {page.name for page in pages.PAGES}
    for old in out.glob("*.*.*.*.png"):
        name, language, size, scheme, _ = old.name.split(".")
        if language in pages.LANGUAGES and size in pages.SIZES and scheme in pages.SCHEMES and name not in known:
            old.unlink()
    faults = []
    for language in wanted.languages:
        for size in wanted.sizes:
            tab = pages.new_tab(browser, **pages.look(size, wanted.schemes[0], language))
            for page in chosen:
                try:
                    browse.visit(street, page, tab)
                    # Colours change under a page that is open.
                    for scheme in wanted.schemes:
                        tab.emulate_media(color_scheme=scheme)
                        file = out / f"{page.name}.{language}.{size}.{scheme}.png"
                        file.write_bytes(take(tab, full_page=True))
                except (AssertionError, Error) as error:  # the other pages are worth having all the same
                    faults.append(f"{page.name} ({language}, {size}): {error}")
            tab.context.close()
            print(f"   {language} {size}: {len(chosen)} pages, {' and '.join(wanted.schemes)}", flush=True)
    sheet(out)
    return faults


def sheet(out):
    """All pictures in the folder on one page."""
    parts = [*pages.LANGUAGES, *pages.SIZES, *pages.SCHEMES]
    pictures = [picture for picture in out.glob("*.*.*.*.png") if set(picture.name.split(".")[1:4]) <= set(parts)]
    pictures.sort(key=lambda picture: [parts.index(part) for part in picture.name.split(".")[1:4]])
    order = {page.name: number for number, page in enumerate(pages.PAGES)}
    names = sorted({picture.name.split(".")[0] for picture in pictures}, key=lambda name: (order.get(name, 999), name))
    body = []
    for name in names:
        body.append(f'<h2 id="{name}">{name}</h2>\n<div>')
        for picture in (one for one in pictures if one.name.split(".")[0] == name):
            file = html.escape(picture.name, quote=True)
            label = " ".join(picture.name.split(".")[1:4])
            body.append(f'<figure><a href="{file}"><img src="{file}" alt="{name}, {label}" loading="lazy"></a>'
                        f"<figcaption>{label}</figcaption></figure>")
        body.append("</div>")
    links = "\n".join(f'<a href="#{name}">{name}</a>' for name in names)
    (out / "index.html").write_text(SHEET.format(
        count=len(pictures), pages=len(names), when=time.strftime("%Y-%m-%d %H:%M"), links=links,
        body="\n".join(body)))


# --- the pictures of the README ---------------------------------------------------------------------------------------

def table(text):
    """The table at the top of script/screenshots: rows of words, without comments."""
    return [line.split("#")[0].split() for line in text.splitlines() if line.split("#")[0].strip()]


def compact(picture, file):
    """Keeps a picture in as many colours as leave it light enough."""
    image = Image.open(io.BytesIO(picture)).convert("RGBA")
    isOpaque = image.getextrema()[3][0] == 255
    # What is see-through in parts loses more by fewer colours: it keeps all of them where it may.
    for colours in (256, 128, 64, 32) if isOpaque else (0, 256, 128, 64, 32):
        small = image
        if colours and isOpaque:
            small = image.convert("RGB").quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        elif colours:
            small = image.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        small.save(file, optimize=True)
        if file.stat().st_size < HEAVIEST:
            print(f"   {file}: {image.width} × {image.height}, {colours or 'all'} colours, {file.stat().st_size} bytes")
            return []
    return [f"{file} weighs {file.stat().st_size} bytes, even in few colours; {HEAVIEST} is the limit"]


def the_readme(browser, street, out):
    out.mkdir(parents=True, exist_ok=True)
    faults = []

    def shot(name, size, scheme, language):
        look = pages.look(size, scheme, language)
        tab = pages.new_tab(browser, **look, device_scale_factor=2 if size == "phone" else 1)
        try:
            browse.visit(street, pages.named(name), tab)
            return take(tab)
        finally:
            tab.context.close()

    for page, size, scheme, language, file in table(os.environ["SAAR_PICTURES"]):
        faults += compact(shot(page, size, scheme, language), out / file)
    for file, language, *phones in table(os.environ["SAAR_PHONES"]):
        shots = [base64.b64encode(shot(page, "phone", scheme, language)).decode()
                 for page, scheme in (phone.split(":") for phone in phones)]
        context = browser.new_context(viewport={"width": 1200, "height": 800}, device_scale_factor=1.5)
        tab = context.new_page()
        tab.set_content(PHONES.format(phones="".join(f'<img src="data:image/png;base64,{shot}">' for shot in shots)))
        browse.settle(tab)
        faults += compact(tab.locator("body").screenshot(omit_background=True), out / file)
        context.close()
    return faults


def main():
    wanted = options()
    out = wanted.out or ROOT / ("docs/pictures" if wanted.readme else ".screenshots")
    began = time.monotonic()
    saar = Saar(["demo", "--json", "--port", "0"])
    try:
        saar.ready()
        street = prepared_street(saar)
        with sync_playwright() as play:
            browser = play.chromium.launch(
                executable_path=os.environ.get("SAAR_CHROMIUM") or shutil.which("chromium"), args=["--no-sandbox"])
            if wanted.readme:
                faults = the_readme(browser, street, out)
            else:
                faults = every_page(browser, street, wanted, out)
            browser.close()
    except (pytest.fail.Exception, pytest.exit.Exception, AssertionError) as error:
        sys.exit(f"\nscript/screenshots: {error}\n{saar.log()}")
    finally:
        saar.kill()
    if faults:
        sys.exit("\nscript/screenshots: these could not be made as they should:\n" + "\n".join(faults))
    where = out if wanted.readme else out / "index.html"
    print(f"\n== screenshots: done after {time.monotonic() - began:.0f} s: {where}")


main()
