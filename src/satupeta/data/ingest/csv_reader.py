"""CSV without GDAL: delimiter, encoding, decimal mark and coordinate columns found from the file itself.

Runs in the reading child only.
"""

import codecs
import csv
import itertools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import shapely
from numpy.typing import NDArray

from satupeta.core.features.schema import FieldType
from satupeta.core.ingest import Doubt, DoubtCode, Option
from satupeta.core.quality.columns import CoordinateColumns, as_numbers, coordinate_columns, number_columns, typed
from satupeta.core.quality.encoding import UTF8, WINDOWS_1252, EncodingGuess, known_encoding, marked_encoding
from satupeta.core.quality.names import safe_names
from satupeta.core.text import Text
from satupeta.data.ingest.order import Order, Source
from satupeta.data.ingest.raw_layer import RawLayer, node_attributes
from satupeta.data.ingest.refusals import no_coordinates, nothing_inside, unknown_encoding, unknown_field, unreadable

_DELIMITERS = (",", ";", "\t", "|")
_START_BYTES = 1 << 16
_PIECE_BYTES = 1 << 20
_BLOCK_BYTES = 8 << 20
_MOST_COLUMNS = 2000


@dataclass(frozen=True, slots=True)
class _Dialect:
    encoding: EncodingGuess
    delimiter: str
    names: tuple[str, ...]

    @property
    def decimal_comma(self) -> bool:
        return self.delimiter != ","


def read_csv(source: Source, order: Order) -> RawLayer:
    """The one layer of a CSV file (RFC 4180, with any of four delimiters).

    Raises:
        RefusedFile: No header, rows of different lengths, a field longer than 8 MiB, or no coordinates.
    """
    dialect = _dialect(source, order.encoding)
    table = _table(source, dialect)
    if not table.num_rows:
        raise nothing_inside(source.stem)
    columns, doubts = _columns(source, table, order.coordinates, dialect.decimal_comma)
    wkb = _geometries(table, columns, dialect.decimal_comma)
    kept = table.drop_columns([columns.wkt]) if columns.wkt else table
    types: list[FieldType] = []
    values = []
    for name in kept.column_names:
        field_type, column = typed(kept.column(name), name, dialect.decimal_comma)
        types.append(field_type)
        values.append(column)
    attributes = node_attributes(pa.table(values, names=kept.column_names))
    return RawLayer(
        name=source.stem,
        format=source.format,
        attributes=attributes.table,
        source_names=attributes.source_names,
        types=tuple(types),
        wkb=wkb,
        crs="EPSG:4326" if columns.degrees else "",
        encoding=EncodingGuess(dialect.encoding.name, True) if order.encoding else dialect.encoding,
        crs_assumed=True,
        doubts=doubts,
        changes=attributes.changes,
    )


def _dialect(source: Source, chosen: str) -> _Dialect:
    if chosen and not known_encoding(chosen):
        raise unknown_encoding(chosen)
    path = Path(source.path)
    with path.open("rb") as file:
        start = file.read(_START_BYTES)
    guess = _encoding(path, start)
    encoding = known_encoding(chosen) or guess.name
    header = start.decode(encoding, "replace").lstrip("\ufeff").splitlines()
    if not header or not header[0].strip() or "\x00" in header[0]:
        raise unreadable(source.stem, Text("Baris judul kolom tidak ada.", "There is no header line."))
    delimiter = max(_DELIMITERS, key=lambda mark: _outside_quotes(header[0], mark))
    names = next(iter(_parsed(header[0], delimiter)))
    if len(names) > _MOST_COLUMNS:
        raise unreadable(source.stem, Text(f"Lebih dari {_MOST_COLUMNS} kolom.", f"More than {_MOST_COLUMNS} fields."))
    shown = EncodingGuess(encoding, guess.sure, guess.wrong)
    return _Dialect(shown, delimiter, safe_names(names))


def _encoding(path: Path, start: bytes) -> EncodingGuess:
    marked = marked_encoding(start)
    if marked:
        return EncodingGuess(marked, sure=True)
    if start[1:2] == b"\x00" or start[:1] == b"\x00":
        return EncodingGuess("UTF-16-LE" if start[1:2] == b"\x00" else "UTF-16-BE", sure=True)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return EncodingGuess(WINDOWS_1252, sure=False, wrong=1)
    return EncodingGuess(UTF8, sure=True)


def _outside_quotes(line: str, mark: str) -> int:
    return sum(part.count(mark) for part in line.split('"')[::2])


