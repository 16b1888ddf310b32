"""Quarters of the city and what each is like: the old town, industry, housing estates, kampungs and fields."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from satupeta.demo.city.region import CENTRE, Region

Places = NDArray[np.complex128]


@dataclass(frozen=True, slots=True)
class Character:
    """What the blocks of a quarter are like.

    Attributes:
        name: For people.
        block: Usual size of its blocks against that of others.
        swing: How far a street may lie from the middle of what it divides, as a share.
        turn: How far it may be turned, radians.
        zones: Weights of the zones of its blocks, by code.
        front: The same for blocks along an arterial or collector.
    """

    name: str
    block: float
    swing: float
    turn: float
    zones: dict[str, float]
    front: dict[str, float]


_EVERYWHERE = {
    "SPU-2": 0.8, "SPU-3": 1.2, "SPU-4": 1.6, "RTH-3": 0.8, "RTH-4": 1.4, "RTH-7": 1.2, "RTH-1": 0.3, "IK-1": 0.3,
    "PL-3": 0.12, "PL-4": 0.12, "HK": 0.25, "P-3": 0.1,
}  # fmt: skip
CHARACTERS = (
    Character("Kota lama", 0.75, 0.12, 0.05,
              {"K-1": 26, "C-1": 20, "R-2": 26, "KT": 12, "SPU-1": 5, "CB": 4, "RTH-2": 5, "RTH-4": 2},
              {"K-1": 50, "C-1": 20, "KT": 20, "SPU-1": 5, "CB": 3, "RTH-2": 2}),
    Character("Industri", 1.7, 0.06, 0.0,
              {"KPI": 80, "R-2": 10, "K-3": 3} | _EVERYWHERE, {"KPI": 70, "K-2": 12, "K-3": 8, "R-2": 6}),
    Character("Perumahan teratur", 0.9, 0.02, 0.0,
              {"R-3": 58, "R-4": 26, "RTH-5": 5, "K-3": 2} | _EVERYWHERE, {"K-3": 38, "K-2": 22, "R-3": 30, "C-1": 6}),
    Character("Kampung", 0.95, 0.15, 0.14,
              {"R-2": 64, "R-3": 22, "P-2": 3} | _EVERYWHERE, {"K-3": 34, "K-2": 14, "R-2": 44, "C-1": 5}),
    Character("Pinggiran", 1.5, 0.12, 0.08,
              {"P-1": 46, "P-2": 16, "R-4": 22, "R-3": 8} | _EVERYWHERE, {"R-4": 30, "K-3": 16, "P-1": 30, "P-2": 12}),
)  # fmt: skip
_OLD_TOWN, _INDUSTRY, _ESTATE, _KAMPUNG, _FRINGE = range(5)
_INDUSTRIAL_PLACES = ((674_300 + 9_314_600j, 2600.0), (684_900 + 9_318_600j, 1300.0), (678_600 + 9_322_600j, 900.0))
"""Middles and reaches, after where the real city has its industry."""


def characters_at(region: Region, places: Places, random: np.random.Generator) -> NDArray[np.int64]:
    """Index into `CHARACTERS` of quarters whose middles are given."""
    nearness = region.nearness(places)
    count = len(places)
    chosen = np.where(random.random(count) < 0.45, _ESTATE, _KAMPUNG)
    chosen[(random.random(count) < 0.75 * np.clip(0.62 - nearness, 0, 0.62) / 0.62 + 0.02) & (nearness < 0.6)] = _FRINGE
    for middle, reach_m in _INDUSTRIAL_PLACES:
        chosen[np.abs(places - middle) < reach_m * random.uniform(0.7, 1.1, count)] = _INDUSTRY
    chosen[np.abs(places - CENTRE) < 0.13 * region.radius_m * random.uniform(0.8, 1.2, count)] = _OLD_TOWN
    return chosen


def zones_at(characters: NDArray[np.int64], fronts: NDArray[np.bool_], random: np.random.Generator) -> NDArray[np.str_]:
    """Zone codes of blocks: those of their quarter's character, others along greater streets."""
    found = np.empty(len(characters), "U5")
    draws = random.random(len(characters))
    for index, character in enumerate(CHARACTERS):
        for is_front, weights in ((False, character.zones), (True, character.front)):
            rows = np.flatnonzero((characters == index) & (fronts == is_front))
            steps = np.cumsum(list(weights.values()))
            found[rows] = np.array(list(weights))[np.searchsorted(steps, draws[rows] * steps[-1], side="right")]
    return found
