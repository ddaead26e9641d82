"""A mailer for end-to-end tests that keeps what it takes: its own `sendmail` program, read afterwards by Python's own library."""

import email
import email.policy
import json
import sys
from pathlib import Path

# As strict as a mailer may be: it knows its options, wants ASCII in lines of an Internet message, and tells nobody.
SENDMAIL = '''#!{python}
import json, os, pathlib, sys
folder = pathlib.Path({folder!r})
if (folder / "busy").exists():
    sys.stdin.buffer.read()
    sys.exit(75)
letter = sys.stdin.buffer.read()
lines = letter.split(b"\\n")
if sys.argv[1:3] != ["-i", "-f"] or sys.argv[4] != "--" or len(sys.argv) != 6:
    sys.exit(64)
if b"\\r" in letter or b"\\0" in letter or not letter.endswith(b"\\n") or any(len(line) > 998 for line in lines):
    sys.exit(65)
letter.decode("ascii")
own, number = folder / f"part.{{os.getpid()}}", 0
own.write_bytes(letter)
while True:
    # Others write at the same time: the first to have a number has it, and the letter is there whole with it.
    try:
        os.link(own, folder / f"{{number}}.eml")
        break
    except FileExistsError:
        number += 1
own.unlink()
(folder / f"{{number}}.json").write_text(json.dumps({{"arguments": sys.argv[1:], "environment": dict(os.environ)}}))
'''


class Post:
    """What the mailer has taken over."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir()
        self.program = folder / "sendmail"
        self.program.write_text(SENDMAIL.format(python=sys.executable, folder=str(folder)))
        self.program.chmod(0o755)

    def letters(self):
        return [letter for _, letter in self.came()]

    def came(self):
        """When each was written down, and the letter."""
        files = [self.folder / f"{number}.eml" for number in range(len(list(self.folder.glob("*.eml"))))]
        return [(file.stat().st_mtime, email.message_from_bytes(file.read_bytes(), policy=email.policy.default))
                for file in files]

    def run(self, number=-1):
        return [json.loads(path.read_text()) for path in sorted(self.folder.glob("*.json"))][number]