def _parsed(line: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader([line], delimiter=delimiter)) or [[]]


def _table(source: Source, dialect: _Dialect) -> pa.Table:
    """All columns as text, nulls where empty."""
    encoding = dialect.encoding.name
    plain = "utf8" if encoding in ("UTF-8", "UTF-8-SIG") else encoding
    try:
        return pa_csv.read_csv(
            source.path,
            read_options=pa_csv.ReadOptions(
                encoding=plain,
                block_size=_BLOCK_BYTES,
                column_names=list(dialect.names),
                skip_rows=1,
                use_threads=False,
            ),
            parse_options=pa_csv.ParseOptions(delimiter=dialect.delimiter, newlines_in_values=True),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(dialect.names, pa.string()),
                strings_can_be_null=True,
                null_values=["", "NULL", "null", "NA", "#N/A"],
                check_utf8=False,
            ),
        )
    except (pa.ArrowInvalid, UnicodeError) as error:
        raise unreadable(source.stem, _csv_fault(str(error))) from error


def _csv_fault(message: str) -> Text:
    """The reader's own reason where it names a row, nothing else of it."""
    if "Expected" in message and "columns" in message:
        counts = [word.strip(",:") for word in message.split() if word.strip(",:").isdigit()]
        if len(counts) >= 2:
            expected, found = counts[-2:]
            return Text(
                f"Satu baris berisi {found} kolom, judulnya {expected}.",
                f"One row has {found} fields, the header {expected}.",
            )
    if "straddling" in message or "too large" in message or "too small" in message:
        return Text("Satu baris lebih panjang dari 8 MB.", "One row is longer than 8 MB.")
    return Text("")


def _columns(
    source: Source, table: pa.Table, chosen: str, decimal_comma: bool
) -> tuple[CoordinateColumns, tuple[Doubt, ...]]:
    found = coordinate_columns(table, decimal_comma)
    if chosen:
        return _chosen_columns(table, found, chosen, decimal_comma), ()
    if len(found) == 1:
        return found[0], ()
    numeric = number_columns(table, decimal_comma)
    if not found:
        pairs = [CoordinateColumns(x, y) for x, y in itertools.pairwise(numeric)]
        if not pairs:
            raise no_coordinates(source.stem)
        return CoordinateColumns(), (_doubt("", pairs),)
    return found[0], (_doubt(found[0].value, list(found)),)


def _chosen_columns(
    table: pa.Table, found: tuple[CoordinateColumns, ...], chosen: str, decimal_comma: bool
) -> CoordinateColumns:
    for columns in found:
        if columns.value == chosen:
            return columns
    if chosen in table.column_names:
        return CoordinateColumns(wkt=chosen)
    numeric = number_columns(table, decimal_comma)
    for x in numeric:
        if chosen.startswith(f"{x}, ") and chosen[len(x) + 2 :] in numeric:
            return CoordinateColumns(x, chosen[len(x) + 2 :])
    raise unknown_field(chosen, table.column_names)


def _doubt(proposal: str, columns: list[CoordinateColumns]) -> Doubt:
    options = tuple(Option(each.value, Text(each.value)) for each in columns)
    return Doubt(
        DoubtCode.COORDINATES,
        Text("Kolom koordinatnya belum pasti.", "It is not certain which columns hold the coordinates."),
        Text(f"{len(options)} pilihan ditemukan.", f"{len(options)} possibilities were found."),
        0,
        proposal,
        options,
    )


def _geometries(table: pa.Table, columns: CoordinateColumns, decimal_comma: bool) -> NDArray[np.object_]:
    if columns.wkt:
        texts = [None if value is None else value.strip() for value in table.column(columns.wkt).to_pylist()]
        plain = [value.partition(";")[2] if value and value[:5].upper() == "SRID=" else value for value in texts]
        geometries = shapely.from_wkt(np.array(plain, dtype=object), on_invalid="ignore")
        return np.asarray(shapely.to_wkb(geometries), dtype=object)
    if not columns.x:
        return np.full(table.num_rows, None, dtype=object)
    x = as_numbers(table.column(columns.x), decimal_comma).to_numpy()
    y = as_numbers(table.column(columns.y), decimal_comma).to_numpy()
    wkb = np.full(table.num_rows, None, dtype=object)
    usable = np.isfinite(x) & np.isfinite(y)
    wkb[usable] = shapely.to_wkb(shapely.points(x[usable], y[usable]))
    return wkb
