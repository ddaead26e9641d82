"""docs/asvs.json: how Saar stands by the OWASP Application Security Verification Standard 5.0, levels 1 and 2. Nothing may be
left out, every test that it names must be there, and what is not met must be told in the threat model."""

import json
import re

import pytest

from conftest import ROOT

ENTRIES = json.loads((ROOT / "docs/asvs.json").read_text(encoding="utf-8"))["items"]
# Of every section of the standard the level of each of its items, in their order: V1.2.10 is of level 3.
SECTIONS = {
    "V1.1": "22", "V1.2": "1111122223", "V1.3": "112222222223", "V1.4": "222", "V1.5": "123", "V2.1": "122",
    "V2.2": "112",
    "V2.3": "12223", "V2.4": "23", "V3.1": "3", "V3.2": "113", "V3.3": "12223", "V3.4": "11222233", "V3.5": "11122333",
    "V3.6": "3",
    "V3.7": "22333", "V4.1": "12233", "V4.2": "23333", "V4.3": "22", "V4.4": "1222", "V5.1": "2", "V5.2": "112333",
    "V5.3": "113",
    "V5.4": "222", "V6.1": "122", "V6.2": "111111112222", "V6.3": "11223333", "V6.4": "112233", "V6.5": "22222333",
    "V6.6": "2223",
    "V6.7": "33", "V6.8": "2222", "V7.1": "222", "V7.2": "1111", "V7.3": "22", "V7.4": "11222", "V7.5": "223",
    "V7.6": "22",
    "V8.1": "1233", "V8.2": "1123", "V8.3": "133", "V8.4": "23", "V9.1": "111", "V9.2": "1222", "V10.1": "22",
    "V10.2": "223",
    "V10.3": "22223", "V10.4": "1111122222233333", "V10.5": "22222", "V10.6": "22", "V10.7": "222", "V11.1": "2233",
    "V11.2": "22233", "V11.3": "11233", "V11.4": "1222", "V11.5": "23", "V11.6": "23", "V11.7": "33", "V12.1": "12233",
    "V12.2": "11", "V12.3": "22223", "V13.1": "2333", "V13.2": "222223", "V13.3": "2233", "V13.4": "1222233",
    "V14.1": "22",
    "V14.2": "12223333", "V14.3": "122", "V15.1": "12233", "V15.2": "12233", "V15.3": "1222222", "V15.4": "3333",
    "V16.1": "2",
    "V16.2": "22222", "V16.3": "2222", "V16.4": "222", "V16.5": "2223", "V17.1": "23", "V17.2": "22223333",
    "V17.3": "22"}
STATUSES = {"met", "not-applicable", "partly", "not-met"}
THREATS = (ROOT / "docs/threat-model.md").read_text(encoding="utf-8")


def faults(entry):
    """What is wrong with an entry."""
    found = []
    if entry.get("status") not in STATUSES:
        return ["no known status"]
    if not entry.get("subject"):
        found.append("no subject")
    if entry["status"] == "not-applicable":
        if not entry.get("reason"):
            found.append("nothing says why it does not apply")
        return found
    if not entry.get("how"):
        found.append("nothing says how")
    if entry["status"] in ("partly", "not-met") and not entry.get("reason"):
        found.append("nothing says why not")
    if entry["status"] == "not-met" and entry["item"] not in THREATS:
        found.append("the threat model does not tell of it")
    if re.search(r"\b(TODO|FIXME)\b", json.dumps(entry)):
        found.append("not finished")
    if not entry.get("test") and not entry.get("reason"):
        found.append("neither a test nor a reason")
    if entry.get("test") and not is_there(entry["test"]):
        found.append(f"no such test: {entry['test']}")
    for place in re.findall(r"\b((?:Sources|docs|deploy|script|e2e)/[\w./-]*\w)", entry.get("how", "")):
        if not (ROOT / place).exists() and not list((ROOT / place).parent.glob((ROOT / place).name + "*")):
            found.append(f"no such file: {place}")
    return found


def is_there(test):
    """Whether a test, as `file::name`, stands in the tree."""
    place, _, name = test.partition("::")
    file = ROOT / place
    if not file.is_file() or not name:
        return False
    defined = rf"def {re.escape(name)}\(" if file.suffix == ".py" else rf'func `?{re.escape(name)}`?\(|@Test\(\s*"{re.escape(name)}"'
    return re.search(defined, file.read_text(encoding="utf-8")) is not None


def test_nothing_is_left_out():
    wanted = [(f"{section}.{number}", int(level)) for section, levels in SECTIONS.items()
              for number, level in enumerate(levels, 1) if level != "3"]
    assert len(wanted) == 253, "the standard has 70 items of level 1 and 183 of level 2"
    assert [(entry["item"], entry["level"]) for entry in ENTRIES] == wanted


def test_everything_says_how_or_why_not():
    wrong = {entry["item"]: faults(entry) for entry in ENTRIES if faults(entry)}
    assert not wrong


@pytest.mark.parametrize("change, fault", [
    ({"status": "fine"}, "no known status"),
    ({"how": ""}, "nothing says how"),
    ({"test": None}, "neither a test nor a reason"),
    ({"test": "e2e/test_asvs.py::test_that_is_not_there"}, "no such test"),
    ({"test": "e2e/test_gone.py::test_nothing_is_left_out"}, "no such test"),
    ({"how": "In Sources/Nowhere/Never.swift."}, "no such file"),
    ({"status": "partly"}, "nothing says why not"),
    ({"status": "not-met", "item": "V0.0.0", "reason": "Never."}, "the threat model does not tell of it"),
    ({"status": "not-applicable"}, "nothing says why it does not apply"),
])
def test_what_is_wrong_with_an_entry_is_seen(change, fault):
    good = {"item": "V1.1.1", "level": 2, "status": "met", "subject": "one", "how": "So.",
            "test": "e2e/test_asvs.py::test_nothing_is_left_out"}
    assert faults(good) == []
    assert any(found.startswith(fault) for found in faults({**good, **change}))
