"""A street whose people have devices that are pushed to, and addresses: who is woken, and who is written to instead."""

import re
import subprocess

import httpx

from conftest import DEADLINE, Person, binary, now, report, wait_for
from phones import said
from post import Post
from told import URL, MailedStreet

# So far from the neighbours next door, and standing still, that it does not go on to them.
STILL = {"behaviour": "Kijkt in auto's"}
FAR = {"latitude": 52.0890, "longitude": 4.8705, "description": "Vermeerstraat 8"}
# What a device has time for until somebody is told by another way.
FALLBACK = 20
# For what a machine with others at work on it may take besides.
PATIENCE = 60


def push_key(folder, name="push-key") -> str:
    """The file with the keys of a house, as `saar keys` makes it."""
    file = folder / name
    done = subprocess.run([str(binary()), "keys", "--push-key", str(file)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert file.stat().st_mode & 0o077 == 0, "the key is nobody else's to read"
    return str(file)


class PushedStreet(MailedStreet):
    """`neighbours` live there besides the demo's people: each with an address of their own. What is said
    besides, the server is started with."""

    def __init__(self, folder, push_service, neighbours, **kw):
        tokens = folder / "tokens"
        super().__init__(folder, "--residents", str(neighbours), "--tokens", str(tokens))
        self.service = push_service
        self.post = Post(folder / "post")
        self.house.rows("UPDATE persons SET email = 'bewoner-' || substr(first_name, 9) || '@street.example'"
                        " WHERE first_name LIKE 'Bewoner %'")
        self.key = push_key(folder)
        self.serve(self.post.program, "--push-key", self.key, "--outgoing-allow", "127.0.0.0/8", **kw)
        self.neighbours = [Neighbour(self, token) for token in tokens.read_text().split()]
        self.anna = self.saar.person(number=0)

    def share(self, **changes):
        """Anna shares something; gives its id."""
        return said(self.anna.post(f"/groups/{self.saar.group()['id']}/alerts", report(**{
            "observation": STILL, "location": FAR,
            "emergencyCall": {"number": "112", "calledAt": now(-60), "by": "self"}, **changes})))["id"]

    def close(self, alert):
        said(self.anna.post(f"/alerts/{alert}/closure", {"outcome": "gone", "text": "Weggelopen"}))

    def reach(self, alert):
        return said(self.anna.get(f"/alerts/{alert}/reach"))

    def everybody_is_told(self, alert):
        """Waits until nobody is still to be told; how far it came."""
        def found():
            reach = self.reach(alert)
            return reach if reach["waiting"] == 0 else None

        return wait_for("nobody to wait any more", found, PATIENCE)

    def public_key(self):
        return said(self.anna.get("/push-key"))["publicKey"]


class Neighbour:
    """Somebody of the street, with their device."""

    def __init__(self, street, token):
        self.street = street
        self.person = Person(street.saar, {"name": "", "signInURL": "", "token": token})
        me = said(self.person.get("/me"))
        self.address = f"bewoner-{me['firstName'].split()[1]}@street.example"
        self.device = self.subscription = None

    def subscribes(self):
        """With a device of their own; gives it."""
        self.device = self.street.service.device(self.street.public_key())
        self.subscription = self.device.subscribe(self.person)
        return self.device

    def subscriptions(self):
        return said(self.person.get("/me/subscriptions"))["subscriptions"]

    def shows(self, alert):
        """Waits for what comes about an alert, and says that it was shown."""
        message = self.device.get(alert)
        assert message.shown(self.street.saar.url).status_code == 204
        return message

    def letters(self, alert):
        """When each of the letters about an alert was taken over, and the letter."""
        return [(at, letter) for at, letter in self.street.post.came()
                if letter["To"].addresses[0].addr_spec == self.address
                and f"{URL}/alerts/{alert}" in letter.get_body(("plain",)).get_content()]

    def has_no_address(self):
        self.street.house.change("UPDATE persons SET email = NULL WHERE email = ?", self.address)


def erase(saar, person):
    """Somebody of the demo signs in, and wishes to be forgotten."""
    path = person.sign_in_url.split("/", 3)[3]
    with httpx.Client(base_url=saar.url, timeout=DEADLINE) as browser:
        signed = browser.get(f"/{path}").headers.get_list("set-cookie")
        session = next(one.split(";")[0] for one in signed if "saar-session=" in one)
        headers = {"Cookie": session, "Origin": URL}
        asked = browser.post("/me/erasure", data={}, headers=headers).text
        form = re.search(r'(?s)<form[^>]*id="final-step".*?</form>', asked)[0]
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
        answer = browser.post("/me/erasure", data={**hidden, "sure": "1"}, headers=headers)
    assert answer.status_code == 303, re.sub(r"(?s)<head>.*?</head>|<[^>]*>|\s+", " ", answer.text)[:600]
