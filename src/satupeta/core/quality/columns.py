"""Judging columns of text: their types, and which of them hold coordinates."""

import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from satupeta.core.features.schema import FieldType

_INTEGER = r"^-?(0|[1-9][0-9]{0,17})$"
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
_COMMA_NUMBER = r"^[+-]?[0-9]+(,[0-9]+)?$"
_ZERO_FIRST = r"^[+-]?0[0-9]"
_DATE = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?$"
_WORDS = re.compile(r"[\W_]+")
_BOOLEAN = r"^(?i:true|false)$"
_CODE_NAME = re.compile(r"(kode|kd|nik|nkk|npwp|nop|nib|telp|hp)([_\W]|$)|kode", re.IGNORECASE)
_WKT = r"^\s*(?i:SRID=\d+;)?\s*(?i:(MULTI)?(POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\s*(?i:Z|M|ZM)?\s*(\(|EMPTY)"
_X_NAMES = ("longitude", "bujur", "lon", "lng", "long", "x", "easting", "koordinat_x", "coord_x", "point_x", "xcoord")
_Y_NAMES = ("latitude", "lintang", "lat", "lat", "lat", "y", "northing", "koordinat_y", "coord_y", "point_y", "ycoord")
_DEGREE_NAMES = frozenset(_X_NAMES[:5] + _Y_NAMES[:5])
_WKT_NAMES = ("wkt", "geometry", "geom", "the_geom", "wkt_geom")


@dataclass(frozen=True, slots=True)
class CoordinateColumns:
    """Which columns hold the geometry.

    Attributes:
        x, y: Names of two number columns; "" where `wkt` is given.
        wkt: Name of a column of well-known text; "" where `x` and `y` are.
        degrees: Whether their names say longitude and latitude.
    """

    x: str = ""
    y: str = ""
    wkt: str = ""
    degrees: bool = False

    @property
    def value(self) -> str:
        """Stands for this choice in an answer."""
        return self.wkt or f"{self.x}, {self.y}"


def typed(column: pa.ChunkedArray, name: str, decimal_comma: bool = False) -> tuple[FieldType, pa.ChunkedArray]:
    """A text column in the narrowest type that loses nothing.

    Numbers with a leading zero and columns named as codes stay text: `0361` and `36.10` are no numbers.

    Args:
        column: Text, nulls where empty.
        name: Of the column.
        decimal_comma: Whether a comma can be the decimal mark.
    """
    if column.null_count == len(column):
        return FieldType.TEXT, column
    if _all(column, _BOOLEAN):
        return FieldType.BOOLEAN, pc.equal(pc.utf8_lower(column), "true")
    if not _CODE_NAME.match(name) and not _any(column, _ZERO_FIRST):
        if _all(column, _INTEGER):
            return FieldType.INTEGER, column.cast(pa.int64())
        numbers = as_numbers(column, decimal_comma)
        if numbers.null_count == column.null_count:
            return FieldType.NUMBER, numbers
    if _all(column, _DATE):
        return FieldType.DATE, column
    if _all(column, _INSTANT):
        return FieldType.DATETIME, pc.replace_substring(column, " ", "T")
    return FieldType.TEXT, column


def as_numbers(column: pa.ChunkedArray, decimal_comma: bool = False) -> pa.ChunkedArray:
    """Text as float64, null where it is no number; a decimal comma only where `decimal_comma`."""
    text = pc.utf8_trim_whitespace(column)
    if decimal_comma:
        text = pc.if_else(pc.match_substring_regex(text, _COMMA_NUMBER), pc.replace_substring(text, ",", "."), text)
    numeric = pc.match_substring_regex(text, _NUMBER)
    return pc.if_else(numeric, text, pa.scalar(None, pa.string())).cast(pa.float64())


def coordinate_columns(table: pa.Table, decimal_comma: bool = False) -> tuple[CoordinateColumns, ...]:
    """Columns that can hold the geometry, the likeliest first.

    Args:
        table: Text columns.
        decimal_comma: Whether a comma can be the decimal mark.

    Returns:
        A column of well-known text, then pairs whose names, or the last words of whose names, go together; a pair
        counts when at least half of the values of both are numbers.
    """
    found = [CoordinateColumns(wkt=name) for name in table.column_names if _is_wkt(table, name)]
    by_name = _by_spoken_name(table.column_names)
    for x_name, y_name in zip(_X_NAMES, _Y_NAMES, strict=True):
        x, y = by_name.get(x_name), by_name.get(y_name)
        if x is not None and y is not None and _mostly_numbers(table, (x, y), decimal_comma):
            found.append(CoordinateColumns(x, y, degrees=x_name in _DEGREE_NAMES))
    return tuple(dict.fromkeys(found))


def number_columns(table: pa.Table, decimal_comma: bool = False) -> tuple[str, ...]:
    """Names of the columns whose values are mostly numbers."""
    return tuple(name for name in table.column_names if _mostly_numbers(table, (name,), decimal_comma))


def _by_spoken_name(names: list[str]) -> dict[str, str]:
    """Each name, and each last word of a name that no other name is, to the column."""
    last_words = [(_WORDS.split(name.strip().casefold())[-1], name) for name in reversed(names)]
    return dict(last_words) | {name.strip().casefold(): name for name in reversed(names)}


def _is_wkt(table: pa.Table, name: str) -> bool:
    column = table.column(name)
    return name.strip().casefold() in _WKT_NAMES and column.null_count < len(column) and _any(column, _WKT)


def _mostly_numbers(table: pa.Table, names: tuple[str, ...], decimal_comma: bool) -> bool:
    for name in names:
        column = table.column(name)
        numbers = as_numbers(column, decimal_comma)
        if 2 * (len(numbers) - numbers.null_count) < max(len(column) - column.null_count, 1):
            return False
    return True


def _all(column: pa.ChunkedArray, pattern: str) -> bool:
    return bool(pc.all(pc.match_substring_regex(column, pattern)).as_py())


def _any(column: pa.ChunkedArray, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(column, pattern)).as_py())
