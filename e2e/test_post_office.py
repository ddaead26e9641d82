"""The whole way of a letter about an alert: through msmtp, a real Postfix and a real Dovecot to who reads it over IMAP, and
back again where there is nobody."""

import email
import email.policy
import shutil
import tempfile
from pathlib import Path

import pytest

from conftest import report, wait_for
from mailers import MailHouse
from phones import words
from told import FROM, URL, MailedStreet, installed


@pytest.fixture
def folder():
    # Not below pytest's own, into which nobody else may look: what comes back is handed to a program of another user.
    folder = Path(tempfile.mkdtemp(prefix="saar-mail-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_an_alert_is_read_over_imap_and_one_for_nobody_comes_back(folder):
    for made in ("street", "pipe"):
        (folder / made).mkdir()
    pipe = folder / "pipe" / "bounces"
    program = installed(folder / "program")
    house = MailHouse(folder / "house", "street.test", ["bram"], FROM, pipe)
    try:
        street = MailedStreet(folder / "street")
        street.give("resident", "bram@street.test", 1)
        street.give("coordinator", "niemand@street.test")
        # As an operator's: one user runs the server, and the mailer runs the command as the same.
        for path in (folder / "street", *(folder / "street").iterdir()):
            shutil.chown(path, "nobody", "nogroup")
        pipe.write_text(
            f"#!/bin/sh\nexec '{program}' mail bounces --database '{street.house.place}' >>'{folder}/street/said' 2>&1\n")
        pipe.chmod(0o755)
        saar = street.serve(
            "/usr/bin/msmtp", program=program, user="nobody",
            env={"HOME": str(house.home), "SAAR_SHARE": str(program.parent / "share" / "saar")})
        try:
            reporter, coordinator = saar.person(number=0), saar.person("coordinator")
            shared = reporter.post(f"/groups/{saar.group()['id']}/alerts", report())
            assert shared.status_code == 201, shared.text
            [read] = wait_for(
                "the alarm in the mailbox", lambda: house.letters("bram"), 60)
            letter = email.message_from_bytes(read, policy=email.policy.default)
            assert letter.defects == [] and letter["Return-Path"] == f"<{FROM}>"
            text = letter.get_body(("plain",)).get_content()
            assert text.startswith("De melder belde 112 ") and "Voelt aan autodeuren" in text
            assert words()["alert.rule"] in letter.get_body(("html",)).get_content()
            assert letter["List-Unsubscribe"].startswith(f"<{URL}/u/")
            assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

            def broken():
                ways = coordinator.get("/me/channels").json()["channels"]
                return next((way.get("bouncedAt") for way in ways if way["kind"] == "mail"), None)

            assert wait_for("the way of who does not exist to be shown as broken", broken)
            [well] = saar.person(number=1).get("/me/channels").json()["channels"]
            assert well.get("bouncedAt") is None and well["isOn"]
            said = (folder / "street" / "said").read_text()
            assert "came back" in said and "@" not in said

            # What comes now goes to whom it can reach, once; the other is not written to again.
            before = house.log().count("from=<" + FROM)
            reporter.post(f"/alerts/{shared.json()['id']}/closure", {"outcome": "gone"})
            wait_for("the end in the mailbox", lambda: len(house.letters("bram")) == 2, 60)
            assert house.log().count("from=<" + FROM) == before + 1
        finally:
            saar.kill()
    finally:
        house.stop()
