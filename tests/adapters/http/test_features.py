"""OGC API - Features (17-069r4) over HTTP."""

from typing import Any

import pytest
from tests.node import HOSTILE, MEMBER, STRANGER, AsgiClient

from satupeta.core.ogc.features.conformance import CONFORMANCE_CLASSES

ITEMS = "/ogc/collections/kelurahan/items"


def ids(document: dict[str, Any]) -> list[int]:
    return [feature["id"] for feature in document["features"]]


def links(document: dict[str, Any]) -> dict[str, str]:
    return {link["rel"]: link["href"] for link in document["links"]}


def test_the_landing_page_leads_everywhere(client: AsgiClient) -> None:
    found = links(client.get("/ogc").json())
    assert set(found) >= {"self", "alternate", "service-desc", "service-doc", "conformance", "data"}
    for address in found.values():
        assert client.get(address.removeprefix("http://127.0.0.1:8000")).status == 200


def test_conformance_names_every_class(client: AsgiClient) -> None:
    assert client.get("/ogc/conformance").json()["conformsTo"] == list(CONFORMANCE_CLASSES)


@pytest.mark.parametrize(
    ("path", "token", "names"),
    [
        ("/ogc/collections", "", ["kelurahan"]),
        ("/ogc/collections", MEMBER, ["kantor", "kelurahan", "rahasia", "sebagian"]),
        ("/ogc/collections", STRANGER, ["kelurahan", "sebagian"]),
        ("/d/kelurahan/ogc/collections", "", ["kelurahan"]),
        ("/d/desa/ogc/collections", "", ["kelurahan"]),
        ("/m/peta-dasar/ogc/collections", "", ["wilayah"]),
        ("/m/peta-dasar/ogc/collections", MEMBER, ["wilayah", "titik"]),
    ],
)
def test_collections_are_those_the_principal_may_ask(
    client: AsgiClient, path: str, token: str, names: list[str]
) -> None:
    answer = client.get(path, token)
    assert [entry["id"] for entry in answer.json()["collections"]] == names
    assert ("public" in answer.headers["cache-control"]) == (not token or names == ["kelurahan"])


def test_a_collection_says_its_extent_and_crs(client: AsgiClient) -> None:
    document = client.get("/ogc/collections/kelurahan").json()
    assert document["extent"]["spatial"]["bbox"][0] == pytest.approx([106.6, -6.2, 106.638, -6.162])
    assert document["storageCrs"] == "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    assert document["itemType"] == "feature"


