"""The figures that the Dutch foundation once published, as a set of groups to try the registry with: just under 9,000
groups, 1,929 of them in Noord-Holland and 150 in the province of Groningen; Lelystad 145, Woerden 125, Kaag en Braassem
35 over its villages; over 600,000 members. The rest is spread by population. Every run makes the same.

    python3 e2e/foundation.py > groups.csv
"""

import csv
import io
import sys
from collections import defaultdict
from pathlib import Path

GAZETTEER = Path(__file__).resolve().parent.parent / "Sources/WatchWeb/Resources/share/gazetteer"
TOTAL = 8_960
PROVINCES = {"27": 1_929, "20": 150}
MUNICIPALITIES = {"0995": 145, "0632": 125, "1884": 35}
COLUMNS = ("slug", "name", "place", "municipality", "country", "latitude", "longitude", "radius", "members", "channel",
           "founded")


def table(name):
    with open(GAZETTEER / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shares(total, weights):
    """Whole numbers that come to the total, as the weights have it; the largest remainders get what is left over."""
    whole = sum(weights.values())
    counts = {key: total * weight // whole for key, weight in weights.items()}
    rest = sorted(weights, key=lambda key: (-(total * weights[key] % whole), key))
    for key in rest[:total - sum(counts.values())]:
        counts[key] += 1
    return counts


def municipalities():
    """How many groups each municipality has."""
    rows = {row["code"][2:]: row for row in table("nl_gemeenten.csv")}
    people = {code: int(row["population"]) for code, row in rows.items()}
    province = {code: row["province_code"][2:] for code, row in rows.items()}
    counts = dict(MUNICIPALITIES)
    for wanted, total in PROVINCES.items():
        counts |= shares(total, {code: people[code] for code in rows if province[code] == wanted})
    rest = {code: people[code] for code in rows if code not in counts}
    return counts | shares(TOTAL - sum(counts.values()), rest)


def groups():
    """Every group, as a row of the file."""
    middles = defaultdict(list)
    for row in table("nl_buurten.csv"):
        if row["lat"] and int(row["inwoners"] or 0) > 0:
            middles[row["gemeente_code"][2:]].append((row["name"], row["lat"], row["lon"]))
    towns = defaultdict(list)
    for row in table("nl_woonplaatsen.csv"):
        towns[row["gemeente_code"][2:]].append((row["woonplaats"], float(row["lat"]), float(row["lon"])))
    number = 0
    for code, count in sorted(municipalities().items()):
        for index in range(count):
            name, latitude, longitude = middles[code][index % len(middles[code])]
            village = towns[code][index % len(towns[code])]
            if code == "1884":
                # Over all its villages in turn, each group in its own.
                town, latitude, longitude = village[0], str(village[1]), str(village[2])
            else:
                near = min(towns[code], key=lambda town: (town[1] - float(latitude)) ** 2
                           + ((town[2] - float(longitude)) * 0.61) ** 2)
                town = near[0]
            yield {
                # No two are called alike in one place, and no name reads as an address: "Verspr.h.".
                "slug": f"groep-{number}",
                "name": f"{' '.join(name.replace('.', '. ').split())} {index // len(middles[code]) + 1}", "place": town, "municipality": code,
                "country": "NL", "latitude": latitude, "longitude": longitude, "radius": "250",
                "members": str(40 + number * 37 % 61), "channel": "whatsapp",
                "founded": f"{2008 + number * 7 % 18}-{number % 12 + 1:02d}-01",
            }
            number += 1


def listing():
    """All of them as `saar import groups` reads them."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(groups())
    return text.getvalue()


if __name__ == "__main__":
    sys.stdout.write(listing())
