"""From a raw layer to what is understood of it. Runs in the reading child only."""

import pyarrow as pa
import pyarrow.compute as pc
import pyproj
import shapely

from satupeta.core.box import Box
from satupeta.core.features.schema import FieldType
from satupeta.core.ingest import Doubt, DoubtCode, FieldUnderstanding, LayerUnderstanding
from satupeta.core.quality.coordinates import Extent, crs_code, extent_in_degrees, finite_extent
from satupeta.core.quality.geometry import Geometries, Survey, read_wkb, survey, without_infinite
from satupeta.data.ingest.doubts import (
    doubt_axes,
    doubt_crs,
    doubt_empty,
    doubt_encoding,
    doubt_held_key,
    doubt_key,
    doubt_mixed,
    doubt_raised,
    doubt_rings,
)
from satupeta.data.ingest.order import GEOMETRY_COLUMN, Order
from satupeta.data.ingest.raw_layer import RawLayer
from satupeta.data.ingest.refusals import unknown_crs

_SAMPLES, _SAMPLE_ROWS, _SAMPLE_LENGTH = 5, 2000, 80
_KEY_TYPES = (FieldType.TEXT, FieldType.INTEGER)
_LABEL_NAMES = ("namobj", "nama", "name", "kode", "id")


def understand_layer(raw: RawLayer, order: Order) -> tuple[LayerUnderstanding, pa.Table]:
    """What is understood of a layer under the choices made so far, and its rows.

    Returns:
        The understanding; the attributes with the geometry as well-known binary in `GEOMETRY_COLUMN`, every geometry
        readable and finite or null.

    Raises:
        RefusedFile: The chosen CRS does not exist.
    """
    read, broken = read_wkb(raw.wkb)
    geometries = without_infinite(read)
    found = survey(geometries)
    native = finite_extent(shapely.get_coordinates(geometries))
    crs, title = _crs(raw, order)
    fields = _fields(raw)
    samples = _sample_text(raw)
    doubts = _doubts(raw, order, crs, native, geometries, found, len(broken), samples)
    understanding = LayerUnderstanding(
        name=raw.name,
        format=raw.format,
        count=raw.attributes.num_rows if raw.attributes.num_columns else len(raw.wkb),
        geometry=found.kind,
        geometry_types=found.types,
        crs=crs,
        crs_title=title,
        encoding=raw.encoding.name,
        sample_text=samples,
        fields=fields,
        native_extent=native,
        extent=_box(native, crs, doubts),
        doubts=doubts,
        changes=raw.changes,
        vertices=found.vertices,
    )
    wkb = pa.array(shapely.to_wkb(geometries, flavor="iso"), pa.binary())
    names = [*raw.attributes.column_names, GEOMETRY_COLUMN]
    return understanding, pa.table([*raw.attributes.columns, wkb], names=names)


def _crs(raw: RawLayer, order: Order) -> tuple[str, str]:
    definition = order.crs or raw.crs
    if not definition:
        return "", ""
    try:
        return crs_code(definition)
    except pyproj.exceptions.CRSError as error:
        if order.crs:
            raise unknown_crs(order.crs) from error
        return "", ""


def _doubts(
    raw: RawLayer,
    order: Order,
    crs: str,
    native: Extent | None,
    geometries: Geometries,
    found: Survey,
    broken: int,
    samples: tuple[str, ...],
) -> tuple[Doubt, ...]:
    if any(doubt.code is DoubtCode.COORDINATES and not doubt.proposal for doubt in raw.doubts):
        return raw.doubts
    about_crs = doubt_crs(crs, raw.crs_assumed and not order.crs, native)
    assumed_crs = about_crs.proposal if about_crs else crs
    labels = _labels(raw)
    found_doubts = (
        *raw.doubts,
        doubt_encoding(raw.encoding, samples),
        about_crs,
        doubt_axes(assumed_crs, native),
        doubt_rings(geometries, found, broken, labels),
        doubt_mixed(found),
        doubt_raised(found),
        doubt_empty(found, len(geometries), labels),
        _key_doubt(raw, order),
    )
    return tuple(doubt for doubt in found_doubts if doubt is not None)


