"""Streets: the lines that divide the plan, cut where they cannot go and carried over what they cross."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
import shapely.ops
from numpy.typing import NDArray

from satupeta.demo.city.blocks import Blocks
from satupeta.demo.city.cells import Cuts, Rows
from satupeta.demo.city.landmarks import TOLL_WIDTH_M, Landmarks
from satupeta.demo.city.names import made_names
from satupeta.demo.city.parcels import Parcels
from satupeta.demo.city.region import Region
from satupeta.demo.city.warp import bent

Places = NDArray[np.complex128]
Shapes = NDArray[np.object_]
TOLL, ARTERIAL, COLLECTOR, LOCAL, ALLEY = range(5)
CLASSES = ("tol", "arteri", "kolektor", "lokal", "gang")
WIDTHS_M = (TOLL_WIDTH_M, 24.0, 12.0, 6.0, 3.0)
"""Of carriageways, by class."""
_STEP_M = 45.0
_LEAST_M = 12.0
_LONGEST_SPAN_M = 420.0
_STRETCH_M = 600.0
"""Great streets are kept in stretches of at most this length."""
_UNDERPASSES = 0.25
_APPROACH_M = 14.0


@dataclass(frozen=True, slots=True)
class Streets:
    """Stretches of streets.

    Attributes:
        lines: In the city.
        classes: Index into `CLASSES`.
        levels: 1 on a bridge, -1 in a tunnel, else 0.
        names: Of the streets they belong to.
    """

    lines: Shapes
    classes: Rows
    levels: Rows
    names: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.lines)


def streets_of(region: Region, landmarks: Landmarks, blocks: Blocks, parcels: Parcels, seed: int) -> Streets:
    """All streets of a city."""
    random = np.random.default_rng([seed, 7])
    free = region.outline - landmarks.taken
    shapely.prepare(free)
    owners = parcels.alleys.owners
    factors, offsets = blocks.factors[owners], blocks.offsets[owners]
    alleys = Cuts(parcels.alleys.starts * factors + offsets, parcels.alleys.ends * factors + offsets, owners)
    groups = [_tolls(region, landmarks)]
    for kind, cuts in ((ARTERIAL, blocks.arterials), (COLLECTOR, blocks.collectors)):
        lines, names = _curves(cuts), made_names(CLASSES[kind], len(cuts.owners), random)
        groups.append(_carried(kind, lines, names, region, landmarks, random))
    for kind, lines in ((LOCAL, _curves(blocks.locals)), (ALLEY, _straights(alleys))):
        names = made_names(CLASSES[kind], len(lines), random)
        groups.append(_kept(kind, lines, names, free))
    return _together(groups)


def _tolls(region: Region, landmarks: Landmarks) -> Streets:
    lines = np.array([line for _, line in landmarks.tolls], dtype=object)
    names = np.array([name for name, _ in landmarks.tolls])
    land = region.outline - landmarks.water
    return _together(
        [
            _stretches(_pieces(TOLL, shapely.intersection(lines, land), names, 0)),
            _pieces(TOLL, shapely.intersection(lines, landmarks.water), names, 1),
        ]
    )


def _carried(
    kind: int, lines: Shapes, names: NDArray[np.str_], region: Region, landmarks: Landmarks, random: np.random.Generator
) -> Streets:
    """Great streets cross rivers and toll roads, and end at lakes and the airport."""
    near = np.asarray(shapely.intersects(lines, region.outline))
    lines, names = lines[near], names[near]
    lakes = [body.shape for body in landmarks.waters if body.kind == "Situ"]
    lines = shapely.intersection(lines, region.outline - shapely.union_all([*lakes, landmarks.airport]))
    flowing = [body.shape for body in landmarks.waters if body.kind != "Situ"]
    wet = shapely.union_all(flowing).buffer(_APPROACH_M)
    toll = landmarks.toll_road.buffer(_APPROACH_M) - wet
    over_water, at_toll = shapely.intersection(lines, wet), shapely.intersection(lines, toll)
    ground = shapely.difference(lines, shapely.union_all([wet, toll]))
    below = random.random(len(lines)) < _UNDERPASSES
    spans = [
        _pieces(kind, over_water, names, 1),
        _pieces(kind, at_toll[~below], names[~below], 1),
        _pieces(kind, at_toll[below], names[below], -1),
    ]
    short = [_rows(span, np.asarray(shapely.length(span.lines) <= _LONGEST_SPAN_M)) for span in spans]
    return _together([_stretches(_pieces(kind, ground, names, 0)), *short])


def _kept(kind: int, lines: Shapes, names: NDArray[np.str_], free: shapely.Geometry) -> Streets:
    """Small streets end where something else lies."""
    near = np.asarray(shapely.intersects(free, lines))
    lines, names = lines[near], names[near]
    cut = ~np.asarray(shapely.contains(free, lines))
    lines[cut] = shapely.intersection(lines[cut], free)
    return _pieces(kind, lines, names, 0)


def _pieces(kind: int, shapes: Shapes, names: NDArray[np.str_], level: int) -> Streets:
    """Every line in some shapes that is long enough, with the name of its shape."""
    parts, owners = shapely.get_parts(shapely.line_merge(shapes), return_index=True)
    kept = (shapely.get_type_id(parts) == 1) & (shapely.length(parts) >= _LEAST_M)
    count = int(kept.sum())
    return Streets(parts[kept], np.full(count, kind), np.full(count, level), names[owners[kept]])


def _stretches(streets: Streets) -> Streets:
    """The same streets, each cut into equal stretches that are short enough."""
    counts = np.ceil(shapely.length(streets.lines) / _STRETCH_M).astype(np.int64)
    parts = [
        shapely.ops.substring(line, number / count, (number + 1) / count, normalized=True)
        for line, count in zip(streets.lines.tolist(), counts.tolist(), strict=True)
        for number in range(count)
    ]
    lines = np.empty(len(parts), dtype=object)
    lines[:] = parts
    return replace(_rows(streets, np.repeat(np.arange(len(streets)), counts)), lines=lines)


def _together(groups: list[Streets]) -> Streets:
    return Streets(
        np.concatenate([group.lines for group in groups]),
        np.concatenate([group.classes for group in groups]),
        np.concatenate([group.levels for group in groups]),
        np.concatenate([group.names for group in groups]),
    )


def _rows(streets: Streets, rows: NDArray[np.bool_] | Rows) -> Streets:
    return Streets(streets.lines[rows], streets.classes[rows], streets.levels[rows], streets.names[rows])


def _curves(cuts: Cuts) -> Shapes:
    """Lines of the plan in the city, with a vertex about each 45 m."""
    steps = np.maximum(np.ceil(np.abs(cuts.ends - cuts.starts) / _STEP_M).astype(np.int64), 1)
    offsets = np.concatenate(([0], np.cumsum(steps + 1)))
    slots = np.arange(offsets[-1]) - np.repeat(offsets[:-1], steps + 1)
    shares = slots / np.repeat(steps, steps + 1)
    starts, ends = np.repeat(cuts.starts, steps + 1), np.repeat(cuts.ends, steps + 1)
    return _lines(bent(starts + shares * (ends - starts)), offsets)


def _straights(cuts: Cuts) -> Shapes:
    """Lines of the city from end to end."""
    places = np.column_stack((cuts.starts, cuts.ends)).reshape(-1)
    return _lines(places, np.arange(0, len(places) + 1, 2))


def _lines(places: Places, offsets: Rows) -> Shapes:
    xy = np.column_stack((places.real, places.imag))
    return np.asarray(shapely.from_ragged_array(shapely.GeometryType.LINESTRING, xy, (offsets,)))
