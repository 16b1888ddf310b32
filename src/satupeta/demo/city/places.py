"""Named points: schools, mosques, shops, offices, each in a building."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from satupeta.demo.city.blocks import Blocks
from satupeta.demo.city.buildings import Buildings
from satupeta.demo.city.cells import Rows
from satupeta.demo.city.names import made_names
from satupeta.demo.city.parcels import Parcels
from satupeta.demo.city.region import Region

Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of place.

    Attributes:
        name: What one is called.
        group: What it belongs to.
        rank: 1 for what the whole city knows, 3 for the neighbourhood.
        prefix: Begins its name.
        form: Of the rest: a form of `made_names`, or `kelurahan` for the one it lies in and a number.
        weights: How often it stands in zones, by what their code begins with.
    """

    name: str
    group: str
    rank: int
    prefix: str
    form: str
    weights: dict[str, float]


CATEGORIES = (
    Category("Universitas", "Pendidikan", 1, "Universitas", "pemilik", {"SPU": 2, "KT": 0.5}),
    Category("SMA", "Pendidikan", 2, "SMA Negeri", "kelurahan", {"SPU": 5, "R": 0.1}),
    Category("SMP", "Pendidikan", 2, "SMP Negeri", "kelurahan", {"SPU": 8, "R": 0.3}),
    Category("SD", "Pendidikan", 3, "SD Negeri", "kelurahan", {"SPU": 22, "R": 1.2}),
    Category("TK", "Pendidikan", 3, "TK", "pujian", {"SPU": 4, "R": 2.5, "C": 1}),
    Category("Rumah sakit", "Kesehatan", 1, "Rumah Sakit", "pemilik", {"SPU": 4, "K": 0.2}),
    Category("Puskesmas", "Kesehatan", 2, "Puskesmas", "kelurahan", {"SPU": 6, "R": 0.1}),
    Category("Klinik", "Kesehatan", 3, "Klinik", "pemilik", {"K": 2, "R": 1.2, "C": 2}),
    Category("Apotek", "Kesehatan", 3, "Apotek", "pemilik", {"K": 3, "R": 0.8, "C": 2}),
    Category("Masjid", "Peribadatan", 2, "Masjid", "pujian", {"SPU": 8, "R": 3.5, "K": 0.6, "KPI": 2}),
    Category("Musala", "Peribadatan", 3, "Musala", "pujian", {"R": 7, "K": 1, "C": 1, "KPI": 3, "P": 1}),
    Category("Gereja", "Peribadatan", 2, "Gereja", "orang kudus", {"SPU": 2, "R": 0.4, "K": 0.2}),
    Category("Wihara", "Peribadatan", 2, "Wihara", "pemilik", {"CB": 3, "SPU": 0.6, "R": 0.05}),
    Category("Pusat belanja", "Perdagangan", 1, "Mal", "pemilik", {"K": 0.25}),
    Category("Pasar", "Perdagangan", 1, "Pasar", "kelurahan", {"K": 0.4}),
    Category("Minimarket", "Perdagangan", 3, "Minimarket", "pemilik", {"K": 5, "R": 2, "C": 4}),
    Category("Toko", "Perdagangan", 3, "Toko", "pemilik", {"K": 26, "R": 9, "C": 16, "CB": 6}),
    Category("Warung", "Perdagangan", 3, "Warung", "pemilik", {"K": 9, "R": 24, "C": 8, "KPI": 6, "P": 6, "RTH": 2}),
    Category("Rumah makan", "Perdagangan", 3, "Rumah Makan", "pemilik", {"K": 14, "R": 4, "C": 10, "CB": 5, "KT": 3}),
    Category("Hotel", "Perdagangan", 2, "Hotel", "pemilik", {"K": 0.6, "C": 0.5}),
    Category("Bank", "Layanan", 2, "Bank", "pemilik", {"K": 2.5, "KT": 6, "C": 1.5}),
    Category("SPBU", "Layanan", 2, "SPBU", "pemilik", {"K": 0.5, "KPI": 0.6}),
    Category("Bengkel", "Layanan", 3, "Bengkel", "pemilik", {"K": 6, "R": 4, "KPI": 5, "C": 2}),
    Category("Binatu", "Layanan", 3, "Binatu", "pemilik", {"K": 3, "R": 4, "C": 3}),
    Category("Pabrik", "Layanan", 3, "Pabrik", "pemilik", {"KPI": 34}),
    Category("Kantor kelurahan", "Pemerintahan", 2, "Kantor Kelurahan", "kelurahan", {"SPU": 4, "KT": 3}),
    Category("Kantor", "Pemerintahan", 3, "Kantor", "pemilik", {"KT": 26, "K": 3, "C": 3, "HK": 10}),
    Category("Pos polisi", "Pemerintahan", 2, "Pos Polisi", "kelurahan", {"SPU": 1.5, "KT": 1.5, "HK": 4, "K": 0.1}),
    Category("Pos RW", "Pemerintahan", 3, "Pos RW", "kelurahan", {"R": 3, "P": 1, "RTH": 3, "PL": 2, "IK": 1}),
)
GROUPS = tuple(dict.fromkeys(category.group for category in CATEGORIES))
_DRAWN = {"K": 3.2, "C": 2.6, "SPU": 5.0, "KT": 3.0, "CB": 2.0, "KPI": 0.8, "R": 1.0}
"""How much likelier a building of these zones has a place than others."""


