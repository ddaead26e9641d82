"""Lists as table and map programs leave them: what is meant is read, what cannot be is refused with the way out.

Each form stands for its kind, after public reports of other projects: zeros that a spreadsheet has eaten
(kiesraad/abacus#3959), emptied rows (NHSDigital/manage-vaccinations-in-schools#2186, sul-dlss/argo#4316), a line `sep=`
(rap2hpoutre/fast-excel#327), lines that end in CR alone (WarrenWilkinson/read-csv#7), UTF-16 with tabs (odoo/odoo#11792),
workbooks (OpenTreeMap/otm-core#1898), heights (akvo/akvo-lumen#1402), coordinates in metres (uav4geo/GCPEditorPro#7) or in
each other's place (ITxPT/DATA4PTTools#69).
"""

import io
import json
import re
import zipfile

import pytest

from test_registry_import import House

RING = "4.88 52.08, 4.884 52.08, 4.884 52.083, 4.88 52.083, 4.88 52.08"
CIRCLE = "name;place;latitude;longitude;radius\r\nDe Kievit;Woerden;52,08;4,88;150\r\n"


def drawn(area, name="De Kievit"):
    return f'name,place,area\r\n{name},Woerden,"{area}"\r\n'


def feature(ring=RING, **properties):
    points = [[float(number) for number in point.split()] for point in ring.split(",")]
    return {"type": "Feature", "properties": {"name": "De Kievit", "place": "Woerden", **properties},
            "geometry": {"type": "Polygon", "coordinates": [points]}}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def workbook():
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("xl/workbook.xml", "<workbook/>")
    return book.getvalue()


@pytest.fixture(scope="module")
def still(tmp_path_factory):
    """An empty house in which nothing is ever changed, so that all tests may share it."""
    return House(tmp_path_factory.mktemp("still"))


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


READ = {
    "comma": drawn(f"POLYGON (({RING}))"),
    "semicolon": CIRCLE,
    "a line that says the separator": "sep=;\r\n" + CIRCLE,
    "the same in quotation marks": '"sep=;"\r\n' + CIRCLE,
    "tabs": CIRCLE.replace(";", "\t"),
    "tabs, in UTF-16 with a mark": CIRCLE.replace(";", "\t").encode("utf-16"),
    "UTF-16, the larger byte first": b"\xfe\xff" + CIRCLE.encode("utf-16-be"),
    "UTF-16 without a mark": CIRCLE.encode("utf-16-le"),
    "UTF-8 with a mark": b"\xef\xbb\xbf" + CIRCLE.encode(),
    "Windows-1252": CIRCLE.replace("De Kievit", "De Kieviet é").encode("cp1252"),
    "lines that end in CR": CIRCLE.replace("\r\n", "\r"),
    "lines that end in LF, the last one not": CIRCLE.replace("\r\n", "\n").rstrip(),
    "emptied rows": CIRCLE + ";;;;\r\n;;;;\r\n \r\n\r\n;;\r\n",
    "empty columns": CIRCLE.replace("\r\n", ";;\r\n"),
    "empty fields left out at the end": CIRCLE.replace("radius", "radius;founded;members"),
    "a quotation mark inside": CIRCLE.replace("De Kievit", 'De "oude" Kievit'),
    "spaces behind a quotation mark": CIRCLE.replace("De Kievit", '"De Kievit" '),
    "heights": drawn(f"POLYGON Z (({RING.replace(',', ' 0,')} 0))"),
    "heights, written on": drawn(f"POLYGONZ (({RING.replace(',', ' 0,')} 0))"),
    "heights and measures": drawn(f"MULTIPOLYGON ZM ((({RING.replace(',', ' 0 1,')} 0 1)))"),
    "measures that are not known": drawn(f"POLYGON M (({RING.replace(',', ' NaN,')} NaN))"),
    "heights without a tag": drawn(f"POLYGON (({RING.replace(',', ' 0,')} 0))"),
    "as PostGIS writes it": drawn(f"SRID=4326;POLYGON(({RING}))"),
    "in small letters": drawn(f"polygon (({RING}))"),
    "a feature in a field": drawn(json.dumps(feature()).replace('"', '""')),
    "GeoJSON": collection(feature()),
    "GeoJSON of several lines, with numbers": json.dumps(json.loads(collection(feature(members=40.0))), indent=2),
}


