"""Blocks between streets: the plan is divided by arterials, then collectors, then local streets."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from satupeta.demo.city.cells import Cells, Cuts, Rows, square, subdivided
from satupeta.demo.city.districts import CHARACTERS, characters_at, zones_at
from satupeta.demo.city.landmarks import Landmarks
from satupeta.demo.city.region import Region
from satupeta.demo.city.warp import bent, slope, straightened

Floats = NDArray[np.float64]
Places = NDArray[np.complex128]
ARTERIAL_GAP_M, COLLECTOR_GAP_M, LOCAL_GAP_M = 30.0, 17.0, 9.0
_MARGIN_M = 400.0
_ARTERIAL_M2, _COLLECTOR_M2, _BLOCK_M2 = 5.5e6, 7e5, 36_000.0
_LEAST_BLOCK_M2 = 500.0
_SMALL_ENOUGH = 1.04
_TURNS = 8
_TRADING = 0.3
"""Share of blocks along collectors that live of them."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks of the city.

    Attributes:
        cells: In the plan.
        factors, offsets: Plan to city, a block: place times factor plus offset.
        shapes: In the city, cut where something else lies; polygons and multipolygons.
        whole: Whether nothing was cut.
        characters: Index into `CHARACTERS`.
        zones: Codes.
        kelurahan: Index into the region's.
        nearness: To the centre, 0 to 1.
        arterials, collectors, locals: Streets between them, in the plan.
    """

    cells: Cells
    factors: Places
    offsets: Places
    shapes: NDArray[np.object_]
    whole: NDArray[np.bool_]
    characters: Rows
    zones: NDArray[np.str_]
    kelurahan: Rows
    nearness: Floats
    arterials: Cuts
    collectors: Cuts
    locals: Cuts

    def __len__(self) -> int:
        return len(self.cells)


@dataclass(frozen=True, slots=True)
class _Quarters:
    cells: Cells
    characters: Rows
    arterials: Cuts
    collectors: Cuts


def blocks_of(region: Region, landmarks: Landmarks, most: int, seed: int) -> Blocks:
    """Blocks of a region, at most this many and nearly so."""
    quarters = _quarters(region, np.random.default_rng([seed, 1]))
    free = region.outline - landmarks.taken
    shapely.prepare(free)
    size = 1.0
    for _ in range(_TURNS):
        found = _divided(quarters, region, free, size, np.random.default_rng([seed, 2]))
        if most / _SMALL_ENOUGH**3 <= len(found) <= most:
            break
        size *= len(found) / most * _SMALL_ENOUGH
    return found


def _quarters(region: Region, random: np.random.Generator) -> _Quarters:
    outline = straightened(shapely.get_coordinates(region.outline.segmentize(200)) @ np.array([1, 1j]))
    middle = complex(outline.real.min() + outline.real.max(), outline.imag.min() + outline.imag.max()) / 2
    half_m = max(np.ptp(outline.real), np.ptp(outline.imag)) / 2 + _MARGIN_M
    arterial_m2 = min(_ARTERIAL_M2, region.outline.area / 2.5)
    collector_m2 = min(_COLLECTOR_M2, region.outline.area / 9)

    def nearness(cells: Cells) -> Floats:
        return region.nearness(bent(cells.middles))

    def draw(cells: Cells, _owners: Rows) -> tuple[Floats, Floats]:
        return random.uniform(0.4, 0.6, len(cells)), random.uniform(-0.16, 0.16, len(cells))

    def large(cells: Cells, _owners: Rows) -> Floats:
        return np.asarray(arterial_m2 * (1.35 - nearness(cells)))

    def fair(cells: Cells, _owners: Rows) -> Floats:
        return np.asarray(collector_m2 * (1.5 - nearness(cells)))

    cells, _, arterials = subdivided(square(middle, half_m), large, draw, np.array([ARTERIAL_GAP_M]))
    cells = _near(cells, region)
    cells, _, collectors = subdivided(cells, fair, draw, np.full(len(cells), COLLECTOR_GAP_M))
    cells = _near(cells, region)
    return _Quarters(cells, characters_at(region, bent(cells.middles), random), arterials, collectors)


def _divided(
    quarters: _Quarters, region: Region, free: shapely.Geometry, size: float, random: np.random.Generator
) -> Blocks:
    sizes = np.array([character.block for character in CHARACTERS])[quarters.characters]
    swings = np.array([character.swing for character in CHARACTERS])[quarters.characters]
    turns = np.array([character.turn for character in CHARACTERS])[quarters.characters]

    def limits(cells: Cells, owners: Rows) -> Floats:
        return np.asarray(size * _BLOCK_M2 * sizes[owners] * (1.7 - region.nearness(bent(cells.middles))))

    def draw(_cells: Cells, owners: Rows) -> tuple[Floats, Floats]:
        swing, turn = random.uniform(-1, 1, (2, len(owners)))
        return 0.5 + swing * swings[owners], turn * turns[owners]

    cells, owners, streets = subdivided(quarters.cells, limits, draw, np.full(len(quarters.cells), LOCAL_GAP_M))
    middles = cells.middles
    factors = slope(middles)
    offsets = bent(middles) - factors * middles
    shapes = cells.polygons(factors, offsets)
    whole = np.asarray(shapely.contains(free, shapes))
    shapes[~whole] = _polygonal(shapely.intersection(shapes[~whole], free))
    kept = shapely.area(shapes) >= _LEAST_BLOCK_M2
    cells, owners, middles = cells.take(kept), owners[kept], middles[kept]
    characters = quarters.characters[owners]
    widest = 2 * cells.edges.max(axis=1)
    fronts = (widest >= ARTERIAL_GAP_M) | ((widest >= COLLECTOR_GAP_M) & (random.random(len(cells)) < _TRADING))
    return Blocks(
        cells,
        factors[kept],
        offsets[kept],
        shapes[kept],
        whole[kept],
        characters,
        zones_at(characters, fronts, random),
        region.kelurahan_of(bent(middles)),
        region.nearness(bent(middles)),
        quarters.arterials,
        quarters.collectors,
        streets,
    )


def _near(cells: Cells, region: Region) -> Cells:
    shapes = shapely.transform(shapely.segmentize(cells.polygons(), 200), _bent_xy)
    return cells.take(np.asarray(shapely.intersects(shapes, region.outline)))


def _bent_xy(xy: Floats) -> Floats:
    places = bent(xy @ np.array([1, 1j]))
    return np.column_stack((places.real, places.imag))


def _polygonal(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """What is left of shapes without lines, points and crumbs."""
    parts, owners = shapely.get_parts(shapes, return_index=True)
    kept = (shapely.get_type_id(parts) == 3) & (shapely.area(parts) > 60)
    grouped = shapely.multipolygons(parts[kept], indices=owners[kept], out=np.full(len(shapes), None, dtype=object))
    single = shapely.get_num_geometries(grouped) == 1
    grouped[single] = shapely.get_geometry(grouped[single], 0)
    return np.asarray(grouped)
