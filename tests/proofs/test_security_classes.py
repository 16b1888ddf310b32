"""One test or more for each class of hole that was found in other geoportals."""

import io
import json
import socket
import stat
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from tests.proofs import city
from tests.proofs.asking import Answer, Ask
from tests.proofs.conftest import Town
from tests.proofs.workbench import Workshop

SLUG = city.DATASETS["open"]
ITEMS = f"/d/{SLUG}/ogc/collections/{SLUG}/items"
BOX = f"{city.WEST},{city.SOUTH},{city.WEST + 0.12},{city.SOUTH + 0.01}"
MAP = f"service=WMS&version=1.3.0&request=GetMap&crs=CRS:84&bbox={BOX}&layers={SLUG}&styles=&format=image/png"
CODE = ("__import__('os').system('touch /tmp/owned')", "${7*7}", "{{7*7}}", "#{7*7}", "exec(java.lang.Runtime)", "`id`")
SQL = (
    "' OR 1=1 --",
    "1; DROP TABLE published",
    "x' UNION SELECT spec FROM published --",
    '" OR ""="',
    "%' OR '1'='1",
    "\\'",
)


@pytest.fixture(scope="module")
def trap() -> Iterator[tuple[str, list[bytes]]]:
    """An address on this machine that nobody should ever ask, and what was asked there."""
    asked: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    done = threading.Event()

    def listen() -> None:
        while not done.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            with connection:
                connection.settimeout(1)
                asked.append(connection.recv(1000))

    thread = threading.Thread(target=listen)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
    done.set()
    thread.join()
    listener.close()


def _ask(town: Town, *targets: str) -> list[Answer]:
    return town.workshop.answers(Ask(target) for target in targets)


class TestExpressionsAndSql:
    """Text from requests is data: never code, never part of a statement."""

    PLACES = (
        ITEMS + "?{}=1",
        ITEMS + "?limit={}",
        ITEMS + "?bbox={}",
        ITEMS + "?datetime={}",
        ITEMS + "/{}",
        "/ogc/collections/{}/items",
        "/d/{}",
        f"/wms?{MAP.replace('styles=', 'styles={}')}",
        f"/wms?{MAP.replace(SLUG, '{}')}",
        "/api/v1/locate?lon={}&lat=0",
        f"/d/{SLUG}/tiles/1/{{}}/1.mvt",
        "/api/v1/publications/{}",
    )
    WORDS = (*CODE, *SQL, "title:*", "taman AND (", "*", '"', "a" * 5000, "taman~9999", "^")

    def test_filter_value_matches_nothing(self, town: Town) -> None:
        answers = _ask(town, *(f"{ITEMS}?f=json&nama={quote(text)}" for text in (*CODE, *SQL)))
        assert [(answer.status, answer.json["numberMatched"]) for answer in answers] == [(200, 0)] * len(answers)

    def test_any_other_place_refuses_it(self, town: Town) -> None:
        targets = [place.format(quote(text, safe="")) for place in self.PLACES for text in (*CODE, *SQL)]
        for target, answer in zip(targets, _ask(town, *targets), strict=True):
            assert 400 <= answer.status < 500, target
            assert "49" not in answer.text.replace("-", ""), target
            assert "sqlite" not in answer.text.lower(), target

    def test_search_takes_words_only(self, town: Town) -> None:
        targets = [f"{door}?q={quote(text)}" for door in ("/api/v1/search", "/cari") for text in self.WORDS]
        assert {answer.status for answer in _ask(town, *targets)} <= {200, 400}
        assert not Path("/tmp/owned").exists()


class TestXml:
    """No XML is read from anybody yet."""

    BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'

    def test_posted_xml_is_refused(self, town: Town) -> None:
        paths = ("/wms", f"/d/{SLUG}/wms", "/ogc", ITEMS, "/api/v1/locate", "/api/v1/search")
        answers = town.workshop.answers(Ask(path, "POST", {"Content-Type": "text/xml"}, self.BOMB) for path in paths)
        assert {answer.status for answer in answers} == {405}
        assert not any("root:" in answer.text for answer in answers)

    def test_style_in_the_request_is_not_read(self, town: Town, trap: tuple[str, list[bytes]]) -> None:
        answers = _ask(
            town, f"/wms?{MAP}&width=9&height=9&sld={trap[0]}/a.sld", f"/wms?{MAP}&sld_body={quote(self.BOMB)}"
        )
        assert not any("root:" in answer.text for answer in answers)
        assert trap[1] == []


