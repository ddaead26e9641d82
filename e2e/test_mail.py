"""Letters as they leave the house: through the sendmail program of the machine, in the real `saar serve`."""

import re
import subprocess

import httpx
import pytest

from conftest import DEADLINE, Saar, binary, lets_in_nobody, wait_for
from phones import words
from post import Post

URL = "https://saar.example.org"
FROM = "wacht@saar.example.org"


@pytest.fixture
def post(tmp_path):
    return Post(tmp_path / "post")


@pytest.fixture
def serve(tmp_path, post):
    running = []

    def start(*arguments):
        database = f"sqlite:{tmp_path}/saar.sqlite"
        saar = Saar(["serve", "--migrate", "--database", database, "--port", "0", "--log-level", "info", *arguments],
                    env={"SAAR_SECRET_OF_THE_OPERATOR": "pssst"})
        running.append(saar)
        saar.plain = f"http://127.0.0.1:{saar.port()}"
        return saar

    yield start
    for saar in running:
        if saar.process.poll() is None:
            saar.kill()


@pytest.fixture
def saar(serve, post):
    return serve("--url", URL, "--mail-from", FROM, "--sendmail", str(post.program))


def ask(saar, address, language="nl", **kw):
    return httpx.post(f"{saar.plain}/sign-in", data={"email": address}, timeout=DEADLINE,
                      headers={"Accept-Language": language, "Origin": URL}, **kw)


def cookie(answer, name):
    # By hand: no client sends a cookie for TLS only back without.
    return next(line.split(";")[0] for line in answer.headers.get_list("set-cookie") if line.startswith(name + "="))


def test_a_letter_that_signs_in(saar, post):
    asked = ask(saar, "Nieuw@Example.ORG")
    assert asked.status_code == 303 and asked.headers["location"] == "/sign-in/code"
    [letter] = post.letters()
    assert letter.defects == []
    assert letter["To"].addresses[0].addr_spec == "nieuw@example.org" and len(letter["To"].addresses) == 1
    assert letter["From"].addresses[0].addr_spec == FROM and letter["From"].addresses[0].display_name == "Saar"
    assert letter["Content-Language"] == "nl" and letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@saar.example.org>") and letter["Date"].datetime.tzinfo
    assert letter.get_content_type() == "text/plain" and letter.get_content_charset() == "utf-8"
    assert not {"bcc", "cc", "reply-to", "received"} & {name.lower() for name in letter.keys()}
    text = letter.get_content()
    code = re.search(r"^(\d{6})$", text, re.MULTILINE)[1]
    link = re.search(rf"^{re.escape(URL)}(/sign-in/[0-9a-f]{{64}})$", text, re.MULTILINE)[1]
    assert letter["Subject"] == words()["letter.sign-in.subject"].replace("{code}", code)
    assert post.run()["arguments"] == ["-i", "-f", FROM, "--", "nieuw@example.org"]
    assert set(post.run()["environment"]) <= {"PATH", "HOME", "LC_CTYPE"}, "the mailer is told no more than it needs"

    attempt = cookie(asked, "__Host-saar-attempt")
    done = httpx.post(f"{saar.plain}/sign-in/code", data={"code": code}, timeout=DEADLINE,
                      headers={"Cookie": attempt, "Origin": URL})
    assert done.status_code == 303, done.text
    me = httpx.get(f"{saar.plain}/me", headers={"Cookie": cookie(done, "__Host-saar-session")}, timeout=DEADLINE)
    assert me.status_code == 200 and "nieuw@example.org" in me.text
    assert httpx.get(saar.plain + link, timeout=DEADLINE).status_code == 404, "the link of the same letter is used up"
    # There is no mailbox to look into where letters go out into the world.
    assert httpx.get(f"{saar.plain}/demo/mailbox", timeout=DEADLINE).status_code == 404
    assert "nieuw@example.org" not in saar.log() and link.rsplit("/")[-1] not in saar.log()


