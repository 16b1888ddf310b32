"""From rows as read to features as published: every answered doubt applied, every change told."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.ingest import DoubtCode, LayerUnderstanding, ReadChoices
from satupeta.core.published import Change
from satupeta.core.quality.geometry import Geometries, kind_of, of_kind, repaired, single_kind, survey, swapped_axes
from satupeta.core.text import Text
from satupeta.data.ingest.order import GEOMETRY_COLUMN

_KINDS = {"polygon": GeometryKind.POLYGON, "line": GeometryKind.LINE, "point": GeometryKind.POINT}
_TIME_NAMES = ("tanggal", "waktu", "date", "datetime", "time")


@dataclass(frozen=True, slots=True)
class Shaped:
    """Features without ids.

    Attributes:
        geometries: In `schema.crs`, two-dimensional, None for none.
        attributes: In the order of `schema.fields`.
        schema: Of them.
        changes: What was changed on the way in.
    """

    geometries: Geometries
    attributes: pa.Table
    schema: Schema
    changes: tuple[Change, ...]


def shape(layer: LayerUnderstanding, table: pa.Table, choices: ReadChoices, key: str) -> Shaped:
    """Apply the answers to the rows of a layer.

    Args:
        layer: As understood under these choices.
        table: Its rows, the geometry as well-known binary in `GEOMETRY_COLUMN`.
        choices: No doubt of the layer is open.
        key: Declared key field, "" without one.

    Returns:
        The features in the rows' order.
    """
    changes = list(layer.changes)
    geometries = _geometries(table, layer, choices, changes)
    kept = _kept_rows(geometries, choices, changes)
    geometries = geometries[kept]
    attributes = table.drop_columns([GEOMETRY_COLUMN])
    attributes = attributes if kept.all() or not attributes.num_columns else attributes.filter(pa.array(kept))
    fields = tuple(Field(field.name, field.type, Text(field.name)) for field in layer.fields)
    schema = Schema(
        fields=fields,
        geometry=kind_of(geometries),
        crs=choices.answer(DoubtCode.CRS) or layer.crs or "EPSG:4326",
        key="" if _goes_without_key(layer, choices) else key,
        time_field=_time_field(fields),
    )
    return Shaped(geometries, attributes, schema, tuple(changes))


def _goes_without_key(layer: LayerUnderstanding, choices: ReadChoices) -> bool:
    """Whether the key is in doubt and was given up; an answer to a doubt that is no more says nothing."""
    return choices.answer(DoubtCode.KEY) == "none" and any(doubt.code is DoubtCode.KEY for doubt in layer.doubts)


def _geometries(table: pa.Table, layer: LayerUnderstanding, choices: ReadChoices, changes: list[Change]) -> Geometries:
    """All geometries, mended and flat."""
    geometries = np.asarray(shapely.from_wkb(_wkb(table)), dtype=object)
    if choices.answer(DoubtCode.AXES) == "swap":
        geometries = swapped_axes(geometries)
        _tell(changes, "axes-swapped", len(geometries), "Sumbu x dan y ditukar.", "The axes were exchanged.")
    found = survey(geometries)
    if len(found.collections):
        geometries = single_kind(geometries)
        _tell(
            changes,
            "collections-reduced",
            len(found.collections),
            "Kumpulan geometri diganti bagian berdimensi tertingginya.",
            "Geometry collections were reduced to their parts of the highest dimension.",
        )
        found = survey(geometries)
    rings = next((doubt for doubt in layer.doubts if doubt.code is DoubtCode.RINGS), None)
    if rings is not None and choices.answer(DoubtCode.RINGS) == "repair":
        geometries = repaired(geometries, found.invalid)
        _tell(changes, "rings-repaired", rings.count, "Cincin poligon diperbaiki.", "Polygon rings were repaired.")
    if len(found.raised):
        geometries = np.asarray(shapely.force_2d(geometries), dtype=object)
        _tell(changes, "z-dropped", len(found.raised), "Nilai Z dan M dilepas.", "Z and M values were dropped.")
    return geometries


def _kept_rows(geometries: Geometries, choices: ReadChoices, changes: list[Change]) -> NDArray[np.bool_]:
    kept = np.ones(len(geometries), np.bool_)
    missing = np.asarray(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    if choices.answer(DoubtCode.EMPTY) == "drop":
        kept &= ~missing
        _tell(
            changes,
            "empty-left-out",
            int(missing.sum()),
            "Benda tanpa geometri dilewati.",
            "Features without geometry were left out.",
        )
    wanted = _KINDS.get(choices.answer(DoubtCode.MIXED))
    if wanted is not None:
        other = ~of_kind(geometries, wanted) & ~missing
        kept &= ~other
        _tell(
            changes,
            "kinds-left-out",
            int(other.sum()),
            "Jenis geometri lain dilewati.",
            "Other geometry types were left out.",
        )
    return kept


def _wkb(table: pa.Table) -> NDArray[np.object_]:
    return np.array([*table.column(GEOMETRY_COLUMN).to_pylist(), None], dtype=object)[:-1]


def _time_field(fields: tuple[Field, ...]) -> str:
    """The one field of dates, or the one whose name says so."""
    times = [field.name for field in fields if field.type in (FieldType.DATE, FieldType.DATETIME)]
    if len(times) == 1:
        return times[0]
    return next((name for name in times if name.casefold() in _TIME_NAMES), "")


def _tell(changes: list[Change], code: str, count: int, indonesian: str, english: str) -> None:
    if count:
        changes.append(Change(code, count, Text(indonesian, english)))
