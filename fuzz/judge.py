"""What is held against every answer, and against the server as a whole."""

import gzip
import json
import re

from fuzz import hostile

MARK = hostile.MARK.encode()
BROKEN_OUT = (b"<" + MARK, b'"' + MARK + b"=")
FAILED = re.compile(rb"HTTP/1\.[01] (5\d\d)[^\r\n]*\r\n((?:[^\r\n]+\r\n)*)")
# What the log holds when something happened that nobody foresaw, or when a program falls over.
IN_LOG = re.compile(r"\bunexpected\b|\berror\b|\bcritical\b|Fatal error|Segmentation|Crash", re.IGNORECASE)

# Memory is flat when what is held after the warm-up grows by no more than this for a million inputs, and by no more
# than the slack, which is what an allocator may keep of one burst.
SLACK = 48 * 1024
PER_MILLION = 64 * 1024


def said(answer, host):
    """What is wrong with an answer; None when nothing is. "busy" is the honest no of one that has its hands full."""
    if answer.status >= 500:
        is_busy = answer.status == 503 and answer.header("retry-after") is not None
        return "busy" if is_busy else f"status {answer.status}"
    kind = answer.header("content-type") or ""
    for name, value in answer.headers:
        if hostile.MARK in name:
            return "somebody's text became a header"
    location = answer.header("location")
    if location and not (re.match(r"/(?!/)", location) or location.startswith(f"http://{host}/")):
        return f"sends people elsewhere: {location[:100]}"
    if answer.header("set-cookie") and "public" in (answer.header("cache-control") or ""):
        return "a cookie in an answer that anybody may keep"
    if not answer.body:
        return None
    if answer.header("x-content-type-options") != "nosniff":
        return "says nothing about guessing its type"
    body = answer.body
    if answer.header("content-encoding") == "gzip":
        try:
            body = gzip.decompress(body)
        except (OSError, EOFError):
            return "packed so that nobody can unpack it"
    if "json" in kind:
        try:
            json.loads(body, parse_constant=lambda word: 1 / 0)
        except (ValueError, ZeroDivisionError, RecursionError):
            return "JSON that is none"
    elif kind.startswith("text/html") or "xml" in kind:
        if any(mark in body for mark in BROKEN_OUT):
            return "somebody's text became markup"
    return None


def heard(data):
    """The same for bytes that hold any number of answers."""
    for found in FAILED.finditer(data):
        if not (found[1] == b"503" and b"retry-after:" in found[2].lower()):
            return f"status {found[1].decode()}"
    return None


def logged(log):
    """Lines of the log that should not be there."""
    return [line for line in log.splitlines() if IN_LOG.search(line)]


def resident(pid):
    """KiB of memory that a process holds."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1])


def growth(samples):
    """By how many KiB memory grows for an input, over samples of (inputs, KiB): least squares."""
    count = len(samples)
    if count < 3:
        return 0.0
    middle = sum(at for at, _ in samples) / count
    mean = sum(held for _, held in samples) / count
    spread = sum((at - middle) ** 2 for at, _ in samples)
    return sum((at - middle) * (held - mean) for at, held in samples) / spread if spread else 0.0


def is_flat(samples):
    """Whether memory stays where it is: samples are those after the warm-up."""
    if len(samples) < 3:
        return True
    inputs = samples[-1][0] - samples[0][0]
    return growth(samples) * inputs <= allowed(inputs)


def allowed(inputs):
    """KiB by which memory may grow over so many inputs."""
    return SLACK + PER_MILLION * inputs / 1_000_000
