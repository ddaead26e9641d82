"""What the standards ask of a message to a push service, as strictly as any service may ask it: RFC 8030 (the request),
8188 and 8291 (how it is encrypted), 8292 (who signs it). By py_vapid and http-ece, which know nothing of Saar."""

import json
import re
import time
from dataclasses import dataclass

import http_ece
from py_vapid import Vapid
from py_vapid.utils import b64urldecode

# What every service takes (RFC 8030, section 7.2).
MOST_BYTES = 4096
# What one record of aes128gcm begins with: the salt, the size of a record, the length of the key and the key (RFC 8188,
# section 2.1); and what it ends with at least: a delimiter and the tag.
HEAD, TAIL = 16 + 4 + 1 + 65, 1 + 16
# For how long a signature may be good (RFC 8292, section 2).
DAY = 24 * 60 * 60
# By how much a clock may be wrong.
SKEW = 60
URGENCIES = {"very-low", "low", "normal", "high"}
LETTERS = re.compile(r"[A-Za-z0-9_-]*")


class Refused(Exception):
    """No, with the status that a push service gives for it."""

    def __init__(self, status, why):
        super().__init__(why)
        self.status, self.why = status, why


@dataclass(frozen=True)
class Request:
    """What of a request is kept with its message."""

    ttl: int
    urgency: str
    topic: str | None
    contact: str
    expires: int


def read(headers, body: bytes, audience: str, key: str | None, most=MOST_BYTES, now=None) -> Request:
    """What a request asks, or `Refused`.

    :param audience: the origin of the service.
    :param key: what was subscribed with, where it was.
    :param most: how large a body the service takes.
    """
    if len(body) > most:
        raise Refused(413, f"{len(body)} bytes")
    ttl = headers.get("TTL")
    if ttl is None or not re.fullmatch(r"[0-9]{1,10}", ttl):
        raise Refused(400, f"TTL: {ttl}")
    urgency = headers.get("Urgency", "normal")
    if urgency not in URGENCIES:
        raise Refused(400, f"Urgency: {urgency}")
    topic = headers.get("Topic")
    if topic is not None and not (0 < len(topic) <= 32 and LETTERS.fullmatch(topic)):
        raise Refused(400, f"Topic: {topic}")
    if headers.get("Content-Encoding") != "aes128gcm":
        raise Refused(400, f"Content-Encoding: {headers.get('Content-Encoding')}")
    # Those of the drafts, which no longer mean anything beside the coding of the standard.
    for old in ("Encryption", "Crypto-Key", "Encryption-Key"):
        if old in headers:
            raise Refused(400, f"{old} belongs to a draft")
    read_record(body)
    claims = read_signature(headers.get("Authorization"), audience, key, now or time.time())
    return Request(int(ttl), urgency, topic, claims["sub"], claims["exp"])


def read_record(body: bytes):
    """One record, which is what a message to a browser is (RFC 8291, section 4)."""
    if len(body) < HEAD + TAIL:
        raise Refused(400, f"{len(body)} bytes are no record")
    size = int.from_bytes(body[16:20], "big")
    if body[20] != 65 or body[21] != 4:
        raise Refused(400, "the sender's key is no uncompressed point")
    if size < 18 or size < len(body) - HEAD:
        raise Refused(400, f"a record of {size} bytes, and {len(body) - HEAD} came")


def read_signature(header: str | None, audience: str, key: str | None, now: float):
    """Who signed it, for whom and until when (RFC 8292)."""
    if header is None:
        raise Refused(401, "nobody signed it")
    scheme, _, rest = header.partition(" ")
    parts = dict(part.strip(" \t").split("=", 1) for part in rest.split(",") if "=" in part)
    if scheme.lower() != "vapid" or set(parts) != {"t", "k"} or not all(map(is_strict, parts.values())):
        raise Refused(401, "Authorization is no vapid with t and k")
    if key is not None and parts["k"] != key:
        raise Refused(403, "another key than it was subscribed with")
    try:
        head, claims = (json.loads(b64urldecode(part.encode())) for part in parts["t"].split(".")[:2])
        # Its own way to take the header apart knows no space after the comma.
        is_signed = len(parts["t"].split(".")) == 3 and Vapid.verify(f"vapid t={parts['t']},k={parts['k']}")
    except (ValueError, AssertionError, IndexError) as fault:
        raise Refused(403, f"no token: {fault}") from fault
    if not is_signed or head.get("alg") != "ES256":
        raise Refused(403, "the signature does not hold")
    if claims.get("aud") != audience:
        raise Refused(403, f"for {claims.get('aud')}, and this is {audience}")
    if not isinstance(claims.get("exp"), int) or not now - SKEW < claims["exp"] <= now + DAY + SKEW:
        raise Refused(403, f"good until {claims.get('exp')}, and it is {int(now)}")
    # Some services do without; Apple's does not.
    if not re.fullmatch(r"mailto:[^@\s]+@[^@\s]+|https://\S+", str(claims.get("sub"))):
        raise Refused(403, f"sub: {claims.get('sub')}")
    return claims


def is_strict(text):
    """Base64url without padding, with the points of a token."""
    return re.fullmatch(r"[A-Za-z0-9_.-]+", text) is not None


def decrypted(body: bytes, private_key, secret: bytes) -> str:
    """What a browser would make of it."""
    try:
        return http_ece.decrypt(body, private_key=private_key, auth_secret=secret, version="aes128gcm").decode()
    except (http_ece.ECEException, ValueError) as fault:
        raise Refused(400, f"no browser could read it: {fault}") from fault
