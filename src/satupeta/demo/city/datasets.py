"""The city as datasets: what their features say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.demo.city.blocks import Blocks, blocks_of
from satupeta.demo.city.buildings import Buildings, buildings_of
from satupeta.demo.city.entries import ENTRIES, Entry
from satupeta.demo.city.landmarks import Landmarks, landmarks_of
from satupeta.demo.city.parcels import Parcels, parcels_of
from satupeta.demo.city.places import CATEGORIES, Places, places_of
from satupeta.demo.city.plan import SpatialPlan, between_blocks, plan_of
from satupeta.demo.city.rdtr import BY_CODE
from satupeta.demo.city.region import CRS, Region, region_of
from satupeta.demo.city.streets import CLASSES, WIDTHS_M, Streets, streets_of

SEED = 3671
PARCELS, BUILDINGS, ZONES, PLACES = 100_000, 300_000, 5_000, 50_000
"""Features of the whole city; smaller ones have their share."""
_SPARE_ZONES = 60
"""Room for what lies between blocks, of the whole city."""
_TYPES = {"i": FieldType.INTEGER, "f": FieldType.NUMBER, "b": FieldType.BOOLEAN}
Column = NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class CityDataset:
    """One dataset, ready to be written to a file and published."""

    entry: Entry
    batch: FeatureBatch


@dataclass(frozen=True, slots=True)
class City:
    """Everything that was made."""

    region: Region
    landmarks: Landmarks
    blocks: Blocks
    parcels: Parcels
    buildings: Buildings
    streets: Streets
    plan: SpatialPlan
    places: Places
    seed: int


def city_datasets(size: float = 1.0, seed: int = SEED) -> Iterator[CityDataset]:
    """Make a city and hand out its datasets in the order of `ENTRIES`.

    Args:
        size: Share of the whole city, from 0.01 to 1: whole kelurahan round the centre, and that share of the features.
        seed: The same seed makes the same city, byte for byte.

    Raises:
        ValueError: No city of this size can be made.
    """
    city = made_city(size, seed)
    for entry in ENTRIES:
        yield CityDataset(entry, _BATCHES[entry.slug](city))


def made_city(size: float, seed: int) -> City:
    """Make a city; see `city_datasets`."""
    region = region_of(size)
    landmarks = landmarks_of(region, np.random.default_rng([seed, 0]))
    zones = round(ZONES * size)
    blocks = blocks_of(region, landmarks, zones - min(_SPARE_ZONES, max(zones // 10, 1)), seed)
    parcels = parcels_of(blocks, round(PARCELS * size), seed)
    buildings = buildings_of(blocks, parcels, round(BUILDINGS * size), seed)
    streets = streets_of(region, landmarks, blocks, parcels, seed)
    plan = plan_of(region, blocks, between_blocks(region, landmarks, blocks, streets), zones)
    places = places_of(region, blocks, parcels, buildings, round(PLACES * size), seed)
    return City(region, landmarks, blocks, parcels, buildings, streets, plan, places, seed)


def _zones(city: City) -> FeatureBatch:
    plan, region = city.plan, city.region
    zones = [BY_CODE[code] for code in plan.codes.tolist()]
    numbers = np.arange(1, len(zones) + 1)
    columns: dict[str, Column] = {
        "ID_ZONA": _codes("Z", numbers, 5),
        "NAMOBJ": np.array([zone.name.id for zone in zones]),
        "NAMZON": np.array([zone.zone for zone in zones]),
        "KODZON": np.array([zone.code.split("-")[0] for zone in zones]),
        "NAMSZN": np.array([zone.name.id for zone in zones]),
        "KODSZN": plan.codes,
        "KODBLK": _codes("BL", plan.blocks + 1, 4),
        "WADMKC": np.array(region.districts)[plan.kelurahan],
        "WADMKD": np.array(region.names)[plan.kelurahan],
        "KDEPUM": np.array(region.codes)[plan.kelurahan],
        "LUASHA": np.round(shapely.area(plan.shapes) / 10_000, 4),
        "KDB": np.array([round(100 * zone.coverage) for zone in zones]),
        "LANTAI_MAKS": np.array([zone.floors[1] for zone in zones]),
    }
    return _batch(plan.shapes, GeometryKind.POLYGON, columns)


def _waters(city: City) -> FeatureBatch:
    waters = city.landmarks.waters
    columns: dict[str, Column] = {
        "id_air": _codes("A", np.arange(1, len(waters) + 1), 3),
        "nama": np.array([water.name for water in waters], np.str_),
        "jenis": np.array([water.kind for water in waters], np.str_),
        "lebar_m": np.array([water.width_m for water in waters], np.float64),
    }
    shapes = np.empty(len(waters), dtype=object)
    shapes[:] = [water.shape for water in waters]
    return _batch(shapes, GeometryKind.POLYGON, columns)


def _parcels(city: City) -> FeatureBatch:
    parcels, blocks, region = city.parcels, city.blocks, city.region
    random = np.random.default_rng([city.seed, 20])
    codes = blocks.zones[parcels.blocks]
    rights = np.array(("Hak Milik", "Hak Guna Bangunan", "Hak Pakai", "Belum terdaftar"))
    columns: dict[str, Column] = {
        "nib": _codes("S", np.arange(1, len(parcels) + 1), 6),
        "luas_m2": np.round(shapely.area(parcels.shapes), 1),
        "hak": rights[random.choice(4, len(parcels), p=(0.62, 0.18, 0.06, 0.14))],
        "zona": codes,
        "kelurahan": np.array(region.names)[blocks.kelurahan[parcels.blocks]],
        "kode_kelurahan": np.array(region.codes)[blocks.kelurahan[parcels.blocks]],
        "blok": _codes("BL", parcels.blocks + 1, 4),
    }
    return _batch(parcels.shapes, GeometryKind.POLYGON, columns)


def _buildings(city: City) -> FeatureBatch:
    buildings, parcels, blocks = city.buildings, city.parcels, city.blocks
    kinds = np.array([BY_CODE[code].zone for code in blocks.zones.tolist()])
    columns: dict[str, Column] = {
        "id_bangunan": _codes("B", np.arange(1, len(buildings.shapes) + 1), 6),
        "nib": _codes("S", buildings.parcels + 1, 6),
        "fungsi": kinds[parcels.blocks[buildings.parcels]],
        "lantai": buildings.floors,
        "tinggi_m": buildings.heights_m,
        "tahun": buildings.years,
    }
    return _batch(buildings.shapes, GeometryKind.POLYGON, columns)


def _roads(city: City) -> FeatureBatch:
    streets = city.streets
    surfaces = np.array(("beton", "aspal", "aspal", "aspal", "paving"))
    columns: dict[str, Column] = {
        "id_jalan": _codes("J", np.arange(1, len(streets) + 1), 6),
        "nama": streets.names,
        "kelas": np.array(CLASSES)[streets.classes],
        "lebar_m": np.array(WIDTHS_M)[streets.classes],
        "level": streets.levels,
        "bangunan": np.array(("terowongan", "tanah", "jembatan"))[streets.levels + 1],
        "permukaan": surfaces[streets.classes],
        "panjang_m": np.round(shapely.length(streets.lines), 1),
    }
    return _batch(streets.lines, GeometryKind.LINE, columns)


def _places(city: City) -> FeatureBatch:
    places, region = city.places, city.region
    in_blocks = city.parcels.blocks[city.buildings.parcels[places.buildings]]
    kelurahan = city.blocks.kelurahan[in_blocks]
    columns: dict[str, Column] = {
        "id_tempat": _codes("T", np.arange(1, len(places.shapes) + 1), 5),
        "nama": places.names,
        "kategori": np.array([category.name for category in CATEGORIES])[places.categories],
        "kelompok": np.array([category.group for category in CATEGORIES])[places.categories],
        "peringkat": np.array([category.rank for category in CATEGORIES])[places.categories],
        "id_bangunan": _codes("B", places.buildings + 1, 6),
        "kelurahan": np.array(region.names)[kelurahan],
        "kecamatan": np.array(region.districts)[kelurahan],
    }
    return _batch(places.shapes, GeometryKind.POINT, columns)


def _batch(shapes: NDArray[np.object_], geometry: GeometryKind, columns: dict[str, Column]) -> FeatureBatch:
    """Features numbered from 1; the first column is the key, and each says that it is synthetic."""
    marked = columns | {"sintetis": np.ones(len(shapes), np.bool_)}
    fields = tuple(Field(name, _TYPES.get(values.dtype.kind, FieldType.TEXT)) for name, values in marked.items())
    schema = Schema(fields, geometry, CRS, next(iter(columns)))
    arrays = [pa.array(values.tolist() if values.dtype.kind == "U" else values) for values in marked.values()]
    ids = np.arange(1, len(shapes) + 1, dtype=np.int32)
    return FeatureBatch(ids, columns_from_geometries(shapes), pa.table(arrays, names=list(marked)), schema)


def _codes(letter: str, numbers: NDArray[np.integer], digits: int) -> NDArray[np.str_]:
    return np.char.add(letter, np.char.zfill(numbers.astype(np.str_), digits))


_BATCHES: dict[str, Callable[[City], FeatureBatch]] = {
    "rdtr": _zones,
    "perairan": _waters,
    "persil": _parcels,
    "bangunan": _buildings,
    "jalan": _roads,
    "tempat": _places,
}
