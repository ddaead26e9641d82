"""What breaks programs that read it: texts, numbers, trees, and bytes that are changed here and there.

Everything is drawn from the dice that are handed in, so that a number makes the same input again."""

import json

# Begins markup, or a header, of which an answer may never hold more than the harmless form (judge.py looks for it).
MARK = "zqsaar"

JOINERS = ("\u0600", "\u0301", "\u200d", "\ufe0f", "\u1160", "\U0001f1f3", "\u0903", "\u20e3", "\U000e0067", "\u05b0",
           "\u200f", "\u202e", "\u2066", "\ufeff", "\u00ad", "\u0000", "\r", "\n", "\r\n", "\t", "\u2028", "\x7f")
MARKUP = (f"<{MARK}>", f"\"{MARK}=", f"'{MARK}=", f"&{MARK};", f"</script><{MARK}>", f"<!--{MARK}", f"{{{{{MARK}}}}}",
          f"{{{{{{{MARK}}}}}}}")
WORDS = ("Rembrandtlaan", "Voelt aan autodeuren", "3443 AB", "Woerden", "grijze trui", "1000", "Liège", "'s-Gravenhage",
         "nl", "0632", "resident", "approved", "0", "-1", "true", "null", "police", "Politie", "Saar")
ODD = ("", " ", "\u00a0", "%", "%00", "%2e%2e%2f", "../../etc/passwd", "=1+1", "@SUM(A1)", "';--", "\" OR 1=1",
       "${7*7}",
       "\\", "\\u0000", "$(id)", "`id`", "http://example.org", "javascript:alert(1)", "\ud7ff", "\ufffd", "\uffff",
       "e\u0301" * 30, "\u0301" * 300, "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1f3\U0001f1f1" * 20,
       "ﷺ" * 60,
       "İ", "ß" * 40, "ǰ" * 40, "\u1100\u1161\u11a8" * 30, "0" * 64, "f" * 64, "2026-13-45T99:99:99Z", "0000-00-00",
       "9999-12-31T23:59:59.999Z", "-0001-01-01T00:00:00Z", "1970-01-01T00:00:00+99:99", "NaN", "Infinity", "1e400",
       "0x10")
NUMBERS = ("0", "-0", "1", "-1", "0.1", "-0.0", "1e400", "-1e400", "1e-400", "9223372036854775807",
           "9223372036854775808",
           "-9223372036854775809", "18446744073709551616", "1" + "0" * 400, "0." + "0" * 400 + "1", "NaN", "Infinity",
           "-Infinity", "01", "1.", ".5", "+1", "0x1", "1e", "1_000", "4.875", "52.089", "180.0000001", "-90", "500",
           "501")


def text(dice):
    """A text that somebody could send."""
    kind = dice.randrange(10)
    if kind < 3:
        return dice.choice(WORDS)
    if kind < 5:
        return dice.choice(ODD)
    if kind < 7:
        return dice.choice(JOINERS) * dice.randrange(3) + dice.choice(MARKUP) + dice.choice(JOINERS) + dice.choice(WORDS)
    if kind < 8:
        return dice.choice(WORDS + ODD) * dice.choice((2, 10, 100, 1_000))
    if kind < 9:
        return "".join(dice.choice(JOINERS + WORDS + MARKUP) for _ in range(dice.randrange(1, 12)))
    return "".join(chr(plane(dice)) for _ in range(dice.randrange(1, 40)))


def plane(dice):
    """Any scalar, surrogates left out."""
    number = dice.randrange(dice.choice((0x80, 0x800, 0x10000, 0x110000)))
    return 0xFFFD if 0xD800 <= number < 0xE000 else number


# More would only be refused for its size once more; a tree that is bent again and again would fill our own memory.
MOST = 150_000


class Raw(str):
    """Goes into JSON as it is, whatever it is."""


def value(dice):
    """A value for JSON, seldom of the type that was asked for."""
    kind = dice.randrange(12)
    if kind < 4:
        return text(dice)
    if kind < 6:
        return Raw(dice.choice(NUMBERS))
    if kind < 8:
        return dice.choice((None, True, False, [], {}, [[]], [None], {"": None}))
    if kind < 9:
        return Raw(dice.choice(('"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d"', '"\\u0000"', '"\\x"', '"', "undefined",
                                "tru", "//")))
    if kind < 10:
        depth = dice.choice((2, 11, 12, 13, 64, 1_000, 20_000))
        return Raw(dice.choice(("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth, "[" * depth)))
    if kind < 11:
        return [text(dice)[:60] for _ in range(dice.choice((1, 3, 100, 3_000)))]
    return {text(dice)[:900]: text(dice)[:900] for _ in range(dice.randrange(1, 5))}


def dumped(tree, dice, doubles=0.0):
    """JSON. With doubles, keys stand there twice at times."""
    if isinstance(tree, Raw):
        return str(tree)
    if isinstance(tree, dict):
        pairs = []
        for key, item in tree.items():
            pairs.append(f"{json.dumps(key)}:{dumped(item, dice, doubles)}")
            if dice.random() < doubles:
                pairs.append(f"{json.dumps(key)}:{dumped(value(dice), dice)}")
        return "{" + ",".join(pairs) + "}"
    if isinstance(tree, list):
        return "[" + ",".join(dumped(item, dice, doubles) for item in tree) + "]"
    return json.dumps(tree, ensure_ascii=dice.random() < 0.5)


def bent(tree, dice):
    """The same tree with one part of it changed."""
    spots = []

    def walk(node):
        if isinstance(node, (dict, list)):
            for key in (list(node) if isinstance(node, dict) else range(len(node))):
                spots.append((node, key))
                walk(node[key])

    walk(tree)
    if not spots or dice.random() < 0.03:
        return value(dice)
    node, key = dice.choice(spots)
    how = dice.randrange(6)
    if how == 0 and isinstance(node, dict):
        del node[key]
    elif how == 1 and isinstance(node, dict):
        node[text(dice)] = value(dice)
    elif how == 2 and isinstance(node, list):
        often = dice.choice((1, 40, 2_500))
        node.extend([node[key]] * (often if len(str(node[key])) * often < MOST else 1))
    else:
        node[key] = value(dice)
    return tree


INVALID = (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xe2\x82", b"\x80",
           b"\x00",
           b"\xfe\xff", b"\xef\xbb\xbf")


def damaged(data, dice):
    """Bytes with one change: cut, doubled, flipped, with something foreign in them."""
    at = dice.randrange(len(data) + 1)
    how = dice.randrange(7)
    if how == 0:
        return data[:at]
    if how == 1:
        return data[:at] + dice.choice(INVALID) + data[at:]
    if how == 2 and data:
        at = min(at, len(data) - 1)
        return data[:at] + bytes([data[at] ^ (1 << dice.randrange(8))]) + data[at + 1:]
    if how == 3:
        return data[:at] + data[at:at + dice.choice((1, 8, 64))] * dice.choice((2, 20, 500)) + data[at:]
    if how == 4:
        return data[:at] + text(dice).encode("utf-8", "surrogatepass") + data[at:]
    if how == 5:
        return data[:at] + data[at + dice.choice((1, 2, 16)):]
    return data + data[:at]