class TestForgedRequests:
    """The node asks nobody because a request or a file says so."""

    VRT = "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>{}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    POINTING = (
        VRT.format("/etc/passwd"),
        VRT.format("/vsicurl/{trap}/a.csv"),
        "<VRTDataset rasterXSize='1' rasterYSize='1'><SRS>EPSG:4326</SRS></VRTDataset>",
        '{{"type":"Topology","objects":{{}},"arcs":"{trap}/a"}}',
        "{trap}/a.geojson",
    )

    @pytest.mark.parametrize("document", POINTING, ids=["vrt-file", "vrt-address", "raster", "topojson", "address"])
    def test_file_that_points_elsewhere_is_refused_unread(
        self, town: Town, trap: tuple[str, list[bytes]], tmp_path: Path, document: str
    ) -> None:
        file = tmp_path / "jebakan.geojson"
        file.write_text(document.format(trap=trap[0]), encoding="utf-8")
        said = town.workshop.run("publish", file, "--organisation", city.OWNER, "--json")
        assert said.code == 3, said
        assert said.document["refused"][0]["advice"]
        assert "root:" not in said.out
        assert trap[1] == []

    def test_linked_crs_is_not_fetched(self, town: Town, trap: tuple[str, list[bytes]], tmp_path: Path) -> None:
        document = {**city.squares(rows=1), "crs": {"type": "link", "properties": {"href": f"{trap[0]}/crs"}}}
        file = tmp_path / "jebakan.geojson"
        file.write_text(json.dumps(document), encoding="utf-8")
        assert town.workshop.run("publish", file, "--organisation", city.OWNER, "--json").code in (0, 3)
        assert trap[1] == []

    def test_address_in_a_parameter_is_not_asked(self, town: Town, trap: tuple[str, list[bytes]]) -> None:
        address = quote(f"{trap[0]}/x", safe="")
        names = ("url", "callback", "href", "map", "sld", "legend_url", "schemaLocation")
        doors = (f"/wms?{MAP}&width=9&height=9", f"{ITEMS}?limit=1", "/peta?l=a")
        _ask(town, *(f"{door}&{name}={address}" for door in doors for name in names))
        assert trap[1] == []

    def test_links_never_come_from_the_host_header(self, town: Town) -> None:
        host = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
        targets = (
            "/",
            "/ogc?f=json",
            f"/d/{SLUG}",
            f"/d/{SLUG}/tiles.json",
            "/wms?service=WMS&request=GetCapabilities",
        )
        for answer in town.workshop.answers(Ask(target, headers=host) for target in targets):
            assert "evil.example" not in answer.text + str(answer.headers)


class TestPaths:
    """Names that people give never become paths."""

    @pytest.mark.parametrize(
        "name", ["../naik.shp", "/etc/naik.shp", "a/../../naik.shp", "..\\naik.shp", "C:\\naik.shp"]
    )
    def test_archive_that_climbs_out_is_refused(self, town: Town, tmp_path: Path, name: str) -> None:
        file = tmp_path / "naik.zip"
        with zipfile.ZipFile(file, "w") as archive:
            for suffix in (".shp", ".shx", ".dbf"):
                archive.writestr(name.replace(".shp", suffix), b"x" * 200)
        said = town.workshop.run("publish", file, "--organisation", city.OWNER, "--json")
        assert said.code == 3, said
        assert list(town.workshop.folder.parent.rglob("naik.*")) == []

    def test_link_in_an_archive_is_refused(self, town: Town, tmp_path: Path) -> None:
        file = tmp_path / "taut.zip"
        with zipfile.ZipFile(file, "w") as archive:
            link = zipfile.ZipInfo("rahasia.geojson")
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, "/etc/passwd")
        said = town.workshop.run("publish", file, "--organisation", city.OWNER, "--json")
        assert said.code == 3, said

    def test_address_that_climbs_out_is_unknown(self, town: Town) -> None:
        targets = (
            "/static/../secret",
            "/static/%2e%2e/%2e%2e/%2e%2e/pyproject.toml",
            "/static/..%2f..%2fmodels.py",
            "/static//etc/passwd",
            "/static/satupeta/%00.css",
            "/static/satupeta/..%5c..%5csecret.css",
            "/d/..%2f..%2fsecret",
            f"/d/{SLUG}/unduh/..%2f..%2fsecret.csv",
            f"/d/{SLUG}/unduh/{SLUG}.sqlite",
            "/en/../secret",
        )
        assert [answer.status for answer in _ask(town, *targets)] == [404] * len(targets)

    @pytest.mark.parametrize("slug", ["../naik", "a/b", "a\x00b", "A B", "x" * 200])
    def test_slug_that_is_no_slug_is_refused(self, town: Town, tmp_path: Path, slug: str) -> None:
        file = city.write_squares(tmp_path / "a.geojson")
        said = town.workshop.run("publish", file, "--slug", slug, "--organisation", city.OWNER, "--yes", "--json")
        assert said.code == 3, said


