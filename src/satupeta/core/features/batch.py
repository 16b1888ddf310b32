"""The one value that carries features."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from satupeta.core.features.columns import GeometryColumns
from satupeta.core.features.schema import Schema


@dataclass(frozen=True, slots=True)
class FeatureBatch:
    """Features as columns of one length.

    Attributes:
        ids: Feature ids, int32, unique.
        geometry: In `schema.crs`, x, y order.
        attributes: One Arrow column a field of `schema`, in that order; nulls are nulls. Without any field it is
            empty, because Arrow counts no rows without columns.
        schema: Fields, geometry kind, CRS.
    """

    ids: NDArray[np.int32]
    geometry: GeometryColumns
    attributes: pa.Table
    schema: Schema

    def __post_init__(self) -> None:
        rows = self.attributes.num_rows if self.attributes.num_columns else len(self.ids)
        if not len(self.ids) == len(self.geometry) == rows:
            raise ValueError(f"{len(self.ids)} ids, {len(self.geometry)} geometries and {rows} rows")

    def __len__(self) -> int:
        return len(self.ids)


def take_attributes(attributes: pa.Table, rows: NDArray[np.integer]) -> pa.Table:
    """These rows, in this order; a table without columns stays as it is."""
    return attributes.take(pa.array(rows)) if attributes.num_columns else attributes
