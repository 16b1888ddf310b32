import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import shapely

from satupeta.core.box import Box
from satupeta.core.crs import USUAL, project_box
from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.delta import Delta
from satupeta.core.features.geometries import columns_from_geometries, geometries_from_columns
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.features.source import FeatureQuery, FeatureSource, Order
from satupeta.core.filters.tree import Comparison, Relation, Spatial
from satupeta.data.errors import ReleaseMissing, SnapshotOutdated
from satupeta.data.snapshot.builder import build_snapshot
from satupeta.data.snapshot.format import FACTS
from satupeta.data.snapshot.reader import SnapshotSource

SCHEMA = Schema((Field("name", FieldType.TEXT), Field("size", FieldType.INTEGER)), GeometryKind.POLYGON, "OGC:CRS84")
SIDE = 12


def squares(crs: str = "OGC:CRS84", scale: float = 0.01) -> FeatureBatch:
    """A grid of squares near Tangerang with ids 10, 20, …, in an order unlike their ids, one without geometry."""
    count = SIDE * SIDE
    places = np.random.default_rng(1).permutation(count)
    x, y = 106.6 + places % SIDE * scale, -6.2 + places // SIDE * scale
    shapes = shapely.box(x, y, x + 0.4 * scale, y + 0.4 * scale)
    shapes[5] = None
    ids = np.random.default_rng(2).permutation(np.arange(10, 10 * count + 10, 10)).astype(np.int32)
    table = pa.table({"name": [f"n{number}" for number in ids], "size": (ids % 7).astype(np.int64)})
    return FeatureBatch(ids, columns_from_geometries(shapes), table, SCHEMA)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    build_snapshot(squares(), folder / "snapshot")
    return folder


@pytest.fixture(scope="module")
def source(release: Path) -> FeatureSource:
    return SnapshotSource.open(release, "r1")


def test_everything_comes_back_ordered_by_id(source: FeatureSource) -> None:
    given, read = squares(), source.read(FeatureQuery())
    order = np.argsort(given.ids)
    assert read.ids.tolist() == given.ids[order].tolist()
    assert read.attributes.to_pylist() == given.attributes.take(pa.array(order)).to_pylist()
    wanted = geometries_from_columns(given.geometry)[order]
    assert shapely.to_wkb(geometries_from_columns(read.geometry)).tolist() == shapely.to_wkb(wanted).tolist()


@pytest.mark.parametrize(("offset", "limit"), [(0, 5), (140, 10), (144, 1), (3, None), (7, 0)])
def test_pages_are_slices_of_the_whole(source: FeatureSource, offset: int, limit: int | None) -> None:
    whole = source.read(FeatureQuery()).ids.tolist()
    end = None if limit is None else offset + limit
    assert source.read(FeatureQuery(offset=offset, limit=limit)).ids.tolist() == whole[offset:end]


@pytest.mark.parametrize("crs", [info.code for info in USUAL])
def test_a_box_in_any_served_crs_finds_the_same(source: FeatureSource, crs: str) -> None:
    box = project_box(Box(106.6005, -6.1995, 106.6305, -6.1795), crs)
    bounds = squares().geometry.boxes
    hit = (
        (bounds[:, 0] <= 106.6305) & (bounds[:, 2] >= 106.6005) & (bounds[:, 1] <= -6.1795) & (bounds[:, 3] >= -6.1995)
    )
    query = FeatureQuery(box=box)
    assert set(source.read(query).ids.tolist()) == set(squares().ids[hit].tolist())
    assert source.matched(query) == hit.sum()


@pytest.mark.parametrize("crs", [info.code for info in USUAL])
def test_a_huge_box_finds_all_and_a_far_one_nothing(source: FeatureSource, crs: str) -> None:
    assert source.matched(FeatureQuery(box=Box(-1e9, -1e9, 1e9, 1e9, crs))) == source.count - 1
    assert source.matched(FeatureQuery(box=Box(1e9, 1e9, 2e9, 2e9, crs))) == 0


def test_a_box_is_exact_to_the_last_bit(source: FeatureSource) -> None:
    boxes = squares().geometry.boxes
    edge = float(boxes[0, 0])
    touching = source.matched(FeatureQuery(box=Box(edge - 0.001, boxes[0, 1], edge, boxes[0, 3])))
    beside = source.matched(FeatureQuery(box=Box(edge - 0.001, boxes[0, 1], np.nextafter(edge, 0), boxes[0, 3])))
    assert touching == beside + 1


def test_ids_filter_box_and_page_work_together(source: FeatureSource) -> None:
    query = FeatureQuery(ids=(10, 20, 30, 70, 99, 5000), filter=Comparison("size", ">", 2))
    assert source.read(query).ids.tolist() == [number for number in (10, 20, 30, 70) if number % 7 > 2]
    assert source.matched(query) == 2
    everything = FeatureQuery(filter=Comparison("size", "=", 0), offset=1, limit=2)
    assert source.read(everything).ids.tolist() == [140, 210]


def test_properties_are_the_attributes(source: FeatureSource) -> None:
    pieces = source.properties_json(np.array([30, 10], np.int32))
    assert [json.loads(piece) for piece in pieces] == [{"name": "n30", "size": 2}, {"name": "n10", "size": 3}]
    with pytest.raises(KeyError):
        source.properties_json(np.array([11], np.int32))


