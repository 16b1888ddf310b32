from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from satupeta.control.portal.addresses import bounds_text, picture_address, site_links, thing_addresses, viewer_address
from satupeta.control.portal.assets import asset_path
from satupeta.control.portal.tools import steps_for
from satupeta.core.box import Box
from satupeta.core.config import Config

CITY = Box(106.5, -6.3, 106.8, -6.1)


@pytest.fixture
def behind_a_prefix(settings: Any, node_settings: Config) -> None:
    """A node behind a proxy that strips `/satupeta`."""
    settings.SATUPETA_CONFIG = msgspec.structs.replace(node_settings, address="https://peta.kota.example/satupeta")


@pytest.mark.usefixtures("behind_a_prefix")
def test_pages_link_within_the_site_and_copied_addresses_are_whole() -> None:
    assert site_links().thing("dataset", "jalan", "en") == "/satupeta/en/d/jalan"
    assert thing_addresses("dataset", "jalan")[0].text == "https://peta.kota.example/satupeta/d/jalan/wms"
    assert viewer_address(("jalan", "sungai"), "id") == "/satupeta/peta?l=jalan,sungai"


@pytest.mark.parametrize(("width_px", "height_px"), [(144, 112), (1440, 620), (300, 900)])
def test_a_picture_has_the_shape_that_is_asked_for_and_holds_the_box(width_px: int, height_px: int) -> None:
    query = parse_qs(urlsplit(picture_address("jalan", CITY, width_px, height_px)).query)
    west, south, east, north = (float(edge) for edge in query["BBOX"][0].split(","))
    assert (east - west) / (north - south) == pytest.approx(width_px / height_px, rel=1e-3)
    assert west < 11855527 < 11888923 < east
    assert query["WIDTH"] == [str(width_px)]


def test_nothing_is_drawn_without_an_extent() -> None:
    assert picture_address("jalan", None, 144, 112) == ""
    assert bounds_text(None) == ""


@pytest.mark.parametrize(("kind", "tools"), [("dataset", 6), ("service", 4)])
def test_each_tool_gets_one_step_with_its_address(kind: str, tools: int) -> None:
    steps = steps_for(kind, "jalan")
    assert len({step.tool for step in steps}) == tools
    assert all(step.step.en and "/jalan" in step.address.text for step in steps)


@pytest.mark.parametrize("name", ["portal.js", "portal.css", "icons.svg", "brand.svg"])
def test_built_files_carry_their_hash(name: str) -> None:
    assert asset_path(name).startswith("satupeta/assets/")
    assert asset_path(name).endswith(name.partition(".")[1] + name.rpartition(".")[2])