def _key_doubt(raw: RawLayer, order: Order) -> Doubt | None:
    types = dict(zip(raw.attributes.column_names, raw.types, strict=True))
    name = order.key or order.held_key
    column = raw.attributes.column(name) if name in types else None
    if order.key:
        return doubt_key(name, column, _repeated(column))
    usable = column if types.get(name) in _KEY_TYPES else None
    return doubt_held_key(name, usable, _repeated(usable))


def _box(native: Extent | None, crs: str, doubts: tuple[Doubt, ...]) -> Box | None:
    """In longitude and latitude, as it would be if the proposals were taken."""
    proposed = {doubt.code: doubt.proposal for doubt in doubts}
    system = proposed.get(DoubtCode.CRS, crs)
    if native is None or not system:
        return None
    west, south, east, north = native
    if proposed.get(DoubtCode.AXES) == "swap":
        west, south, east, north = south, west, north, east
    extent = extent_in_degrees((west, south, east, north), system)
    return Box(*extent) if extent else None


def _fields(raw: RawLayer) -> tuple[FieldUnderstanding, ...]:
    return tuple(
        FieldUnderstanding(
            name=name,
            source_name=source_name,
            type=field_type,
            samples=_samples(raw.attributes.column(name)),
            filled=_filled(raw.attributes.column(name)),
            unique=field_type in _KEY_TYPES and _is_unique(raw.attributes.column(name)),
        )
        for name, source_name, field_type in zip(raw.attributes.column_names, raw.source_names, raw.types, strict=True)
    )


def _samples(column: pa.ChunkedArray) -> tuple[str, ...]:
    values = column.slice(0, _SAMPLE_ROWS).drop_null().unique().slice(0, _SAMPLES)
    return tuple(str(value)[:_SAMPLE_LENGTH] for value in values.to_pylist())


def _filled(column: pa.ChunkedArray) -> float:
    return (len(column) - column.null_count) / len(column) if len(column) else 0.0


def _is_unique(column: pa.ChunkedArray) -> bool:
    return not column.null_count and len(column) > 0 and pc.count_distinct(column).as_py() == len(column)


def _repeated(column: pa.ChunkedArray | None) -> list[str]:
    if column is None:
        return []
    counts = pc.value_counts(column.drop_null())
    return [str(value) for value in counts.filter(pc.greater(counts.field("counts"), 1)).field("values").to_pylist()]


def _sample_text(raw: RawLayer) -> tuple[str, ...]:
    """Values of text, those with letters beyond ASCII first."""
    plain: list[str] = []
    for name, field_type in zip(raw.attributes.column_names, raw.types, strict=True):
        if field_type is FieldType.TEXT:
            column = raw.attributes.column(name).drop_null()
            special = column.filter(pc.invert(pc.string_is_ascii(column))).slice(0, _SAMPLES)
            plain = [*(value[:_SAMPLE_LENGTH] for value in special.to_pylist()), *plain, *_samples(column)[:2]]
    return tuple(dict.fromkeys(sorted(plain, key=str.isascii)))[:_SAMPLES]


def _labels(raw: RawLayer) -> list[str]:
    """What to call each row to a person: its number from 1, with the value of a field that looks like a name."""
    by_name = {name.casefold(): name for name in reversed(raw.attributes.column_names)}
    chosen = next((by_name[name] for name in _LABEL_NAMES if name in by_name), "")
    count = len(raw.wkb)
    if not chosen:
        return [str(number) for number in range(1, count + 1)]
    values = raw.attributes.column(chosen).to_pylist()
    return [f"{number} ({str(value)[:_SAMPLE_LENGTH]})" for number, value in enumerate(values, 1)]
