"""The forms of the pages, without what differs from street to street: ids and secrets are filled in when they are sent."""

import re
from dataclasses import dataclass

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SECRET = re.compile(r"\b[0-9a-f]{64}\b")
KINDS = {"groups": "group", "alerts": "alert", "messages": "message", "members": "member", "links": "group"}
# What ends something for good happens to the second group: see calls.py.
ENDING = re.compile(r"/(closure|handover|leave|decline|settings|codes|renewal)$|/members/[^/]+$")


def template(path, street):
    """The address with names for what is in it; None for one that is not to be tried."""
    if street.witness_slug in path or street.witness_group in path or SECRET.search(path):
        return None
    plain, mark, query = path.partition("?")
    parts = plain.split("/")
    for at, part in enumerate(parts):
        if part in street.slugs:
            parts[at] = "{{slug:%d}}" % street.slugs.index(part)
        elif UUID.fullmatch(part):
            parts[at] = "{{%s:0}}" % KINDS.get(parts[at - 1], "uuid")
        elif at == 2 and parts[1] == "a":
            parts[at] = "{{link:0}}"
            if part not in street.kept["link"]:
                street.kept["link"].insert(0, part)
    return "/".join(parts) + (mark + UUID.sub("{{uuid:0}}", query) if query else "")


@dataclass(frozen=True, order=True)
class Form:
    """One form."""
    path: str
    method: str
    fields: tuple

    @staticmethod
    def of(found, street):
        """What a page's form is without what is this street's own; None for one that is not to be tried."""
        method, action, fields = found
        path = template(action, street)
        if path is None:
            return None
        if ENDING.search(path):
            path = path.replace("{{slug:0}}", "{{slug:1}}").replace("{{group:0}}", "{{group:1}}")
        plain = []
        for name, value in fields:
            value = SECRET.sub("0" * 64, UUID.sub("{{uuid:1}}", value))
            if not any(one == name for one, _ in plain):
                plain.append((name, value if len(value) < 2_000 else value[:100]))
        return Form(path.partition("?")[0], method, tuple(plain))

    @property
    def names(self):
        """Which form it is: the same one stands on many pages, with other values in it."""
        return self.path, self.method, tuple(name for name, _ in self.fields)
