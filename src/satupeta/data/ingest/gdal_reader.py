"""Shapefile, GeoPackage and GeoJSON through GDAL. Runs in the reading child only, after its lockdown."""

import codecs
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyogrio
from numpy.typing import NDArray

from satupeta.core.ingest import SourceFormat
from satupeta.core.quality.encoding import UTF8, WINDOWS_1252, EncodingGuess, known_encoding, marked_encoding
from satupeta.core.text import Text
from satupeta.data.ingest.dbf import dbf_encoding
from satupeta.data.ingest.order import Order, Source
from satupeta.data.ingest.raw_layer import RawLayer, node_attributes
from satupeta.data.ingest.refusals import unknown_encoding, unreadable

_PIECE_BYTES = 1 << 20
_EXPLAIN_BYTES = 64 << 20
_WKB_NAMES = (b"geoarrow.wkb", b"ogc.wkb")
_SQLITE_MAGIC = b"SQLite format 3\x00"


def read_shapefile(source: Source, order: Order) -> RawLayer:
    """The one layer of a shapefile; its text in the chosen encoding, or in the one that its bytes speak for.

    Raises:
        RefusedFile: Not readable.
    """
    guess = dbf_encoding(Path(source.path).with_suffix(".dbf"))
    encoding = _chosen_encoding(order.encoding) or guess.name
    meta, table = _read(source, None, encoding)
    return _raw_layer(source, source.stem, meta, table, guess if not order.encoding else EncodingGuess(encoding, True))


def read_geojson(source: Source, order: Order) -> RawLayer:
    """The one layer of a GeoJSON file.

    RFC 7946, 8.1: the encoding is UTF-8. What is not is turned into UTF-8 from the chosen encoding, or from
    Windows-1252, which is then a doubt.

    Raises:
        RefusedFile: Not readable.
    """
    path = Path(source.path)
    with path.open("rb") as file:
        marked = marked_encoding(file.read(4))
    guess = EncodingGuess(marked, sure=True) if marked else _geojson_encoding(path)
    encoding = _chosen_encoding(order.encoding) or guess.name
    if known_encoding(encoding) != known_encoding(UTF8):
        path = _transcoded(path, encoding, Path(order.folder))
    try:
        meta, table = _read(Source(source.format, str(path), source.stem), None, UTF8)
    except pyogrio.errors.DataSourceError as error:
        raise unreadable(source.stem, _json_fault(path)) from error
    shown = EncodingGuess(encoding, True) if order.encoding else guess
    return _raw_layer(source, source.stem, meta, table, shown)


def read_geopackage(source: Source, order: Order) -> Iterator[RawLayer]:
    """The feature tables of a GeoPackage. Views are left out: what a view computes is decided by who wrote the file.

    Raises:
        RefusedFile: Not readable.
    """
    for name in geopackage_tables(source):
        if order.layer in ("", name):
            meta, table = _read(source, name, None)
            yield _raw_layer(source, name, meta, table, EncodingGuess(UTF8, sure=True))


def geopackage_tables(source: Source) -> list[str]:
    """Names of the feature tables, in the file's order.

    Raises:
        RefusedFile: Not a GeoPackage.
    """
    with Path(source.path).open("rb") as file:
        if file.read(16) != _SQLITE_MAGIC:
            raise unreadable(source.stem)
    try:
        connection = sqlite3.connect(f"file:{source.path}?mode=ro&immutable=1", uri=True)
        connection.execute("PRAGMA trusted_schema=OFF")
        rows = connection.execute(
            "SELECT c.table_name FROM gpkg_contents c JOIN sqlite_master m ON m.name = c.table_name"
            " WHERE c.data_type = 'features' AND m.type = 'table' ORDER BY c.rowid"
        ).fetchall()
        connection.close()
    except sqlite3.Error as error:
        raise unreadable(source.stem) from error
    return [str(row[0]) for row in rows]


def _read(source: Source, layer: str | None, encoding: str | None) -> tuple[dict[str, object], pa.Table]:
    # Immutable: no lock, and no log beside a file that was left in WAL mode.
    options = {"IMMUTABLE": "YES"} if source.format is SourceFormat.GEOPACKAGE else {}
    try:
        meta, table = pyogrio.raw.read_arrow(
            source.path, layer=layer, encoding=encoding, datetime_as_string=True, **options
        )
    except (pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError, pyogrio.errors.FieldError) as error:
        raise unreadable(source.stem) from error
    except pyogrio.errors.DataSourceError as error:
        if source.format is SourceFormat.GEOJSON:
            raise
        raise unreadable(source.stem) from error
    return meta, table


def _raw_layer(
    source: Source, name: str, meta: dict[str, object], table: pa.Table, encoding: EncodingGuess
) -> RawLayer:
    place = _geometry_column(table)
    wkb = _wkb_values(table, place)
    if place is not None:
        table = table.remove_column(place)
    attributes = node_attributes(table, _instants(meta))
    return RawLayer(
        name=name,
        format=source.format,
        attributes=attributes.table,
        source_names=attributes.source_names,
        types=attributes.types,
        wkb=wkb,
        crs=str(meta.get("crs") or ""),
        encoding=encoding,
        crs_assumed=source.format is SourceFormat.GEOJSON,
        changes=attributes.changes,
    )


def _geometry_column(table: pa.Table) -> int | None:
    for number, column in enumerate(table.schema):
        if (column.metadata or {}).get(b"ARROW:extension:name") in _WKB_NAMES:
            return number
    return None


def _wkb_values(table: pa.Table, place: int | None) -> NDArray[np.object_]:
    if place is None:
        return np.full(table.num_rows, None, dtype=object)
    return np.array([*table.column(place).to_pylist(), None], dtype=object)[:-1]


def _instants(meta: dict[str, object]) -> frozenset[str]:
    names, kinds = meta.get("fields"), meta.get("ogr_types")
    if names is None or kinds is None:
        return frozenset()
    return frozenset(
        str(name)
        for name, kind in zip(names, kinds, strict=True)  # type: ignore[call-overload]
        if kind == "OFTDateTime"
    )


def _chosen_encoding(encoding: str) -> str:
    if encoding and not known_encoding(encoding):
        raise unknown_encoding(encoding)
    return known_encoding(encoding)


def _geojson_encoding(path: Path) -> EncodingGuess:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return EncodingGuess(WINDOWS_1252, sure=False, wrong=1)
    return EncodingGuess(UTF8, sure=True)


def _transcoded(path: Path, encoding: str, folder: Path) -> Path:
    target = folder / f"{path.stem}-utf8.geojson"
    with path.open(encoding=encoding, errors="replace", newline="") as old, target.open("w", encoding="utf-8") as new:
        while piece := old.read(_PIECE_BYTES):
            new.write(piece)
    return target


def _json_fault(path: Path) -> Text:
    """Where the JSON breaks, or what else it is; nothing for files too large to look through again."""
    if path.stat().st_size > _EXPLAIN_BYTES:
        return Text("")
    try:
        document = json.loads(path.read_bytes())
    except json.JSONDecodeError as error:
        return Text(
            f"JSON putus di baris {error.lineno} kolom {error.colno}.",
            f"The JSON breaks at line {error.lineno}, column {error.colno}.",
        )
    except (RecursionError, UnicodeDecodeError):
        return Text("")
    kind = str(document.get("type", ""))[:40] if isinstance(document, dict) else ""
    return Text(f'"type" di dalamnya "{kind}".', f'Its "type" is "{kind}".') if kind else Text("")
