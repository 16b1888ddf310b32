"""The small city as it is published: what it holds, that it is whole, and that it looks like a city."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from satupeta.core.features.geometries import geometries_from_columns
from satupeta.core.features.schema import FieldType, GeometryKind
from satupeta.data.geopackage import write_geopackage
from satupeta.demo.city.datasets import City, CityDataset, city_datasets, made_city
from satupeta.demo.city.entries import ENTRIES
from satupeta.demo.city.rdtr import BY_CODE
from satupeta.demo.city.region import CENTRE, SMALLEST

AREAS = ("rdtr", "perairan", "persil", "bangunan")
_NOTHING_M2 = 1e-6
Shapes = NDArray[np.object_]
Datasets = dict[str, CityDataset]


def shapes(datasets: Datasets, slug: str) -> Shapes:
    return geometries_from_columns(datasets[slug].batch.geometry)


def column(datasets: Datasets, slug: str, name: str) -> list[object]:
    found: list[object] = datasets[slug].batch.attributes.column(name).to_pylist()
    return found


def overlap_m2(areas: Shapes) -> float:
    """The largest area that two of these share."""
    left, right = shapely.STRtree(areas).query(areas, predicate="intersects")
    pairs = left < right
    shared = shapely.intersection(areas[left[pairs]], areas[right[pairs]])
    return float(shapely.area(shared).max(initial=0.0))


@pytest.mark.parametrize(("slug", "count"), [("rdtr", 50), ("persil", 1000), ("bangunan", 3000), ("tempat", 500)])
def test_it_has_its_share_of_features(datasets: Datasets, slug: str, count: int) -> None:
    assert len(datasets[slug].batch) == count


def test_the_same_seed_makes_the_same_bytes(datasets: Datasets, tmp_path: Path) -> None:
    for again in city_datasets(SMALLEST):
        slug = again.entry.slug
        write_geopackage(tmp_path / "first", datasets[slug].batch, slug, slug)
        write_geopackage(tmp_path / "second", again.batch, slug, slug)
        assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
        (tmp_path / "first").unlink()
        (tmp_path / "second").unlink()


def test_another_seed_makes_another_city(datasets: Datasets) -> None:
    other = {dataset.entry.slug: dataset for dataset in city_datasets(SMALLEST, seed=7)}
    assert len(other["persil"].batch) == len(datasets["persil"].batch)
    assert not np.array_equal(other["persil"].batch.geometry.boxes, datasets["persil"].batch.geometry.boxes)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_every_feature_has_a_key_of_its_own_and_is_marked(datasets: Datasets, entry: object) -> None:
    dataset = next(one for one in datasets.values() if one.entry is entry)
    keys = dataset.batch.attributes.column(dataset.entry.key).to_pylist()
    assert len(set(keys)) == len(keys)
    assert dataset.batch.schema.key == dataset.entry.key
    marks = dataset.batch.schema.field("sintetis")
    assert marks is not None
    assert marks.type is FieldType.BOOLEAN
    assert all(dataset.batch.attributes.column("sintetis").to_pylist())


@pytest.mark.parametrize("slug", ["rdtr", "perairan", "persil", "bangunan", "jalan", "tempat"])
def test_every_geometry_is_valid_and_lies_in_the_region(datasets: Datasets, city: City, slug: str) -> None:
    found = shapes(datasets, slug)
    assert shapely.is_valid(found).all()
    assert not shapely.is_empty(found).any()
    assert shapely.covers(city.region.outline.buffer(1e-3), found).all()


@pytest.mark.parametrize("slug", AREAS)
def test_areas_do_not_overlap(datasets: Datasets, slug: str) -> None:
    assert overlap_m2(shapes(datasets, slug)) < _NOTHING_M2


def test_buildings_stand_inside_their_parcels(datasets: Datasets) -> None:
    parcels = dict(zip(column(datasets, "persil", "nib"), shapes(datasets, "persil"), strict=True))
    own = np.array([parcels[nib] for nib in column(datasets, "bangunan", "nib")], dtype=object)
    assert shapely.contains_properly(own, shapes(datasets, "bangunan")).all()


def test_parcels_lie_in_the_zone_they_name(datasets: Datasets) -> None:
    zones, parcels = shapes(datasets, "rdtr"), shapes(datasets, "persil")
    middles = shapely.point_on_surface(parcels)
    which, zone = shapely.STRtree(zones).query(middles, predicate="within")
    codes = np.array(column(datasets, "rdtr", "KODSZN"))
    assert len(set(which.tolist())) == len(parcels)
    assert (codes[zone] == np.array(column(datasets, "persil", "zona"))[which]).all()


def test_streets_run_between_parcels(datasets: Datasets) -> None:
    roads, parcels = shapes(datasets, "jalan"), shapes(datasets, "persil")
    road, parcel = shapely.STRtree(parcels).query(roads, predicate="intersects")
    inside = shapely.length(shapely.intersection(roads[road], parcels[parcel])).sum()
    assert inside < 0.01 * shapely.length(roads).sum()


def test_places_lie_in_the_building_they_name(datasets: Datasets) -> None:
    buildings = dict(zip(column(datasets, "bangunan", "id_bangunan"), shapes(datasets, "bangunan"), strict=True))
    own = np.array([buildings[name] for name in column(datasets, "tempat", "id_bangunan")], dtype=object)
    assert shapely.contains(own, shapes(datasets, "tempat")).all()


def test_density_falls_from_the_centre(datasets: Datasets, city: City) -> None:
    buildings = shapes(datasets, "bangunan")
    floor_m2 = shapely.area(buildings) * np.array(column(datasets, "bangunan", "lantai"), np.float64)
    distances = np.abs(shapely.get_coordinates(shapely.centroid(buildings)) @ np.array([1, 1j]) - CENTRE)
    rings = np.linspace(0, city.region.radius_m, 4)
    centre = shapely.Point(CENTRE.real, CENTRE.imag)
    lands = [
        city.region.outline.intersection(centre.buffer(outer) - centre.buffer(inner)) - city.landmarks.water
        for inner, outer in pairwise(rings)
    ]
    floors, _ = np.histogram(distances, rings, weights=floor_m2)
    densities = floors / shapely.area(lands)
    assert densities[0] > densities[1] > densities[2]


def test_codes_are_of_the_plan(datasets: Datasets) -> None:
    codes = column(datasets, "rdtr", "KODSZN")
    assert set(codes) <= set(BY_CODE)
    assert {"BA", "BJ", "PS"} <= set(codes)
    zones = zip(codes, column(datasets, "rdtr", "KODZON"), strict=True)
    assert all(str(code).split("-")[0] == zone for code, zone in zones)


def test_bridges_cross_the_river(datasets: Datasets) -> None:
    roads, water = shapes(datasets, "jalan"), shapely.union_all(shapes(datasets, "perairan"))
    levels = np.array(column(datasets, "jalan", "level"))
    wet = shapely.length(shapely.intersection(roads, water)) > 0.01
    assert wet.any()
    assert set(levels[wet].tolist()) == {1}
    assert "Sungai Cisadane" in column(datasets, "perairan", "nama")


def test_higher_buildings_have_more_floors(datasets: Datasets) -> None:
    floors = np.array(column(datasets, "bangunan", "lantai"), np.float64)
    heights = np.array(column(datasets, "bangunan", "tinggi_m"), np.float64)
    assert floors.min() >= 1
    assert (heights >= 3 * floors).all()


@pytest.mark.long
def test_a_large_city_keeps_the_same_promises(budget: Callable[[int, int], int]) -> None:
    size = budget(4, 100) / 100
    city = made_city(size, seed=3)
    parcels, buildings = city.parcels.shapes, city.buildings.shapes
    counts = (len(city.plan.shapes), len(parcels), len(buildings), len(city.places.shapes))
    assert counts == tuple(round(size * whole) for whole in (5_000, 100_000, 300_000, 50_000))
    assert all(shapely.is_valid(areas).all() for areas in (city.plan.shapes, parcels, buildings))
    assert max(overlap_m2(areas) for areas in (city.plan.shapes, parcels, buildings)) < _NOTHING_M2
    assert shapely.contains_properly(parcels[city.buildings.parcels], buildings).all()


@pytest.mark.parametrize("size", [0, -1, 0.001, 1.5])
def test_a_size_beyond_the_city_is_refused(size: float) -> None:
    with pytest.raises(ValueError, match="size"):
        next(city_datasets(size))


def test_geometry_kinds_are_as_the_schema_says(datasets: Datasets) -> None:
    kinds = {slug: dataset.batch.schema.geometry for slug, dataset in datasets.items()}
    assert {slug for slug, kind in kinds.items() if kind is GeometryKind.POLYGON} == set(AREAS)
    assert (kinds["jalan"], kinds["tempat"]) == (GeometryKind.LINE, GeometryKind.POINT)
