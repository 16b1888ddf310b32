"""Features as GML, in pieces that can be streamed.

Standard: OGC 07-036r1 (GML 3.2.1), 9 and 10; axes in the order of the CRS's authority.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal
from xml.sax.saxutils import escape

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from satupeta.core.crs import CRS84, CrsInfo, project
from satupeta.core.features.batch import FeatureBatch, take_attributes
from satupeta.core.features.columns import (
    EMPTY,
    LINE,
    MULTI_LINE,
    MULTI_POINT,
    MULTI_POLYGON,
    POINT,
    POLYGON,
    GeometryColumns,
)
from satupeta.core.features.geometries import oriented, take_rows
from satupeta.core.features.schema import Field, FieldType
from satupeta.core.kernels.digits import coordinate_texts
from satupeta.core.xml import written

GeometryForm = Literal["", "Point", "MultiPoint", "Curve", "MultiCurve", "Surface", "MultiSurface", "Geometry"]
"""What a type's geometry property holds; "" for none."""
GML = "http://www.opengis.net/gml/3.2"
PREFIX = "sp"
"""Stands for the namespace of the node's own types."""
_CHUNK_ROWS = 512
_DEGREE_DECIMALS, _METRE_DECIMALS = 7, 3
_SPACES = bytes.maketrans(b",", b" ")
_FORMS: tuple[tuple[frozenset[int], GeometryForm], ...] = (
    (frozenset({POINT}), "Point"),
    (frozenset({POINT, MULTI_POINT}), "MultiPoint"),
    (frozenset({LINE}), "Curve"),
    (frozenset({LINE, MULTI_LINE}), "MultiCurve"),
    (frozenset({POLYGON}), "Surface"),
    (frozenset({POLYGON, MULTI_POLYGON}), "MultiSurface"),
)
_MULTIPLES = {POINT: MULTI_POINT, LINE: MULTI_LINE, POLYGON: MULTI_POLYGON}


class GmlType(msgspec.Struct, frozen=True):
    """How features of one dataset look.

    Attributes:
        name: Local name of the element, which ids begin with.
        fields: Each field with the local name of its element.
        form: Of the geometry.
        geometry: Local name of the geometry's element.
    """

    name: str
    fields: tuple[tuple[Field, str], ...]
    form: GeometryForm
    geometry: str = "geometry"


def geometry_form(types: NDArray[np.uint8]) -> GeometryForm:
    """What a geometry property must be able to hold, from the type codes that occur; "" where there are none."""
    found = frozenset(np.unique(types).tolist()) - {EMPTY}
    if not found:
        return ""
    return next((form for kinds, form in _FORMS if found <= kinds), "Geometry")


def srs_name(info: CrsInfo) -> str:
    """A CRS as GML spells it: the authority's axis order is meant."""
    if info.code == CRS84:
        return "urn:ogc:def:crs:OGC:1.3:CRS84"
    return f"urn:ogc:def:crs:EPSG::{info.code.removeprefix('EPSG:')}"


def gml_features(batch: FeatureBatch, kind: GmlType, info: CrsInfo, extra: str = "") -> Iterator[bytes]:
    """Each feature as one element.

    Args:
        batch: Features with all fields of `kind`, in any CRS that PROJ knows.
        kind: How they look.
        info: What their coordinates are written in.
        extra: Attributes for each element, such as namespaces where it is a document of its own.

    Yields:
        UTF-8 of one element; without a value there is no element for it.
    """
    start_tag, end_tag = f"<{PREFIX}:{kind.name}{extra}", f"</{PREFIX}:{kind.name}>"
    srs = f' srsName="{srs_name(info)}"'
    for start in range(0, len(batch), _CHUNK_ROWS):
        rows = np.arange(start, min(start + _CHUNK_ROWS, len(batch)))
        geometries = _geometry_texts(take_rows(batch.geometry, rows), batch.schema.crs, info)
        columns = _columns(take_attributes(batch.attributes, rows), kind)
        values = map("".join, zip(*columns, strict=True)) if columns else [""] * len(rows)
        for feature_id, (code, text), said in zip(batch.ids[rows].tolist(), geometries, values, strict=True):
            name = f"{kind.name}.{feature_id}"
            shape = _property(kind, code, text, f"{name}.g", srs) if code != EMPTY and kind.form else ""
            yield f'{start_tag} gml:id="{name}">{said}{shape}{end_tag}'.encode()


