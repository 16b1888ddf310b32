"""What lies there before streets are planned: river, canals, lakes, toll roads and the airport."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from satupeta.demo.city.region import Region

TOLL_WIDTH_M = 32.0
TOLL_STRIP_M = 28.0
"""Green land on both sides of a toll road, from its middle."""
RIVER_BANK_M = 18.0
_CANAL_BANK_M = 5.0
_LAKE_BANK_M = 12.0
_STEP_M = 25.0
_RIVER_WIDTH_M = 85.0

_RIVER = (
    *((679.3, 9306.0), (680.5, 9310.6), (679.6, 9312.4), (680.35, 9314.3), (679.95, 9316.0), (680.45, 9317.4)),
    *((679.7, 9318.6), (678.9, 9319.6), (679.7, 9321.3), (679.0, 9323.2), (679.6, 9325.2), (679.0, 9328.0)),
)
_CANALS = (
    ("Saluran Mookervaart", 26.0, ((680.3, 9317.75), (683.5, 9318.35), (688.0, 9317.6), (694.5, 9317.9))),
    ("Saluran Induk Barat", 16.0, ((678.95, 9319.6), (677.2, 9318.9), (675.4, 9320.4), (672.0, 9321.0))),
    ("Kali Angke", 24.0,
     ((688.8, 9306.5), (688.2, 9310.0), (687.2, 9312.6), (688.5, 9315.0), (690.4, 9317.8), (692.5, 9321.0))),
    ("Kali Sabi", 18.0, ((676.4, 9309.5), (677.0, 9312.5), (676.0, 9314.6), (677.3, 9316.8), (678.9, 9319.5))),
    ("Kali Cirarab", 20.0, ((672.4, 9310.5), (673.2, 9313.5), (672.4, 9316.0), (674.2, 9318.6), (673.0, 9322.0))),
)  # fmt: skip
_LAKES = (
    ("Situ Cipondoh", 685.75, 9315.55, 520.0),
    ("Situ Cangkring", 675.2, 9318.0, 230.0),
    ("Situ Bulakan", 674.5, 9316.6, 260.0),
    ("Situ Gede", 681.45, 9314.05, 150.0),
)
_TOLLS = (
    ("Jalan Tol Tangerang Raya", ((668.0, 9314.4), (674.5, 9312.9), (678.8, 9312.1), (682.0, 9312.5), (686.0, 9311.9),
                                  (690.0, 9312.5), (697.0, 9311.6))),
    ("Jalan Tol Bandara", ((697.0, 9316.0), (691.0, 9316.9), (687.6, 9318.6), (686.2, 9320.3), (685.7, 9321.5))),
)  # fmt: skip
_AIRPORT_KM, _AIRPORT_SIDES_M, _AIRPORT_TURN = 684.45 + 9322.45j, (5200.0, 2900.0), np.exp(0.4j)
"""Where things lie, kilometres, after the real city; their shapes are made up."""


@dataclass(frozen=True, slots=True)
class Water:
    """A body of water."""

    name: str
    kind: str
    width_m: float
    shape: shapely.Geometry


@dataclass(frozen=True, slots=True)
class Landmarks:
    """All of it, cut to the region; shapes may be empty.

    Attributes:
        waters: River, canals and lakes, none overlapping another.
        water: All of them together.
        banks: Land along the river.
        tolls: Middle lines by name, not cut.
        toll_road, toll_strips: The carriageways, and the green land beside them.
        airport: Its ground.
        taken: Where no block can be: all of these, and the banks of canals and lakes.
    """

    waters: tuple[Water, ...]
    water: shapely.Geometry
    banks: shapely.Geometry
    tolls: tuple[tuple[str, shapely.LineString], ...]
    toll_road: shapely.Geometry
    toll_strips: shapely.Geometry
    airport: shapely.Geometry
    taken: shapely.Geometry


def landmarks_of(region: Region, random: np.random.Generator) -> Landmarks:
    """The landmarks within a region."""
    tolls = tuple((name, shapely.LineString(_smooth(track))) for name, track in _TOLLS)
    lines = shapely.union_all([line for _, line in tolls])
    waters = _waters(region, random)
    water = shapely.union_all([body.shape for body in waters])
    river = shapely.union_all([body.shape for body in waters if body.kind == "Sungai"])
    lakes = shapely.union_all([body.shape for body in waters if body.kind == "Situ"])
    toll_road = lines.buffer(TOLL_WIDTH_M / 2).intersection(region.outline) - water
    airport = (_airport().intersection(region.outline) - water) - toll_road
    banks = (river.buffer(RIVER_BANK_M).intersection(region.outline) - water) - toll_road
    strips = lines.buffer(TOLL_STRIP_M).intersection(region.outline)
    strips = shapely.difference(strips, shapely.union_all([water, toll_road, airport, banks]))
    wet = shapely.union_all([water.buffer(_CANAL_BANK_M), lakes.buffer(_LAKE_BANK_M)]).intersection(region.outline)
    taken = shapely.union_all([wet, banks, strips, toll_road, airport])
    return Landmarks(waters, water, banks, tolls, toll_road, strips, airport, taken)


def _waters(region: Region, random: np.random.Generator) -> tuple[Water, ...]:
    river = _smooth(_RIVER)
    swing = 60 * np.sin(np.arange(len(river)) / 17.0)
    river[:, 0] += swing
    bodies = [("Sungai Cisadane", "Sungai", _RIVER_WIDTH_M, shapely.LineString(river).buffer(_RIVER_WIDTH_M / 2))]
    bodies += [(name, "Situ", 0.0, _blob(x * 1000, y * 1000, radius, random)) for name, x, y, radius in _LAKES]
    bodies += [
        (name, "Sungai kecil" if name.startswith("Kali") else "Saluran", width,
         shapely.LineString(_smooth(track)).buffer(width / 2))
        for name, width, track in _CANALS
    ]  # fmt: skip
    found: list[Water] = []
    covered: shapely.Geometry = shapely.Polygon()
    for name, kind, width, shape in bodies:
        own = shape.intersection(region.outline) - covered
        parts = [part for part in shapely.get_parts(own) if part.geom_type == "Polygon" and part.area > 1]
        if parts:
            found.append(Water(name, kind, width, shapely.union_all(parts)))
            covered = covered.union(found[-1].shape)
    return tuple(found)


def _airport() -> shapely.Polygon:
    along, across = _AIRPORT_SIDES_M
    corners = np.array([-along - across * 1j, along - across * 1j, along + across * 1j, -along + across * 1j]) / 2
    corners = corners * _AIRPORT_TURN + _AIRPORT_KM * 1000
    return shapely.Polygon(np.column_stack((corners.real, corners.imag)))


def _blob(x: float, y: float, radius_m: float, random: np.random.Generator) -> shapely.Polygon:
    angles = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    orders = np.arange(2, 7)
    phases = random.uniform(0, 2 * np.pi, len(orders))
    waves = (0.22 / (orders - 1) * np.sin(angles[:, None] * orders + phases)).sum(axis=1)
    reach = radius_m * (1 + waves)
    return shapely.Polygon(np.column_stack((x + reach * np.cos(angles), y + 0.8 * reach * np.sin(angles))))


def _smooth(track: tuple[tuple[float, float], ...]) -> NDArray[np.float64]:
    """A curve through places in kilometres (Catmull and Rom's spline), a vertex about each 25 m, in metres."""
    places = np.array(track) * 1000
    padded = np.concatenate(([2 * places[0] - places[1]], places, [2 * places[-1] - places[-2]]))
    pieces = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        count = max(int(np.hypot(*(end - start)) / _STEP_M), 2)
        t = np.linspace(0, 1, count, endpoint=False)[:, None]
        bend = 2 * before - 5 * start + 4 * end - after
        pull = 3 * (start - end) + after - before
        pieces.append(start + t / 2 * ((end - before) + t * (bend + t * pull)))
    return np.concatenate([*pieces, places[-1:]])
