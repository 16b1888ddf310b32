"""Edits that lie on top of a release."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from satupeta.core.features.batch import FeatureBatch, take_attributes
from satupeta.core.features.geometries import columns_from_geometries, geometries_from_columns

_NO_IDS: NDArray[np.int32] = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Delta:
    """What a journal holds above its release.

    Attributes:
        sequence: Last edit in it; 0 without any.
        changed: Features that are new or other than in the release, of its schema.
        tombstones: Ids of features that are gone, int32.
    """

    sequence: int = 0
    changed: FeatureBatch | None = None
    tombstones: NDArray[np.int32] = field(default_factory=lambda: _NO_IDS)

    @property
    def is_empty(self) -> bool:
        """Whether the release stands as it is."""
        return self.changed is None and not len(self.tombstones)

    def applied(self, batch: FeatureBatch) -> FeatureBatch:
        """The features of a release with these edits, the untouched ones first."""
        changed_ids = self.changed.ids if self.changed is not None else _NO_IDS
        kept = np.flatnonzero(~np.isin(batch.ids, np.concatenate((changed_ids, self.tombstones))))
        geometries = geometries_from_columns(batch.geometry)[kept]
        ids, attributes = batch.ids[kept], take_attributes(batch.attributes, kept)
        if self.changed is not None:
            geometries = np.concatenate((geometries, geometries_from_columns(self.changed.geometry)))
            ids = np.concatenate((ids, self.changed.ids))
            attributes = pa.concat_tables([attributes, self.changed.attributes])
        return FeatureBatch(ids, columns_from_geometries(geometries), attributes, batch.schema)


EMPTY_DELTA = Delta()
