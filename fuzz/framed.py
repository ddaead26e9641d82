"""Requests whose frame is whole: what is in them need not be. Calls of the API, forms and pages, with odd queries and
odd headers; asked by everybody there is, by key and by cookie."""

from urllib.parse import quote, quote_from_bytes

from fuzz import calls, hostile

ROLES = ("resident", "neighbour", "coordinator", "next", "visitor", "police", "municipality", "foundation")
# Who may lose everything: forms that end sessions, devices or accounts are sent by these alone.
LEAVER = "leaver"
GIVEN_UP = ("/me/", "/sign-out")

TYPES = ("application/json", "application/json; charset=utf-8", "application/json;charset=utf-16", "text/json",
         "text/plain",
         "application/x-www-form-urlencoded", "application/xml", "multipart/form-data; boundary=x", "image/png", "",
         "application/merge-patch+json", "APPLICATION/JSON", ";", "a/b;" * 200)


def line(name, text):
    """A header: one line, whatever was drawn for it."""
    plain = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    return name.encode() + b": " + plain.translate(None, b"\r\n\x00")


def cursor(dice):
    """Where somebody says they had got to."""
    one = "{{group:%d}}.%s" % (dice.randrange(2), dice.choice(("0", "1", "999999", "-1", "9223372036854775808", "", "٣",
                                                               "1.1")))
    return dice.choice((
        one, one, one + "," + one, "{{group:0}}.0,{{group:1}}.5", ",".join([one] * 400), hostile.text(dice),
        "{{uuid:1}}.7"))


# What stands in headers: something usual, something that is nearly right, and whatever was drawn.
HEADERS = {
    "Accept-Language": ("nl", "fr-BE,fr;q=0.9", "de;q=NaN", "*", "en;q=2,,;", "xx-" * 500),
    "Accept": ("*/*", "application/geo+json", "text/html;q=x", "text/event-stream", "," * 900),
    "Accept-Encoding": ("gzip", "gzip;q=0", "br, gzip;q=1e9", "identity;q=0,*;q=0"),
    "Idempotency-Key": ("{{uuid:1}}", "{{uuid:2}}", "a", "", "k" * 255, "k" * 256),
    "Range": ("bytes=0-1", "bytes=-1", "bytes=5-2", "bytes=0-0,1-1" + ",2-2" * 300),
    "If-None-Match": ("*", '"x"', 'W/"x"', ",".join(['"x"'] * 900)),
    "If-Modified-Since": ("Sat, 29 Oct 1994 19:43:31 GMT", "never"),
    "Forwarded": ("for=192.0.2.60;proto=https", 'for="[2001:db8::1]"', "for=_x,for=unknown"),
    "X-Forwarded-For": ("192.0.2.1", "::1, 10.0.0.1", "1.2.3.4:99999", "a," * 900),
    "X-Forwarded-Proto": ("https", "http"),
    "X-Forwarded-Host": ("evil.example",),
    "X-Real-IP": ("192.0.2.1", "::"),
    "Origin": ("null", "https://evil.example", "http://x"),
    "Sec-Fetch-Site": ("same-origin", "none", "cross-site", "same-site"),
    # Whose key stands in a header that anybody may get must be ready to lose everything.
    "Cookie": ("saar-session={{secret:leaver}}; saar-session=" + "0" * 64, "saar-session=", "; ;=;==",
               "saar-code=x; saar-language=xx", 'saar-session="{{secret:leaver}}"', "a=b;" * 900),
    "User-Agent": ("Mozilla/5.0 (Android) Firefox/130.0", "x" * 5_000),
    "Referer": ("http://x/groups",),
    "Content-Encoding": ("gzip", "identity", "deflate, br"),
    "Expect": ("100-continue", "200-ok"),
    "Upgrade": ("h2c", "websocket"),
    "TE": ("trailers", "gzip"),
    "X-HTTP-Method-Override": ("DELETE",),
    "Authorization": ("Bearer", "Bearer " + "0" * 64, "bearer {{token:leaver}}", "Bearer {{token:leaver}} ", "Basic YTpi"),
    "Last-Event-ID": (),
    "X-Unheard-Of": (),
}


def headers(dice):
    """Some headers that anybody may send."""
    made = []
    for _ in range(dice.choice((0, 0, 0, 0, 0, 1, 1, 1, 2, 6))):
        name = dice.choice(list(HEADERS))
        drawn = cursor(dice) if name == "Last-Event-ID" else hostile.text(dice)
        made.append(line(name, dice.choice((*HEADERS[name], drawn))))
    return made


