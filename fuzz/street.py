"""The server that is tried: a demo street with its database in a file, people with keys, and what there is to name."""

import http.client
import json
import re
import subprocess
import time
from html.parser import HTMLParser
from itertools import groupby
from urllib.parse import urljoin, urlsplit

from fuzz.forms import Form, template

# Who is who among those of the demo: role, group, number among those of that role.
PEOPLE = {
    "resident": ("resident", 0, 1), "neighbour": ("resident", 0, 2), "coordinator": ("coordinator", 0, 0),
    "leaver": ("resident", 0, 4), "next": ("coordinator", 1, 0), "visitor": ("resident", 1, 1),
    "police": ("police", 0, 0),
    "municipality": ("municipality", 0, 0), "foundation": ("foundation", 0, 0),
    # Of a group that no input names: who lives there shows that the server still does what it is for.
    "witness": ("resident", 2, 0)}
NAMED = re.compile(rb"\{\{([a-z]+)(?::([a-z0-9]+))?\}\}")
READY = 120.0


class Street:
    """One demo street."""

    def __init__(self, program, folder):
        self.folder = folder
        self.log_file = open(folder / "log", "wb")
        self.process = subprocess.Popen(
            [str(program), "demo", "--json", "--port", "0", "--database", f"sqlite:{folder / 'saar.sqlite'}",
             "--register-key",
             str(folder / "key")], stdout=subprocess.PIPE, stderr=self.log_file, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the server did not start:\n{self.log()}")
        said = json.loads(line)
        self.url = said["url"]
        self.address = (urlsplit(self.url).hostname, urlsplit(self.url).port)
        self.host = f"{self.address[0]}:{self.address[1]}"
        self.groups = [group["id"] for group in said["groups"][:2]]
        self.slugs = [group["slug"] for group in said["groups"][:2]]
        self.witness_group, self.witness_slug = said["groups"][2]["id"], said["groups"][2]["slug"]
        self.tokens, self.links = {}, {}
        for who, (role, group, number) in PEOPLE.items():
            home = said["groups"][group]["id"]
            able = [one for one in said["people"] if one["role"] == role and (home in one["groups"] or not one["groups"])]
            person = able[number]
            self.tokens[who], self.links[who] = person["token"], urlsplit(person["signInURL"]).path
        self.secrets = {who: self._sign_in(who) for who in PEOPLE}
        self.kept = {"alert": [], "message": [], "member": [], "event": [], "link": ["0" * 22]}
        for kind in range(3):
            self.share("neighbour", self.groups[0], f"Voelt aan autodeuren, voor de {kind + 1}e keer")
        self.look()

    # --- asking it outside of what is tried ---------------------------------------------------------------------------

    def ask(self, method, path, who=None, body=None, cookie=None):
        """An answer as (status, headers, text)."""
        headers = {"Accept-Encoding": "identity"}
        if who:
            headers["Authorization"] = f"Bearer {self.tokens[who]}"
        if cookie:
            headers["Cookie"] = f"{self.cookie}={cookie}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        line = http.client.HTTPConnection(*self.address, timeout=READY)
        try:
            line.request(method, path, body=None if body is None else json.dumps(body), headers=headers)
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read().decode("utf-8", "replace")
        finally:
            line.close()

    cookie = "saar-session"

    def _sign_in(self, who):
        status, headers, text = self.ask("GET", self.links[who])
        found = re.search(r"saar-session=(\w+)", "; ".join(headers.get_all("Set-Cookie") or []))
        if not found:
            raise RuntimeError(f"{who} could not sign in: {status} {text[:200]}")
        return found[1]

    def share(self, who, group, behaviour):
        """Shares an alert, and returns (status, seconds)."""
        began = time.monotonic()
        status, _, _ = self.ask("POST", f"/api/v1/groups/{group}/alerts", who, {
            "kind": "suspicious-person", "observation": {"behaviour": behaviour}, "separate": True,
            "location": {"latitude": 52.0890, "longitude": 4.8750, "description": "Rembrandtlaan bij de brug"},
            "emergencyCall": {"number": "112", "calledAt": moment(), "by": "self"}})
        return status, time.monotonic() - began

    def look(self):
        """Learns the newest ids, puts right what would leave nothing to try, and signs in again who was signed out."""
        for group, who in zip(self.groups, ("coordinator", "next")):
            self.ask("POST", f"/api/v1/groups/{group}/reopening", who)
        self.share("neighbour", self.groups[0], "Loopt met een zaklamp langs de schuurtjes")
        for who in PEOPLE:
            if who != "leaver" and self.ask("GET", "/me", cookie=self.secrets[who])[0] != 200:
                self.secrets[who] = self._sign_in(who)
        events = self._json(f"/api/v1/groups/{self.groups[0]}/events?after={max(0, self._newest() - 60)}&limit=60",
                            "police").get("events", [])
        text = json.dumps(events)
        for kind, name in (("alert", "alertId"), ("message", "messageId"), ("event", "eventId")):
            found = re.findall(rf'"{name}": "([0-9a-f-]{{36}})"', text)
            self.kept[kind] = list(dict.fromkeys(found))[-20:] or self.kept[kind]
        for event in events[-20:]:
            if re.fullmatch(r"[0-9a-f-]{36}", str(event.get("id"))):
                self.kept["event"] = [*self.kept["event"][-19:], event["id"]]
        alerts = self._json(f"/api/v1/groups/{self.groups[0]}/alerts?limit=20", "police").get("alerts", [])
        self.kept["alert"] = [alert["id"] for alert in alerts] or self.kept["alert"]
        said = [message["id"] for alert in alerts for message in alert.get("messages", []) if "id" in message]
        self.kept["message"] = said[-20:] or self.kept["message"]
        members = self._json(f"/api/v1/groups/{self.groups[1]}/members", "next").get("members", [])
        self.kept["member"] = [member["id"] for member in members] or self.kept["member"]

    def _newest(self):
        alerts = self._json(f"/api/v1/groups/{self.groups[0]}/alerts?limit=1", "police").get("alerts", [])
        return max((int(alert.get("sequence", 0)) for alert in alerts), default=0)

    def _json(self, path, who):
        status, _, text = self.ask("GET", path, who)
        return json.loads(text) if status == 200 else {}

    # --- what inputs name ---------------------------------------------------------------------------------------------

    def filled(self, data):
        """An input with everything filled in that it names: keys, ids, the time, and how long its body is."""
        made = NAMED.sub(self._named, data)
        if b"{{length}}" in made:
            body = made.partition(b"\r\n\r\n")[2]
            made = made.replace(b"{{length}}", str(len(body)).encode(), 1)
        return made

    def _named(self, match):
        kind, which = match[1].decode(), (match[2] or b"0").decode()
        number = int(which) if which.isdigit() else 0
        if kind == "token":
            text = self.tokens.get(which, "0")
        elif kind == "secret":
            text = self.secrets.get(which, "0")
        elif kind == "host":
            text = self.host
        elif kind == "now":
            text = moment()
        elif kind == "uuid":
            text = f"01900000-0000-7000-8000-{number:012d}"
        elif kind in ("group", "slug"):
            known = self.groups if kind == "group" else self.slugs
            text = known[number % len(known)]
        elif self.kept.get(kind):
            text = self.kept[kind][number % len(self.kept[kind])]
        elif kind in self.kept:
            text = f"01900000-0000-7000-8000-{number:012d}"
        else:
            return match[0]
        return text.encode()

    # --- what stands on its pages -------------------------------------------------------------------------------------

    def walked(self, pages=60):
        """Every form and every page that people find by following links from the front page."""
        forms, found = set(), set()
        for who in (None, "resident", "coordinator", "visitor", "police", "municipality"):
            seen, waiting = set(), ["/", f"/groups/{self.slugs[0]}", "/groups/new", "/groups?q=woerden",
                                    "/map?at=52.089,4.880", "/j"]
            waiting += [f"/alerts/{alert}" for alert in self.kept["alert"][:1]] if who else []
            while waiting and len(seen) < pages:
                path = waiting.pop(0)
                pattern = template(path, self)
                if pattern is None or pattern in seen:
                    continue
                seen.add(pattern)
                status, headers, text = self.ask("GET", path, cookie=self.secrets[who] if who else None)
                found.add(pattern)
                if status != 200 or "html" not in (headers["Content-Type"] or ""):
                    continue
                page = Page(path, text)
                waiting += page.links
                forms.update(form for form in (Form.of(one, self) for one in page.forms) if form)
        return [next(same) for _, same in groupby(sorted(forms, key=lambda form: (form.names, form)),
                                                  lambda form: form.names)], sorted(found)

    # --- how it is ----------------------------------------------------------------------------------------------------

    def log(self):
        self.log_file.flush()
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def is_alive(self):
        return self.process.poll() is None

    def stop(self):
        if self.is_alive():
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log_file.close()
        return self.process.returncode


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, path, text):
        super().__init__()
        self.path, self.links, self.forms = path, [], []
        self._form, self._area, self._choice = None, None, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        if tag == "a" and has.get("href"):
            self._link(has["href"])
        elif tag == "form":
            self._form = (has.get("method", "get").upper(), urljoin(self.path, has.get("action") or self.path), [])
            self.forms.append(self._form)
        elif self._form and has.get("name"):
            if tag == "textarea":
                self._form[2].append((has["name"], ""))
            elif tag == "select":
                self._choice = has["name"]
            elif tag in ("input", "button"):
                self._form[2].append((has["name"], has.get("value") or ""))
        elif self._form and self._choice and tag == "option":
            self._form[2].append((self._choice, has.get("value") or ""))
            self._choice = None

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None

    def _link(self, href):
        to = urlsplit(urljoin(self.path, href))
        if not to.netloc and to.path.startswith("/"):
            self.links.append(to.path + (f"?{to.query}" if to.query else ""))


def moment():
    at = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at)) + f".{int(at * 1000) % 1000:03d}Z"
