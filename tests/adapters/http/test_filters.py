"""CQL2 at the doors: items (OGC 19-079r2) and pictures."""

import json
from urllib.parse import urlencode

import pytest
from lxml import etree
from tests.node import MEMBER, STRANGER, Answer, AsgiClient

ITEMS = "/ogc/collections/kelurahan/items"
MAP = {
    "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetMap", "LAYERS": "kelurahan", "STYLES": "", "CRS": "CRS:84",
    "BBOX": "106.6,-6.2,106.64,-6.16", "WIDTH": "40", "HEIGHT": "40", "FORMAT": "image/png", "TRANSPARENT": "TRUE",
}  # fmt: skip


def items(client: AsgiClient, token: str = "", path: str = ITEMS, **parameters: str) -> Answer:
    query = {name.replace("_", "-"): value for name, value in parameters.items()}
    return client.get(f"{path}?{urlencode(query)}", token)


def ids(answer: Answer) -> list[int]:
    assert answer.status == 200, answer.text
    return [feature["id"] for feature in answer.json()["features"]]


def picture(client: AsgiClient, path: str = "/wms", token: str = "", **changes: str) -> Answer:
    return client.get(f"{path}?{urlencode({**MAP, **changes})}", token)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jiwa > 13000", [15, 16]),
        ("nama LIKE 'Kelurahan 1_' AND NOT aktif = true", [10, 12, 14, 16]),
        ("berlaku = DATE('2024-01-03')", [3]),
        ("T_AFTER(berlaku, DATE('2024-01-14'))", [15, 16]),
        ("casei(nama) = casei('KELURAHAN 5')", [5]),
        ("S_INTERSECTS(geometry, POINT(106.604 -6.196))", [1]),
        ("S_WITHIN(geometry, BBOX(106.6,-6.2,106.619,-6.18)) AND luas > 0.5", [5, 6]),
        ("geometry IS NULL", []),
        ("true", list(range(1, 11))),
    ],
)
def test_items_are_filtered(client: AsgiClient, text: str, expected: list[int]) -> None:
    assert ids(items(client, filter=text)) == expected


def test_filters_are_joined_with_the_other_parameters(client: AsgiClient) -> None:
    assert ids(items(client, filter="jiwa > 3000", bbox="106.6,-6.2,106.619,-6.16", aktif="true")) == [5, 9, 13]


def test_json_and_the_coordinates_of_another_crs(client: AsgiClient) -> None:
    value = {
        "op": "s_intersects",
        "args": [{"property": "geometry"}, {"type": "Point", "coordinates": [-6.196, 106.604]}],
    }
    found = items(
        client,
        filter=json.dumps(value),
        filter_lang="cql2-json",
        filter_crs="http://www.opengis.net/def/crs/EPSG/0/4326",
    )
    assert ids(found) == [1]


def test_pages_keep_their_filter(client: AsgiClient) -> None:
    page = items(client, filter="jiwa >= 14000", limit="1").json()
    assert page["numberMatched"] == 2
    address = next(link["href"] for link in page["links"] if link["rel"] == "next")
    assert ids(client.get(address.removeprefix("http://127.0.0.1:8000"))) == [16]


@pytest.mark.parametrize(
    "parameters",
    [
        {"filter": "tidak_ada = 1"},
        {"filter": "jiwa = 'banyak'"},
        {"filter": "jiwa = "},
        {"filter": ""},
        {"filter_lang": "cql2-text"},
        {"filter": "jiwa = 1", "filter_lang": "cql"},
        {"filter": "jiwa = 1", "filter_crs": "EPSG:1"},
        {"filter": "(" * 20_000},
    ],
)
def test_bad_filters_are_the_clients_fault(client: AsgiClient, parameters: dict[str, str]) -> None:
    answer = items(client, **parameters)
    assert answer.status == 400
    assert answer.json()["type"] == "InvalidParameterValue"


def test_a_hidden_field_answers_as_an_unknown_one(client: AsgiClient) -> None:
    path = "/d/sebagian/ogc/collections/sebagian/items"
    answers = [items(client, STRANGER, path, filter=f"{name} = '1'") for name in ("nik", "xyz")]
    assert [answer.status for answer in answers] == [400, 400]
    assert answers[0].text.replace("nik", "xyz") == answers[1].text
    assert ids(items(client, MEMBER, path, filter="nik = '1'")) == [1]


def test_a_filter_never_widens_what_a_grant_shows(client: AsgiClient) -> None:
    path = "/d/sebagian/ogc/collections/sebagian/items"
    assert ids(items(client, STRANGER, path, filter="nama = 'dua' OR true")) == [1, 3]


def test_queryables_are_a_schema_without_hidden_fields(client: AsgiClient) -> None:
    answer = client.get("/ogc/collections/kelurahan/queryables")
    assert answer.headers["content-type"] == "application/schema+json"
    document = answer.json()
    assert document["$id"] == "http://127.0.0.1:8000/ogc/collections/kelurahan/queryables"
    assert document["properties"]["jiwa"]["type"] == "integer"
    assert document["properties"]["berlaku"]["format"] == "date"
    assert document["properties"]["geometry"]["format"] == "geometry-polygon-or-multipolygon"
    limited = client.get("/d/sebagian/ogc/collections/sebagian/queryables", STRANGER).json()
    assert set(limited["properties"]) == {"nama", "geometry"}
    assert "jiwa" in client.get("/ogc/collections/kelurahan/queryables?f=html").text


def test_the_collection_and_the_definition_name_the_queryables(client: AsgiClient) -> None:
    links = client.get("/ogc/collections/kelurahan").json()["links"]
    assert any(link["rel"] == "http://www.opengis.net/def/rel/ogc/1.0/queryables" for link in links)
    definition = client.get("/ogc/api").json()
    assert "/collections/{collectionId}/queryables" in definition["paths"]
    assert {"filter", "filter-lang", "filter-crs"} <= set(definition["components"]["parameters"])


def test_pictures_are_filtered(client: AsgiClient) -> None:
    whole, part, none = (picture(client, CQL_FILTER=text) for text in ("", "jiwa > 8000", "jiwa < 0"))
    assert len({whole.body, part.body, none.body}) == 3
    assert picture(client, CQL_FILTER="true").body == whole.body
    assert whole.headers["etag"] != part.headers["etag"]


def test_each_layer_has_its_filter(client: AsgiClient) -> None:
    both = {"path": "/m/peta-dasar/wms", "token": MEMBER, "LAYERS": "wilayah,titik"}
    plain = picture(client, **both)
    assert picture(client, **both, CQL_FILTER="; nama = 'a;b' or true").body == plain.body
    assert picture(client, **both, CQL_FILTER="false;").body == picture(client, **{**both, "LAYERS": "titik"}).body


def test_feature_info_follows_the_filter(client: AsgiClient) -> None:
    info = {"REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "kelurahan", "INFO_FORMAT": "application/json", "I": "3"}
    found = [
        len(picture(client, **info, J="36", CQL_FILTER=text).json()["features"]) for text in ("jiwa = 0", "jiwa > 0")
    ]
    assert found == [1, 0]


@pytest.mark.parametrize("text", ["tidak_ada = 1", "jiwa = 1;jiwa = 2", "jiwa =", ";" * 70_000])
def test_bad_filters_of_pictures_are_service_exceptions(client: AsgiClient, text: str) -> None:
    answer = picture(client, CQL_FILTER=text)
    said = etree.fromstring(answer.body)[0]
    assert (answer.status, said.get("code"), said.get("locator")) == (400, "InvalidParameterValue", "CQL_FILTER")
