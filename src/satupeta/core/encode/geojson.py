"""Features as GeoJSON, in pieces that can be streamed.

Standard: RFC 7946: longitude and latitude in WGS 84 (4), exteriors counter-clockwise (3.1.6).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from satupeta.core.crs import CRS84, project
from satupeta.core.encode.properties import encode_properties
from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.columns import EMPTY, GeometryColumns
from satupeta.core.features.geometries import oriented, take_rows
from satupeta.core.kernels.digits import coordinate_texts

DEGREE_DECIMALS = 7
"""About a centimetre; what coordinates in degrees are rounded to."""
_TYPES = ("", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")
_CHUNK_ROWS = 512


def feature_pieces(
    batch: FeatureBatch, properties: Sequence[bytes] | None = None, decimals: int = DEGREE_DECIMALS
) -> Iterator[bytes]:
    """Each feature as one GeoJSON Feature object.

    Args:
        batch: Features in any CRS that PROJ knows; their geometry is written in longitude and latitude.
        properties: Ready JSON objects, one a feature (`FeatureSource.properties_json`); None encodes the batch's
            attributes.
        decimals: Digits after the point.

    Yields:
        Bytes of one Feature, its id as an integer, its geometry null for EMPTY.
    """
    encoded = encode_properties(batch.attributes, len(batch)) if properties is None else properties
    for start in range(0, len(batch), _CHUNK_ROWS):
        rows = np.arange(start, min(start + _CHUNK_ROWS, len(batch)))
        geometry = _lonlat(take_rows(batch.geometry, rows), batch.schema.crs)
        for row, text in zip(rows.tolist(), geometry_texts(geometry, decimals), strict=True):
            yield b'{"type":"Feature","id":%d,"geometry":%b,"properties":%b}' % (batch.ids[row], text, encoded[row])


def geometry_texts(geometry: GeometryColumns, decimals: int = DEGREE_DECIMALS) -> list[bytes]:
    """GeoJSON geometry objects of columns in longitude and latitude; `null` for EMPTY."""
    columns = oriented(geometry)
    text, offsets = coordinate_texts(
        columns.xy, columns.rings, columns.parts, columns.features, columns.types, decimals
    )
    ends = offsets.tolist()
    return [
        b"null"
        if kind == EMPTY
        else b'{"type":"%b","coordinates":%b}' % (_TYPES[kind].encode(), text[ends[row] : ends[row + 1]])
        for row, kind in enumerate(columns.types.tolist())
    ]


def collection_pieces(features: Iterable[bytes], members: dict[str, object] | None = None) -> Iterator[bytes]:
    """A FeatureCollection around features, `members` after them.

    Args:
        features: Feature objects, as `feature_pieces` yields them.
        members: Further members such as `links` and `numberMatched`; never `type` or `features`.

    Yields:
        Pieces of one JSON document.
    """
    yield b'{"type":"FeatureCollection","features":['
    separator = b""
    for feature in features:
        yield separator + feature
        separator = b",\n"
    yield with_members(b"]}", members or {})


def with_members(piece: bytes, members: dict[str, object]) -> bytes:
    """A piece that ends a JSON object, with further members before its closing brace."""
    if not members:
        return piece
    return piece[:-1] + b"," + msgspec.json.encode(members)[1:]


def _lonlat(geometry: GeometryColumns, crs: str) -> GeometryColumns:
    xy: NDArray[np.float64] = project(geometry.xy, crs, CRS84) if len(geometry.xy) else geometry.xy
    return replace(geometry, xy=np.ascontiguousarray(xy))
