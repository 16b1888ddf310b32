"""Buildings: each stands on a part of its parcel, as a rectangle, an L, a U or a T."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from satupeta.demo.city.blocks import Blocks
from satupeta.demo.city.cells import Cells, Rows, polygons_of, subdivided
from satupeta.demo.city.parcels import Parcels
from satupeta.demo.city.rdtr import BY_CODE

Floats = NDArray[np.float64]
Places = NDArray[np.complex128]
_TURNS = 12
_SURPLUS = 1.06
_LEAST_M2 = 9.0
_YARD_M = (0.35, 1.4)
"""Least distance to the border of its part of the parcel."""
_FORMS = (
    ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)),
    ((0.0, 0.0), (1.0, 0.0), (1.0, 0.55), (0.6, 0.55), (0.6, 1.0), (0.0, 1.0)),
    ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.45, 1.0), (0.45, 0.6), (0.0, 0.6)),
    ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.68, 1.0), (0.68, 0.45), (0.32, 0.45), (0.32, 1.0), (0.0, 1.0)),
    ((0.3, 0.0), (0.7, 0.0), (0.7, 0.4), (1.0, 0.4), (1.0, 1.0), (0.0, 1.0), (0.0, 0.4), (0.3, 0.4)),
)
"""Floor plans in the unit square."""
_FORM_WEIGHTS = (0.66, 0.12, 0.12, 0.05, 0.05)


@dataclass(frozen=True, slots=True)
class Buildings:
    """Buildings of the city, ordered by parcel.

    Attributes:
        shapes: Polygons in the city.
        parcels: Parcel each stands on.
        floors: Storeys.
        heights_m: Above the ground.
        years: When built.
    """

    shapes: NDArray[np.object_]
    parcels: Rows
    floors: Rows
    heights_m: Floats
    years: Rows


def buildings_of(blocks: Blocks, parcels: Parcels, count: int, seed: int) -> Buildings:
    """Exactly this many buildings; where more would fit, land far from the centre stays empty.

    Raises:
        ValueError: The parcels do not hold so many.
    """
    codes = blocks.zones[parcels.blocks]
    zones = [BY_CODE[code] for code in codes.tolist()]
    nearness = blocks.nearness[parcels.blocks]
    random = np.random.default_rng([seed, 5])
    empty = np.array([zone.empty for zone in zones])
    built = random.random(len(parcels)) >= np.minimum(empty * (1.5 - 0.7 * nearness), 1)
    rows = np.flatnonzero(built)
    usual = np.array([zone.footprint_m2 / zone.coverage for zone in zones])[rows] * (1.8 - 1.0 * nearness[rows])
    cells = parcels.cells.take(rows)
    scale = (cells.areas / usual).sum() / (1.6 * count)
    for _ in range(_TURNS):
        shapes, owners = _placed(blocks, parcels, rows, scale * usual, np.random.default_rng([seed, 6]))
        if 1 <= len(shapes) / count <= _SURPLUS:
            break
        scale *= len(shapes) / (count * (1 + _SURPLUS) / 2)
    if len(shapes) < count:
        raise ValueError(f"the parcels hold {len(shapes)} buildings, not {count}")
    rank = nearness[owners] + random.normal(0, 0.8, len(owners))
    kept = np.sort(np.lexsort((np.arange(len(owners)), -rank))[:count])
    return _described(shapes[kept], owners[kept], codes, nearness, random)


def _placed(
    blocks: Blocks, parcels: Parcels, rows: Rows, usual: Floats, random: np.random.Generator
) -> tuple[NDArray[np.object_], Rows]:
    """As many buildings as fit, and the parcels they stand on."""

    def draw(_cells: Cells, owners: Rows) -> tuple[Floats, Floats]:
        return random.uniform(0.44, 0.56, len(owners)), np.zeros(len(owners))

    spread = random.uniform(1.2, 1.9, len(rows)) * usual
    parts, owners, _ = subdivided(parcels.cells.take(rows), lambda _cells, own: spread[own], draw, np.zeros(len(rows)))
    owners = rows[owners]
    coverages = np.array([BY_CODE[code].coverage for code in blocks.zones.tolist()])[parcels.blocks[owners]]
    footprints = np.array([BY_CODE[code].footprint_m2 for code in blocks.zones.tolist()])[parcels.blocks[owners]]
    corners, counts = _plans(parts, coverages, footprints, random)
    own_blocks = parcels.blocks[owners]
    corners = corners * blocks.factors[own_blocks][:, None] + blocks.offsets[own_blocks][:, None]
    shapes = polygons_of(corners, counts)
    kept = shapely.area(shapes) >= _LEAST_M2
    doubtful = np.flatnonzero(kept & ~parcels.whole[owners])
    kept[doubtful] = shapely.contains(parcels.shapes[owners[doubtful]], shapes[doubtful])
    return shapes[kept], owners[kept]


def _plans(parts: Cells, coverages: Floats, footprints: Floats, random: np.random.Generator) -> tuple[Places, Rows]:
    """Corners of one building on each part, rows of one width, and how many are meant."""
    count = len(parts)
    quads = parts.counts == 4
    chosen = np.where(quads, random.choice(len(_FORMS), count, p=_FORM_WEIGHTS), 0)
    widest = max(max(len(form) for form in _FORMS), parts.corners.shape[1])
    corners = np.zeros((count, widest), np.complex128)
    counts = parts.counts.copy()
    areas = np.maximum(parts.areas, 1e-9)
    built = np.minimum(
        coverages * random.uniform(0.85, 1.2, count), footprints * random.uniform(1.4, 2.8, count) / areas
    )
    roots = np.sqrt(np.clip(built, 0.02, 0.88))
    # A yard of its own even where nearly all may be built on.
    reach = np.sqrt(areas)
    shares = np.minimum(roots, 1 - 2 * random.uniform(*_YARD_M, count) / reach)
    shares = np.maximum(shares, 0.15)
    middles = parts.middles
    shrunk = middles[:, None] + shares[:, None] * (parts.corners - middles[:, None])
    corners[:, : shrunk.shape[1]] = shrunk
    turned = random.integers(0, 4, count)
    for index, form in enumerate(_FORMS):
        rows = np.flatnonzero(quads & (chosen == index))
        quad = np.take_along_axis(shrunk[rows, :4], (np.arange(4) + turned[rows, None]) % 4, axis=1)
        for slot, (u, v) in enumerate(form):
            corners[rows, slot] = (quad * np.array([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v])).sum(axis=1)
        counts[rows] = len(form)
    return corners, counts


def _described(
    shapes: NDArray[np.object_], parcels: Rows, codes: NDArray[np.str_], nearness: Floats, random: np.random.Generator
) -> Buildings:
    zones = [BY_CODE[code] for code in codes[parcels].tolist()]
    fewest = np.array([zone.floors[0] for zone in zones])
    most = np.array([zone.floors[1] for zone in zones])
    # Towers are few, stand near the centre, and need ground.
    chance = random.random(len(shapes)) ** (3.4 - 2.2 * nearness[parcels])
    slender = np.maximum(1, np.sqrt(shapely.area(shapes)) / 2.2)
    floors = np.minimum(fewest + np.floor(chance * (most - fewest + 1)), most)
    floors = np.maximum(1, np.minimum(floors, slender)).astype(np.int64)
    storey = np.where(np.isin(codes[parcels], ("KPI",)), 6.5, 3.4)
    heights = np.round(floors * storey + random.uniform(0.4, 2.2, len(shapes)), 1)
    years = (2024 - random.gamma(2.2, 9.0, len(shapes)) - 12 * nearness[parcels]).clip(1925, 2024).astype(np.int64)
    return Buildings(shapes, parcels, floors, heights, years)