@pytest.mark.parametrize("form", READ)
def test_is_read(still, form):
    said = still.take(READ[form], "--dry-run")
    assert "1 groups would come in" in said, said


@pytest.mark.parametrize("form", ["as PostGIS writes it", "tabs, in UTF-16 with a mark", "GeoJSON"])
def test_a_dry_run_says_the_same_as_the_run(house, form):
    trial = house.take(READ[form], "--dry-run")
    said = house.take(READ[form])
    assert said == trial.replace("would come in", "came in").replace("This was a dry run: nothing was changed.\n", "")
    row, = house.rows()
    assert (row["name"], row["municipality"]) == ("De Kievit", "0632")
    # And when it is there already, both refuse it.
    assert house.take(READ[form], "--dry-run", status=1) == house.take(READ[form], status=1)


REFUSED = {
    "a workbook": (workbook(), "workbook.*save the list as CSV"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old workbook.*CSV"),
    "a PDF": (b"%PDF-1.7\n", "a PDF.*CSV"),
    "a page": ("<html><table><tr><td>x</td></tr></table></html>", "XML.*CSV"),
    "a map in KML": ('<?xml version="1.0"?><kml/>', "KML.*CSV"),
    "something else": (b"name\x00place", "no text.*CSV"),
    "GeoJSON that is no collection": ('{"type": "Polygon"}', "no FeatureCollection"),
    "Rijksdriehoek": (
        drawn("POLYGON ((120300 455300, 120600 455300, 120600 455600, 120300 455600, 120300 455300))"),
        r"line 2, area: .*Rijksdriehoek \(EPSG:28992\).*degrees"),
    "Rijksdriehoek in a circle": (
        "name;place;latitude;longitude;radius\nDe Kievit;Woerden;455300;120300;150\n", "line 2, latitude: .*28992"),
    "Rijksdriehoek in GeoJSON": (
        collection(feature("120300 455300, 120600 455300, 120600 455600, 120300 455300")), "feature 1, area: .*28992"),
    "Lambert 72": (
        drawn("POLYGON ((104000 194000, 104500 194000, 104500 194500, 104000 194000))"), "Lambert 72"),
    "another system, by its number": (drawn(f"SRID=28992;POLYGON (({RING}))"), "EPSG:28992.*degrees"),
    "latitude first": (
        drawn("POLYGON ((52.08 4.88, 52.08 4.884, 52.083 4.884, 52.083 4.88, 52.08 4.88))"),
        "line 2, area: latitude and longitude stand in each other's place"),
    "latitude first, in a circle": (
        CIRCLE.replace("52,08;4,88", "4,88;52,08"), "line 2, latitude: .*in each other's place"),
    "a line": (drawn(f"LINESTRING ({RING})"), "a LINESTRING is no area"),
    "a ring that is open": (drawn(f"POLYGON (({RING[:-12]}))"), "not closed"),
    "an area that breaks off": (drawn(f"POLYGON (({RING}"), "breaks off"),
    "in Belgium, as if it were here": (
        drawn(f"POLYGON (({RING.replace('4.88', '4.40').replace('52.08', '51.22')}))"),
        "line 2, area: it lies in (Antwerpen|Antwerp|Anvers).*BE"),
    "at sea": (CIRCLE.replace("52,08;4,88", "52,9;3,6"), "line 2, latitude: it does not lie in NL"),
    "a column without a name, in which something stands": (
        CIRCLE.replace("150\r\n", "150;x\r\n").replace("radius", "radius;") + "De Meeuw;;;;;", "no name"),
    "a number of days": (
        CIRCLE.replace("radius", "radius;founded").replace("150", "150;42490"), "a number of days"),
    "a month first": (CIRCLE.replace("radius", "radius;founded").replace("150", "150;4/30/2016"), "not a day"),
    "half a member": (CIRCLE.replace("radius", "radius;members").replace("150", "150;45,5"), "a whole number"),
    "what is 45 here and 45 thousand there": (
        CIRCLE.replace("radius", "radius;members").replace("150", "150;45,000"), "a whole number"),
}


@pytest.mark.parametrize("form", REFUSED)
def test_is_refused_with_the_way_out(still, form):
    content, reason = REFUSED[form]
    said = still.take(content, status=1 if "line 2" in reason or "feature 1" in reason else None)
    assert re.search(reason, said), said
    assert still.rows() == []


NUMBERS = [
    ("municipality", "632", "0632"), ("municipality", "0632", "0632"), ("municipality", "632,0", "0632"),
    ("municipality", "Woerden", "0632"), ("municipalityCode", "632", "0632"),
    ("members", "45,0", "45"), ("members", "1.250", "1250"), ("members", "1 250", "1250"),
    ("members", "1.250,00", "1250"), ("members", "45.00", "45"), ("members", "12'500", "12500"),
    ("founded", "30-4-2016", "2016-04-30"), ("founded", "30/04/2016", "2016-04-30"),
    ("founded", "30.4.2016", "2016-04-30"), ("founded", "2016-4-30", "2016-04-30"),
    ("founded", "2016", "2016-01-01"), ("founded", "30-4-2016 0:00", "2016-04-30"),
    ("foundedOn", "2016-04-30T00:00:00Z", "2016-04-30"),
]
OTHER_NAMES = {"municipalityCode": "municipality", "foundedOn": "founded"}


def test_numbers_and_days_of_table_programs(house):
    for column in dict.fromkeys(column for column, _, _ in NUMBERS):
        cases = [(typed, kept) for name, typed, kept in NUMBERS if name == column]
        lines = [f"name;place;latitude;longitude;radius;{column}\r\n"]
        lines += [f"{column} {at};Woerden;52,08;4,88;150;{typed}\r\n" for at, (typed, _) in enumerate(cases)]
        house.take("".join(lines))
        kept = {row["name"]: row[OTHER_NAMES.get(column, column)] for row in house.rows()}
        assert [kept[f"{column} {at}"] for at in range(len(cases))] == [kept for _, kept in cases]


def test_lines_are_counted_as_editors_do(house):
    content = 'sep=;\r\n\r\nname;place;latitude;longitude;radius\r\n"De\r\nKievit";Woerden;52,08;4,88;150\r\n;x;;;\r\n'
    said = house.take(content, status=1)
    assert "line 4, name: it holds a line break" in said and "line 6, name: no name" in said, said


def test_open_data_comes_in_again(house):
    """What a Saar gives away as a table or as GeoJSON, another one reads."""
    properties = {
        "id": "0190a3c0-0000-7000-8000-000000000001", "slug": "de-kievit", "url": "https://saar.example.org/groups/x",
        "country": "NL", "province": "Utrecht", "municipalityCode": "0632", "municipality": "Woerden",
        "standing": "listed", "channel": "whatsapp", "members": 40, "foundedOn": "2019-05-01"}
    house.take(collection(feature(**properties)))
    row, = house.rows()
    assert {"slug": "de-kievit", "municipality": "0632", "members": "40", "channel": "whatsapp",
            "founded": "2019-05-01"}.items() <= row.items()
    table = "slug,name,place,country,municipalityCode,municipality,foundedOn,latitude,longitude,area\r\n" \
        f'de-meeuw,De Meeuw,Woerden,NL,0632,Woerden,2019-05-01,52.0,4.8,"MULTIPOLYGON ((({RING})))"\r\n'
    house.take(table)
    assert {row["slug"] for row in house.rows()} == {"de-kievit", "de-meeuw"}
