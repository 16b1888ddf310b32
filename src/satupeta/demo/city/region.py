"""The land that the city stands on: the packaged boundaries in metres."""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import shapely
from numpy.typing import NDArray

from satupeta.core.crs import CRS84, project
from satupeta.demo import tangerang

CRS = "EPSG:32748"
CENTRE = complex(680_650, 9_317_250)
"""The old market beside the river, about which the city is densest."""
SMALLEST = 0.01
"""Share of the city that still has room for a river, great streets and blocks."""
_SEAM_M = 5.0
"""The boundaries were simplified one by one: narrower gaps between two of them are none."""


@dataclass(frozen=True, slots=True)
class Region:
    """Some whole kelurahan, the nearest to the centre first.

    Attributes:
        outline: Polygon round all of them, without holes.
        areas: Polygon or multipolygon of each kelurahan, object array.
        codes, names: Of each kelurahan.
        districts: Name of the kecamatan each belongs to.
        radius_m: Distance from the centre to the farthest point.
    """

    outline: shapely.Polygon
    areas: NDArray[np.object_]
    codes: tuple[str, ...]
    names: tuple[str, ...]
    districts: tuple[str, ...]
    radius_m: float

    def nearness(self, places: NDArray[np.complex128]) -> NDArray[np.float64]:
        """1 in the centre, falling evenly to 0 at the farthest point."""
        return np.clip(1 - np.abs(places - CENTRE) / self.radius_m, 0, 1)

    def kelurahan_of(self, places: NDArray[np.complex128]) -> NDArray[np.int64]:
        """Index of the kelurahan that holds each place, of the nearest where a gap does."""
        points = shapely.points(places.real, places.imag)
        found = np.full(len(points), -1, np.int64)
        tree = shapely.STRtree(self.areas)
        where, which = tree.query(points, predicate="intersects")
        # Boundaries overlap here and there: the first one wins.
        found[where[::-1]] = which[::-1]
        lost = np.flatnonzero(found < 0)
        if len(lost):
            found[lost] = tree.nearest(points[lost])
        return found


def region_of(size: float) -> Region:
    """The kelurahan round the centre that make up about this share of the city; all of them for 1.

    Raises:
        ValueError: `size` is less than `SMALLEST` or more than 1.
    """
    if not SMALLEST <= size <= 1:
        raise ValueError(f"size {size} is not from {SMALLEST} to 1")
    codes, names, districts, areas = _kelurahan()
    distances = shapely.distance(areas, shapely.Point(CENTRE.real, CENTRE.imag))
    centroids = shapely.distance(shapely.centroid(areas), shapely.Point(CENTRE.real, CENTRE.imag))
    order = np.lexsort((centroids, distances > 0))
    reached = np.cumsum(shapely.area(areas[order]))
    count = int(np.searchsorted(reached, size * reached[-1] * (1 - 1e-9))) + 1
    chosen = order[:count]
    outline = _outline(areas[chosen])
    corners = shapely.get_coordinates(outline) @ np.array([1, 1j])
    return Region(
        outline,
        areas[chosen],
        tuple(codes[row] for row in chosen),
        tuple(names[row] for row in chosen),
        tuple(districts[row] for row in chosen),
        float(np.abs(corners - CENTRE).max()),
    )


@lru_cache(maxsize=1)
def _kelurahan() -> tuple[list[str], list[str], list[str], NDArray[np.object_]]:
    districts = {
        feature["properties"]["kode"]: feature["properties"]["nama"] for feature in _features(tangerang.OTHERS[0].file)
    }
    found = _features(tangerang.KELURAHAN.file)
    properties = [feature["properties"] for feature in found]
    geometries = shapely.from_geojson(np.array([json.dumps(feature["geometry"]) for feature in found]))
    areas = shapely.transform(geometries, lambda xy: project(xy, CRS84, CRS))
    return (
        [item["kode"] for item in properties],
        [item["nama"] for item in properties],
        [districts[item["kode_induk"]] for item in properties],
        areas,
    )


def _features(file: str) -> list[dict[str, dict[str, str]]]:
    text = (files(tangerang.__package__) / file).read_text(encoding="utf-8")
    found: list[dict[str, dict[str, str]]] = json.loads(text)["features"]
    return found


def _outline(areas: NDArray[np.object_]) -> shapely.Polygon:
    parts = shapely.get_parts(shapely.union_all(areas).buffer(_SEAM_M).buffer(-_SEAM_M))
    largest = parts[np.argmax(shapely.area(parts))]
    return shapely.Polygon(largest.exterior)
