import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyproj
import pytest
import shapely
from tests.node import MEMBER, OFFICE, SmallNode, identifier

import satupeta
from satupeta.core.access import PUBLIC, AccessClass, Action, Grant, OfficeRole, Principal
from satupeta.core.errors import InvalidParameter, SignInRequired, UnknownThing
from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.filters.tree import Comparison
from satupeta.core.published import ReferenceRole
from satupeta.service.locate import LocateSpec, locate

SCHEMA = Schema(
    tuple(Field(name, FieldType.TEXT) for name in ("kode", "nama", "kode_induk")), GeometryKind.POLYGON, "OGC:CRS84"
)
OWNER = Principal(MEMBER, offices={OFFICE: OfficeRole.PRODUCER})
DEMO = Path(satupeta.__file__).parent / "demo"
FILES = {
    "kelurahan": "kelurahan_36.71_kota_tangerang",
    "kecamatan": "kecamatan_36_banten",
    "city": "kabkota_36_banten",
}
VILLAGES = {
    "36.71.01.1002": shapely.box(106.60, -6.20, 106.62, -6.18),
    "36.71.01.1001": shapely.box(106.61, -6.20, 106.63, -6.18),
    "36.71.02.1001": shapely.box(106.631, -6.20, 106.65, -6.18),
}


def batch(shapes: dict[str, shapely.Geometry]) -> FeatureBatch:
    codes = list(shapes)
    table = pa.table(
        {"kode": codes, "nama": [f"Nama {code}" for code in codes], "kode_induk": [c.rpartition(".")[0] for c in codes]}
    )
    ids = np.arange(1, len(codes) + 1, dtype=np.int32)
    return FeatureBatch(ids, columns_from_geometries(np.array(list(shapes.values()), dtype=object)), table, SCHEMA)


def hold(node: SmallNode, level: str, slug: str, parent: str = "kode_induk") -> None:
    role = f"boundary-{level}"
    node.write("role", role, "", ReferenceRole(role, identifier(slug), "kode", "nama", parent))


def answer(node: SmallNode, lon: float, lat: float, principal: Principal = PUBLIC) -> Any:
    reply = locate(LocateSpec(lon, lat), node.context(principal))
    assert isinstance(reply.body, bytes)
    return json.loads(reply.body)


@pytest.fixture
def node(tmp_path: Path) -> SmallNode:
    made = SmallNode(tmp_path)
    made.publish("batas-kelurahan", batch(VILLAGES))
    hold(made, "kelurahan", "batas-kelurahan")
    area = shapely.box(106.6, -6.2, 106.65, -6.18)
    made.publish("batas-kecamatan", batch({"36.71.01": area, "36.71.02": area}))
    hold(made, "kecamatan", "batas-kecamatan")
    made.publish("batas-kota", batch({"36.71": area}))
    hold(made, "city", "batas-kota")
    return made


def test_a_point_has_its_areas_with_codes_names_and_releases(node: SmallNode) -> None:
    found = answer(node, 106.605, -6.19)
    assert found["point"] == [106.605, -6.19]
    assert [found[level]["code"] for level in FILES] == ["36.71.01.1002", "36.71.01", "36.71"]
    assert found["city"]["name"] == "Nama 36.71"
    assert found["kelurahan"]["release"] == {
        "slug": "batas-kelurahan",
        "number": 1,
        "date": "2026-01-01T00:00:00Z",
        "link": node.context().links.thing("dataset", "batas-kelurahan"),
    }
    assert (found["ambiguous"], found["nearest"]) == ([], None)


def test_in_an_overlap_the_lowest_code_answers(node: SmallNode) -> None:
    found = answer(node, 106.615, -6.19)
    assert found["kelurahan"]["code"] == "36.71.01.1001"
    assert found["ambiguous"] == [{"code": "36.71.01.1002", "name": "Nama 36.71.01.1002"}]


