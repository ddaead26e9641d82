"""The calls that the API's description names, and what it says stands in them."""

import copy
import json
from dataclasses import dataclass
from pathlib import Path

DESCRIPTION = Path(__file__).resolve().parent.parent / "Sources/WatchWeb/Resources/share/openapi.json"
METHODS = ("get", "post", "put", "patch", "delete")
# What a part of an address, or a field that holds an id, is filled with when the input is sent (street.py).
IDS = {"group": "group", "other": "slug", "member": "member", "alert": "alert", "message": "message", "event": "event",
       "memberId": "member", "groupId": "group", "alertId": "alert", "messageId": "message", "group_id": "group"}
# What ends something for good happens to the second group, so that the first goes on to be worth asking.
ENDING = ("closure", "handover", "members/{member}", "leave", "decline", "settings", "codes", "renewal")


@dataclass(frozen=True)
class Call:
    """One call."""
    method: str
    path: str
    queries: tuple
    headers: tuple
    body: dict | None


class Description:
    """openapi.json, with what it refers to looked up."""

    def __init__(self, file=DESCRIPTION):
        self.whole = json.loads(file.read_text(encoding="utf-8"))
        self.calls = [self._call(method, path, item[method]) for path, item in sorted(self.whole["paths"].items())
                      for method in METHODS if method in item]

    def _call(self, method, path, described):
        parameters = [self.found(one) for one in described.get("parameters", [])]
        content = self.found(described.get("requestBody", {})).get("content", {})
        schema = next((one["schema"] for kind, one in sorted(content.items()) if "json" in kind), None)
        return Call(
            method.upper(), path, tuple(one["name"] for one in parameters if one["in"] == "query"),
            tuple(one["name"] for one in parameters if one["in"] == "header"), schema)

    def found(self, node):
        while "$ref" in node:
            target = self.whole
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def example(self, schema, dice, name="", depth=0):
        """Something that fits the schema, as a tree that may be changed."""
        schema = self.found(schema)
        for known in ("example", "const"):
            if known in schema:
                return copy.deepcopy(schema[known])
        if schema.get("examples") and dice.random() < 0.5:
            return copy.deepcopy(dice.choice(schema["examples"]))
        if "enum" in schema:
            return dice.choice(schema["enum"])
        if "oneOf" in schema or "anyOf" in schema:
            return self.example(dice.choice(schema.get("oneOf") or schema["anyOf"]), dice, name, depth + 1)
        if "allOf" in schema:
            merged = {}
            for part in schema["allOf"]:
                merged.update(self.example(part, dice, name, depth + 1))
            return merged
        kind = schema.get("type", "string")
        kind = dice.choice(kind) if isinstance(kind, list) else kind
        if name == "coordinates":
            return ring(dice) if "Ring" in str(schema) else [ring(dice)]
        if kind == "object":
            needed = schema.get("required", [])
            return {key: self.example(one, dice, key, depth + 1) for key, one in schema.get("properties", {}).items()
                    if key in needed or (depth < 6 and dice.random() < 0.6)}
        if kind == "array":
            return [self.example(schema.get("items", {}), dice, name, depth + 1)
                    for _ in range(dice.randrange(schema.get("minItems", 0), schema.get("minItems", 0) + 3))]
        return self._plain(kind, schema, dice, name)

    def _plain(self, kind, schema, dice, name):
        if kind == "boolean":
            return dice.random() < 0.7
        if kind in ("integer", "number"):
            if name == "latitude":
                return round(52.08 + dice.random() * 0.02, 5)
            if name == "longitude":
                return round(4.87 + dice.random() * 0.02, 5)
            low, high = schema.get("minimum", 0), schema.get("maximum", 100)
            return dice.randrange(int(low), int(high) + 1)
        if schema.get("format") == "uuid":
            return "{{" + f"{IDS.get(name, 'uuid')}:{dice.randrange(20)}" + "}}"
        if schema.get("format") == "date-time":
            return "{{now}}"
        if name == "number":
            return dice.choice(("112", "112", "0900-8844", "101"))
        if name.lower().endswith("mail"):
            return f"iemand{dice.randrange(40)}@example.org"
        return dice.choice(("Voelt aan autodeuren", "grijze trui, rugzak", "Bij de brug", "Loopt heen en weer"))[
            :schema.get("maxLength", 80)]


def ring(dice):
    """A closed ring somewhere around the street."""
    west, south = 4.8 + dice.random() * 0.2, 52.0 + dice.random() * 0.2
    size = dice.choice((0.002, 0.004, 0.02))
    corners = [[west, south], [west + size, south], [west + size, south + size], [west, south + size]]
    if dice.random() < 0.1:
        corners[1], corners[2] = corners[2], corners[1]
    return [[round(x, 6), round(y, 6)] for x, y in corners + corners[:1]]


def path(template, dice):
    """The address, with what is named in it to be filled in when it is sent."""
    ends = any(template.endswith(ending) or f"/{ending}/" in template for ending in ENDING)
    filled = template
    for part in ("group", "other", "member", "alert", "message", "event"):
        number = dice.randrange(20)
        if part == "group":
            number = 1 if ends or dice.random() < 0.3 else 0
        filled = filled.replace("{%s}" % part, "{{%s:%d}}" % (IDS[part], number))
    return filled.replace("{territory}", dice.choice(("0632", "26", "27", "9999", "NL")))
