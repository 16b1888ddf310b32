"""Mapbox Vector Tiles 2.1: features of several layers in one tile, no polygon of them invalid."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from satupeta.core.features.columns import WorldColumns, WorldPatches
from satupeta.core.kernels.message import feature_messages
from satupeta.core.kernels.tile import tile_geometries
from satupeta.core.tiling import WORLD_UNITS, Tile

EXTENT = 4096
BUFFER = 64
_SLACK = 2
_VERSION = 2
_LAYER, _NAME, _KEY, _VALUE, _EXTENT, _VERSION_TAG = 0x1A, 0x0A, 0x1A, 0x22, 0x28, 0x78
_TEXT, _DOUBLE, _UNSIGNED, _SIGNED, _BOOLEAN = 0x0A, 0x19, 0x28, 0x30, 0x38


@dataclass(frozen=True, slots=True)
class TileLayer:
    """What one layer of a tile is made of.

    Attributes:
        name: Unique in the tile.
        world: All geometries of the source.
        patches: What stands in for some of them.
        rows: Wanted rows, int32, in the order they are written.
        ids: Feature id of each of these rows, int32.
        attributes: Their attributes, only fields that may leave; without columns when none may.
    """

    name: str
    world: WorldColumns
    patches: WorldPatches | None
    rows: NDArray[np.int32]
    ids: NDArray[np.int32]
    attributes: pa.Table


def tile_reach(tile: Tile) -> tuple[int, int, int, int]:
    """World units that a tile with its buffer reaches: least x, least y, greatest x, greatest y."""
    side = WORLD_UNITS >> tile.zoom
    margin = side * (BUFFER + _SLACK) // EXTENT + 1
    west, north = tile.column * side - WORLD_UNITS // 2, tile.row * side - WORLD_UNITS // 2
    return west - margin, north - margin, west + side + margin, north + side + margin


def encode_tile(layers: Sequence[TileLayer], tile: Tile) -> bytes:
    """The tile; empty bytes, which are a valid tile, when no layer has anything in it.

    Args:
        layers: In drawing order, with names of their own.
        tile: Zoom 0 to 18.

    Raises:
        ValueError: A zoom beyond 18, or columns that are damaged.

    Standard: Mapbox Vector Tile 2.1, 4.1: layers without features are left out.
    """
    return b"".join(_layer(layer, tile) for layer in layers)


def _layer(layer: TileLayer, tile: Tile) -> bytes:
    geometry, offsets, kinds = tile_geometries(layer.world, layer.patches, layer.rows, tile.zoom, tile.column, tile.row)
    there = np.flatnonzero(np.diff(offsets))
    if not len(there):
        return b""
    attributes = layer.attributes.take(pa.array(there)) if layer.attributes.num_columns else layer.attributes
    values, numbers = _values(attributes, len(there))
    # Rows without geometry have no bytes, so the ends of the others bound theirs too.
    ends = np.concatenate((np.zeros(1, np.int64), offsets[there + 1]))
    features = feature_messages(np.ascontiguousarray(layer.ids[there], np.int32), kinds[there], geometry, ends, numbers)
    content = b"".join(
        (
            _varint(_VERSION_TAG) + _varint(_VERSION),
            _field(_NAME, layer.name.encode()),
            features,
            b"".join(_field(_KEY, name.encode()) for name in attributes.column_names),
            b"".join(_field(_VALUE, value) for value in values),
            _varint(_EXTENT) + _varint(EXTENT),
        )
    )
    return _field(_LAYER, content)


def _values(attributes: pa.Table, count: int) -> tuple[list[bytes], NDArray[np.int32]]:
    """The values of a layer, each once, and their numbers for each row and field, -1 for null."""
    numbers = np.full((count, attributes.num_columns), -1, np.int32)
    places: dict[bytes, int] = {}
    for place, column in enumerate(attributes.columns):
        if pa.types.is_floating(column.type):  # what is no number is null, as in JSON
            column = pc.if_else(pc.is_finite(column), column, pa.scalar(None, column.type))
        coded = pc.dictionary_encode(column.combine_chunks())
        coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
        known = [places.setdefault(_value(value), len(places)) for value in coded.dictionary.to_pylist()]
        codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        numbers[:, place] = np.array([*known, -1], np.int32)[codes]
    return list(places), numbers


def _value(value: Any) -> bytes:
    if isinstance(value, bool):
        return _varint(_BOOLEAN) + _varint(int(value))
    if isinstance(value, int):
        if value >= 0:
            return _varint(_UNSIGNED) + _varint(value)
        return _varint(_SIGNED) + _varint(-2 * value - 1)
    if isinstance(value, float):
        return _varint(_DOUBLE) + np.array(value, "<f8").tobytes()
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode().strip('"')
    return _field(_TEXT, text.encode())


def _field(tag: int, content: bytes) -> bytes:
    return _varint(tag) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