@pytest.mark.parametrize("language", ["fr", "de", "en"])
def test_a_letter_in_ones_language(saar, post, language):
    ask(saar, "iemand@example.org", language)
    [letter] = post.letters()
    text = letter.get_content()
    assert letter["Content-Language"] == language and letter.defects == []
    code = re.search(r"^(\d{6})$", text, re.MULTILINE)[1]
    link = re.search(rf"^({re.escape(URL)}/sign-in/\S+)$", text, re.MULTILINE)[1]
    wanted = words(language)["letter.sign-in.text"]
    for name, value in (("code", code), ("link", link), ("minutes", "15")):
        wanted = wanted.replace("{" + name + "}", value)
    assert text.strip() == wanted, "every letter with its accents"
    assert letter["Subject"] == words(language)["letter.sign-in.subject"].replace("{code}", code)


@pytest.mark.parametrize("typed", [
    "a@example.org\r\nBcc: b@example.org", "a@example.org\nSubject: x", "a@example.org%0aBcc:b@example.org",
    "-oQ/tmp@example.org", "a@example.org,b@example.org", "a@example.org b@example.org", "a@example.org\0",
    "\"a b\"@example.org", "<a@example.org\nBcc: b@example.org>", "a@ex\u2028ample.org", "|sh@example.org -X/tmp/x",
    "<a@example.org> -X/tmp/x", "b@example.org <a@example.org>", "mailto:a@example.org,b@example.org"])
def test_no_address_says_more_than_where_to(saar, post, typed):
    answer = ask(saar, typed)
    assert answer.status_code == 422 and lets_in_nobody(answer)
    assert post.letters() == []


@pytest.mark.parametrize("typed, to", [
    ("<a@example.org>", "a@example.org"), ("Anna <a@example.org>", "a@example.org"),
    ("mailto:a@example.org?bcc=b@example.org", "a@example.org"), ("\u202aa@example.org\u202c", "a@example.org"),
    ("a@exa\u0301mple.org", "a@xn--exmple-qta.org")])
def test_an_address_as_it_is_pasted_gets_its_letter(saar, post, typed, to):
    assert ask(saar, typed).status_code == 303
    [letter] = post.letters()
    assert letter["To"] == to and "Bcc" not in letter and "Cc" not in letter


def test_a_mailer_that_is_busy_is_said_and_nothing_typed_is_lost(saar, post):
    (post.folder / "busy").touch()
    answer = ask(saar, "geduld@example.org")
    assert answer.status_code == 503 and lets_in_nobody(answer)
    assert words()["refusal.letter-failed"] in answer.text and 'value="geduld@example.org"' in answer.text
    assert "geduld" not in saar.log()
    wait_for("the reason in the log", lambda: "75" in saar.log())
    (post.folder / "busy").unlink()
    assert ask(saar, "geduld@example.org").status_code == 303 and len(post.letters()) == 1


def test_a_mailer_that_is_not_there_is_said_too(serve):
    saar = serve("--url", URL, "--sendmail", "/nowhere/sendmail")
    answer = ask(saar, "geduld@example.org")
    assert answer.status_code == 503 and 'value="geduld@example.org"' in answer.text


def test_without_a_word_letters_come_from_the_site(serve, post):
    saar = serve("--url", URL, "--sendmail", str(post.program))
    ask(saar, "iemand@example.org")
    assert post.run()["arguments"][2] == "saar@saar.example.org"


def test_what_is_no_address_to_write_from_is_refused_at_the_start(tmp_path):
    ended = subprocess.run(
        [str(binary()), "serve", "--database", f"sqlite:{tmp_path}/x.sqlite", "--mail-from", "a@b\nBcc: c@d.nl"],
        capture_output=True, text=True, timeout=30)
    assert ended.returncode != 0 and "setting 'mail-from'" in ended.stderr