def test_world_rows_are_those_whose_boxes_meet(source: FeatureSource) -> None:
    world, ids = source.world(), source.row_ids()
    west, north, east, south = world.boxes[17].tolist()
    hit = (world.boxes[:, 0] <= east) & (world.boxes[:, 2] >= west) & (world.boxes[:, 1] <= south + 10**5)
    hit &= world.boxes[:, 3] >= north
    rows = source.world_rows(west, north, east, south + 10**5, FeatureQuery())
    assert ids[rows].tolist() == sorted(ids[hit].tolist())
    narrowed = source.world_rows(west, north, east, south + 10**5, FeatureQuery(ids=(int(ids[17]), 10**6)))
    assert narrowed.tolist() == [17]


def test_extent_holds_every_geometry(source: FeatureSource) -> None:
    boxes = squares().geometry.boxes
    assert source.extent == Box(*np.nanmin(boxes[:, :2], 0).tolist(), *np.nanmax(boxes[:, 2:], 0).tolist())


@pytest.mark.parametrize("keep", [[], [5]])
def test_a_release_without_geometry_answers(tmp_path: Path, keep: list[int]) -> None:
    whole = squares()
    batch = FeatureBatch(
        whole.ids[keep],
        columns_from_geometries(geometries_from_columns(whole.geometry)[keep]),
        whole.attributes.take(pa.array(keep, pa.int64())),
        SCHEMA,
    )
    build_snapshot(batch, tmp_path / "snapshot")
    source = SnapshotSource.open(tmp_path, "r1")
    assert (source.count, source.extent) == (len(keep), None)
    assert source.matched(FeatureQuery(box=Box(-180, -90, 180, 90))) == 0
    assert len(source.read(FeatureQuery())) == len(keep)
    assert len(source.world_rows(-(2**31), -(2**31), 2**31 - 1, 2**31 - 1, FeatureQuery())) == 0


def test_features_without_fields_are_kept(tmp_path: Path) -> None:
    schema = Schema((), GeometryKind.POLYGON, "OGC:CRS84")
    batch = FeatureBatch(squares().ids, squares().geometry, pa.table({}), schema)
    build_snapshot(batch, tmp_path / "snapshot")
    source = SnapshotSource.open(tmp_path, "r1")
    assert len(source.read(FeatureQuery(limit=3))) == 3
    assert source.properties_json(np.array([10], np.int32)) == [b"{}"]


def test_equal_ids_are_refused(tmp_path: Path) -> None:
    batch = squares()
    batch.ids[1] = batch.ids[0]
    with pytest.raises(ValueError, match="not unique"):
        build_snapshot(batch, tmp_path / "snapshot")


def test_edits_are_folded_in(release: Path) -> None:
    delta = Delta(4, None, np.array([10, 20], np.int32))
    source = SnapshotSource.open(release, "r1", delta)
    assert str(source.state) == "r1.4"
    assert source.read(FeatureQuery(limit=1)).ids.tolist() == [30]
    assert source.count == SIDE * SIDE - 2


def damage(folder: Path, name: str) -> None:
    path = folder / "snapshot" / name
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("name", ["native_xy.npy", "attributes.arrow", "world.rtree", FACTS])
def test_a_damaged_snapshot_is_missing(tmp_path: Path, name: str) -> None:
    build_snapshot(squares(), tmp_path / "snapshot")
    damage(tmp_path, name)
    with pytest.raises(ReleaseMissing):
        SnapshotSource.open(tmp_path, "r1")


def test_no_snapshot_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ReleaseMissing):
        SnapshotSource.open(tmp_path, "r1")


def test_another_format_is_outdated(tmp_path: Path) -> None:
    (tmp_path / "snapshot").mkdir()
    (tmp_path / "snapshot" / FACTS).write_text('{"format": 99, "later": true}')
    with pytest.raises(SnapshotOutdated):
        SnapshotSource.open(tmp_path, "r1")


def test_threads_get_the_answers_that_one_gets(source: FeatureSource) -> None:
    west, north, east, south = source.world().boxes[17].tolist()
    box = Box(106.61, -6.19, 106.66, -6.12, "EPSG:4326")

    def ask(number: int) -> tuple[list[int], list[bytes], list[int]]:
        page = source.read(
            FeatureQuery(box=box, filter=Comparison("size", ">", number % 3), offset=number % 5, limit=9)
        )
        rows = source.world_rows(west, north, east + 10**6, south, FeatureQuery())
        return page.ids.tolist(), source.properties_json(page.ids), rows.tolist()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(120))) == [ask(number) for number in range(120)]


@pytest.mark.parametrize("descending", [False, True])
def test_an_order_goes_over_all_pages(source: FeatureSource, descending: bool) -> None:
    order = (Order("size", descending),)
    pages = [source.read(FeatureQuery(order=order, limit=50, offset=start)) for start in range(0, 150, 50)]
    found = [
        (size, number)
        for page in pages
        for size, number in zip(page.attributes.column("size").to_pylist(), page.ids.tolist(), strict=True)
    ]
    assert found == sorted(found, key=lambda pair: (-pair[0] if descending else pair[0], pair[1]))
    assert len(found) == SIDE * SIDE


@pytest.mark.parametrize("relation", ["intersects", "within", "disjoint", "contains", "touches"])
def test_relations_to_a_shape_are_those_of_shapely(source: FeatureSource, relation: Relation) -> None:
    shape = shapely.Polygon([(106.6, -6.2), (106.66, -6.2), (106.64, -6.15), (106.604, -6.12)])
    everything = source.read(FeatureQuery())
    shapes = geometries_from_columns(everything.geometry)
    expected = everything.ids[getattr(shapely, relation)(shapes, shape)].tolist()
    expression = Spatial("geometry", relation, shapely.to_wkb(shape), "OGC:CRS84")
    assert source.read(FeatureQuery(filter=expression)).ids.tolist() == expected
    assert source.matched(FeatureQuery(filter=expression, ids=tuple(expected[:3]))) == len(expected[:3])
