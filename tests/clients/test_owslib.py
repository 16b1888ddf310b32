"""OWSLib reads the node's WMS and its OGC API."""

import json

import pytest
import shapely
from owslib.ogcapi.features import Features
from owslib.wms import WebMapService
from tests.clients.conftest import CODE, RunningNode
from tests.clients.pixels import Bounds, assert_fills, mercator_shape, read_picture

SIZE = (400, 300)


@pytest.fixture(scope="module", params=["", "/d/satu-kelurahan", "/m/batas"])
def wms(request: pytest.FixtureRequest, running_node: RunningNode) -> WebMapService:
    """The WMS of the node, of a dataset and of a map service."""
    return WebMapService(f"{running_node.address}{request.param}/wms", version="1.3.0")


def _around(geometry: shapely.Geometry) -> Bounds:
    west, south, east, north = geometry.bounds
    rim = 0.3 * max(east - west, (north - south) * SIZE[0] / SIZE[1])
    middle = ((west + east) / 2, (south + north) / 2)
    half = (max(east - west, (north - south) * SIZE[0] / SIZE[1]) / 2 + rim, 0.0)
    return (
        middle[0] - half[0],
        middle[1] - half[0] * SIZE[1] / SIZE[0],
        middle[0] + half[0],
        middle[1] + half[0] * SIZE[1] / SIZE[0],
    )


def test_capabilities_name_layer_box_and_crs(
    wms: WebMapService, running_node: RunningNode, one_shape: shapely.Geometry
) -> None:
    layer = wms[running_node.one]
    assert layer.boundingBoxWGS84 == pytest.approx(one_shape.bounds, abs=1e-6)
    assert {"CRS:84", "EPSG:4326", "EPSG:3857", "EPSG:32748", "EPSG:9488", "EPSG:23834"} <= set(layer.crsOptions)
    assert layer.queryable == 1


def test_drawn_pixels_lie_inside_the_kelurahan_and_nowhere_else(
    wms: WebMapService, running_node: RunningNode, one_shape: shapely.Geometry
) -> None:
    box = _around(one_shape)
    picture = wms.getmap(
        layers=[running_node.one], srs="CRS:84", bbox=box, size=SIZE, format="image/png", transparent=True
    )
    assert_fills(read_picture(picture.read())[:, :, 3] > 0, one_shape, box)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_axes_of_each_crs_are_its_own(
    wms: WebMapService, running_node: RunningNode, one_shape: shapely.Geometry, crs: str
) -> None:
    geometry = one_shape if crs == "EPSG:4326" else mercator_shape(one_shape)
    box = _around(geometry)
    # OWSLib turns the axes itself where the CRS has latitude first.
    picture = wms.getmap(layers=[running_node.one], srs=crs, bbox=box, size=SIZE, format="image/png", transparent=True)
    assert_fills(read_picture(picture.read())[:, :, 3] > 0, geometry, box)


def test_older_wms_draws_the_same_longitude_first(running_node: RunningNode, one_shape: shapely.Geometry) -> None:
    older = WebMapService(f"{running_node.address}/wms", version="1.1.1")
    layer = older[running_node.one]
    assert layer.boundingBoxWGS84 == pytest.approx(one_shape.bounds, abs=1e-6)
    assert {"EPSG:4326", "EPSG:3857", "EPSG:9488", "EPSG:23834", "EPSG:21148"} <= set(layer.crsOptions)
    assert set(layer.styles["default"]) >= {"title", "legend"}
    box = _around(one_shape)
    asked = {"layers": [running_node.one], "srs": "EPSG:4326", "bbox": box, "size": SIZE, "format": "image/png"}
    picture = older.getmap(**asked, transparent=True)
    assert_fills(read_picture(picture.read())[:, :, 3] > 0, one_shape, box)
    inside = one_shape.representative_point()
    pixel = (
        int((inside.x - box[0]) / (box[2] - box[0]) * SIZE[0]),
        int((box[3] - inside.y) / (box[3] - box[1]) * SIZE[1]),
    )
    found = older.getfeatureinfo(**asked, query_layers=[running_node.one], info_format="application/json", xy=pixel)
    assert json.loads(found.read())["features"][0]["properties"]["kode"] == CODE


def test_feature_info_names_what_lies_at_the_pixel(
    wms: WebMapService, running_node: RunningNode, one_shape: shapely.Geometry, names: dict[str, str]
) -> None:
    inside, box = one_shape.representative_point(), _around(one_shape)
    column = int((inside.x - box[0]) / (box[2] - box[0]) * SIZE[0])
    row = int((box[3] - inside.y) / (box[3] - box[1]) * SIZE[1])
    found = wms.getfeatureinfo(
        layers=[running_node.one],
        srs="CRS:84",
        bbox=box,
        size=SIZE,
        format="image/png",
        query_layers=[running_node.one],
        info_format="application/geo+json",
        xy=(column, row),
    )
    properties = json.loads(found.read())["features"][0]["properties"]
    assert (properties["kode"], properties["nama"]) == (CODE, names[CODE])


def test_items_are_the_104_kelurahan(running_node: RunningNode, names: dict[str, str]) -> None:
    api = Features(f"{running_node.address}/ogc")
    assert running_node.all in api.feature_collections()
    found = api.collection_items(running_node.all, limit=1000)
    assert found["numberMatched"] == found["numberReturned"] == 104
    assert {item["properties"]["kode"]: item["properties"]["nama"] for item in found["features"]} == names


def test_pages_of_items_follow_each_other(running_node: RunningNode, names: dict[str, str]) -> None:
    api = Features(f"{running_node.address}/d/{running_node.all}/ogc")
    codes: list[str] = []
    for offset in range(0, 120, 30):
        page = api.collection_items(running_node.all, limit=30, offset=offset)
        codes += [item["properties"]["kode"] for item in page["features"]]
    assert len(codes) == 104
    assert set(codes) == set(names)


def test_property_filter_finds_one(running_node: RunningNode, names: dict[str, str]) -> None:
    api = Features(f"{running_node.address}/ogc")
    found = api.collection_items(running_node.all, kode=CODE)
    assert [item["properties"]["nama"] for item in found["features"]] == [names[CODE]]
    again = api.collection_item(running_node.all, found["features"][0]["id"])
    assert again["properties"]["kode"] == CODE


def test_box_filter_finds_what_meets_it(running_node: RunningNode, one_shape: shapely.Geometry) -> None:
    api = Features(f"{running_node.address}/ogc")
    found = api.collection_items(running_node.all, bbox=list(one_shape.bounds), limit=1000)
    assert CODE in {item["properties"]["kode"] for item in found["features"]}
    assert found["numberMatched"] < 104
