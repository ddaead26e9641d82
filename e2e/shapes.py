"""Areas drawn by chance, and what shapely and pyproj say of them: an opinion that is not Saar's.

    .venv/bin/python e2e/shapes.py      writes e2e/shapes.json, which Tests/WatchGEOSTests compares Saar's answers with

Lengths and surfaces are those of the WGS 84 ellipsoid: a plane is laid around each pair by PROJ's azimuthal equidistant
projection, and surfaces are geodesic.
"""

import json
import math
import random
from pathlib import Path

from pyproj import Geod, Transformer
from shapely import Point, orient_polygons, transform
from shapely.geometry import shape
from shapely.ops import unary_union

TABLE = Path(__file__).parent / "shapes.json"
EARTH = Geod(ellps="WGS84")


def star(dice, x, y, radius, corners):
    """A ring around a point, with arms: it never crosses itself, and it may run either way."""
    # No two corners are half a turn apart, or a border would run on the far side of the middle.
    angles = [2 * math.pi * (corner + dice.uniform(0, 0.4)) / corners for corner in range(corners)]
    arms = [radius * dice.uniform(0.4, 1) for _ in angles]
    ring = [(x + arm * math.cos(angle), y + arm * math.sin(angle)) for arm, angle in zip(arms, angles)]
    return ring if dice.random() < 0.5 else ring[::-1]


def scribble(dice, x, y, radius, corners):
    """A ring of corners in any order: it crosses itself, mostly."""
    return [(x + dice.uniform(-radius, radius), y + dice.uniform(-radius, radius)) for _ in range(corners)]


def degrees(ring, latitude, longitude):
    """Metres around a place, roughly, as [longitude, latitude], closed."""
    points = [[round(longitude + x / (111_320 * math.cos(math.radians(latitude))), 6),
               round(latitude + y / 111_320, 6)] for x, y in ring]
    return points + points[:1]


def drawn(dice, latitude, longitude, x, y):
    """Coordinates of a GeoJSON MultiPolygon: one part or two, with a hole or without."""
    parts = []
    for part in range(1 if dice.random() < 0.8 else 2):
        radius = dice.choice([60, 200, 600, 1_500])
        x += part * dice.uniform(0, 2_000)
        rings = [star(dice, x, y, radius, dice.randint(5, 12))]
        if dice.random() < 0.25:
            rings.append(star(dice, x, y, radius * 0.3, dice.randint(3, 6)))
        parts.append([degrees(ring, latitude, longitude) for ring in rings])
    return parts


def area(coordinates):
    return shape({"type": "MultiPolygon", "coordinates": coordinates})


def surface(geometry):
    """Square metres, geodesic, holes taken off."""
    return abs(EARTH.geometry_area_perimeter(geometry)[0]) if geometry.geom_type != "MultiPolygon" else sum(
        surface(part) for part in geometry.geoms)


def flat(geometry, latitude, longitude):
    plane = Transformer.from_crs(
        "EPSG:4326", f"+proj=aeqd +lat_0={latitude} +lon_0={longitude} +datum=WGS84", always_xy=True)
    return transform(geometry, plane.transform, interleaved=False)


def pair(dice):
    """Two areas and some points, with everything that shapely says of them; None when a drawing failed."""
    latitude, longitude = dice.uniform(49.5, 53.5), dice.uniform(2.6, 7.2)
    first = drawn(dice, latitude, longitude, 0, 0)
    away = dice.choice([0, 300, 900, 2_000])
    second = drawn(dice, latitude, longitude, dice.uniform(-away, away), dice.uniform(-away, away))
    a, b = area(first), area(second)
    if not (a.is_valid and b.is_valid):
        return None
    centre = unary_union([a, b]).envelope.centroid
    on_plane = [flat(each, centre.y, centre.x) for each in (a, b)]
    shared = on_plane[0].intersection(on_plane[1]).area
    points = []
    for _ in range(6):
        west, south, east, north = a.buffer(0.002).bounds
        point = Point(round(dice.uniform(west, east), 6), round(dice.uniform(south, north), 6))
        # On a plane of its own, as Saar measures; what lies within a metre of a border is left out.
        around = flat(a, point.y, point.x)
        if around.boundary.distance(Point(0, 0)) > 1:
            points.append({"point": [point.x, point.y], "isInside": a.contains(point),
                           "metres": round(around.distance(Point(0, 0)), 2)})
    joined = orient_polygons(unary_union([a, b]))
    return {
        "first": first, "second": second, "points": points,
        "surface": round(surface(orient_polygons(a)), 1), "otherSurface": round(surface(orient_polygons(b)), 1),
        "union": round(surface(joined), 1),
        "gap": round(on_plane[0].distance(on_plane[1]), 2),
        "overlap": round(shared / min(on_plane[0].area, on_plane[1].area), 5),
    }


def table():
    dice = random.Random(5)
    rows = []
    while len(rows) < 60:
        row = pair(dice)
        if row:
            rows.append(row)
    return rows


def text():
    return "[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in table()) + "\n]\n"


if __name__ == "__main__":
    TABLE.write_text(text())
    rows = json.loads(TABLE.read_text())
    print(f"{len(rows)} pairs, {sum(row['gap'] == 0 for row in rows)} of them meet, "
          f"{sum(len(row['points']) for row in rows)} points")
