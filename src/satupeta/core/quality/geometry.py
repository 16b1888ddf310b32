"""Judging and mending geometries."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from satupeta.core.features.schema import GeometryKind

_COLLECTION = 7
_KIND_BY_GEOS_TYPE = {
    0: GeometryKind.POINT,
    1: GeometryKind.LINE,
    2: GeometryKind.LINE,
    3: GeometryKind.POLYGON,
    4: GeometryKind.POINT,
    5: GeometryKind.LINE,
    6: GeometryKind.POLYGON,
}
_NAMES = (
    "Point",
    "LineString",
    "LinearRing",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
    "GeometryCollection",
)
Geometries = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found in an array of geometries.

    Attributes:
        types: Type name to number of features.
        kind: What they have in common.
        missing: Rows without a usable geometry: none, empty, or a coordinate that is not finite.
        invalid: Rows whose rings cross or touch themselves.
        raised: Rows with Z or M values.
        collections: Rows that are geometry collections.
        vertices: Of all.
    """

    types: dict[str, int]
    kind: GeometryKind
    missing: NDArray[np.intp]
    invalid: NDArray[np.intp]
    raised: NDArray[np.intp]
    collections: NDArray[np.intp]
    vertices: int


def read_wkb(values: NDArray[np.object_]) -> tuple[Geometries, NDArray[np.intp]]:
    """Well-known binary as geometries.

    Args:
        values: Bytes or None.

    Returns:
        The geometries, None where unreadable, unclosed rings closed, curves left out; and the rows that were not
        readable as they stood.
    """
    strict = shapely.from_wkb(values, on_invalid="ignore")
    broken = np.flatnonzero((strict == None) & (values != None))  # noqa: E711 - element by element
    if len(broken):
        strict[broken] = shapely.from_wkb(values[broken], on_invalid="fix")
    return strict, broken


def without_infinite(geometries: Geometries) -> Geometries:
    """The geometries, None in place of empty ones and of those with a coordinate that is not finite.

    Only x and y are looked at.
    """
    found = geometries.copy()
    found[shapely.is_empty(found)] = None
    xy, row = shapely.get_coordinates(found, return_index=True)
    found[np.unique(row[~np.isfinite(xy).all(axis=1)])] = None
    return found


def survey(geometries: Geometries) -> Survey:
    """Look through geometries; they must have passed `without_infinite`."""
    types = shapely.get_type_id(geometries)
    numbers, counts = np.unique(types[types >= 0], return_counts=True)
    polygonal = np.isin(types, (3, 6, _COLLECTION))
    invalid = np.flatnonzero(polygonal)[~shapely.is_valid(geometries[polygonal])]
    raised = shapely.has_z(geometries) | shapely.has_m(geometries)
    return Survey(
        types={_NAMES[number]: int(count) for number, count in zip(numbers, counts, strict=True)},
        kind=_common_kind(numbers),
        missing=np.flatnonzero(types < 0),
        invalid=invalid,
        raised=np.flatnonzero(raised),
        collections=np.flatnonzero(types == _COLLECTION),
        vertices=int(shapely.get_num_coordinates(geometries).sum()),
    )


def kind_of(geometries: Geometries) -> GeometryKind:
    """What geometries have in common; NONE without any."""
    types = shapely.get_type_id(geometries)
    return _common_kind(np.unique(types[types >= 0]))


def repaired(geometries: Geometries, rows: NDArray[np.intp]) -> Geometries:
    """A copy with the polygons of `rows` made valid; parts that collapse to lines or points are left out."""
    mended = geometries.copy()
    made = shapely.make_valid(geometries[rows], method="structure", keep_collapsed=False)
    mended[rows] = single_kind(made)
    return mended


def single_kind(geometries: Geometries) -> Geometries:
    """A copy in which a collection is only its parts of the highest dimension, None where there are none."""
    found = geometries.copy()
    for row in np.flatnonzero(shapely.get_type_id(found) == _COLLECTION):
        found[row] = _highest_parts(found[row])
    return found


def swapped_axes(geometries: Geometries) -> Geometries:
    """A copy with x and y exchanged."""
    return np.asarray(shapely.transform(geometries, lambda xy: xy[:, ::-1]), dtype=object)


def of_kind(geometries: Geometries, kind: GeometryKind) -> NDArray[np.bool_]:
    """Which geometries are of a kind; those without geometry are not."""
    wanted = [number for number, each in _KIND_BY_GEOS_TYPE.items() if each is kind]
    return np.isin(shapely.get_type_id(geometries), wanted)


def _common_kind(numbers: NDArray[np.integer]) -> GeometryKind:
    kinds = {_KIND_BY_GEOS_TYPE.get(int(number), GeometryKind.MIXED) for number in numbers}
    if not kinds:
        return GeometryKind.NONE
    return kinds.pop() if len(kinds) == 1 else GeometryKind.MIXED


def _highest_parts(collection: shapely.GeometryCollection) -> shapely.Geometry | None:
    parts = _flat_parts(collection)
    if not len(parts):
        return None
    dimensions = shapely.get_dimensions(parts)
    kept = parts[dimensions == dimensions.max()]
    if len(kept) == 1:
        return kept[0]
    join = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)[int(dimensions.max())]
    return join(kept)


def _flat_parts(collection: shapely.GeometryCollection) -> Geometries:
    """Simple parts, collections in collections opened too; no deeper than they nest."""
    parts = np.array([collection], dtype=object)
    while (shapely.get_type_id(parts) > 3).any():
        parts = shapely.get_parts(parts)
    return np.asarray(parts[~shapely.is_empty(parts)], dtype=object)
