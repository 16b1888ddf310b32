"""A release's features arranged for serving: the same value whether it lies in memory or in mapped files."""

from dataclasses import dataclass

import geoindex_rs.rtree as rtree
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from satupeta.core.encode.properties import encode_properties
from satupeta.core.features.batch import FeatureBatch, take_attributes
from satupeta.core.features.columns import EMPTY, GeometryColumns, WorldColumns, WorldPatches
from satupeta.core.features.geometries import take_rows
from satupeta.core.features.hilbert import hilbert_order
from satupeta.core.features.patches import build_patches
from satupeta.core.features.world import world_columns


@dataclass(frozen=True, slots=True)
class SnapshotColumns:
    """Features in Hilbert order, those without geometry last.

    Attributes:
        ids: Feature id a row, int32.
        id_order: Rows ordered by feature id, int32.
        sorted_ids: Feature ids in that order, int32.
        geometry: Stored coordinates.
        world: The same in world units.
        patches: Repaired polygons for the zooms that need them.
        attributes: One column a field.
        properties: All JSON objects, one after the other, uint8.
        property_offsets: Where each row's object starts, int64, one more than there are rows.
        native_tree, world_tree: Packed R-trees over the boxes of the rows that have a geometry, uint8.
    """

    ids: NDArray[np.int32]
    id_order: NDArray[np.int32]
    sorted_ids: NDArray[np.int32]
    geometry: GeometryColumns
    world: WorldColumns
    patches: WorldPatches
    attributes: pa.Table
    properties: NDArray[np.uint8]
    property_offsets: NDArray[np.int64]
    native_tree: NDArray[np.uint8]
    world_tree: NDArray[np.uint8]


def arrange(batch: FeatureBatch) -> SnapshotColumns:
    """Arrange features for serving.

    Raises:
        InvalidGeometry: A coordinate has no place in longitude and latitude.
        ValueError: Feature ids are not unique.
    """
    if len(np.unique(batch.ids)) != len(batch.ids):
        raise ValueError("feature ids are not unique")
    order = hilbert_order(batch.geometry.boxes)
    geometry = take_rows(batch.geometry, order)
    ids = np.asarray(batch.ids)[order].astype(np.int32)
    id_order = np.argsort(ids, kind="stable").astype(np.int32)
    attributes = take_attributes(batch.attributes, order).combine_chunks()
    encoded = encode_properties(attributes, len(batch))
    offsets = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(piece) for piece in encoded], out=offsets[1:])
    world = world_columns(geometry, batch.schema.crs)
    return SnapshotColumns(
        ids,
        id_order,
        ids[id_order],
        geometry,
        world,
        build_patches(world),
        attributes,
        np.frombuffer(b"".join(encoded), np.uint8),
        offsets,
        packed_tree(geometry.boxes[geometry.types != EMPTY]),
        packed_tree(world.boxes[world.types != EMPTY].astype(np.float64)),
    )


def packed_tree(boxes: NDArray[np.float64]) -> NDArray[np.uint8]:
    """A packed Hilbert R-tree over boxes, shape (n, 4), as the bytes that `search_tree` takes; empty without boxes."""
    if not len(boxes):
        return np.empty(0, np.uint8)
    builder = rtree.RTreeBuilder(len(boxes))
    builder.add(np.ascontiguousarray(boxes))
    return np.frombuffer(bytes(builder.finish()), np.uint8)


def search_tree(tree: NDArray[np.uint8], west: float, south: float, east: float, north: float) -> NDArray[np.int32]:
    """Rows whose boxes share at least a point with this one, unordered; minimum y is called south."""
    if not len(tree):
        return np.empty(0, np.int32)
    return np.asarray(rtree.search(tree, west, south, east, north)).astype(np.int32)
