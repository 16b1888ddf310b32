"""Finding routes."""

import pytest

from satupeta.adapters.http.router import Router
from satupeta.adapters.http.routes import ROUTES

ROUTER = Router(ROUTES)


@pytest.mark.parametrize(
    ("path", "name", "parts"),
    [
        ("/ogc", "node-landing", {}),
        ("/ogc/collections/", "node-collections", {}),
        ("/d/a/ogc", "dataset-landing", {"slug": "a"}),
        ("/m/a/wms", "service-wms", {"slug": "a"}),
        ("/d/a/tiles/1/2/3.png", "dataset-picture-tile", {"slug": "a", "z": "1", "x": "2", "y": "3"}),
        ("/d/a/unduh/b.c.csv", "download", {"slug": "a", "name": "b.c", "format": "csv"}),
        ("/ogc/collections/a/items/1", "node-item", {"collection": "a", "feature": "1"}),
    ],
)
def test_paths_find_their_route(path: str, name: str, parts: dict[str, str]) -> None:
    matched = ROUTER.match(path)
    assert matched
    assert (matched.route.name, matched.parts) == (name, parts)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/d",
        "/d/a",
        "/d/a/b/ogc",
        "/wms/x",
        "/ogcx",
        "ogc",
        "/d//ogc",
        "/d/a/tiles/1/2.png",
        "/OGC",
        "/wms//",
        "/ogc\n",
    ],
)
def test_other_paths_find_none(path: str) -> None:
    assert ROUTER.match(path) is None
