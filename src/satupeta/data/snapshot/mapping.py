"""Maps a snapshot folder into memory."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from satupeta.core.features.columns import GeometryColumns, WorldColumns, WorldPatches
from satupeta.data.errors import ReleaseMissing
from satupeta.data.snapshot.columns import SnapshotColumns
from satupeta.data.snapshot.format import (
    ATTRIBUTES,
    NATIVE_TREE,
    PROPERTIES,
    WORLD_TREE,
    SnapshotFacts,
    array_file,
)


def map_columns(folder: Path, facts: SnapshotFacts, release_id: str) -> SnapshotColumns:
    """The columns of a snapshot folder, memory-mapped and read-only.

    Raises:
        ReleaseMissing: A file is not what the facts say.
    """
    try:
        columns = _mapped(folder)
    except (OSError, ValueError, pa.ArrowInvalid) as error:
        raise ReleaseMissing(release_id) from error
    rows = columns.attributes.num_rows if facts.schema.fields else facts.count
    if not len(columns.ids) == len(columns.geometry) == rows == facts.count:
        raise ReleaseMissing(release_id)
    return columns


def _mapped(folder: Path) -> SnapshotColumns:
    types, features, parts = (_array(folder, name) for name in ("types", "features", "parts"))
    return SnapshotColumns(
        ids=_array(folder, "ids"),
        id_order=_array(folder, "id_order"),
        sorted_ids=_array(folder, "sorted_ids"),
        geometry=GeometryColumns(
            _array(folder, "native_xy"),
            _array(folder, "native_rings"),
            parts,
            features,
            types,
            _array(folder, "native_boxes"),
        ),
        world=WorldColumns(
            _array(folder, "world_xy"),
            _array(folder, "world_rings"),
            parts,
            features,
            types,
            _array(folder, "world_boxes"),
        ),
        patches=WorldPatches(
            _array(folder, "patch_zooms"),
            _array(folder, "patch_rows"),
            _array(folder, "patch_xy"),
            _array(folder, "patch_rings"),
            _array(folder, "patch_parts"),
            _array(folder, "patch_features"),
        ),
        attributes=_attributes(folder / ATTRIBUTES),
        properties=_bytes(folder / PROPERTIES),
        property_offsets=_array(folder, "property_offsets"),
        native_tree=_bytes(folder / NATIVE_TREE),
        world_tree=_bytes(folder / WORLD_TREE),
    )


def _array(folder: Path, name: str) -> NDArray[Any]:
    path = folder / array_file(name)
    # An empty array cannot be mapped; numpy reads it instead. A plain view is faster to slice than np.memmap.
    try:
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except ValueError:
        return np.asarray(np.load(path, allow_pickle=False))


def _bytes(path: Path) -> NDArray[np.uint8]:
    if not path.stat().st_size:
        return np.empty(0, np.uint8)
    return np.asarray(np.memmap(path, np.uint8, "r"))


def _attributes(path: Path) -> pa.Table:
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
        return reader.read_all()
