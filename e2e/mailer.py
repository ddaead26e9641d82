"""A mailer that keeps what it is given, and what one writes back: who is told by mail, as the mail server has it."""

import email
import os
import quopri
import re
import subprocess
import threading
from dataclasses import dataclass
from email.message import Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

from conftest import wait_for

# It takes a letter over before it says so, as every mailer does: whoever kills its server in between cannot know. One
# that is held has its letters and says nothing. Who is unknown here is refused at once (EX_NOUSER of sysexits.h).
PROGRAM = """#!/bin/sh
[ "$1 $2 $4 $#" = "-i -f -- 5" ] || exit 64
cd '{folder}' || exit 75
status=0
cat > "coming/$$"
if [ -e "unknown/$5" ]; then
    rm "coming/$$"
    status=67
elif [ -s "coming/$$" ]; then
    mv "coming/$$" "taken/$5.$PPID.$$"
else
    # Its server died before it wrote anything.
    rm "coming/$$"
    exit 66
fi
while [ -e held ]; do sleep 0.02; done
exit $status
"""


@dataclass(frozen=True)
class Taken:
    """A letter that the mailer has taken over."""

    to: str
    alert: str | None  # which alert it is about; nothing for letters about something else
    receipt: str
    at: int  # in nanoseconds
    text: bytes  # all of it, decoded

    def says(self, words):
        return words.encode() in self.text


class Mailer:
    """`program` is what `--sendmail` takes."""

    def __init__(self, folder: Path):
        self.folder = folder
        for name in ("coming", "taken", "unknown"):
            (folder / name).mkdir(parents=True)
        self.program = folder / "sendmail"
        self.program.write_text(PROGRAM.format(folder=folder))
        self.program.chmod(0o755)
        self.read = {}
        self.lock = threading.Lock()

    def refuse(self, addresses):
        for address in addresses:
            (self.folder / "unknown" / address).touch()

    def hold(self):
        (self.folder / "held").touch()

    def release(self):
        (self.folder / "held").unlink(missing_ok=True)

    def giver(self):
        """The process that gave it its last letter."""
        last = max(os.scandir(self.folder / "taken"), key=lambda entry: entry.stat().st_mtime_ns, default=None)
        return int(last.name.rsplit(".", 2)[1]) if last else None

    def letters(self):
        """All that it has taken over, in that order."""
        with self.lock:
            for entry in os.scandir(self.folder / "taken"):
                if entry.name not in self.read:
                    self.read[entry.name] = taken(Path(entry.path), entry.stat().st_mtime_ns)
            return sorted(self.read.values(), key=lambda letter: letter.at)

    def original(self, letter):
        """The letter as it came."""
        found = (path for path in (self.folder / "taken").glob(f"{letter.to}.*")
                 if f"<{letter.receipt}@".encode() in path.read_bytes())
        return next(found).read_bytes()


def taken(path, at):
    letter = path.read_bytes()
    head, _, body = letter.partition(b"\n\n")

    def header(pattern):
        found = re.search(rf"^{pattern}".encode(), head, re.MULTILINE)
        return found[1].decode() if found else None

    return Taken(
        to=header(r"To: (\S+)$"), alert=header(r"In-Reply-To: <([0-9a-f-]{36})@"), at=at,
        receipt=header(r"Message-ID: <([0-9a-f]{32})@"), text=quopri.decodestring(body))


def returned(original: bytes, to: str) -> bytes:
    """What a mailer writes back when a letter cannot be brought to anybody (RFC 3464)."""
    status = Message()
    status["Content-Type"] = "message/delivery-status"
    mailer, recipient = Message(), Message()
    mailer["Reporting-MTA"] = "dns; mx.street.example"
    recipient["Final-Recipient"] = f"rfc822; {to}"
    recipient["Action"] = "failed"
    recipient["Status"] = "5.1.1"
    status.set_payload([mailer, recipient])
    report = MIMEMultipart("report", report_type="delivery-status")
    report["From"] = "MAILER-DAEMON@mx.street.example"
    report["To"] = "saar@saar.example.org"
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Auto-Submitted"] = "auto-replied"
    report.attach(MIMEText("Nobody lives at this address."))
    report.attach(status)
    report.attach(MIMEMessage(email.message_from_bytes(original)))
    return report.as_bytes()


class Postmaster:
    """Brings back to the house what cannot be delivered, as soon as the mailer has it: by `saar mail bounces`."""

    def __init__(self, mailer: Mailer, addresses, command):
        self.mailer, self.addresses, self.command = mailer, set(addresses), command
        self.brought, self.faults = set(), []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def work(self):
        while not self.over.wait(0.1):
            for letter in self.waiting():
                ended = subprocess.run(
                    self.command, input=returned(self.mailer.original(letter), letter.to), capture_output=True)
                # The mailer keeps what the house cannot take, and brings it again.
                if ended.returncode == 0:
                    self.brought.add(letter)
                elif ended.returncode != 75:
                    self.faults.append((ended.returncode, ended.stderr.decode()))
                    return

    def waiting(self):
        return [letter for letter in self.mailer.letters()
                if letter.to in self.addresses and letter not in self.brought]

    def is_done(self):
        assert not self.faults, self.faults
        return not self.waiting()

    def done(self):
        """Waits until all that came back has been brought."""
        wait_for("the bounces to be brought", self.is_done, deadline=90)

    def stop(self):
        self.over.set()
        self.thread.join(30)
