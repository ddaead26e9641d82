"""What travels on the line itself: request lines, headers, lengths, chunks. Each on a connection of its own, which is
closed from our side once it is sent, so that a server that waits for more knows that none will come."""

from fuzz import hostile

HOST = b"Host: {{host}}\r\n"
BODY = b"email=iemand%40example.org"
TARGETS = (b"/", b"/groups?q=woerden", b"/api/v1/groups", b"/healthz", b"/sign-in", b"/api/v1/live",
           b"/assets/styles/saar.css")
LINES = (
    b"GET  / HTTP/1.1\r\n", b"GET / HTTP/1.1 \r\n", b"get / HTTP/1.1\r\n", b"GET /\r\n", b"GET / HTTP/0.9\r\n",
    b"GET / HTTP/2.0\r\n",
    b"GET / HTTP/1.9\r\n", b"GET / http/1.1\r\n", b"GET http://evil.example/ HTTP/1.1\r\n",
    b"CONNECT x:443 HTTP/1.1\r\n",
    b"OPTIONS * HTTP/1.1\r\n", b"GET * HTTP/1.1\r\n", b"GET / HTTP/1.1\n", b"\r\n\r\nGET / HTTP/1.1\r\n",
    b"GET /\x00 HTTP/1.1\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\n", b"GET /a b HTTP/1.1\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET //x HTTP/1.1\r\n", b"GET /%2e%2e/ HTTP/1.1\r\n", b"GET /../../etc/passwd HTTP/1.1\r\n",
    b"GET ?q HTTP/1.1\r\n", b"POST / HTTP/1.0\r\n",
    b"\xef\xbb\xbfGET / HTTP/1.1\r\n", b"G\x00T / HTTP/1.1\r\n", b"A" * 9_000 + b" / HTTP/1.1\r\n",
    b"GET /#x HTTP/1.1\r\n", b"GET /\\ HTTP/1.1\r\n")
ODD_HEADERS = (
    b"Host: a\r\nHost: b\r\n", b"", b"Host:\r\n", b"Host: {{host}}\r\n folded\r\n", b"Host : x\r\n", b": x\r\n",
    b"x\r\n", b"X\x00: y\r\n",
    b"X: a\x00b\r\n", b"X: a\rb\r\n", b"X: a\nY: b\r\n", b"X:" + b" " * 9_000 + b"\r\n",
    b"X: " + b"y" * 90_000 + b"\r\n", b"X: y\r\n" * 2_000,
    b"\xc3\xa9: x\r\n", b"X: \xff\xfe\r\n", b"Host: x\r\nHost: x\r\n", b"Host: user@evil.example:99999\r\n",
    b"Connection: close, keep-alive\r\n",
    b"Connection: Host\r\n",
    b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n",
    b"Trailer: Host\r\n")
FRAMES = (
    (b"Content-Length: 5\r\nContent-Length: 26\r\n", BODY), (b"Content-Length: 26, 26\r\n", BODY),
    (b"Content-Length: +26\r\n", BODY),
    (b"Content-Length: -1\r\n", BODY), (b"Content-Length: 0x1a\r\n", BODY), (b"Content-Length: 26 \r\n", BODY),
    (b"Content-Length: 99999999\r\n", BODY),
    (b"Content-Length: 99999999999999999999\r\n", BODY), (b"Content-Length: 5\r\n", BODY),
    (b"Content-Length: 900\r\n", BODY),
    (b"Content-Length: \xd9\xa2\r\n", BODY), (b"Content-Length: 26\r\nTransfer-Encoding: chunked\r\n",
                                              b"1a\r\n" + BODY + b"\r\n0\r\n\r\n"),
    (b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", b"1a\r\n" + BODY + b"\r\n0\r\n\r\n"),
    (b"Transfer-Encoding: chunked, identity\r\n", BODY),
    (b"Transfer-Encoding: xchunked\r\n", b"0\r\n\r\n"), (b"Transfer-Encoding:\x0bchunked\r\n", b"0\r\n\r\n"),
    (b"Transfer-Encoding : chunked\r\n", b"0\r\n\r\n"),
    (b"Transfer-Encoding: gzip, chunked\r\n", b"0\r\n\r\n"),
    (b"transfer-encoding: CHUNKED\r\n", b"1A\r\n" + BODY + b"\r\n0\r\n\r\n"))
SIZES = (b"1a", b"01a", b"1A;ext=1", b"1a ;x", b"1a\t", b" 1a", b"0x1a", b"-1", b"+1a", b"zz", b"", b"1",
         b"ffffffffffffffff", b"fffffffffffffffff", b"7fffffffffffffff", b"1b", b"19",
         b"1a;" + b"x" * 9_000)
ENDS = (b"0\r\n\r\n", b"0\r\n", b"0", b"", b"0\r\nX: y\r\n\r\n", b"0\r\nHost: evil\r\nContent-Length: 5\r\n\r\n",
        b"00000\r\n\r\n", b"0\n\n", b"0;\r\n\r\n", b"0\r\n" + b"X: y\r\n" * 3_000 + b"\r\n")


def chunked(dice):
    pieces = b""
    for _ in range(dice.choice((1, 1, 2, 5))):
        pieces += dice.choice(SIZES) + dice.choice((b"\r\n", b"\r\n", b"\n", b"\r"))
        pieces += BODY + dice.choice((b"\r\n", b"\r\n", b"", b"\n", b"x"))
    return (b"Transfer-Encoding: chunked\r\n", pieces + dice.choice(ENDS))


def plain(dice):
    method = dice.choice((b"GET ", b"GET ", b"HEAD ", b"OPTIONS ", b"TRACE ", b"DELETE "))
    return method + dice.choice(TARGETS) + b" HTTP/1.1\r\n"


def one(dice):
    """Bytes for a connection of their own."""
    kind = dice.randrange(8)
    if kind == 0:
        made = dice.choice(LINES) + HOST + b"\r\n"
    elif kind == 1:
        made = plain(dice) + (HOST if dice.random() < 0.5 else b"") + dice.choice(ODD_HEADERS) + b"\r\n"
    elif kind in (2, 3):
        lines, body = dice.choice(FRAMES) if kind == 2 else chunked(dice)
        target = dice.choice((b"/sign-in", b"/api/v1/groups", b"/language", b"/nothing",
                              b"/api/v1/groups/{{group:0}}/alerts"))
        who = dice.choice((b"", b"Authorization: Bearer {{token:resident}}\r\n"))
        kinds = dice.choice((b"Content-Type: application/x-www-form-urlencoded\r\n",
                             b"Content-Type: application/json\r\n"))
        method = dice.choice((b"POST ", b"POST ", b"PATCH ", b"GET "))
        made = method + target + b" HTTP/1.1\r\n" + HOST + who + kinds + lines + b"\r\n" + body
    elif kind == 4:
        # Many requests before the first answer, the last one perhaps a cut one.
        made = b"".join(plain(dice) + HOST + b"\r\n" for _ in range(dice.choice((2, 5, 40))))
        made = made[:len(made) - dice.choice((0, 0, 1, 7))]
    elif kind == 5:
        made = plain(dice) + HOST + dice.choice((b"Connection: close\r\n", b"")) + b"\r\n"
        made += hostile.text(dice).encode("utf-8", "replace")
    elif kind == 6:
        made = (plain(dice) + HOST + b"\r\n")[:dice.randrange(1, 40)]
    else:
        made = bytes(dice.randrange(256) for _ in range(dice.choice((1, 20, 300))))
    if dice.random() < 0.25:
        made = hostile.damaged(made, dice)
    return made