def _columns(attributes: pa.Table, kind: GmlType) -> list[list[str]]:
    columns = []
    for field, element in kind.fields:
        start, end = f"<{PREFIX}:{element}>", f"</{PREFIX}:{element}>"
        values = _texts(attributes.column(field.name), field.type)
        columns.append(["" if value is None else start + value + end for value in values])
    return columns


def _texts(column: pa.ChunkedArray, kind: FieldType) -> list[str | None]:
    if kind is FieldType.NUMBER:
        return [None if value is None else _number(value) for value in column.to_pylist()]
    texts: list[str | None] = pc.cast(column, pa.string()).to_pylist()
    if kind in (FieldType.INTEGER, FieldType.BOOLEAN):
        return texts
    return [None if text is None else _escaped(text) for text in texts]


def _escaped(text: str) -> str:
    # Printable text, which is nearly all there is, holds nothing that XML cannot carry.
    return escape(text if text.isprintable() else written(text))


def _number(value: float) -> str:
    text = repr(float(value))
    return {"inf": "INF", "-inf": "-INF", "nan": "NaN"}.get(text, text)


def _geometry_texts(geometry: GeometryColumns, crs: str, info: CrsInfo) -> list[tuple[int, bytes]]:
    """Type code and bracketed coordinates of each feature, in the authority's axis order."""
    xy = geometry.xy
    moved = oriented(replace(geometry, xy=np.ascontiguousarray(project(xy, crs, info.code)))) if len(xy) else geometry
    turned = np.ascontiguousarray(moved.xy[:, ::-1] if info.latitude_first else moved.xy)
    decimals = _DEGREE_DECIMALS if info.unit == "degree" else _METRE_DECIMALS
    text, offsets = coordinate_texts(turned, moved.rings, moved.parts, moved.features, moved.types, decimals)
    ends = offsets.tolist()
    return [(code, text[ends[row] : ends[row + 1]]) for row, code in enumerate(moved.types.tolist())]


def _property(kind: GmlType, code: int, text: bytes, name: str, srs: str) -> str:
    if kind.form.startswith("Multi") and code in _MULTIPLES:
        code, text = _MULTIPLES[code], b"[" + text + b"]"
    shape = _SHAPES[code](text, name, srs)
    return f"<{PREFIX}:{kind.geometry}>{shape}</{PREFIX}:{kind.geometry}>"


def _point(text: bytes, name: str, srs: str) -> str:
    return f'<gml:Point gml:id="{name}"{srs}><gml:pos>{_positions(text)}</gml:pos></gml:Point>'


def _line(text: bytes, name: str, srs: str) -> str:
    return f'<gml:LineString gml:id="{name}"{srs}><gml:posList>{_positions(text)}</gml:posList></gml:LineString>'


def _polygon(text: bytes, name: str, srs: str) -> str:
    exterior, *holes = (f"<gml:LinearRing><gml:posList>{_positions(ring)}</gml:posList></gml:LinearRing>"
                        for ring in text.split(b"]],[["))  # fmt: skip
    inside = "".join(f"<gml:interior>{hole}</gml:interior>" for hole in holes)
    return f'<gml:Polygon gml:id="{name}"{srs}><gml:exterior>{exterior}</gml:exterior>{inside}</gml:Polygon>'


def _multiple(
    outer: str, member: str, one: Callable[[bytes, str, str], str], between: bytes
) -> Callable[[bytes, str, str], str]:
    def shape(text: bytes, name: str, srs: str) -> str:
        members = "".join(
            f"<gml:{member}>{one(part, f'{name}.{place}', '')}</gml:{member}>"
            for place, part in enumerate(text.split(between), 1)
        )
        return f'<gml:{outer} gml:id="{name}"{srs}>{members}</gml:{outer}>'

    return shape


def _positions(text: bytes) -> str:
    return text.translate(_SPACES, b"[]").decode()


_SHAPES: dict[int, Callable[[bytes, str, str], str]] = {
    POINT: _point,
    LINE: _line,
    POLYGON: _polygon,
    MULTI_POINT: _multiple("MultiPoint", "pointMember", _point, b"],["),
    MULTI_LINE: _multiple("MultiCurve", "curveMember", _line, b"]],[["),
    MULTI_POLYGON: _multiple("MultiSurface", "surfaceMember", _polygon, b"]]],[[["),
}