@dataclass(frozen=True, slots=True)
class Places:
    """Places of the city, ordered by building.

    Attributes:
        shapes: Points in the city.
        names: What they are called.
        categories: Index into `CATEGORIES`.
        buildings: Building each lies in.
    """

    shapes: Shapes
    names: NDArray[np.str_]
    categories: Rows
    buildings: Rows


def places_of(region: Region, blocks: Blocks, parcels: Parcels, buildings: Buildings, count: int, seed: int) -> Places:
    """Exactly this many places, each in a building of its own.

    Raises:
        ValueError: There are fewer buildings.
    """
    random = np.random.default_rng([seed, 8])
    in_blocks = parcels.blocks[buildings.parcels]
    kinds = np.array([code.split("-")[0] for code in blocks.zones.tolist()])[in_blocks]
    chances = np.array([_DRAWN.get(kind, 0.3) for kind in kinds.tolist()])
    if len(chances) < count:
        raise ValueError(f"{len(chances)} buildings do not hold {count} places")
    # The largest of keys drawn so are a sample without replacement by weight (Efraimidis and Spirakis).
    keys = random.random(len(chances)) ** (1 / chances)
    chosen = np.sort(np.argsort(-keys, kind="stable")[:count])
    categories = _categories(kinds[chosen], random)
    shapes = shapely.point_on_surface(buildings.shapes[chosen])
    kelurahan = np.array(region.names)[blocks.kelurahan[in_blocks[chosen]]]
    return Places(shapes, _names(categories, kelurahan, random), categories, chosen)


def _categories(kinds: NDArray[np.str_], random: np.random.Generator) -> Rows:
    found = np.zeros(len(kinds), np.int64)
    draws = random.random(len(kinds))
    for kind in np.unique(kinds).tolist():
        rows = np.flatnonzero(kinds == kind)
        weights = [category.weights.get(kind, 0.0) for category in CATEGORIES]
        steps = np.cumsum(weights if any(weights) else [category.weights.get("R", 0.0) for category in CATEGORIES])
        found[rows] = np.searchsorted(steps, draws[rows] * steps[-1], side="right")
    return found


def _names(categories: Rows, kelurahan: NDArray[np.str_], random: np.random.Generator) -> NDArray[np.str_]:
    found = np.empty(len(categories), dtype=object)
    numbers = random.integers(1, 25, len(categories)).astype(str)
    for index, category in enumerate(CATEGORIES):
        rows = np.flatnonzero(categories == index)
        if category.form == "kelurahan":
            rest = np.char.add(np.char.add(kelurahan[rows], " "), numbers[rows])
        else:
            rest = made_names(category.form, len(rows), random)
        found[rows] = np.char.add(f"{category.prefix} ", rest)
    return found.astype(np.str_)