def test_a_border_belongs_to_the_lowest_code(node: SmallNode) -> None:
    assert answer(node, 106.61, -6.19)["kelurahan"]["code"] == "36.71.01.1001"


def test_in_a_gap_the_answer_is_null_with_the_nearest(node: SmallNode) -> None:
    found = answer(node, 106.6302, -6.19)
    assert [found[level] for level in FILES] == [None, None, None]
    metres = pyproj.Geod(ellps="WGS84").inv(106.6302, -6.19, 106.63, -6.19)[2]
    assert found["nearest"]["code"] == "36.71.01.1001"
    assert found["nearest"]["distance_m"] == pytest.approx(metres, abs=0.01)


@pytest.mark.parametrize(("east", "is_named"), [(0.05, True), (0.5, False)])
def test_the_nearest_is_named_up_to_ten_kilometres(node: SmallNode, east: float, is_named: bool) -> None:
    assert (answer(node, 106.65 + east, -6.19)["nearest"] is not None) is is_named


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [(math.nan, 0, "lon"), (0, math.inf, "lat"), (180.1, 0, "lon"), (0, -90.1, "lat"), (106.6, math.nan, "lat")],
)
def test_what_is_no_place_is_refused(node: SmallNode, lon: float, lat: float, name: str) -> None:
    with pytest.raises(InvalidParameter) as refused:
        answer(node, lon, lat)
    assert refused.value.locator == name


@pytest.mark.parametrize(("lon", "lat"), [(180, 90), (-180, -90), (0, 0)])
def test_far_away_there_is_nothing(node: SmallNode, lon: float, lat: float) -> None:
    found = answer(node, lon, lat)
    assert (found["kelurahan"], found["nearest"]) == (None, None)


def test_without_reference_map_there_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(UnknownThing) as unknown:
        answer(SmallNode(tmp_path), 106.6, -6.19)
    assert unknown.value.code == "LK-002"


def test_a_missing_level_is_null_and_is_stepped_over(node: SmallNode) -> None:
    node.remove("role", "boundary-kecamatan")
    found = answer(node, 106.605, -6.19)
    assert (found["kecamatan"], found["city"]["code"]) == (None, "36.71")
    node.remove("role", "boundary-kelurahan")
    assert answer(node, 106.605, -6.19)["city"]["code"] == "36.71"


def test_restricted_boundaries_ask_to_sign_in_and_closed_ones_are_unknown(node: SmallNode) -> None:
    node.publish("batas-kelurahan", batch(VILLAGES), AccessClass.RESTRICTED)
    with pytest.raises(SignInRequired):
        answer(node, 106.605, -6.19)
    assert answer(node, 106.605, -6.19, OWNER)["kelurahan"]["code"] == "36.71.01.1002"
    node.publish("batas-kelurahan", batch(VILLAGES), AccessClass.CLOSED)
    found = answer(node, 106.605, -6.19)
    assert (found["kelurahan"], found["kecamatan"]["code"]) == (None, "36.71.01")


def test_withheld_parents_are_null(node: SmallNode) -> None:
    node.publish("batas-kota", batch({"36.71": VILLAGES["36.71.01.1001"]}), AccessClass.RESTRICTED)
    assert answer(node, 106.605, -6.19)["city"] is None


def test_hidden_rows_and_names_stay_hidden(node: SmallNode) -> None:
    grant = Grant(
        "person", "x", frozenset({Action.QUERY}), Comparison("kode", "<>", "36.71.01.1001"), frozenset({"nama"})
    )
    node.publish("batas-kelurahan", batch(VILLAGES), AccessClass.RESTRICTED, (grant,))
    found = answer(node, 106.615, -6.19, Principal("x"))
    assert (found["kelurahan"]["code"], found["kelurahan"]["name"]) == ("36.71.01.1002", None)
    assert found["ambiguous"] == []