def test_the_first_page_holds_ten_features_ordered_by_id(client: AsgiClient) -> None:
    answer = client.get(ITEMS)
    document = answer.json()
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["content-crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    assert ids(document) == list(range(1, 11))
    assert (document["numberMatched"], document["numberReturned"]) == (16, 10)
    assert document["features"][1]["properties"]["nama"] == "Kelurahan 2"


def test_pages_chain_both_ways(client: AsgiClient) -> None:
    seen, address = [], f"{ITEMS}?limit=6"
    while address:
        document = client.get(address.removeprefix("http://127.0.0.1:8000")).json()
        seen += ids(document)
        last, address = document, links(document).get("next", "")
    assert seen == list(range(1, 17))
    before = client.get(links(last)["prev"].removeprefix("http://127.0.0.1:8000")).json()
    assert ids(before) == list(range(7, 13))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("bbox=106.6,-6.2,106.601,-6.199", [1]),
        ("bbox=106.6,-6.2,-10,106.601,-6.199,10", [1]),
        ("bbox=-6.2,106.6,-6.199,106.601&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326", [1]),
        ("bbox=0,0,1,1", []),
        ("bbox=177,65,-177,70", []),
        ("bbox=106.63,-6.2,-170,-6.191", [4]),
        ("jiwa=3000", [4]),
        ("nama=Kelurahan%205", [5]),
        ("luas=2.5", [6]),
        ("aktif=false&limit=3", [2, 4, 6]),
        ("kode=36.71.07&jiwa=6000", [7]),
        ("kode=36.71.07&jiwa=1", []),
        ("datetime=2024-01-03", [3]),
        ("datetime=2024-01-03T00:00:00Z/2024-01-04T10:00:00Z", [3, 4]),
        ("datetime=../2024-01-02", [1, 2]),
        ("datetime=2024-01-15/..", [15, 16]),
        ("offset=16", []),
        ("limit=100000&offset=14", [15, 16]),
        ("limit=2&lang=en&f=json", [1, 2]),
    ],
)
def test_parameters_choose_features(client: AsgiClient, query: str, found: list[int]) -> None:
    assert ids(client.get(f"{ITEMS}?{query}").json()) == found


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=abc",
        "limit=1.5",
        "limit=1&limit=2",
        "limit=%D9%A3",
        "offset=-1",
        "offset=99999999999",
        "bbox=1,2,3",
        "bbox=1,2,3,4,5",
        "bbox=NaN,0,1,1",
        "bbox=0,0,inf,1",
        "bbox=1,1,0,0",
        "bbox=a,b,c,d",
        "bbox=0,0,1,1&bbox=0,0,1,1",
        "bbox=0,0,1,1&bbox-crs=EPSG:9999",
        "crs=EPSG:1",
        "datetime=yesterday",
        "datetime=2024-02-31",
        "datetime=2024-01-02/2024-01-01",
        "datetime=../..",
        "datetime=9999-12-31",
        "jiwa=many",
        "luas=NaN",
        "aktif=maybe",
        "unknown=1",
        "Limit=5",
        "f=xml",
        "jiwa=1&jiwa=2",
    ],
)
def test_every_bad_parameter_is_refused_in_the_door_s_words(client: AsgiClient, query: str) -> None:
    answer = client.get(f"{ITEMS}?{query}")
    document = answer.json()
    assert answer.status == 400
    assert document["code"].startswith(("PT-", "FT-"))
    assert document["message"]["id"]
    assert document["message"]["en"]
    assert document["advice"]["id"]
    assert document["locator"]


def test_an_unknown_parameter_is_answered_with_the_known_ones(client: AsgiClient) -> None:
    advice = client.get(f"{ITEMS}?warna=1").json()["advice"]["en"]
    assert all(name in advice for name in ("bbox", "limit", "offset", "datetime", "nama", "kode"))


def test_coordinates_come_in_the_wanted_crs_and_its_axis_order(client: AsgiClient) -> None:
    first = client.get(f"{ITEMS}/1").json()["geometry"]["coordinates"][0][0]
    uri = "http://www.opengis.net/def/crs/EPSG/0/4326"
    turned = client.get(f"{ITEMS}/1?crs={uri}")
    corners = {tuple(point) for point in turned.json()["geometry"]["coordinates"][0]}
    assert (first[1], first[0]) in corners
    assert turned.headers["content-crs"] == f"<{uri}>"
    utm = client.get(f"{ITEMS}/1?crs=http://www.opengis.net/def/crs/EPSG/0/32748").json()
    assert 600_000 < utm["geometry"]["coordinates"][0][0][0] < 700_000


@pytest.mark.parametrize("feature", ["0", "17", "abc", "1.0", "99999999999999999999", "1%20"])
def test_an_unknown_feature_is_not_found(client: AsgiClient, feature: str) -> None:
    assert client.get(f"{ITEMS}/{feature}").status == 404


def test_an_old_name_answers_in_place(client: AsgiClient) -> None:
    document = client.get("/ogc/collections/desa/items?limit=1").json()
    assert links(document)["collection"].endswith("/ogc/collections/kelurahan")


@pytest.mark.parametrize(
    "prefix", ["/ogc/collections/{}", "/ogc/collections/{}/items", "/d/{}/ogc", "/d/{0}/ogc/collections/{0}/items/1"]
)
@pytest.mark.parametrize("token", ["", STRANGER])
def test_closed_and_unknown_answer_alike(client: AsgiClient, prefix: str, token: str) -> None:
    closed, unknown = (client.get(prefix.format(name), token) for name in ("rahasia", "tidak-ada"))
    assert closed == unknown
    assert closed.status == 404


