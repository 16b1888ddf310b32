"""Features as CSV, in pieces that can be streamed: UTF-8, comma, CRLF, a header line.

Geometry is `lon` and `lat` where every feature is one point, else well-known text in `wkt`; in WGS 84, longitude first.

A spreadsheet runs a cell that starts with `=`, `+`, `-` or `@` as a formula. Text that starts so, or with a tab or a
carriage return, gets an apostrophe before it, unless it is a plain number such as `-6.18` or `+62811`. Fields of
numbers, dates and truth values are never touched.

Standard: RFC 4180.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import shapely

from satupeta.core.crs import CRS84, project
from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.columns import EMPTY, GeometryColumns
from satupeta.core.features.geometries import geometries_from_columns, take_rows
from satupeta.core.features.schema import FieldType, Schema

DEGREE_DECIMALS = 7
"""About a centimetre."""
_CHUNK_ROWS = 1024
_RISKY = re.compile(r"[=@\t\r]|[+-](?!\d[\d .]*$)")


def csv_pieces(batches: Iterable[FeatureBatch], schema: Schema, points: bool) -> Iterator[bytes]:
    """The whole file: header first, then the rows of each batch.

    Args:
        batches: Features of one schema, in any CRS that PROJ knows.
        schema: Of every batch.
        points: Whether every feature is one point or without geometry.

    Yields:
        Bytes of one CSV document; of no batch at all just the header.
    """
    names = [field.name for field in schema.fields]
    yield _lines([[*_own_names(names, points), *(_safe(name) for name in names)]])
    texts = [field.type is FieldType.TEXT for field in schema.fields]
    for batch in batches:
        for start in range(0, len(batch), _CHUNK_ROWS):
            yield _lines(_rows(batch, start, texts, points))


def _own_names(taken: list[str], points: bool) -> list[str]:
    lowered = {name.casefold() for name in taken}
    own = ["fid", "lon", "lat"] if points else ["fid", "wkt"]
    return [name if name not in lowered else f"_{name}" for name in own]


def _rows(batch: FeatureBatch, start: int, texts: list[bool], points: bool) -> Iterator[list[object]]:
    stop = min(start + _CHUNK_ROWS, len(batch))
    columns = [column.slice(start, _CHUNK_ROWS).to_pylist() for column in batch.attributes.columns]
    geometry = _point_cells(batch, start, stop) if points else _wkt_cells(batch, start, stop)
    for row, (fid, cells) in enumerate(zip(batch.ids[start:stop].tolist(), geometry, strict=True)):
        yield [fid, *cells, *(_cell(column[row], text) for column, text in zip(columns, texts, strict=True))]


def _point_cells(batch: FeatureBatch, start: int, stop: int) -> list[tuple[object, ...]]:
    geometry = _lonlat(batch, start, stop)
    found: list[tuple[object, ...]] = [("", "")] * (stop - start)
    xy = np.round(geometry.xy, DEGREE_DECIMALS).tolist()
    for row, point in zip(np.flatnonzero(geometry.types != EMPTY).tolist(), xy, strict=True):
        found[row] = (point[0], point[1])
    return found


def _wkt_cells(batch: FeatureBatch, start: int, stop: int) -> list[tuple[object, ...]]:
    geometries = geometries_from_columns(_lonlat(batch, start, stop))
    texts = shapely.to_wkt(geometries, rounding_precision=DEGREE_DECIMALS, trim=True)
    return [(text or "",) for text in texts.tolist()]


def _lonlat(batch: FeatureBatch, start: int, stop: int) -> GeometryColumns:
    part = take_rows(batch.geometry, np.arange(start, stop))
    xy = project(part.xy, batch.schema.crs, CRS84) if len(part.xy) else part.xy
    return replace(part, xy=np.ascontiguousarray(xy))


def _cell(value: object, is_text: bool) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _safe(value) if is_text and isinstance(value, str) else value


def _safe(text: str) -> str:
    return f"'{text}" if _RISKY.match(text) else text


def _lines(rows: Iterable[list[object]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()
