"""Answers from a snapshot: mapped columns, no Python object a feature, safe to use from several threads."""

import math
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from satupeta.core.box import Box
from satupeta.core.crs import project_box
from satupeta.core.features.batch import FeatureBatch, take_attributes
from satupeta.core.features.columns import WorldColumns, WorldPatches
from satupeta.core.features.delta import EMPTY_DELTA, Delta
from satupeta.core.features.geometries import geometries_from_columns, take_rows
from satupeta.core.features.meeting import meets_box
from satupeta.core.features.schema import Schema
from satupeta.core.features.source import FeatureQuery, Order, State
from satupeta.core.filters.check import checked
from satupeta.core.filters.evaluate import matching
from satupeta.core.filters.spatial import needed_box
from satupeta.core.filters.tree import Expression
from satupeta.data.errors import ReleaseMissing
from satupeta.data.snapshot.builder import extent_of
from satupeta.data.snapshot.columns import SnapshotColumns, arrange, search_tree
from satupeta.data.snapshot.format import FOLDER, SnapshotFacts, read_facts
from satupeta.data.snapshot.mapping import map_columns

_MARGIN = 0.01


class SnapshotSource:
    """One release of a dataset with the edits of its journal (`core.features.source.FeatureSource`).

    A release without edits is mapped from its files. Edits are folded into columns in memory when it is opened, so
    that every answer is given by the same code.
    """

    def __init__(self, columns: SnapshotColumns, schema: Schema, extent: Box | None, state: State) -> None:
        self._columns = columns
        self._schema = schema
        self._extent = extent
        self._state = state

    @classmethod
    def open(cls, release_folder: Path, release_id: str, delta: Delta = EMPTY_DELTA) -> "SnapshotSource":
        """Open the snapshot of a release.

        Raises:
            SnapshotOutdated: It is of another format.
            ReleaseMissing: It is not there or not whole.
        """
        facts, columns = _mapped(release_folder / FOLDER, release_id)
        state = State(release_id, delta.sequence)
        if delta.is_empty:
            return cls(columns, facts.schema, facts.extent, state)
        release = FeatureBatch(columns.ids, columns.geometry, columns.attributes, facts.schema)
        edited = arrange(delta.applied(release))
        return cls(edited, facts.schema, extent_of(edited, facts.schema.crs), state)

    @property
    def schema(self) -> Schema:
        """Fields, geometry kind and CRS."""
        return self._schema

    @property
    def state(self) -> State:
        """Release and journal sequence."""
        return self._state

    @property
    def count(self) -> int:
        """Number of features."""
        return len(self._columns.ids)

    @property
    def extent(self) -> Box | None:
        """Box in longitude and latitude, or None without any geometry."""
        return self._extent

    def matched(self, query: FeatureQuery) -> int:
        """How many features match, the page left aside."""
        if query.box is None and query.ids is None and query.filter is None:
            return self.count
        return len(self._rows(query))

    def read(self, query: FeatureQuery) -> FeatureBatch:
        """The features that match, in the query's order, at most `limit` after `offset`.

        Raises:
            KeyError: The order names an unknown field.
            InvalidFilter: The filter names an unknown field or compares what cannot be compared.
        """
        end = None if query.limit is None else query.offset + query.limit
        rows = self._ordered(self._rows(query), query.order)[query.offset : end]
        return FeatureBatch(
            self._columns.ids[rows],
            take_rows(self._columns.geometry, rows),
            take_attributes(self._columns.attributes, rows),
            self._schema,
        )

    def properties_json(self, ids: NDArray[np.int32]) -> list[bytes]:
        """Each feature's properties as a JSON object, encoded when the release was built.

        Raises:
            KeyError: An id that is not in the release.
        """
        rows = self._rows_of_ids(np.asarray(ids))
        starts = self._columns.property_offsets[rows].tolist()
        ends = self._columns.property_offsets[rows + 1].tolist()
        text = self._columns.properties
        return [text[start:end].tobytes() for start, end in zip(starts, ends, strict=True)]

    def world(self) -> WorldColumns:
        """All geometries in world units, in Hilbert order."""
        return self._columns.world

    def patches(self) -> WorldPatches:
        """Repaired polygons that stand in for rows of `world()` in vector tiles."""
        return self._columns.patches

    def world_rows(self, west: int, north: int, east: int, south: int, query: FeatureQuery) -> NDArray[np.int32]:
        """Rows of `world()` whose boxes meet the world-unit box and that match the query, its page left aside.

        Args:
            west, north, east, south: Least x, least y, greatest x, greatest y: y is down.
            query: Box, ids and filter.

        Returns:
            Row numbers, int32, ordered by feature id.
        """
        rows = search_tree(self._columns.world_tree, west, north, east, south)
        if query.box is not None or query.ids is not None:
            rows = rows[np.isin(rows, self._rows(FeatureQuery(box=query.box, ids=query.ids)))]
        return self._filtered(self._by_id(rows), query.filter)

    def row_ids(self) -> NDArray[np.int32]:
        """Feature id of each row of `world()`."""
        return self._columns.ids

    def row_attributes(self, rows: NDArray[np.int32], fields: tuple[str, ...]) -> pa.Table:
        """These fields of rows of `world()`, in this order; without fields a table without columns."""
        return take_attributes(self._columns.attributes.select(list(fields)), rows)

    def _rows(self, query: FeatureQuery) -> NDArray[np.int32]:
        if query.ids is not None:
            rows = self._known_rows(query.ids)
            if query.box is not None:
                rows = rows[np.isin(rows, self._rows_in(query.box))]
        elif (box := query.box or self._needed_box(query.filter)) is not None:
            rows = self._by_id(self._rows_in(box))
        else:
            rows = self._columns.id_order
        if query.exact and query.box is not None:
            rows = rows[meets_box(self._columns.geometry, rows, query.box, self._schema.crs)]
        return self._filtered(rows, query.filter)

    def _ordered(self, rows: NDArray[np.int32], order: tuple[Order, ...]) -> NDArray[np.int32]:
        if not order:
            return rows
        names = list(dict.fromkeys(key.field for key in order))
        # The feature id stands last among the keys, so that equals keep one order on every page.
        table = self.row_attributes(rows, tuple(names)).rename_columns([str(place) for place in range(len(names))])
        table = table.append_column("id", pa.array(self._columns.ids[rows]))
        keys = [(str(names.index(key.field)), "descending" if key.descending else "ascending") for key in order]
        places: NDArray[np.uint64] = pc.sort_indices(table, [*keys, ("id", "ascending")]).to_numpy()
        return rows[places]

    def _by_id(self, rows: NDArray[np.int32]) -> NDArray[np.int32]:
        return rows[np.argsort(self._columns.ids[rows])]

    def _filtered(self, rows: NDArray[np.int32], expression: Expression | None) -> NDArray[np.int32]:
        if expression is None:
            return rows
        columns = self._columns
        boxes = columns.geometry.boxes
        if len(rows) == len(columns.ids):
            return rows[matching(expression, columns.attributes, boxes, self._schema, self._shapes)[rows]]
        attributes = take_attributes(columns.attributes, rows)
        found = matching(expression, attributes, boxes[rows], self._schema, lambda some: self._shapes(rows[some]))
        return rows[found]

    def _needed_box(self, expression: Expression | None) -> Box | None:
        return needed_box(checked(expression, self._schema)) if expression is not None else None

    def _shapes(self, rows: NDArray[np.integer]) -> NDArray[np.object_]:
        return geometries_from_columns(take_rows(self._columns.geometry, rows))

    def _known_rows(self, ids: tuple[int, ...]) -> NDArray[np.int32]:
        wanted = np.unique(np.array(ids, dtype=np.int64))
        places = np.searchsorted(self._columns.sorted_ids, wanted)
        inside = places < self.count
        places, wanted = places[inside], wanted[inside]
        known: NDArray[np.int32] = self._columns.id_order[places[self._columns.sorted_ids[places] == wanted]]
        return known

    def _rows_of_ids(self, ids: NDArray[np.int32]) -> NDArray[np.int32]:
        places = np.minimum(np.searchsorted(self._columns.sorted_ids, ids), max(self.count - 1, 0))
        if len(ids) and (not self.count or (self._columns.sorted_ids[places] != ids).any()):
            raise KeyError("a feature id that is not in the release")
        return self._columns.id_order[places]

    def _rows_in(self, box: Box) -> NDArray[np.int32]:
        native = self._native_box(box)
        if native is None:
            return np.empty(0, np.int32)
        return search_tree(self._columns.native_tree, native.west, native.south, native.east, native.north)

    def _native_box(self, box: Box) -> Box | None:
        """The box in the stored CRS, None where it misses the data.

        A box in another CRS is first cut to where the data lies, because projecting far away gives infinities and
        boxes that are wider than they need be.
        """
        if self._extent is None:
            return None
        if box.crs == self._schema.crs:
            return box
        place = project_box(self._extent, box.crs)
        margin_x, margin_y = _MARGIN * place.width + 1e-9, _MARGIN * place.height + 1e-9
        west, east = max(box.west, place.west - margin_x), min(box.east, place.east + margin_x)
        south, north = max(box.south, place.south - margin_y), min(box.north, place.north + margin_y)
        if not all(map(math.isfinite, (west, south, east, north))):
            return project_box(box, self._schema.crs)
        if west > east or south > north:
            return None
        return project_box(Box(west, south, east, north, box.crs), self._schema.crs)


def _mapped(folder: Path, release_id: str) -> tuple[SnapshotFacts, SnapshotColumns]:
    """Facts and columns of one snapshot: read again when a rebuilt one was put in its place meanwhile."""
    while True:
        place = _place(folder)
        try:
            facts = read_facts(folder, release_id)
            columns = map_columns(folder, facts, release_id)
        except ReleaseMissing:
            if place == _place(folder):
                raise
        else:
            if place == _place(folder):
                return facts, columns


def _place(folder: Path) -> int:
    """Inode of the folder, which an exchange changes; 0 where there is none."""
    try:
        return folder.stat().st_ino
    except OSError:
        return 0
