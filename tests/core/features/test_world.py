import numpy as np
import pytest
import shapely

from satupeta.core.errors import InvalidGeometry
from satupeta.core.features.columns import WorldColumns
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.features.world import ring_areas_doubled, take_world_rows, world_columns


def world(*texts: str, crs: str = "OGC:CRS84") -> WorldColumns:
    return world_columns(columns_from_geometries(np.array(shapely.from_wkt(list(texts)), dtype=object)), crs)


def test_exteriors_are_positive_and_holes_negative_with_y_down() -> None:
    for ring, hole in (("0 0, 4 0, 4 4, 0 4, 0 0", "1 1, 2 1, 2 2, 1 2, 1 1"),) * 2:
        for exterior in (ring, ", ".join(reversed(ring.split(", ")))):
            columns = world(f"POLYGON (({exterior}), ({hole}))")
            areas = ring_areas_doubled(columns.xy, columns.rings)
            assert areas[0] > 0 > areas[1]


def test_lines_keep_their_direction() -> None:
    columns = world("LINESTRING (0 0, 0 1, 1 1, 1 0, 0 0)")
    assert columns.xy[1, 1] < columns.xy[0, 1]
    assert len(columns.xy) == 5


def test_equal_neighbours_are_dropped_but_a_collapsed_ring_stays() -> None:
    columns = world(
        "POLYGON ((0 0, 1e-9 0, 1 0, 1 1, 0 1e-9, 0 0))", "POLYGON ((5 5, 5.000000001 5, 5 5.000000001, 5 5))"
    )
    assert np.diff(columns.rings).tolist() == [3, 1]


def test_boxes_hold_the_vertices_and_of_nothing_are_reversed() -> None:
    columns = world("POINT (1 1)", "POLYGON EMPTY", "LINESTRING (0 0, 1 1)")
    assert columns.boxes[0].tolist() == columns.xy[0].tolist() * 2
    assert columns.boxes[1, 0] > columns.boxes[1, 2]
    assert columns.boxes[2].tolist() == [0, columns.xy[2, 1], columns.xy[2, 0], 0]


def test_a_projected_point_lies_where_its_degrees_lie() -> None:
    degrees = world("POINT (106.63 -6.17)").xy
    metres = world("POINT (680345.2 9317725.0)", crs="EPSG:32748").xy
    assert np.abs(degrees - metres).max() < 40_000


def test_what_has_no_place_on_earth_is_refused() -> None:
    with pytest.raises(InvalidGeometry):
        world("POINT (1e30 1e30)", crs="EPSG:32748")


def test_sliver_areas_are_exact() -> None:
    ring = np.array([[-(2**30), -(2**30)], [2**30, 2**30], [2**30 - 1, 2**30 - 1 - 1]], np.int32)
    exact = 2**31 * (2**31 - 2) - (2**31 - 1) * 2**31
    assert ring_areas_doubled(ring, np.array([0, 3], np.int32)).tolist() == [float(exact)]


def test_a_ring_around_the_world_keeps_its_sign() -> None:
    low, high = -(2**31), 2**31 - 1
    ring = np.array([[low, low], [high, low], [high, high], [low, high]], np.int32)
    assert ring_areas_doubled(ring, np.array([0, 4], np.int32))[0] > 0


def test_rows_taken_equal_rows_made_alone() -> None:
    texts = ("POINT (1 1)", "POLYGON ((0 0, 1 0, 1 1, 0 0))", "LINESTRING (0 0, 1 1)")
    taken, alone = take_world_rows(world(*texts), np.array([2, 1])), world(texts[2], texts[1])
    for name in ("xy", "rings", "parts", "features", "types", "boxes"):
        np.testing.assert_array_equal(getattr(taken, name), getattr(alone, name))
