"""The application as a whole: transport, languages, prefixes, faults, and what it leaves to Django."""

import gzip
import logging
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.node import KEY, MEMBER, AsgiClient, SmallNode

from satupeta.adapters.http.application import Application
from satupeta.adapters.http.routes import ROUTES, Door, Route
from satupeta.core.config import Config
from satupeta.data.principals import COOKIE_NAME, principal_cookie

ITEMS = "/ogc/collections/kelurahan/items"
FILLED = {
    "slug": "kelurahan",
    "collection": "kelurahan",
    "feature": "1",
    "z": "0",
    "x": "0",
    "y": "0",
    "name": "kelurahan",
    "format": "csv",
}
QUERIES = {"locate": "?lon=106.6&lat=-6.2", "search": "?q=a"}


def address(route: Route) -> str:
    filled = {**FILLED, "slug": "peta-dasar", "collection": "wilayah"} if route.scope == "service" else FILLED
    path = route.pattern.format(**filled) + QUERIES.get(route.name, "")
    if route.door in (Door.WMS, Door.WFS):
        return f"{path}?SERVICE={route.door.upper()}&REQUEST=GetCapabilities"
    return path


READ = [route for route in ROUTES if "GET" in route.methods]


def test_names_of_routes_are_unique() -> None:
    assert len({route.name for route in ROUTES}) == len(ROUTES)


@pytest.mark.parametrize("route", READ, ids=lambda route: route.name)
def test_every_address_answers_get_head_and_options_alike(client: AsgiClient, route: Route) -> None:
    path = address(route)
    got, head, options = (client.request(method, path) for method in ("GET", "HEAD", "OPTIONS"))
    assert got.status == 200
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    assert head.headers.get("etag") == got.headers.get("etag")
    assert options.status == 204
    assert options.headers["access-control-allow-origin"] == "*"
    assert "GET" in options.headers["access-control-allow-methods"]
    assert "authorization" in options.headers["access-control-allow-headers"].lower()
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-credentials" not in {**got.headers, **options.headers}


@pytest.mark.parametrize("route", READ, ids=lambda route: route.name)
def test_every_address_refuses_other_methods(client: AsgiClient, route: Route) -> None:
    answer = client.request("DELETE", address(route))
    assert answer.status == 405
    assert answer.headers["allow"] == ", ".join((*route.methods, "OPTIONS"))


@pytest.mark.parametrize("route", READ, ids=lambda route: route.name)
def test_who_holds_an_answer_is_told_so(client: AsgiClient, route: Route) -> None:
    first = client.get(address(route))
    if "etag" in first.headers:
        again = client.get(address(route), if_none_match=f'"other", {first.headers["etag"]}')
        assert (again.status, again.body) == (304, b"")
        assert client.get(address(route), if_none_match='"other"').status == 200


