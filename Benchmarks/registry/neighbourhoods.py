"""A country's groups as a list to import: a polygon around the middle of each neighbourhood, until there are enough."""

import csv
import math
import random

from conftest import ROOT

GAZETTEER = ROOT / "Sources/WatchWeb/Resources/share/gazetteer"


def ring(latitude, longitude, metres, corners, chance):
    """A crooked ring of so many corners around a point, closed; lon, lat."""
    points = []
    for corner in range(corners):
        angle = 2 * math.pi * corner / corners
        reach = metres * chance.uniform(0.7, 1.1)
        points.append((
            round(longitude + reach * math.cos(angle) / (111_195 * math.cos(math.radians(latitude))), 6),
            round(latitude + reach * math.sin(angle) / 111_195, 6)))
    return [*points, points[0]]


def write(path, count, outlines):
    """Writes `count` groups to `path` as `saar import groups` reads them, and their rings alone to `outlines`."""
    chance = random.Random(7)
    with open(GAZETTEER / "nl_buurten.csv", newline="") as file:
        middles = [(row["name"], row["gemeente_code"][2:], float(row["lat"]), float(row["lon"]))
                   for row in csv.DictReader(file) if row["lat"]]
    chance.shuffle(middles)
    rounds = -(-count // len(middles))
    # More than one in a neighbourhood stand beside each other, smaller, so that none covers another.
    metres = 180 if rounds == 1 else 400 / rounds
    with open(path, "w", newline="") as file, open(outlines, "w") as rings:
        lines = csv.writer(file)
        lines.writerow(["name", "place", "municipality", "country", "area", "members", "channel", "founded"])
        for number in range(count):
            name, municipality, latitude, longitude = middles[number % len(middles)]
            turn = number // len(middles)
            step = 2.6 * metres / 111_195
            corners = ring(latitude + step * (turn // 3), longitude + 1.6 * step * (turn % 3), metres,
                           chance.randint(8, 24), chance)
            text = ", ".join(f"{x} {y}" for x, y in corners)
            lines.writerow([f"{name} {number}", name, municipality, "NL", f"POLYGON(({text}))", 0, "saar",
                            f"{chance.randint(2005, 2026)}-01-01"])
            rings.write(",".join(f"{x} {y}" for x, y in corners) + "\n")


def postcodes():
    """Every Dutch postcode."""
    with open(GAZETTEER / "nl_pc4.csv", newline="") as file:
        return [row["pc4"] for row in csv.DictReader(file)]


def places():
    """The name of every Dutch town and village that is long enough to slip in."""
    with open(GAZETTEER / "nl_woonplaatsen.csv", newline="") as file:
        return [row["woonplaats"] for row in csv.DictReader(file) if len(row["woonplaats"]) > 4]