class TestExhaustion:
    """A small question never costs much."""

    UNREASONABLE = (
        f"/wms?{MAP}&width=100000&height=10000",
        f"/wms?{MAP}&width=1000000000&height=1",
        f"/wms?{MAP}&width={'9' * 400}&height=1",
        f"/wms?{MAP.replace(BOX, 'nan,nan,nan,nan')}&width=10&height=10",
        f"/wms?{MAP.replace(BOX, '1e308,-1e308,1e309,1e308')}&width=10&height=10",
        f"/wms?{MAP.replace(BOX, '106.7,-6.1,106.6,-6.2')}&width=10&height=10",
        f"/wms?{MAP.replace(SLUG, ','.join([SLUG] * 5000))}&width=10&height=10",
        f"{ITEMS}?limit=-1",
        f"{ITEMS}?offset=99999999999999999999",
        f"{ITEMS}?bbox=1,2,3",
        f"{ITEMS}?bbox={','.join(['1'] * 10000)}",
        f"/d/{SLUG}/tiles/99/0/0.mvt",
        f"/d/{SLUG}/tiles/{'9' * 5000}/0/0.png",
        "/wms?" + "&".join(f"a{number}=1" for number in range(300)),
        "/api/v1/locate?lon=NaN&lat=inf",
    )
    HEAVY = (f"{ITEMS}?limit=1000000000", "/api/v1/search?q=" + "a+" * 4000, "/cari?q=" + "a+" * 4000)

    def test_unreasonable_question_is_refused_at_once(self, town: Town) -> None:
        start = time.monotonic()
        answers = _ask(town, *self.UNREASONABLE)
        assert time.monotonic() - start < 10
        for target, answer in zip(self.UNREASONABLE, answers, strict=True):
            assert answer.status in (400, 404), target[:200]

    def test_heavy_question_is_answered_or_refused_at_once(self, town: Town) -> None:
        start = time.monotonic()
        assert {answer.status for answer in _ask(town, *self.HEAVY)} <= {200, 400}
        assert time.monotonic() - start < 10

    @pytest.mark.parametrize(
        "content",
        [
            b"[" * 2_000_000,
            b'{"type":"FeatureCollection","features":[' + b'{"a":' * 200_000,
            b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":'
            + b"[" * 100_000
            + b"]" * 100_000
            + b"}}]}",
            b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
            + b'{"type":"GeometryCollection","geometries":[' * 5_000
            + b"]}" * 5_000
            + b"}]}",
            b"\x00" * 1_000_000,
        ],
        ids=["brackets", "objects", "coordinates", "collections", "zeros"],
    )
    def test_deep_file_is_refused(self, town: Town, tmp_path: Path, content: bytes) -> None:
        file = tmp_path / "dalam.geojson"
        file.write_bytes(content)
        start = time.monotonic()
        said = town.workshop.run("publish", file, "--organisation", city.OWNER, "--json")
        assert said.code == 3, said
        assert time.monotonic() - start < 30

    def test_archive_that_swells_is_refused(self, town: Town, tmp_path: Path) -> None:
        file = tmp_path / "bom.zip"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for suffix in (".shp", ".shx", ".dbf"):
                archive.writestr("bom" + suffix, bytes(80_000_000))
        said = town.workshop.run("publish", file, "--organisation", city.OWNER, "--json")
        assert said.code == 3, said
        assert (
            sum(path.stat().st_size for path in (town.workshop.folder / "staging").rglob("*") if path.is_file())
            < 1_000_000
        )

    def test_archive_in_an_archive_is_refused(self, town: Town, tmp_path: Path) -> None:
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as archive:
            archive.writestr("a.geojson", json.dumps(city.squares(rows=1)))
        file = tmp_path / "dua.zip"
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("dalam.zip", inner.getvalue())
        assert town.workshop.run("publish", file, "--organisation", city.OWNER, "--json").code == 3


