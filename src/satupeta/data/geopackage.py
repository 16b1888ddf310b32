"""GeoPackages by raw sqlite3: written feature table by feature table, closed, without WAL, with their R-tree.

Standard: OGC 12-128r18 (GeoPackage 1.3.1): 1.1 base, 2.1 features; F.3 RTree spatial indexes.
"""

import os
import sqlite3
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyproj
import shapely
from numpy.typing import NDArray

from satupeta.core.features.batch import FeatureBatch
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
from satupeta.core.features.geometries import columns_from_wkb, geometries_from_columns, take_rows
from satupeta.core.features.schema import Field, FieldType, Schema
from satupeta.data.geopackage_tables import BASE_TABLES, SPATIAL_REFERENCES, rtree_triggers

_APPLICATION_ID, _USER_VERSION = 0x47504B47, 10301
_OWN_SRS = 100_000
_WGS84 = 4326
_BATCH_ROWS = 4096
_UNKNOWN_TIME = "1970-01-01T00:00:00.000Z"
_SQL_TYPES = {
    FieldType.TEXT: "TEXT",
    FieldType.INTEGER: "INTEGER",
    FieldType.NUMBER: "DOUBLE",
    FieldType.BOOLEAN: "BOOLEAN",
    FieldType.DATE: "TEXT",
    FieldType.DATETIME: "TEXT",
}
"""Instants stay text: a GeoPackage's own DATETIME must be in UTC, which a source need not say."""
_ARROW_TYPES = {
    FieldType.INTEGER: pa.int64(),
    FieldType.NUMBER: pa.float64(),
    FieldType.BOOLEAN: pa.bool_(),
}
_TYPE_NAMES = {
    POINT: "POINT",
    LINE: "LINESTRING",
    POLYGON: "POLYGON",
    MULTI_POINT: "MULTIPOINT",
    MULTI_LINE: "MULTILINESTRING",
    MULTI_POLYGON: "MULTIPOLYGON",
}


@dataclass(frozen=True, slots=True)
class _Columns:
    fid: str
    geometry: str


