"""A node behind a proxy that strips a prefix: whatever leads from one of its answers to another leads through it."""

import http.client
import json
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from tests.adapters.http.running import running

PREFIX = "/kota/satupeta"
SQUARE = [[[106.6, -6.2], [106.61, -6.2], [106.61, -6.19], [106.6, -6.2]]]
FILE = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"nama": "A"}, "geometry": {"type": "Polygon", "coordinates": SQUARE}}
    ],
}
FORMS = ("/keluar", "/cabut", "/berlaku")
_NOT_PASSED_ON = {"transfer-encoding", "connection", "date", "server"}


class Stripping(BaseHTTPRequestHandler):
    """Passes what lies below the prefix on without it, under another Host name, and refuses everything else."""

    protocol_version = "HTTP/1.1"
    node_port: ClassVar[int] = 0

    def pass_on(self) -> None:
        """Answer one request with the node's answer."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else None
        if not self.path.startswith(PREFIX + "/"):
            self.send_error(418)
            return
        node = http.client.HTTPConnection("127.0.0.1", self.node_port, timeout=20)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        node.request(self.command, self.path.removeprefix(PREFIX), body, headers | {"Host": "node.internal"})
        answer = node.getresponse()
        content = answer.read()
        node.close()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _NOT_PASSED_ON | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    do_GET = do_POST = pass_on


class Answer(NamedTuple):
    """What came through the proxy."""

    status: int
    headers: Any
    body: bytes


class Site:
    """The node as the world sees it, with a jar for cookies that heeds their paths."""

    def __init__(self, address: str, password: str) -> None:
        self.address = address
        self.password = password
        self._port = urlsplit(address).port or 0
        self.cookies: dict[str, tuple[str, str]] = {}

    def ask(self, address: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        """One exchange with an address, whole or from the root of the host; redirections are not followed."""
        parts = urlsplit(urljoin(self.address, address))
        assert parts.netloc == urlsplit(self.address).netloc, address
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        held = "; ".join(f"{k}={v}" for k, (v, path) in self.cookies.items() if parts.path.startswith(path))
        given = {"Cookie": held, "Referer": self.address, **headers}
        if form is not None:
            origin = f"{parts.scheme}://{parts.netloc}"
            given |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        connection.request("GET" if form is None else "POST", target, urlencode(form) if form else None, given)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = (morsel.value, morsel["path"])
        return Answer(answer.status, answer.headers, body)


class Links(HTMLParser):
    """Every address in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.alternates: dict[str, str] = {}
        self.mark = self.action = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Gather the addresses of a tag."""
        said = {name: value or "" for name, value in attrs}
        names = ("href", "src", "action", "data-session", "styles", "wms", "items")
        self.found |= {address for name in names for address in said.get(name, "").split()}
        if said.get("rel") == "alternate" and "hreflang" in said:
            self.alternates[said["hreflang"]] = said["href"]
        if tag == "form" and said.get("method", "").lower() == "post":
            self.action = said.get("action", "")
        if said.get("name") == "csrfmiddlewaretoken":
            self.mark = said["value"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("proxied")
    file = folder / "batas.geojson"
    file.write_text(json.dumps(FILE))
    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Stripping)
    address = f"http://127.0.0.1:{proxy.server_address[1]}{PREFIX}"
    with running(folder / "data", SATUPETA_ADDRESS=address, SERVED_FILE=str(file)) as node:
        Stripping.node_port = node.facts["port"]
        thread = threading.Thread(target=proxy.serve_forever)
        thread.start()
        yield Site(address, node.facts["password"])
        proxy.shutdown()
        thread.join()
    proxy.server_close()


def signed_in(site: Site) -> Site:
    visitor = Site(site.address, site.password)
    form = Links(visitor.ask(site.address + "/masuk").body.decode())
    filled = {"mail": "ani@kota.example", "password": site.password, "csrfmiddlewaretoken": form.mark, "next": ""}
    answer = visitor.ask(form.action or site.address + "/masuk", filled)
    assert (answer.status, answer.headers["Location"]) == (302, PREFIX + "/")
    return visitor


def is_inside(address: str) -> bool:
    return not address.startswith(("#", "data:", "mailto:", "blob:")) and "{" not in address


def crawled(visitor: Site, start: str, limit: int = 120) -> dict[str, int]:
    """Every address that pages name, from page to page, with its status."""
    seen: dict[str, int] = {}
    waiting = [start]
    while waiting and len(seen) < limit:
        address = waiting.pop(0)
        answer = visitor.ask(address, Accept="text/html")
        seen[address] = answer.status
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for found in Links(answer.body.decode()).found:
            whole = urljoin(urljoin(visitor.address, address), found).partition("#")[0]
            if is_inside(found) and whole not in seen and whole not in waiting:
                assert urlsplit(whole).path.startswith(PREFIX), (address, found)
                waiting.append(whole)
    return seen


def expected(address: str) -> set[int]:
    """A map service without its parameters refuses in its own words; what only takes forms takes no GET."""
    path = urlsplit(address).path
    return {400 if path.endswith("/wms") and "?" not in address else 405 if path.endswith(FORMS) else 200, 302}


@pytest.mark.parametrize("language", ["", "en/"])
def test_every_link_of_every_page_leads_through_the_proxy(site: Site, language: str) -> None:
    seen = crawled(Site(site.address, ""), f"{site.address}/{language}")
    assert {address: status for address, status in seen.items() if status not in expected(address)} == {}
    for part in ("/d/batas", "/m/peta-dasar", "/peta", "/static/satupeta/", "/masuk", "/ogc", "/unduh/"):
        assert [address for address in seen if part in address], part


def test_who_signed_in_finds_everything_too(site: Site) -> None:
    seen = crawled(signed_in(site), site.address + "/")
    assert {address: status for address, status in seen.items() if status not in expected(address)} == {}
    assert [address for address in seen if "/unggah" in address]
    assert [address for address in seen if "/akun" in address]


@pytest.mark.parametrize("path", ["/", "/en/", "/d/batas", "/en/cari?q=batas"])
def test_a_page_names_its_other_language_by_a_whole_address(site: Site, path: str) -> None:
    bare = path.removeprefix("/en")
    alternates = Links(site.ask(site.address + path).body.decode()).alternates
    assert alternates == {"id": site.address + bare, "en": f"{site.address}/en{bare}"}


def test_cookies_stay_below_the_prefix_and_forms_and_redirections_work(site: Site) -> None:
    visitor = signed_in(site)
    assert {path for _, path in visitor.cookies.values()} == {PREFIX}
    assert len(visitor.cookies) == 3
    mark = Links(visitor.ask(site.address + "/akun").body.decode()).mark
    made = visitor.ask(site.address + "/akun", {"title": "uji", "csrfmiddlewaretoken": mark})
    assert made.status == 200
    assert b"satupeta_" in made.body
    left = visitor.ask(site.address + "/keluar", {"csrfmiddlewaretoken": mark})
    assert (left.status, left.headers["Location"]) == (302, PREFIX + "/")
    asked = visitor.ask(site.address + "/akun")
    assert asked.headers["Location"] == f"{PREFIX}/masuk?next=%2Fkota%2Fsatupeta%2Fakun"


def test_a_form_from_another_site_is_refused(site: Site) -> None:
    visitor = signed_in(site)
    mark = Links(visitor.ask(site.address + "/akun").body.decode()).mark
    assert visitor.ask(site.address + "/keluar", {"csrfmiddlewaretoken": mark[:-1] + "x"}).status == 403


def test_protocols_name_themselves_by_the_whole_address(site: Site) -> None:
    tiles = json.loads(site.ask(site.address + "/d/batas/tiles.json").body)["tiles"]
    assert tiles == [site.address + "/d/batas/tiles/{z}/{x}/{y}.mvt"]
    wms = site.ask(site.address + "/wms?SERVICE=WMS&REQUEST=GetCapabilities").body.decode()
    assert f"{site.address}/wms" in wms
    assert "node.internal" not in wms
    landing = json.loads(site.ask(site.address + "/ogc", Accept="application/json").body)
    assert all(link["href"].startswith(site.address) for link in landing["links"])
