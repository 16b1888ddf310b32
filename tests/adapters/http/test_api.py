"""Locate, search and downloads over HTTP."""

import csv
import io
import json
from pathlib import Path

import pytest
from tests.node import KEY, MEMBER, STRANGER, AsgiClient, SmallNode, fill, identifier

from satupeta.adapters.http.application import Application
from satupeta.core.text import Text
from satupeta.data.search_index import SearchDocument, SearchIndex


def test_a_point_is_located(client: AsgiClient) -> None:
    answer = client.get("/api/v1/locate?lon=106.602&lat=-6.198")
    assert answer.json()["kelurahan"]["code"] == "36.71.01"
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("query", "locator"),
    [
        ("", "lon"),
        ("lon=106", "lat"),
        ("lon=106&lat=", "lat"),
        ("lon=NaN&lat=0", "lon"),
        ("lon=inf&lat=0", "lon"),
        ("lon=181&lat=0", "lon"),
        ("lon=0&lat=-90.1", "lat"),
        ("lon=0&lat=0&lon=1", "lon"),
        ("lon=0&lat=0&x=1", "x"),
        ("lon=1_0&lat=0", "lon"),
        ("lon=%D9%A1&lat=0", "lon"),
    ],
)
def test_bad_points_are_refused(client: AsgiClient, query: str, locator: str) -> None:
    answer = client.get(f"/api/v1/locate?{query}")
    assert answer.status == 400
    assert answer.json()["locator"] == locator


@pytest.fixture
def searched(node: SmallNode) -> None:
    index = SearchIndex(node.storage.search_index)
    kinds = {"kelurahan": "dataset", "kantor": "dataset", "rahasia": "dataset", "peta-dasar": "service"}
    index.rebuild(SearchDocument(kind, identifier(slug), Text("Batas " + slug)) for slug, kind in kinds.items())


@pytest.mark.usefixtures("searched")
@pytest.mark.parametrize(
    ("token", "query", "found"),
    [
        ("", "q=batas", {"kelurahan", "kantor", "peta-dasar"}),
        (STRANGER, "q=batas", {"kelurahan", "kantor", "peta-dasar"}),
        (MEMBER, "q=batas", {"kelurahan", "kantor", "peta-dasar", "rahasia"}),
        ("", "q=batas&kind=service", {"peta-dasar"}),
        ("", "q=rahasia", set()),
        ("", "q=kelurah", {"kelurahan"}),
    ],
)
def test_search_finds_what_may_be_known(client: AsgiClient, token: str, query: str, found: set[str]) -> None:
    document = client.get(f"/api/v1/search?{query}", token).json()
    assert {entry["slug"] for entry in document["results"]} == found
    assert document["matched"] == document["returned"] == len(found)


@pytest.mark.usefixtures("searched")
@pytest.mark.parametrize(
    "query", ["", "q=", "q=a&q=b", "q=a&limit=0", "q=a&limit=101", "q=a&offset=-1", "q=a&kind=x", "q=a&z=1"]
)
def test_bad_searches_are_refused(client: AsgiClient, query: str) -> None:
    assert client.get(f"/api/v1/search?{query}").status == 400


def test_geojson_and_csv_hold_every_feature(client: AsgiClient) -> None:
    features = client.get("/d/kelurahan/unduh/kelurahan.geojson")
    assert len(json.loads(features.body)["features"]) == 16
    assert features.headers["content-disposition"].startswith("attachment; filename=")
    rows = list(csv.reader(io.StringIO(client.get("/d/desa/unduh/desa.csv").text)))
    assert len(rows) == 17


@pytest.mark.parametrize("kind", ["geojson", "csv"])
def test_downloads_keep_to_a_grant(client: AsgiClient, kind: str) -> None:
    text = client.get(f"/d/sebagian/unduh/sebagian.{kind}", STRANGER).text
    assert "satu" in text
    assert "dua" not in text
    assert "nik" not in text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/d/kelurahan/unduh/lain.csv", 404),
        ("/d/kelurahan/unduh/kelurahan.exe", 404),
        ("/d/kantor/unduh/kantor.csv", 401),
        ("/d/rahasia/unduh/rahasia.csv", 404),
        ("/d/kelurahan/unduh/kelurahan.csv?x=1", 400),
    ],
)
def test_other_downloads_are_refused(client: AsgiClient, path: str, status: int) -> None:
    assert client.get(path).status == status


def test_a_change_is_seen_by_the_next_request(tmp_path: Path) -> None:
    node = SmallNode(tmp_path)
    fill(node)
    application = Application(node.config, KEY)
    client = AsgiClient(application)
    path = "/d/kelurahan/unduh/kelurahan.csv"
    assert client.get(path).status == 200
    node.remove("dataset", identifier("kelurahan"))
    assert client.get(path).status == 404
    assert client.get("/ogc/collections").json()["collections"] == []
    application.close()
