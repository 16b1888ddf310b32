"""Finds a field that sorts a dataset's features into a few classes."""

import pyarrow as pa
import pyarrow.compute as pc

from satupeta.core.features.schema import Field, FieldType, Schema
from satupeta.core.style.defaults import MOST_CATEGORIES, Categories

_NAMES = frozenset(
    "kategori kelas jenis tipe fungsi status zona golongan kondisi "
    "category class kind type function zone condition".split()
)
_FEWEST_A_CLASS = 2.0
"""Features a class on average: a field that names nearly every feature is no category."""


def sensible_categories(schema: Schema, attributes: pa.Table) -> Categories | None:
    """The first text field whose name speaks of classes and that has two to eight values, the commonest first.

    Args:
        schema: Of the dataset; its key is never a category.
        attributes: Columns named as the fields of `schema`.
    """
    for field in schema.fields:
        if field.type is FieldType.TEXT and field.name != schema.key and _speaks_of_classes(field):
            values = _values(attributes.column(field.name))
            if values:
                return Categories(field.name, values)
    return None


def _speaks_of_classes(field: Field) -> bool:
    words = field.name.lower().replace("-", "_").split("_")
    return not _NAMES.isdisjoint(words)


def _values(column: pa.ChunkedArray) -> tuple[str, ...]:
    counts = [(str(row["values"]), int(row["counts"])) for row in pc.value_counts(column.drop_null()).to_pylist()]
    if not 2 <= len(counts) <= MOST_CATEGORIES or sum(count for _, count in counts) < _FEWEST_A_CLASS * len(counts):
        return ()
    return tuple(value for value, _ in sorted(counts, key=lambda pair: (-pair[1], pair[0])))