def test_the_validator_moves_with_point_and_release(node: SmallNode) -> None:
    first = locate(LocateSpec(106.605, -6.19), node.context())
    beside = locate(LocateSpec(106.606, -6.19), node.context())
    node.publish("batas-kota", batch({"36.71": VILLAGES["36.71.01.1001"]}), release="2")
    later = locate(LocateSpec(106.605, -6.19), node.context())
    assert len({first.etag, beside.etag, later.etag}) == 3
    assert first.public


def real(level: str) -> dict[str, tuple[shapely.Geometry, str, str]]:
    document = json.loads((DEMO / f"{FILES[level]}.geojson").read_text())
    return {
        feature["properties"]["kode"]: (
            shapely.geometry.shape(feature["geometry"]),
            feature["properties"]["nama"],
            feature["properties"]["kode_induk"],
        )
        for feature in document["features"]
    }


@pytest.fixture(scope="module")
def villages() -> dict[str, tuple[shapely.Geometry, str, str]]:
    return real("kelurahan")


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[[shapely.Point], Any]:
    made = SmallNode(tmp_path_factory.mktemp("real"))
    for level in FILES:
        rows = real(level)
        table = pa.table(
            {"kode": list(rows), "nama": [r[1] for r in rows.values()], "kode_induk": [r[2] for r in rows.values()]}
        )
        columns = columns_from_geometries(np.array([r[0] for r in rows.values()], dtype=object))
        made.publish(level, FeatureBatch(np.arange(1, len(rows) + 1, dtype=np.int32), columns, table, SCHEMA))
        hold(made, level, level)
    return lambda point: answer(made, point.x, point.y)


def test_every_real_kelurahan_is_found_inside_itself(
    villages: dict[str, tuple[shapely.Geometry, str, str]], ask: Callable[[shapely.Point], Any]
) -> None:
    for code, (geometry, name, parent) in villages.items():
        found = ask(geometry.representative_point())
        assert (found["kelurahan"]["code"], found["kelurahan"]["name"]) == (code, name)
        assert (found["kecamatan"]["code"], found["city"]["code"]) == (parent, "36.71")
        assert found["city"]["name"] == "Kota Tangerang"


def test_in_every_real_overlap_the_lowest_code_answers(
    villages: dict[str, tuple[shapely.Geometry, str, str]], ask: Callable[[shapely.Point], Any]
) -> None:
    codes, shapes = list(villages), np.array([row[0] for row in villages.values()])
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    areas = shapely.intersection(shapes[left], shapes[right])
    overlaps = [(a, b, area) for a, b, area in zip(left, right, areas, strict=True) if a < b and area.area > 0]
    asked = 0
    for a, b, area in overlaps:
        widest = max(shapely.get_parts(area), key=lambda part: part.area)
        point = widest.representative_point()
        if widest.area < 1e-16 or not (shapes[a].contains(point) and shapes[b].contains(point)):
            continue
        asked += 1
        found = ask(point)
        named = [found["kelurahan"]["code"], *(other["code"] for other in found["ambiguous"])]
        assert named == sorted(named)
        assert {codes[a], codes[b]} <= set(named)
    assert asked >= 180


def test_in_every_real_gap_the_nearest_is_named(
    villages: dict[str, tuple[shapely.Geometry, str, str]], ask: Callable[[shapely.Point], Any]
) -> None:
    whole = shapely.union_all([row[0] for row in villages.values()])
    gaps = [shapely.Polygon(ring) for part in shapely.get_parts(whole) for ring in part.interiors]
    asked = 0
    for gap in gaps:
        point = gap.representative_point()
        if not gap.contains(point) or whole.intersects(point):
            continue
        asked += 1
        found = ask(point)
        assert found["kelurahan"] is None
        code, metres = found["nearest"]["code"], found["nearest"]["distance_m"]
        assert villages[code][0].distance(point) <= whole.distance(point) * 1.01
        assert metres == pytest.approx(whole.distance(point) * 111_000, rel=0.02, abs=0.02)
    assert asked >= 300
