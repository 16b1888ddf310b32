"""A running node with the boundaries of Kota Tangerang, and what is known of them without the node."""

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape
from tests.proofs.workbench import Server, Workshop

import satupeta

KELURAHAN = Path(satupeta.__file__).parent / "demo" / "kelurahan_36.71_kota_tangerang.geojson"
WEB = Path(__file__).parent / "web"
CODE = "36.71.01.1001"
"""The kelurahan that is also published alone, to see where its pixels fall."""


@dataclass(frozen=True)
class RunningNode:
    """`satupeta serve` with all kelurahan, one of them alone, and a map service over both.

    Attributes:
        address: Base address.
        all: Slug of the dataset with all of them.
        one: Slug of the dataset with one of them.
        service: Slug of the map service.
    """

    address: str
    all: str = "kelurahan"
    one: str = "satu-kelurahan"
    service: str = "batas"


@pytest.fixture(scope="session")
def source() -> list[dict[str, Any]]:
    """The features of the file as the json module reads it."""
    features: list[dict[str, Any]] = json.loads(KELURAHAN.read_text(encoding="utf-8"))["features"]
    return features


@pytest.fixture(scope="session")
def names(source: list[dict[str, Any]]) -> dict[str, str]:
    """Name by code, from the file."""
    return {feature["properties"]["kode"]: feature["properties"]["nama"] for feature in source}


@pytest.fixture(scope="session")
def one_shape(source: list[dict[str, Any]]) -> shapely.Geometry:
    """The shape of the kelurahan that is published alone, in longitude and latitude."""
    return next(shape(feature["geometry"]) for feature in source if feature["properties"]["kode"] == CODE)


@pytest.fixture(scope="session")
def running_node(tmp_path_factory: pytest.TempPathFactory, source: list[dict[str, Any]]) -> Iterator[RunningNode]:
    """The node. Nothing that these clients ask may be a fault of its own."""
    folder = tmp_path_factory.mktemp("clients") / "data"
    alone = folder.parent / "satu.geojson"
    chosen = [feature for feature in source if feature["properties"]["kode"] == CODE]
    alone.write_text(json.dumps({"type": "FeatureCollection", "features": chosen}), encoding="utf-8")
    node = RunningNode("")
    with Workshop(folder) as workshop:
        workshop.done("init")
        workshop.done("organisation", "add", "Bappeda", "--slug", "bappeda")
        owner = ("--organisation", "bappeda", "--access", "open")
        for file, slug in ((KELURAHAN, node.all), (alone, node.one)):
            workshop.done("publish", file, "--slug", slug, "--title", slug.title(), "--key", "kode", *owner, "--yes")
        layers = ("--layer", node.all, "--layer", node.one)
        workshop.done("service", "create", node.service, "--title", "Batas", *owner, *layers)
    with Server(folder) as server:
        yield RunningNode(server.address)
    assert "Traceback" not in server.said()


class _Pages(http.server.SimpleHTTPRequestHandler):
    """Files of `web/`, with the type that modules want."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}  # noqa: RUF012

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def pages() -> Iterator[str]:
    """Another site on this machine, whose pages use the node: the browser lets them only where the node says so."""
    if not (WEB / "node_modules").is_dir():
        pytest.fail("run npm ci --prefix tests/clients/web")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Pages, directory=str(WEB)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