def who(dice, leaves=False):
    """Lines by which somebody is known: a key, a cookie, or nothing."""
    role = LEAVER if leaves else dice.choice(ROLES)
    way = dice.randrange(8)
    if way < 4:
        return [b"Authorization: Bearer {{token:%s}}" % role.encode()]
    if way < 7:
        return [b"Cookie: saar-session={{secret:%s}}" % role.encode()]
    return []


def request(method, target, lines, body=None):
    """The bytes, with what is filled in later still in double braces. A body says its length."""
    head = [method.encode() + b" " + target + b" HTTP/1.1", b"Host: {{host}}", *lines]
    if body is not None:
        head.append(b"Content-Length: {{length}}")
    return b"\r\n".join(head) + b"\r\n\r\n" + (body or b"")


def escaped(text, dice, faults=0.05):
    """A text in a query or a form, as a browser writes it, or at times as somebody else does."""
    data = text.encode("utf-8", "replace")
    if text.startswith("{{") and text.endswith("}}"):
        return data
    if dice.random() < faults:
        data = hostile.damaged(data, dice)
    made = quote_from_bytes(data, safe="").encode()
    if dice.random() < faults:
        made += dice.choice((b"%", b"%zz", b"%0", b"%00", b"%u0041", b"%f0%28%8c%28", b"+", b"%2B"))
    return made


def query(names, dice):
    pairs = []
    for name in dice.sample(names, min(len(names), dice.choice((0, 1, 1, 1, 2, 2, 7)))):
        if dice.random() < 0.9:
            value = known(name, dice) if dice.random() < 0.6 else hostile.text(dice)[:4_000]
            pairs.extend([name.encode() + b"=" + escaped(value, dice)] * dice.choice((1, 1, 1, 1, 2)))
    if dice.random() < 0.1:
        pairs.append(escaped(hostile.text(dice)[:2_000], dice) + b"=" + escaped(hostile.text(dice)[:2_000], dice))
    return b"?" + dice.choice((b"&", b"&", b"&", b";", b"&&")).join(pairs) if pairs else b""


def known(name, dice):
    """What such a word of a query usually holds."""
    return dice.choice({
        "near": ("52.0705,4.3007", "52.089,4.875", "-90,180", "91,181"), "at": ("52.089,4.875", "0,0"),
        "bbox": ("4.8,52.0,4.9,52.1", "3,50,8,54", "4.9,52.1,4.8,52.0", "-180,-90,180,90"),
        "limit": ("1", "20", "500", "0"),
        "after": ("0", "1", "9223372036854775807"), "cursor": (cursor(dice),), "kind": ("municipality", "province"),
        "metres": ("1", "100", "5000"), "country": ("NL", "BE", "XX"), "municipality": ("0632", "Woerden"),
        "postcode": ("3443 AB", "1000"), "q": ("woerden", "3443", "heide"),
        "place": ("NL/municipality/0632", "Woerden"), "offset": ("0", "40", "-1"), "colour": ("ffcc00", "#ffcc00"),
        "next": ("/groups/new", "//evil.example", "/me"), "back": ("/groups",),
    }.get(name, ("woerden", "Rembrandtlaan", "heide")))


