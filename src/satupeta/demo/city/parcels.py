"""Parcels: blocks divided by alleys, then into two rows, then into plots."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from satupeta.demo.city.blocks import Blocks
from satupeta.demo.city.cells import Cells, Cuts, Rows, cut, joined, long_axes, subdivided
from satupeta.demo.city.districts import CHARACTERS
from satupeta.demo.city.rdtr import BY_CODE

Floats = NDArray[np.float64]
ALLEY_GAP_M = 4.0
_A_ROW_OF = 7
"""Plots in a row between two alleys, about."""
_SURPLUS = 1.05
_FEWEST_LEFT = 0.35
_LEAST_M2 = 70.0
_TURNS = 12


@dataclass(frozen=True, slots=True)
class Parcels:
    """Parcels of the city, ordered by block.

    Attributes:
        cells: In the plan.
        shapes: In the city, cut where their block is.
        whole: Whether nothing was cut.
        blocks: Block each lies in.
        alleys: Lines in the plan, owned by blocks.
    """

    cells: Cells
    shapes: NDArray[np.object_]
    whole: NDArray[np.bool_]
    blocks: Rows
    alleys: Cuts

    def __len__(self) -> int:
        return len(self.cells)

    def take(self, rows: Rows | NDArray[np.bool_]) -> "Parcels":
        """These parcels, and all alleys."""
        return Parcels(self.cells.take(rows), self.shapes[rows], self.whole[rows], self.blocks[rows], self.alleys)


def parcels_of(blocks: Blocks, count: int, seed: int) -> Parcels:
    """Exactly this many parcels; where more would fit, land far from the centre stays undivided.

    Raises:
        ValueError: The blocks do not hold so many.
    """
    usual = np.array([BY_CODE[code].parcel_m2 for code in blocks.zones.tolist()]) * (4.0 - 3.0 * blocks.nearness)
    scale = (shapely.area(blocks.shapes) / usual).sum() / (1.3 * count)
    for _ in range(_TURNS):
        found = _divided(blocks, scale * usual, np.random.default_rng([seed, 3]))
        if 1 <= len(found) / count <= _SURPLUS:
            break
        scale *= len(found) / (count * (1 + _SURPLUS) / 2)
    if len(found) < count:
        raise ValueError(f"the blocks hold {len(found)} parcels, not {count}")
    random = np.random.default_rng([seed, 4])
    # Land is taken up block by block, from the centre outwards: fields last.
    empty = np.array([BY_CODE[code].empty for code in blocks.zones.tolist()])
    rank = blocks.nearness - 0.6 * empty + random.normal(0, 0.5, len(blocks))
    order = np.lexsort((np.arange(len(found)), -rank[found.blocks]))
    return found.take(np.sort(order[:count]))


def _divided(blocks: Blocks, usual: Floats, random: np.random.Generator) -> Parcels:
    swings = 0.6 * np.array([character.swing for character in CHARACTERS])[blocks.characters]
    turns = 0.5 * np.array([character.turn for character in CHARACTERS])[blocks.characters]

    def draw_alley(_cells: Cells, owners: Rows) -> tuple[Floats, Floats]:
        swing, turn = random.uniform(-1, 1, (2, len(owners)))
        return 0.5 + swing * swings[owners], turn * turns[owners]

    def draw_border(_cells: Cells, owners: Rows) -> tuple[Floats, Floats]:
        swing, turn = random.uniform(-1, 1, (2, len(owners)))
        return 0.5 + swing * 0.06, turn * 0.02

    limits = 2 * _A_ROW_OF * usual
    parts, owners, alleys = subdivided(
        blocks.cells, lambda _cells, rows: limits[rows], draw_alley, np.full(len(blocks), ALLEY_GAP_M)
    )
    rows, row_owners, axes = _rows(parts, owners, usual)
    spread = random.uniform(1.1, 1.7, len(rows)) * usual[row_owners]
    plots, from_rows, _ = subdivided(rows, lambda _cells, own: spread[own], draw_border, np.zeros(len(rows)), axes)
    in_blocks = row_owners[from_rows]
    order = np.argsort(in_blocks, kind="stable")
    return _placed(blocks, plots.take(order), in_blocks[order], alleys)


def _rows(parts: Cells, owners: Rows, usual: Floats) -> tuple[Cells, Rows, NDArray[np.complex128]]:
    """Parts between alleys halved along their long axis where both halves are deep enough for a plot."""
    axes, _, breadths = long_axes(parts)
    deep = breadths**2 > usual[owners]
    before, behind, _, _ = cut(
        parts.take(deep), axes[deep] * 1j, np.full(int(deep.sum()), 0.5), np.zeros(int(deep.sum()))
    )
    return (
        joined([parts.take(~deep), before, behind]),
        np.concatenate((owners[~deep], owners[deep], owners[deep])),
        np.concatenate((axes[~deep], axes[deep], axes[deep])),
    )


def _placed(blocks: Blocks, cells: Cells, owners: Rows, alleys: Cuts) -> Parcels:
    shapes = cells.polygons(blocks.factors[owners], blocks.offsets[owners])
    whole = blocks.whole[owners]
    touched = np.flatnonzero(~whole)
    land = blocks.shapes[owners[touched]]
    inside = np.asarray(shapely.covers(land, shapes[touched]))
    whole = whole.copy()
    whole[touched] = inside
    cut_rows = touched[~inside]
    before = shapely.area(shapes[cut_rows])
    shapes[cut_rows] = _largest(shapely.intersection(shapes[cut_rows], land[~inside]))
    after = shapely.area(shapes)
    kept = after >= _LEAST_M2
    kept[cut_rows] &= after[cut_rows] >= _FEWEST_LEFT * before
    return Parcels(cells.take(kept), shapes[kept], whole[kept], owners[kept], alleys)


def _largest(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """The largest polygon of each, an empty one without any."""
    parts, owners = shapely.get_parts(shapes, return_index=True)
    areas = shapely.area(parts)
    order = np.lexsort((areas, owners))
    found = np.full(len(shapes), shapely.Polygon(), dtype=object)
    found[owners[order]] = parts[order]
    return np.where(shapely.get_type_id(found) == 3, found, shapely.Polygon())
