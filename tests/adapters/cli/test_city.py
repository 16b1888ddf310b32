"""The synthetic city of `satupeta demo --small`, published while the node serves."""

import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from tests.adapters.cli.demonstration import Demo, wait

from satupeta.demo.city.entries import ENTRIES, MAP_LAYERS, MAP_SLUG

COUNTS = {"rdtr": 50, "persil": 1000, "bangunan": 3000, "tempat": 500}
_STREET = "CRS=EPSG:32748&BBOX=680700,9317100,681300,9317500&WIDTH=600&HEIGHT=400"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demonstration, killed while it publishes the city, and started again until that is done."""
    running = Demo(tmp_path_factory.mktemp("city"), "--small")
    wait(lambda: running.status("/d/persil") == 200)
    running.kill()
    running.start()
    wait(lambda: running.status(f"/m/{MAP_SLUG}") == 200)
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text()


@pytest.mark.parametrize(("slug", "count"), COUNTS.items())
def test_each_dataset_has_all_its_features(demo: Demo, slug: str, count: int) -> None:
    items = demo.document(f"/ogc/collections/{slug}/items?f=json&limit=1")
    assert items["numberMatched"] == count
    assert items["features"][0]["properties"]["sintetis"] is True


def test_progress_was_told_and_nothing_done_twice(demo: Demo) -> None:
    told = demo.log.read_text()
    assert "Making a synthetic city" in told
    assert all(told.count(f"features as {entry.slug}\n") == 1 for entry in ENTRIES[:2])
    assert not list((demo.folder / "data" / "staging").glob("*/*.gpkg"))


def test_every_record_is_marked(demo: Demo) -> None:
    found = {item["id"]: item for item in demo.document("/ogc/collections?f=json")["collections"]}
    for entry in ENTRIES:
        assert found[entry.slug]["title"] == entry.record.title.id
        assert "(sintetis)" in found[entry.slug]["title"]


def test_the_map_holds_all_layers_in_order(demo: Demo) -> None:
    found = demo.document(f"/m/{MAP_SLUG}/ogc/collections?f=json")["collections"]
    assert [item["id"] for item in found] == [slug for slug, _ in MAP_LAYERS]


def test_a_picture_shows_streets_zones_and_buildings(demo: Demo) -> None:
    asked = f"SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS={MAP_SLUG}&STYLES=&{_STREET}&FORMAT=image/png"
    picture = np.asarray(Image.open(io.BytesIO(demo.content(f"/wms?{asked}"))).convert("RGBA"))
    assert (picture[..., 3] > 0).mean() > 0.9
    colors, counts = np.unique(picture[..., :3].reshape(-1, 3), axis=0, return_counts=True)
    common = {tuple(color) for color, count in zip(colors.tolist(), counts.tolist(), strict=True) if count > 500}
    assert {(0xF3, 0xEF, 0xE6), (0xF8, 0xC4, 0x71), (0xDD, 0xD3, 0xC6)} <= common
