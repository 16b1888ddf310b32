"""MapLibre, OpenLayers and Leaflet use the node from another site, in Chromium."""

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page
from shapely.geometry import shape
from tests.clients.conftest import RunningNode
from tests.clients.pixels import Bounds, assert_fills, mercator, mercator_shape, read_picture

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, running_node: RunningNode, pages: str) -> Iterator[Page]:
    """A page that may reach this machine's two servers and nothing else."""
    found = browser.new_page(viewport={"width": 512, "height": 512})
    found.route(
        lambda address: not address.startswith((running_node.address, pages, "blob:", "data:")),
        lambda route: route.abort(),
    )
    yield found
    found.close()


def _seen(page: Page, address: str, **asked: str) -> dict[str, Any]:
    page.goto(f"{address}?{urlencode(asked)}")
    page.wait_for_function("window.seen", timeout=30_000)
    page.wait_for_timeout(200)
    seen: dict[str, Any] = page.evaluate("window.seen")
    assert seen["failures"] == []
    return seen


def _ground(bounds: list[float]) -> Bounds:
    """Bounds in degrees as metres of the projection that the three libraries draw in."""
    return (*mercator(*bounds[:2]), *mercator(*bounds[2:]))


def _text(geometry: shapely.Geometry) -> str:
    return ",".join(map(str, geometry.bounds))


def _is_drawn(page: Page) -> NDArray[np.bool_]:
    drawn: NDArray[np.bool_] = np.any(read_picture(page.screenshot())[:, :, :3] != 255, axis=2)
    return drawn


def test_maplibre_reads_all_tiles(
    page: Page, pages: str, running_node: RunningNode, names: dict[str, str], source: list[dict[str, Any]]
) -> None:
    everything = [shape(feature["geometry"]) for feature in source]
    seen = _seen(
        page,
        f"{pages}/pages/maplibre.html",
        tilejson=f"{running_node.address}/d/{running_node.all}/tiles.json",
        layer=running_node.all,
        bounds=_text(shapely.union_all(shapely.envelope(everything))),
    )
    assert seen["names"] == names


@pytest.mark.parametrize("scope", ["d/satu-kelurahan", "m/batas"])
def test_maplibre_fills_the_kelurahan_and_nothing_else(
    page: Page, pages: str, running_node: RunningNode, one_shape: shapely.Geometry, scope: str
) -> None:
    seen = _seen(
        page,
        f"{pages}/pages/maplibre.html",
        tilejson=f"{running_node.address}/{scope}/tiles.json",
        layer=running_node.one,
        bounds=_text(one_shape),
    )
    pixels = read_picture(page.screenshot())[:, :, :3].astype(int)
    magenta = np.abs(pixels - (255, 0, 255)).sum(axis=2) < 30
    assert_fills(magenta, mercator_shape(one_shape), _ground(seen["bounds"]))


def test_openlayers_draws_wms_and_reads_items(
    page: Page, pages: str, running_node: RunningNode, one_shape: shapely.Geometry, names: dict[str, str]
) -> None:
    geometry = mercator_shape(one_shape)
    seen = _seen(
        page,
        f"{pages}/pages/openlayers.html",
        items=f"{running_node.address}/ogc/collections/{running_node.all}/items?limit=1000&f=json",
        wms=f"{running_node.address}/m/{running_node.service}/wms",
        layer=running_node.one,
        bounds=_text(geometry),
    )
    assert seen["names"] == names
    picture = read_picture(base64.b64decode(seen["picture"].partition(",")[2]))
    assert_fills(picture[:, :, 3] > 0, geometry, tuple(seen["bounds"]))


@pytest.mark.parametrize("door", ["tiles", "wms"])
def test_leaflet_draws_tiles_and_reads_items(
    page: Page, pages: str, running_node: RunningNode, one_shape: shapely.Geometry, names: dict[str, str], door: str
) -> None:
    here = f"{running_node.address}/d/{running_node.one}"
    seen = _seen(
        page,
        f"{pages}/pages/leaflet.html",
        items=f"{running_node.address}/d/{running_node.all}/ogc/collections/{running_node.all}/items?limit=1000&f=json",
        layer=running_node.one,
        bounds=_text(one_shape),
        **({"tiles": here + "/tiles/{z}/{x}/{y}.png"} if door == "tiles" else {"wms": here + "/wms"}),
    )
    assert seen["names"] == names
    assert_fills(_is_drawn(page), mercator_shape(one_shape), _ground(seen["bounds"]))