class Framed:
    """Draws requests."""

    def __init__(self, description, forms, pages):
        self.description, self.forms, self.pages = description, forms, pages

    def call(self, dice):
        """A call of the API."""
        one = dice.choice(self.description.calls)
        template = calls.path(one.path, dice)
        if dice.random() < 0.06:
            template = template.replace(template.split("/")[-1],
                                        quote(hostile.text(dice)[:900], safe=dice.choice(("", "/"))) or "x", 1)
        prefix = "" if one.path in ("/healthz", "/readyz", "/openapi.json") else "/api/v1"
        target = (prefix + template).encode() + (query(one.queries,
                                                       dice) if one.queries or dice.random() < 0.03 else b"")
        lines = who(dice) + headers(dice)
        method = one.method if dice.random() < 0.97 else dice.choice(("GET", "HEAD", "OPTIONS", "DELETE", "PUT",
                                                                      "TRACE", "SAAR"))
        if one.body is None and dice.random() < 0.9:
            return request(method, target, lines, None if method in ("GET", "HEAD") else b"")
        tree = self.description.example(one.body, dice) if one.body else hostile.value(dice)
        for _ in range(dice.choice((0, 0, 0, 0, 1, 1, 1, 2, 4))):
            tree = hostile.bent(tree, dice)
        body = hostile.dumped(tree, dice, doubles=0.3 if dice.random() < 0.1 else 0).encode("utf-8", "surrogatepass")
        if dice.random() < 0.08:
            body = hostile.damaged(body, dice)
        body = body[:2 * hostile.MOST]
        if dice.random() < 0.01:
            body = body.ljust(dice.choice((65_536, 65_537, 70_000)))
        if dice.random() < 0.92 or not any(header.lower().startswith(b"content-type") for header in lines):
            lines.append(line("Content-Type", "application/json" if dice.random() < 0.93 else dice.choice(TYPES)))
        return request(method, target, lines, body)

    def form(self, dice):
        """A form, as it stands on a page, with other things in its fields."""
        one = dice.choice(self.forms)
        fields = list(one.fields)
        bending = dice.random()
        pairs = []
        for name, value in fields:
            if bending < 0.7 and dice.random() < 0.25:
                value = hostile.text(dice)[:dice.choice((500, 20_000))]
            elif not value and dice.random() < 0.7:
                value = dice.choice(WRITTEN)
            if dice.random() < 0.96:
                pairs.extend([(name, value)] * dice.choice((1,) * 30 + (2,)))
        if dice.random() < 0.1:
            pairs.extend((hostile.text(dice)[:200], hostile.text(dice)) for _ in range(dice.choice((1, 3, 70))))
        target = one.path.encode()
        lines = who(dice, leaves=one.path.startswith(GIVEN_UP)) + headers(dice)
        if one.method == "GET":
            joined = b"&".join(escaped(name, dice, 0.01) + b"=" + escaped(value[:2_000], dice, 0.01) for name,
                               value in pairs)
            return request("GET", target + b"?" + joined, lines)
        if dice.random() < 0.05:
            body = b"".join(b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (
                name.encode("utf-8", "replace"), value.encode("utf-8", "replace")) for name,
                value in pairs) + b"--x--\r\n"
            lines.append(line("Content-Type", "multipart/form-data; boundary=x"))
        else:
            faults = 0.3 if dice.random() < 0.1 else 0.0
            body = b"&".join(escaped(name, dice, faults) + b"=" + escaped(value, dice, faults) for name, value in pairs)
            if dice.random() < 0.08:
                body = hostile.damaged(body, dice)
            lines.append(line("Content-Type",
                              "application/x-www-form-urlencoded" if dice.random() < 0.95 else dice.choice(TYPES)))
        return request("POST", target, lines, body[:70_000])

    def page(self, dice):
        """A page or a file, as somebody might type its address."""
        path = dice.choice(self.pages)
        plain, _, has = path.partition("?")
        target = plain.encode()
        if has and dice.random() < 0.5:
            target = path.encode()
        elif dice.random() < 0.5:
            target += query(dice.sample(QUERIES, 4), dice)
        if dice.random() < 0.08:
            target = dice.choice((b"/" + target, target + b"/", target.replace(b"/", b"//"), target + b"/.",
                                  target + b"%2f", target
                                  + b"/" + escaped(hostile.text(dice)[:900], dice),
                                  b"/" + escaped(hostile.text(dice)[:900], dice)))
        method = "GET" if dice.random() < 0.93 else dice.choice(("HEAD", "POST", "OPTIONS", "DELETE"))
        lines = who(dice, leaves=plain.startswith(GIVEN_UP)) + headers(dice)
        return request(method, target, lines, b"" if method == "POST" else None)

    def live(self, dice):
        """The live stream, from wherever somebody says they were."""
        target = b"/api/v1/live" + (b"?cursor=" + escaped(cursor(dice), dice) if dice.random() < 0.5 else b"")
        lines = who(dice) + headers(dice)
        if dice.random() < 0.7:
            lines.append(line("Last-Event-ID", cursor(dice)))
        return request("GET", target, lines)


# What somebody writes into a field that was empty.
WRITTEN = ("Voelt aan autodeuren", "Bij de brug", "Woerden", "iemand@example.org", "40", "112", "21:30", "Anna")
QUERIES = ("q", "place", "postcode", "municipality", "near", "bbox", "limit", "next", "back", "at", "colour", "country",
           "language",
           "done", "offset", "name", "code", "draft")
