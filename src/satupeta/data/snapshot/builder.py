"""Writes a snapshot folder, every file fsynced, the facts last."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from satupeta.core.box import Box
from satupeta.core.crs import CRS84, project_box
from satupeta.core.features.batch import FeatureBatch
from satupeta.data.snapshot.columns import SnapshotColumns, arrange
from satupeta.data.snapshot.format import (
    ATTRIBUTES,
    FACTS,
    FORMAT,
    NATIVE_TREE,
    PROPERTIES,
    WORLD_TREE,
    SnapshotFacts,
    array_file,
)
from satupeta.data.storage import sync_folder


def build_snapshot(batch: FeatureBatch, folder: Path) -> SnapshotFacts:
    """Write the snapshot of these features.

    Args:
        batch: All features of a release.
        folder: Where; made when it is not there.

    Returns:
        What the folder holds.

    Raises:
        InvalidGeometry: A coordinate has no place in longitude and latitude.
        OSError: The disk is full or cannot be written.
    """
    columns = arrange(batch)
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, int] = {}
    for name, array in _arrays(columns):
        files[array_file(name)] = _write_array(folder / array_file(name), array)
    for name, raw in (
        (PROPERTIES, columns.properties),
        (NATIVE_TREE, columns.native_tree),
        (WORLD_TREE, columns.world_tree),
    ):
        files[name] = _write(folder / name, raw.tobytes())
    files[ATTRIBUTES] = _write_attributes(folder / ATTRIBUTES, columns.attributes)
    facts = SnapshotFacts(FORMAT, len(batch), batch.schema, extent_of(columns, batch.schema.crs), files)
    _write(folder / FACTS, msgspec.json.encode(facts))
    sync_folder(folder)
    return facts


def extent_of(columns: SnapshotColumns, crs: str) -> Box | None:
    """The box of all geometries in longitude and latitude, None without any."""
    boxes = columns.geometry.boxes[np.isfinite(columns.geometry.boxes[:, 0])]
    if not len(boxes):
        return None
    west, south = boxes[:, :2].min(axis=0).tolist()
    east, north = boxes[:, 2:].max(axis=0).tolist()
    return project_box(Box(west, south, east, north, crs), CRS84)


def _arrays(columns: SnapshotColumns) -> Iterator[tuple[str, NDArray[Any]]]:
    yield "ids", columns.ids
    yield "id_order", columns.id_order
    yield "sorted_ids", columns.sorted_ids
    yield "property_offsets", columns.property_offsets
    geometry, world = columns.geometry, columns.world
    yield "types", geometry.types
    yield "features", geometry.features
    yield "parts", geometry.parts
    yield "native_rings", geometry.rings
    yield "native_xy", geometry.xy
    yield "native_boxes", geometry.boxes
    yield "world_rings", world.rings
    yield "world_xy", world.xy
    yield "world_boxes", world.boxes
    patches = columns.patches
    yield "patch_zooms", patches.zooms
    yield "patch_rows", patches.rows
    yield "patch_features", patches.features
    yield "patch_parts", patches.parts
    yield "patch_rings", patches.rings
    yield "patch_xy", patches.xy


def _write_array(path: Path, array: NDArray[Any]) -> int:
    with path.open("wb") as file:
        np.save(file, np.ascontiguousarray(array), allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def _write_attributes(path: Path, attributes: pa.Table) -> int:
    with path.open("wb") as file:
        with pa.ipc.new_file(file, attributes.schema) as writer:
            writer.write_table(attributes)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def _write(path: Path, content: bytes) -> int:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()
