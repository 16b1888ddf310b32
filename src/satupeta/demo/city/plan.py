"""The spatial plan: a zone for each block, and for what lies between blocks."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from satupeta.demo.city.blocks import Blocks
from satupeta.demo.city.cells import Rows, cut, long_axes
from satupeta.demo.city.landmarks import Landmarks
from satupeta.demo.city.region import Region
from satupeta.demo.city.streets import ARTERIAL, WIDTHS_M, Streets

Shapes = NDArray[np.object_]
_LEAST_M2 = 20.0


@dataclass(frozen=True, slots=True)
class SpatialPlan:
    """Zones of the city.

    Attributes:
        shapes: Polygons and multipolygons, none overlapping another.
        codes: Sub-zones.
        kelurahan: Index into the region's, of the kelurahan in which a place within the zone lies.
        blocks: Block that the zone is, or is half of; -1 for others.
    """

    shapes: Shapes
    codes: NDArray[np.str_]
    kelurahan: Rows
    blocks: Rows


def between_blocks(
    region: Region, landmarks: Landmarks, blocks: Blocks, streets: Streets
) -> tuple[Shapes, NDArray[np.str_]]:
    """Zones of water, great roads, river banks, green lanes and transport, cut at borders of kecamatan."""
    lines = streets.lines[streets.classes == ARTERIAL]
    # Flat ends: a road ends where its line does.
    paved = shapely.union_all(shapely.buffer(lines, WIDTHS_M[ARTERIAL] / 2, cap_style="flat", quad_segs=4))
    roads = shapely.union_all([paved, landmarks.toll_road]).intersection(region.outline)
    roads = (roads - landmarks.water) - landmarks.airport
    beside = shapely.STRtree(blocks.shapes).query(roads, predicate="intersects")
    roads = roads - shapely.union_all(blocks.shapes[np.sort(beside)])
    grounds = {
        "BA": landmarks.water,
        "BJ": roads,
        "PS": landmarks.banks - roads,
        "RTH-8": landmarks.toll_strips - roads,
        "TR": landmarks.airport,
    }
    found = [(shape, code) for code, ground in grounds.items() for shape in _by_district(region, ground)]
    shapes = np.empty(len(found), dtype=object)
    shapes[:] = [shape for shape, _ in found]
    return shapes, np.array([code for _, code in found], "U5")


def plan_of(region: Region, blocks: Blocks, others: tuple[Shapes, NDArray[np.str_]], count: int) -> SpatialPlan:
    """Exactly this many zones: the largest blocks are cut in two where there are fewer.

    Args:
        region: Where.
        blocks: Blocks, of which `count` leaves room for all.
        others: From `between_blocks`.
        count: How many zones.

    Raises:
        ValueError: There are more blocks than that, or fewer than half.
    """
    missing = count - len(blocks) - len(others[0])
    if not 0 <= missing <= len(blocks):
        raise ValueError(f"{len(blocks)} blocks and {len(others[0])} other zones do not make {count}")
    whole, halves, halved = _halved(blocks, missing)
    shapes = np.concatenate((blocks.shapes[whole], halves, others[0]))
    owners = np.concatenate((whole, halved, np.full(len(others[0]), -1)))
    codes = np.concatenate((blocks.zones[whole], blocks.zones[halved], others[1]))
    inside = shapely.get_coordinates(shapely.point_on_surface(shapes)) @ np.array([1, 1j])
    return SpatialPlan(shapes, codes, region.kelurahan_of(inside), owners)


def _halved(blocks: Blocks, missing: int) -> tuple[Rows, Shapes, Rows]:
    """Rows of blocks that stay whole; halves of the largest others; and the rows those came from."""
    largest = np.argsort(-shapely.area(blocks.shapes), kind="stable")
    largest = largest[blocks.whole[largest]]
    chosen = np.sort(largest[:missing])
    if len(chosen) < missing:
        raise ValueError(f"{missing} blocks are to be cut, {len(chosen)} can be")
    if not missing:
        return np.arange(len(blocks)), np.empty(0, dtype=object), chosen
    cells = blocks.cells.take(chosen)
    axes, _, _ = long_axes(cells)
    before, behind, _, _ = cut(cells, axes, np.full(missing, 0.5), np.zeros(missing))
    parts = [half.polygons(blocks.factors[chosen], blocks.offsets[chosen]) for half in (before, behind)]
    return (
        np.setdiff1d(np.arange(len(blocks)), chosen),
        np.concatenate(parts),
        np.concatenate((chosen, chosen)),
    )


def _by_district(region: Region, ground: shapely.Geometry) -> Iterator[shapely.Geometry]:
    districts = np.array(region.districts)
    for district in dict.fromkeys(region.districts):
        area = shapely.union_all(region.areas[districts == district])
        yield from _polygonal(ground.intersection(area))
        # Boundaries overlap here and there.
        ground = ground - area
    yield from _polygonal(ground)


def _polygonal(shape: shapely.Geometry) -> Iterator[shapely.Geometry]:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area >= _LEAST_M2]
    if parts:
        yield parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