class GeoPackageWriter:
    """Writes one feature table, batch by batch, in constant memory. Use as a context manager around `append`.

    The file is whole only after `finish`: until then it has no index and no contents row.
    """

    def __init__(self, path: Path, schema: Schema, table: str, title: str, changed_at: str = _UNKNOWN_TIME) -> None:
        """Start a new file.

        Args:
            path: Must not exist.
            schema: Of every batch.
            table: Name of the feature table.
            title: Shown for it.
            changed_at: ISO 8601 instant in UTC with milliseconds.
        """
        self._path = path
        self._schema = schema
        self._table = table
        self._title = title
        self._changed_at = changed_at
        self._columns = free_columns(schema.fields)
        self._types: set[int] = set()
        self._box: tuple[float, float, float, float] | None = None
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._srs_id = self._begin()

    def append(self, batch: FeatureBatch) -> None:
        """Write the features of a batch, their ids as primary key.

        Raises:
            sqlite3.Error: An id came twice, or the disk is full.
        """
        count = len(self._schema.fields) + 2
        insert = f"INSERT INTO {quoted(self._table)} VALUES ({','.join('?' * count)})"  # noqa: S608 - quoted
        tree = f"INSERT INTO {quoted(self._tree)} VALUES (?,?,?,?,?)"  # noqa: S608 - quoted
        for start in range(0, len(batch), _BATCH_ROWS):
            part = slice(start, start + _BATCH_ROWS)
            blobs = geometry_blobs(batch.geometry, np.arange(len(batch))[part], self._srs_id)
            ids = batch.ids[part].tolist()
            values = [column.slice(start, _BATCH_ROWS).to_pylist() for column in batch.attributes.columns]
            self._connection.executemany(insert, zip(ids, blobs, *values, strict=True))
            boxes = batch.geometry.boxes[part]
            self._connection.executemany(tree, _tree_rows(ids, boxes))
            self._extend(boxes, batch.geometry.types[part])

    def finish(self) -> None:
        """Write what a reader needs to find the table, close the file and make it durable."""
        box = self._box or (None, None, None, None)
        self._connection.execute(
            "INSERT INTO gpkg_contents VALUES (?,'features',?,'',?,?,?,?,?,?)",
            (self._table, self._title or self._table, self._changed_at, *box, self._srs_id),
        )
        self._connection.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?,?,?,?,0,0)",
            (self._table, self._columns.geometry, self._type_name(), self._srs_id),
        )
        self._connection.execute(
            "INSERT INTO gpkg_extensions VALUES (?,?,'gpkg_rtree_index',"
            "'http://www.geopackage.org/spec131/#extension_rtree','write-only')",
            (self._table, self._columns.geometry),
        )
        for trigger in rtree_triggers(self._table, self._columns.geometry, self._columns.fid):
            self._connection.execute(trigger)
        self._connection.execute("COMMIT")
        self._connection.close()
        descriptor = os.open(self._path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def __enter__(self) -> "GeoPackageWriter":
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    @property
    def _tree(self) -> str:
        return f"rtree_{self._table}_{self._columns.geometry}"

    def _begin(self) -> int:
        run = self._connection.execute
        for pragma in (
            f"application_id={_APPLICATION_ID}",
            f"user_version={_USER_VERSION}",
            "journal_mode=OFF",
            "synchronous=OFF",
            "locking_mode=EXCLUSIVE",
        ):
            run(f"PRAGMA {pragma}")
        run("BEGIN EXCLUSIVE")
        for statement in BASE_TABLES:
            run(statement)
        self._connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", SPATIAL_REFERENCES)
        row = spatial_reference(self._schema.crs)
        run("INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", row)
        fields = "".join(f", {quoted(field.name)} {_SQL_TYPES[field.type]}" for field in self._schema.fields)
        run(
            f"CREATE TABLE {quoted(self._table)} ({quoted(self._columns.fid)} INTEGER PRIMARY KEY NOT NULL,"
            f" {quoted(self._columns.geometry)} GEOMETRY{fields})"
        )
        run(f"CREATE VIRTUAL TABLE {quoted(self._tree)} USING rtree(id, minx, maxx, miny, maxy)")
        return int(row[1])

    def _extend(self, boxes: NDArray[np.float64], types: NDArray[np.uint8]) -> None:
        self._types.update(np.unique(types[types != EMPTY]).tolist())
        found = boxes[np.isfinite(boxes[:, 0])]
        if not len(found):
            return
        west, south = found[:, :2].min(axis=0).tolist()
        east, north = found[:, 2:].max(axis=0).tolist()
        known = self._box or (west, south, east, north)
        self._box = (min(west, known[0]), min(south, known[1]), max(east, known[2]), max(north, known[3]))

    def _type_name(self) -> str:
        """2.1.1.1.2: a table of polygons and multipolygons is of type GEOMETRY."""
        return _TYPE_NAMES[self._types.copy().pop()] if len(self._types) == 1 else "GEOMETRY"


def write_geopackage(path: Path, batch: FeatureBatch, table: str, title: str) -> None:
    """Write all features of a batch into a new GeoPackage, closed and durable.

    Raises:
        sqlite3.Error: The disk is full, or an id comes twice.
    """
    with GeoPackageWriter(path, batch.schema, table, title) as writer:
        writer.append(batch)
        writer.finish()


def read_geopackage(path: Path, schema: Schema) -> FeatureBatch:
    """All features of a GeoPackage that this module wrote, ordered by id.

    Args:
        path: The file.
        schema: The one it was written with.

    Raises:
        sqlite3.Error: It is damaged, or holds no such table.
        InvalidGeometry: A geometry is not readable.
    """
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        table, geometry = connection.execute(
            "SELECT table_name, column_name FROM gpkg_geometry_columns LIMIT 1"
        ).fetchone()
        columns = free_columns(schema.fields)
        names = ", ".join(quoted(name) for name in (columns.fid, geometry, *(field.name for field in schema.fields)))
        order = quoted(columns.fid)
        rows = connection.execute(f"SELECT {names} FROM {quoted(table)} ORDER BY {order}").fetchall()  # noqa: S608
    finally:
        connection.close()
    ids = np.array([row[0] for row in rows], np.int32)
    wkb = [None if row[1] is None else blob_wkb(row[1]) for row in rows]
    arrays = [_arrow(field, [row[number] for row in rows]) for number, field in enumerate(schema.fields, 2)]
    names_in_order = [field.name for field in schema.fields]
    attributes = pa.table(arrays, names=names_in_order) if arrays else _no_columns(len(rows))
    return FeatureBatch(ids, columns_from_wkb(wkb), attributes, schema)


def geometry_blobs(columns: GeometryColumns, rows: NDArray[np.integer], srs_id: int) -> Iterator[bytes | None]:
    """The GeoPackage binary of these rows, None for EMPTY.

    Standard: 2.1.3.1: little endian, with an envelope but for points.
    """
    types, boxes = columns.types[rows], columns.boxes[rows]
    wkb = shapely.to_wkb(geometries_from_columns(take_rows(columns, rows)), byte_order=1)
    for value, kind, box in zip(wkb.tolist(), types.tolist(), boxes.tolist(), strict=True):
        if value is None:
            yield None
        elif kind == POINT:
            yield struct.pack("<2sBBi", b"GP", 0, 1, srs_id) + value
        else:
            west, south, east, north = box
            yield struct.pack("<2sBBi4d", b"GP", 0, 3, srs_id, west, east, south, north) + value


def blob_wkb(blob: bytes) -> bytes | None:
    """The well-known binary inside a GeoPackage binary, None where its empty flag is set.

    Raises:
        ValueError: It is no GeoPackage binary.
    """
    if len(blob) < 8 or blob[:2] != b"GP":
        raise ValueError("not a GeoPackage geometry")
    flags = blob[3]
    envelope_bytes = (0, 32, 48, 48, 64)[(flags >> 1) & 7] if (flags >> 1) & 7 < 5 else 0
    return None if flags & 0x10 else blob[8 + envelope_bytes :]


def spatial_reference(crs: str) -> tuple[str, int, str, int, str, str]:
    """The row of `gpkg_spatial_ref_sys` for a CRS code or definition."""
    known = pyproj.CRS.from_user_input(crs)
    authority, _, number = crs.partition(":")
    if crs == "OGC:CRS84":
        authority, number, known = "EPSG", str(_WGS84), pyproj.CRS.from_epsg(_WGS84)
    wkt = known.to_wkt("WKT1_GDAL") if _has_wkt1(known) else known.to_wkt()
    if authority == "EPSG" and number.isdigit():
        return known.name, int(number), "EPSG", int(number), wkt, ""
    return known.name, _OWN_SRS, "NONE", _OWN_SRS, wkt, ""


def free_columns(fields: tuple[Field, ...]) -> _Columns:
    """Names of the key and geometry columns that no field has."""
    taken = {field.name.casefold() for field in fields}
    return _Columns(_free("fid", taken), _free("geom", taken))


def table_name(layer: str) -> str:
    """A plain table name for a layer: small ASCII letters, digits and underscores, none that GeoPackage reserves."""
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in layer.lower())
    plain = plain.strip("_")[:60]
    reserved = plain.startswith(("gpkg", "sqlite", "rtree")) or plain[:1].isdigit() or not plain
    return f"layer_{plain}".rstrip("_") if reserved else plain


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _free(name: str, taken: set[str]) -> str:
    candidate, turn = name, 1
    while candidate in taken:
        candidate, turn = f"{name}_{turn}", turn + 1
    return candidate


def _has_wkt1(crs: pyproj.CRS) -> bool:
    try:
        return bool(crs.to_wkt("WKT1_GDAL"))
    except pyproj.exceptions.CRSError:
        return False


def _tree_rows(ids: list[int], boxes: NDArray[np.float64]) -> Iterator[tuple[int, float, float, float, float]]:
    for fid, (west, south, east, north) in zip(ids, boxes.tolist(), strict=True):
        if west == west:
            yield fid, west, east, south, north


def _arrow(field: Field, values: list[object]) -> pa.Array:
    kind = _ARROW_TYPES.get(field.type, pa.string())
    if field.type is FieldType.BOOLEAN:
        values = [None if value is None else bool(value) for value in values]
    return pa.array(values, kind)


def _no_columns(count: int) -> pa.Table:
    return pa.table({"": pa.nulls(count)}).select([])
