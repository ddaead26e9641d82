"""A demo street whose people have addresses: begun by `saar demo`, gone on with by `saar serve` and a mailer."""

import os
import shutil
import subprocess
from pathlib import Path

from conftest import Saar, binary
from phones import House, digest

URL = "https://saar.test"
FROM = "wacht@saar.test"


def installed(folder) -> Path:
    """The program and what it reads, in a folder where everybody may run it: where it was built may be somebody's own."""
    folder.mkdir()
    program = folder / "saar"
    shutil.copy(binary(), program)
    share = os.environ.get("SAAR_SHARE", binary().parent / "saar_WatchWeb.resources" / "share")
    shutil.copytree(share, folder / "share" / "saar")
    return program


class MailedStreet:
    """`saar` is the server, with the demo's people and keys; nobody has an address but whom `give` gives one."""

    def __init__(self, folder, *more):
        self.house = House(folder)
        begun = Saar(["demo", "--json", "--port", "0", "--database", self.house.place, *more]).ready()
        self.line = begun.line
        begun.stop()
        self.saar = None

    def give(self, role, address, number=0):
        """Gives somebody of the first group an address, and says who it is."""
        found = self.people(role)[number]
        [(person,)] = self.house.rows("SELECT person_id FROM tokens WHERE hash = ?", digest(found["token"]))
        self.house.change("UPDATE persons SET email = ? WHERE id = ?", address, person)
        return found

    def people(self, role):
        group = self.line["groups"][0]["id"]
        return [p for p in self.line["people"] if p["role"] == role and group in p["groups"]]

    def serve(self, sendmail, *more, **kw):
        self.saar = Saar(
            ["serve", "--database", self.house.place, "--port", "0", "--log-level", "info", "--url", URL,
             "--mail-from", FROM, "--sendmail", str(sendmail), *more], **kw)
        self.saar.line = {**self.line, "url": f"http://127.0.0.1:{self.saar.port()}"}
        return self.saar

    def took_back(self, message: bytes, *arguments, database=None):
        """What `saar mail bounces` says to a message, and with what it ends."""
        done = subprocess.run(
            [str(binary()), "mail", "bounces", "--database", database or self.house.place, *arguments], input=message,
            capture_output=True, timeout=60)
        return done.returncode, done.stdout.decode() + done.stderr.decode()
