"""The contract of everything that features can be read from."""

from typing import Protocol

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from satupeta.core.box import Box
from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.columns import WorldColumns, WorldPatches
from satupeta.core.features.schema import Schema
from satupeta.core.filters.tree import Expression


class State(msgspec.Struct, frozen=True):
    """Which state of a dataset an answer speaks of: a release and the last edit of its journal folded into it."""

    release: str
    sequence: int = 0

    def __str__(self) -> str:
        return f"{self.release}.{self.sequence}"


class Order(msgspec.Struct, frozen=True):
    """By which field features come; those without a value come last."""

    field: str
    descending: bool = False


class FeatureQuery(msgspec.Struct, frozen=True):
    """Which features are wanted; they come ordered by feature id unless `order` says otherwise.

    Attributes:
        box: Features whose geometry's box meets it, in any served CRS; None for all.
        ids: Only these feature ids; None for all.
        filter: An attribute filter; None for all.
        limit, offset: The page, after all the rest.
        exact: Whether the geometry itself must meet `box`, not only its box.
        order: First field first; equals come by feature id.
    """

    box: Box | None = None
    ids: tuple[int, ...] | None = None
    filter: Expression | None = None
    limit: int | None = None
    offset: int = 0
    exact: bool = False
    order: tuple[Order, ...] = ()


class FeatureSource(Protocol):
    """One release of a dataset, with the edits of its journal, ready to answer. Safe to use from several threads."""

    @property
    def schema(self) -> Schema:
        """Fields, geometry kind and CRS."""
        ...

    @property
    def state(self) -> State:
        """Release and journal sequence: goes into every ETag and cache key."""
        ...

    @property
    def count(self) -> int:
        """Number of features."""
        ...

    @property
    def extent(self) -> Box | None:
        """Box in longitude and latitude, or None without any geometry."""
        ...

    def matched(self, query: FeatureQuery) -> int:
        """How many features match, the page left aside."""
        ...

    def read(self, query: FeatureQuery) -> FeatureBatch:
        """The features that match, ordered by feature id, at most `limit` after `offset`.

        Raises:
            InvalidFilter: The filter names an unknown field or compares what cannot be compared.
        """
        ...

    def properties_json(self, ids: NDArray[np.int32]) -> list[bytes]:
        """Each feature's properties as a JSON object, encoded when the release was built."""
        ...

    def world(self) -> WorldColumns:
        """All geometries in world units, in the source's own row order."""
        ...

    def patches(self) -> WorldPatches:
        """Repaired polygons that stand in for rows of `world()` in vector tiles."""
        ...

    def world_rows(self, west: int, north: int, east: int, south: int, query: FeatureQuery) -> NDArray[np.int32]:
        """Rows of `world()` whose boxes meet the world-unit box and that match `query`'s filter and ids.

        Returns:
            Row numbers, int32, ordered by feature id.
        """
        ...

    def row_attributes(self, rows: NDArray[np.int32], fields: tuple[str, ...]) -> pa.Table:
        """These fields of rows of `world()`, in this order; without fields a table without columns."""
        ...

    def row_ids(self) -> NDArray[np.int32]:
        """Feature id of each row of `world()`."""
        ...