class TestSecrets:
    """No secret is known beforehand, none is told, and each can be taken back."""

    def test_new_node_lets_nobody_in(self, tmp_path: Path) -> None:
        with Workshop(tmp_path / "data") as workshop:
            workshop.done("init")
            assert workshop.done("user", "ls")["users"] == []

    def test_made_passwords_differ(self, tmp_path: Path) -> None:
        with Workshop(tmp_path / "data") as workshop:
            workshop.done("init")
            made = {workshop.done("user", "add", f"{number}@kota.example")["password"] for number in range(3)}
            assert len(made) == 3
            assert min(map(len, made)) >= 12

    def test_key_is_its_owners_alone_and_is_not_shown(self, town: Town) -> None:
        secret = town.workshop.folder / "secret"
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        assert stat.S_IMODE(town.workshop.folder.stat().st_mode) == 0o700
        shown = town.workshop.run("config", "show", "--json")
        assert secret.read_bytes().hex() not in shown.out

    def test_revoked_token_is_void_at_once(self, town: Town) -> None:
        made = town.workshop.done("token", "create", "anggota@kota.example", "--scope", "query")
        target = f"/d/{city.DATASETS['closed']}/ogc/collections/{city.DATASETS['closed']}/items"
        ask = Ask(target, headers={"Authorization": f"Bearer {made['token']}"})
        assert town.workshop.answers([ask])[0].status == 200
        town.workshop.done("token", "revoke", made["id"])
        assert town.workshop.answers([ask])[0].status == 401

    def test_forged_token_opens_nothing(self, town: Town) -> None:
        headers = ("Bearer", "Bearer x", "Bearer " + "a" * 5000, "Basic YTpi", "Bearer \xff", "bearer ;")
        target = f"/d/{city.DATASETS['restricted']}/wms?{MAP}&width=9&height=9"
        answers = town.workshop.answers(Ask(target, headers={"Authorization": header}) for header in headers)
        assert {answer.status for answer in answers} <= {400, 401}

    def test_forged_cookie_opens_nothing(self, town: Town) -> None:
        name, _, value = town.workshop.identify("admin@kota.example")["principal"].partition("=")
        payload, _, rest = value.partition(".")
        changed = value[:-1] + ("A" if value[-1] != "A" else "B")
        target = f"/d/{city.DATASETS['closed']}/ogc/collections/{city.DATASETS['closed']}/items"
        forgeries = (f"{payload}x.{rest}", payload, changed, "", "." * 9, "\xe9")
        answers = town.workshop.answers(Ask(target, headers={"Cookie": f"{name}={forged}"}) for forged in forgeries)
        assert {answer.status for answer in answers} == {404}

    def test_error_pages_say_nothing_of_the_inside(self, town: Town) -> None:
        targets = ("/tidak-ada", "/api/v1/tidak-ada", "/d/%ff%fe", "/wms", "/ogc/x", "/masuk/x", "/d/%2e%2e/wms")
        for answer in _ask(town, *targets):
            assert 400 <= answer.status < 500
            for inside in ("Traceback", "site-packages", str(town.workshop.folder), "DEBUG", "urlpatterns", "sqlite"):
                assert inside not in answer.text

    def test_guessing_is_slowed_down(self, tmp_path: Path) -> None:
        with Workshop(tmp_path / "data") as workshop:
            workshop.done("init")
            workshop.done("user", "add", "korban@kota.example")
            page = workshop.answers([Ask("/masuk")])[0]
            mark = page.headers["set-cookie"].partition(";")[0]
            token = page.text.partition('csrfmiddlewaretoken" value="')[2].partition('"')[0]
            field = next(name for name in ("mail", "username", "email") if f'name="{name}"' in page.text)
            body = f"csrfmiddlewaretoken={token}&{field}=korban%40kota.example&password=salah".encode()
            headers = {
                "Cookie": mark,
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": "http://127.0.0.1:8000/masuk",
            }
            tries = workshop.answers(Ask("/masuk", "POST", headers, body) for _ in range(12))
            assert not any(answer.status == 302 for answer in tries)
            assert tries[-1].text != tries[0].text
            assert any("anyak percobaan" in answer.text for answer in tries[8:])

    def test_cookies_are_out_of_reach_of_scripts(self, town: Town) -> None:
        page: Any = _ask(town, "/masuk")[0]
        cookie = page.headers.get("set-cookie", "").lower()
        assert "samesite" in cookie