def test_text_is_compressed_for_who_takes_it(client: AsgiClient) -> None:
    plain, packed = client.get(ITEMS), client.get(ITEMS, accept_encoding="br, gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body) / 2
    assert b'"numberMatched":16' in gzip.decompress(packed.body)
    assert packed.headers["etag"].startswith("W/")
    assert "Accept-Encoding" in packed.headers["vary"]
    for refused in ("", "gzip;q=0", "br"):
        assert "content-encoding" not in client.get(ITEMS, accept_encoding=refused).headers
    assert "content-encoding" not in client.get("/sehat/hidup", accept_encoding="gzip").headers


def test_streams_are_compressed_too(client: AsgiClient) -> None:
    path = "/d/kelurahan/unduh/kelurahan.geojson"
    packed = client.get(path, accept_encoding="gzip")
    assert gzip.decompress(packed.body) == client.get(path).body
    assert "content-length" not in packed.headers


@pytest.mark.parametrize(
    ("path", "accept_language", "language"),
    [
        ("/d/rahasia/ogc", "", "id"),
        ("/en/d/rahasia/ogc", "", "en"),
        ("/d/rahasia/ogc?lang=en", "", "en"),
        ("/d/rahasia/ogc?lang=xx", "en", "en"),
        ("/en/d/rahasia/ogc?lang=id", "id", "en"),
        ("/d/rahasia/ogc", "de, en;q=0.8, id;q=0.2", "en"),
        ("/d/rahasia/ogc", "de, en;q=0", "id"),
        ("/d/rahasia/ogc", ";;;q=x,,", "id"),
    ],
)
def test_errors_speak_the_asked_language(client: AsgiClient, path: str, accept_language: str, language: str) -> None:
    document = client.get(path, accept_language=accept_language).json()
    assert document["title"] == document["message"][language]


def cookie(node: SmallNode, person: str, epoch: int = 1) -> str:
    return f"a=b; {COOKIE_NAME}={principal_cookie(KEY, person, epoch, 2_000_000_000)}; c"


def test_a_signed_cookie_tells_who_asks(client: AsgiClient, node: SmallNode) -> None:
    path = "/ogc/collections/kantor/items"
    answer = client.get(path, cookie=cookie(node, MEMBER))
    assert answer.status == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert "access-control-allow-origin" not in answer.headers
    assert client.get(path, cookie=cookie(node, MEMBER, epoch=0)).status == 401
    assert client.get(path, cookie=cookie(node, MEMBER).replace("; c", "x; c")).status == 401
    assert client.get(path, cookie="\x7f=;=;;" * 50).status == 401
    assert "*" in client.get(ITEMS, cookie=cookie(node, MEMBER)).headers["access-control-allow-origin"]


@pytest.mark.parametrize("token", ["", "unknown", "x" * 10_000, "\xff"])
def test_a_void_token_is_refused_even_at_open_data(client: AsgiClient, token: str) -> None:
    assert client.get(ITEMS, authorization=f"Bearer {token}").status == 401


def test_a_prefix_is_taken_with_and_without_a_proxy_s_help(node: SmallNode) -> None:
    application = Application(msgspec.structs.replace(node.config, address="https://kota.example/peta"), KEY)
    client = AsgiClient(application)
    for path in ("/ogc", "/peta/ogc", "/peta/en/ogc"):
        assert client.get(path).json()["links"][0]["href"] == "https://kota.example/peta/ogc"
    application.close()


def test_html_of_protocols_keeps_scripts_out(client: AsgiClient) -> None:
    assert client.get("/ogc?f=html").headers["content-security-policy"].startswith("default-src 'self'")


@pytest.mark.parametrize(
    "query", ["%", "%zz", "&&&", "=", "a" * 5000, "&".join("a=1" for _ in range(1000)), "%ff=%fe", ";"]
)
def test_odd_queries_are_answered(client: AsgiClient, query: str) -> None:
    assert client.get(f"/ogc?{query}").status in (200, 400)


def test_a_fault_is_logged_once_and_told_by_number(
    node: SmallNode, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("secret path /etc")

    monkeypatch.setattr("satupeta.adapters.http.node.Node.context", fail)
    application = Application(node.config, KEY)
    with caplog.at_level(logging.INFO):
        answer = AsgiClient(application).get("/ogc")
    application.close()
    assert answer.status == 500
    assert "secret" not in answer.text
    faults = [record for record in caplog.records if record.name == "satupeta.faults"]
    assert len(faults) == 1
    assert answer.json()["locator"] in faults[0].getMessage()


def test_every_request_leaves_one_line(client: AsgiClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "satupeta.access"):
        client.get("/ogc?a=\u00e4%0aX")
    assert len(caplog.records) == 1
    assert "\n" not in caplog.records[0].getMessage()
    assert caplog.records[0].getMessage().startswith("GET /ogc?a=")


def test_a_node_that_is_not_set_up_says_so(tmp_path: Path) -> None:
    application = Application(Config(data_folder=tmp_path / "none"), KEY)
    client = AsgiClient(application)
    assert client.get("/sehat/hidup").status == 200
    answer = client.get("/sehat/siap")
    assert answer.status == 503
    assert answer.json()["code"] == "SM-001"
    assert str(tmp_path) not in answer.text
    application.close()
