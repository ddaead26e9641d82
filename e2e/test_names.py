"""What people may be called, held against somebody else's table of letters that look alike, and against what people are
called in many countries."""

import httpx
import pytest
from confusable_homoglyphs import confusables

from conftest import DEADLINE

# Words that nobody goes by; each Latin letter stands in one of them.
WORDS = ["politie", "brandweer", "wijkagent", "commissaris", "bourgmestre", "ordnungsamt", "hulpdienst", "handhaving"]

# Letters of living alphabets, and joiners that show in the letters beside them.
NAMES = [
    "Nərmin", "Akɔs", "Afɛ", "Yaɗi", "Kaʻula", "رضا\u200cعلی", "ශ්\u200dරියා", "Gal·la", "Saar", "Anna Gent", "Boaz", "Máire",
]


@pytest.fixture
def called(saar):
    """Says whether Anna may be called so, as a form without a browser asks it."""
    link = saar.person("resident").sign_in_url
    with httpx.Client(base_url=saar.url, timeout=DEADLINE) as browser:
        assert browser.get(link).status_code == 303

        def ask(name):
            answer = browser.post("/me", data={"firstName": name, "lastName": "", "language": "en"})
            assert answer.status_code in (303, 422), f"{answer.status_code} for {name!r}"
            assert (answer.status_code == 422) == ('id="firstName-error"' in answer.text), name
            return answer.status_code == 303

        yield ask


def look_alikes(letter):
    """What Unicode's table has for a letter, large or small."""
    return sorted({
        other["c"] for face in (letter, letter.upper()) for other in confusables.confusables_data.get(face, [])})


def test_no_letter_that_looks_like_another_makes_a_name_of_it(called):
    tried, taken = 0, []
    for word in WORDS:
        assert not called(word)
        for letter in sorted(set(word)):
            for other in look_alikes(letter):
                tried += 1
                name = word.replace(letter, other)
                if called(name):
                    taken.append((name, [hex(ord(sign)) for sign in other]))
    assert tried > 1_000, "the table is not there"
    assert not taken, f"{len(taken)} of {tried} were taken: {taken[:20]}"


def test_what_people_are_called_is_taken(called):
    assert [name for name in NAMES if not called(name)] == []