@pytest.mark.parametrize(("token", "status"), [("", 401), (STRANGER, 403), (MEMBER, 200)])
@pytest.mark.parametrize(
    "path", ["/ogc/collections/kantor/items", "/d/kantor/ogc", "/m/peta-dasar/ogc/collections/titik"]
)
def test_restricted_data_asks_to_sign_in(client: AsgiClient, path: str, token: str, status: int) -> None:
    answer = client.get(path, token)
    assert answer.status == status
    assert answer.headers["cache-control"] == "private, no-store"
    assert ("www-authenticate" in answer.headers) == (status == 401)


def test_a_grant_s_limits_hold_everywhere(client: AsgiClient) -> None:
    path = "/ogc/collections/sebagian"
    document = client.get(f"{path}/items", STRANGER).json()
    assert ids(document) == [1, 3]
    assert document["numberMatched"] == 2
    assert document["features"][0]["properties"] == {"nama": "satu"}
    assert client.get(f"{path}/items/2", STRANGER).status == 404
    assert client.get(f"{path}/items?nik=2", STRANGER).status == 400
    assert "nik" not in client.get(f"{path}/items?f=html", STRANGER).text
    assert "nik" not in client.get(f"{path}?f=html", STRANGER).text
    assert client.get(f"{path}/items", MEMBER).json()["features"][1]["properties"] == {"nama": "dua", "nik": "2"}


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/api",
        "/conformance",
        "/collections",
        "/collections/kelurahan",
        "/collections/kelurahan/items",
        "/collections/kelurahan/items/1",
    ],
)
def test_html_answers_escape_what_people_wrote(client: AsgiClient, path: str) -> None:
    for scope in ("", "/d/kelurahan"):
        answer = client.get(f"{scope}/ogc{path}?f=html")
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "<script" not in answer.text
        assert "<Kota>" not in answer.text


def test_a_browser_gets_html_and_a_program_json(client: AsgiClient) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert client.get(ITEMS, accept=browser).headers["content-type"].startswith("text/html")
    assert client.get(ITEMS, accept="*/*").headers["content-type"] == "application/geo+json"
    assert client.get(ITEMS + "?f=json", accept=browser).headers["content-type"] == "application/geo+json"


def test_values_in_json_stay_what_they_are(client: AsgiClient) -> None:
    assert client.get(f"{ITEMS}/1").json()["properties"]["nama"] == HOSTILE


def resolve(document: dict[str, Any], reference: str) -> Any:
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [reference for member in value.values() for reference in references(member)]
    return [reference for member in value for reference in references(member)] if isinstance(value, list) else []


def test_the_api_document_is_self_contained(client: AsgiClient) -> None:
    answer = client.get("/ogc/api")
    document = answer.json()
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    found = references(document)
    assert found
    for reference in found:
        assert reference.startswith("#/")
        assert resolve(document, reference)


def test_the_api_document_holds_every_route(client: AsgiClient) -> None:
    from satupeta.adapters.http.routes import ROUTES, Door

    paths = client.get("/ogc/api").json()["paths"]
    for route in ROUTES:
        if route.door is Door.OGC_API and route.scope == "node":
            path = route.pattern.removeprefix("/ogc").replace("{collection}", "{collectionId}") or "/"
            assert path.replace("{feature}", "{featureId}") in paths


def test_every_parameter_of_the_api_document_is_taken(client: AsgiClient) -> None:
    document = client.get("/ogc/api").json()
    listed = document["paths"]["/collections/{collectionId}/items"]["get"]["parameters"]
    names = {resolve(document, entry["$ref"])["name"] for entry in listed} - {"collectionId", "properties"}
    for name in names:
        refusal = client.get(f"{ITEMS}?{name}=%00")
        assert refusal.status in (200, 400)
        assert refusal.status == 200 or refusal.json()["code"] != "PT-006"
