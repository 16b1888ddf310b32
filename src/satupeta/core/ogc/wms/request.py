"""WMS requests: from parameters to values.

Standard: OGC 06-042 (WMS 1.3.0), 6.8 and 7.2 to 7.4; OGC 01-068r3 (WMS 1.1.1), 6.5 and 7. Unknown parameters are
ignored, as the standard wants.
"""

import re
from collections.abc import Iterable

import msgspec

from satupeta.core.box import Box
from satupeta.core.crs import CrsInfo, parse_crs
from satupeta.core.encode.picture import PICTURE_FORMATS, PNG, PictureFormat
from satupeta.core.errors import InvalidFilter, InvalidParameter, OverBudget, UnknownCrs, UnknownLayer
from satupeta.core.filters.cql2 import parse_filter, split_filters
from satupeta.core.filters.tree import Expression
from satupeta.core.ogc.common import Parameters, missing, not_among, numbers, shown
from satupeta.core.ogc.wms.conformance import (
    FEATURE_COUNT_LIMIT,
    INFO_FORMATS,
    LAYER_LIMIT,
    LEGEND_FORMATS,
    OPERATIONS,
)
from satupeta.core.ogc.wms.errors import InvalidFormat, InvalidPoint, OperationNotSupported
from satupeta.core.ogc.wms.versions import NEWEST, VERSIONS, Version, negotiated, spoken
from satupeta.core.text import Text

_NAMES = frozenset(
    "SERVICE VERSION REQUEST UPDATESEQUENCE LAYERS STYLES CRS BBOX WIDTH HEIGHT FORMAT TRANSPARENT BGCOLOR EXCEPTIONS "
    "QUERY_LAYERS INFO_FORMAT FEATURE_COUNT I J X Y SRS LAYER STYLE SCALE CQL_FILTER".split()
)
_COLOR = re.compile(r"0[xX][0-9a-fA-F]{6}")


class GetCapabilities(msgspec.Struct, frozen=True):
    """What is offered, in a version; `update_sequence` is what the client holds already, or ""."""

    update_sequence: str = ""
    version: Version = NEWEST


class GetMap(msgspec.Struct, frozen=True):
    """A picture.

    Attributes:
        layers: In drawing order, the first one at the bottom.
        styles: One a layer, or none; "" is the layer's own.
        box: What the picture's outer edges cover, x, y order whatever the CRS.
        width_px, height_px: Of the picture.
        format: Of the picture.
        transparent: Whether what is not drawn stays clear.
        background: `#rrggbb`.
        filters: One a layer, None where a layer is wanted whole; empty without any.
    """

    layers: tuple[str, ...]
    styles: tuple[str, ...]
    box: Box
    width_px: int
    height_px: int
    format: PictureFormat = PNG
    transparent: bool = False
    background: str = "#ffffff"
    filters: tuple[Expression | None, ...] = ()


class GetFeatureInfo(msgspec.Struct, frozen=True):
    """What lies at a pixel of a picture: column `i` from the left, row `j` from the top."""

    map: GetMap
    layers: tuple[str, ...]
    i: int
    j: int
    format: str
    count: int = 1


class GetLegendGraphic(msgspec.Struct, frozen=True):
    """What a layer's symbols mean; only those that draw at `scale`, 0 for all."""

    layer: str
    style: str
    format: str
    scale: float = 0.0


class ErrorPicture(msgspec.Struct, frozen=True):
    """A picture that stands for an exception: its background, and what went wrong where `says` it."""

    width_px: int
    height_px: int
    transparent: bool
    background: str
    format: PictureFormat
    says: bool


WmsRequest = GetCapabilities | GetMap | GetFeatureInfo | GetLegendGraphic


def parse_request(pairs: Iterable[tuple[str, str]], picture_limit_px: int) -> WmsRequest:
    """The request that key-value pairs ask for.

    Raises:
        OperationNotSupported: REQUEST names none of the operations.
        InvalidParameter: A parameter is missing, repeated, malformed or out of range.
        InvalidFormat, UnknownCrs, InvalidBox, InvalidPoint: As the names say.
        OverBudget: More pixels than `picture_limit_px`.
    """
    parameters = Parameters(pairs, ignore_case=True)
    for name in parameters.names:
        if name in _NAMES:
            parameters.optional(name)
    operation = parameters.required("REQUEST")
    service = parameters.optional("SERVICE")
    if operation == "GetCapabilities" and not service:
        raise missing("SERVICE")
    if service and service.upper() != "WMS":
        raise not_among("SERVICE", service, ("WMS",))
    if operation == "GetCapabilities":
        version = negotiated(parameters.optional("VERSION"))
        return GetCapabilities(parameters.optional("UPDATESEQUENCE").strip(), version)
    if operation not in OPERATIONS:
        raise OperationNotSupported(
            "WM-001",
            Text(f"REQUEST={shown(operation)}: tidak dilayani.", f"REQUEST={shown(operation)}: not supported."),
            Text(f"Pakai: {', '.join(OPERATIONS)}.", f"Use: {', '.join(OPERATIONS)}."),
            "REQUEST",
        )
    if operation == "GetLegendGraphic":
        return _parse_legend(parameters)
    version = VERSIONS[parameters.choice("VERSION", VERSIONS)]
    if operation == "GetMap":
        return _parse_map(parameters, version, picture_limit_px)
    return _parse_info(parameters, version, picture_limit_px)


def parse_error_picture(pairs: Iterable[tuple[str, str]], picture_limit_px: int) -> ErrorPicture | None:
    """The picture that stands for an exception of a GetMap that wants one by EXCEPTIONS, or None for a report.

    None too where size, background and format cannot be told, since no picture could be made.

    Standard: OGC 06-042, 7.3.3.11; OGC 01-068r3, 7.2.3.11.
    """
    pairs = tuple(pairs)
    parameters = Parameters(pairs, ignore_case=True)
    _, in_picture, blank = spoken(pairs).exceptions
    try:
        wanted = parameters.optional("EXCEPTIONS").upper()
        if parameters.optional("REQUEST") != "GetMap" or wanted not in (in_picture.upper(), blank.upper()):
            return None
        width, height = _size(parameters, picture_limit_px)
        flag, background, format_name = (
            _flag(parameters, "TRANSPARENT"),
            _background(parameters),
            _picture_format(parameters),
        )
        return ErrorPicture(width, height, flag, background, format_name, wanted == in_picture.upper())
    except (InvalidParameter, OverBudget):
        return None


def _parse_map(parameters: Parameters, version: Version, picture_limit_px: int) -> GetMap:
    layers = _names(parameters.required("LAYERS"), "LAYERS")
    styles_text = parameters.present("STYLES")
    return GetMap(
        layers,
        _styles(styles_text, layers),
        _box(parameters, version),
        *_size(parameters, picture_limit_px),
        _picture_format(parameters),
        _flag(parameters, "TRANSPARENT"),
        _background(parameters),
        _filters(parameters, layers),
    )


def _parse_info(parameters: Parameters, version: Version, picture_limit_px: int) -> GetFeatureInfo:
    layers = _names(parameters.required("LAYERS"), "LAYERS")
    asked = _names(parameters.required("QUERY_LAYERS"), "QUERY_LAYERS")
    strange = next((name for name in asked if name not in layers), None)
    if strange is not None:
        raise UnknownLayer(
            "WM-002",
            Text(
                "QUERY_LAYERS menyebut layer yang tidak ada di LAYERS.",
                "QUERY_LAYERS names a layer that is not among LAYERS.",
            ),
            Text("Sebut layer yang sama di keduanya.", "Name the same layers in both."),
            "QUERY_LAYERS",
        )
    picture = GetMap(
        layers,
        _styles(parameters.optional("STYLES"), layers),
        _box(parameters, version),
        *_size(parameters, picture_limit_px),
        filters=_filters(parameters, layers),
    )
    return GetFeatureInfo(
        picture,
        asked,
        _pixel(parameters, version.column, picture.width_px),
        _pixel(parameters, version.row, picture.height_px),
        _format(parameters, "INFO_FORMAT", INFO_FORMATS, "" if version is NEWEST else INFO_FORMATS[0]),
        parameters.integer("FEATURE_COUNT", 1, FEATURE_COUNT_LIMIT, 1),
    )


def _parse_legend(parameters: Parameters) -> GetLegendGraphic:
    scale = parameters.number("SCALE", 0, 1e12) if parameters.optional("SCALE").strip() else 0.0
    return GetLegendGraphic(
        parameters.required("LAYER"),
        parameters.optional("STYLE").strip(),
        _format(parameters, "FORMAT", LEGEND_FORMATS, LEGEND_FORMATS[0]),
        scale,
    )


def _names(text: str, locator: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if len(names) > LAYER_LIMIT:
        raise OverBudget(
            "WM-003",
            Text(f"{locator}: terlalu banyak layer.", f"{locator}: too many layers."),
            Text(f"Paling banyak {LAYER_LIMIT}.", f"At most {LAYER_LIMIT}."),
            locator,
        )
    return names


def _styles(text: str, layers: tuple[str, ...]) -> tuple[str, ...]:
    # One empty value stands for the own style of every layer (OGC 06-042, 7.3.3.4).
    return tuple(text.split(",")) if text else ("",) * len(layers)


def _filters(parameters: Parameters, layers: tuple[str, ...]) -> tuple[Expression | None, ...]:
    """CQL_FILTER, a parameter of this node's own: CQL2 texts with `;` between them, one a layer, empty for a whole one.

    Coordinates in them are longitude and latitude.
    """
    text = parameters.optional("CQL_FILTER")
    if not text.strip():
        return ()
    try:
        parts = split_filters(text)
        if len(parts) != len(layers):
            raise InvalidParameter(
                "WM-009",
                Text(
                    f"CQL_FILTER: {len(parts)} filter untuk {len(layers)} layer.",
                    f"CQL_FILTER: {len(parts)} filters for {len(layers)} layers.",
                ),
                Text(
                    "Beri satu filter untuk setiap layer dengan titik koma di antaranya; boleh kosong.",
                    "Give one filter a layer with semicolons between them; it may be empty.",
                ),
                "CQL_FILTER",
            )
        return tuple(parse_filter(part, "cql2-text") if part.strip() else None for part in parts)
    except InvalidFilter as error:
        raise InvalidFilter(error.code, error.message, error.advice, "CQL_FILTER") from error


def _box(parameters: Parameters, version: Version) -> Box:
    info = _crs(parameters, version.crs)
    first, second, third, fourth = numbers(parameters.required("BBOX"), "BBOX", (4,))
    if info.latitude_first and version.flips:
        first, second, third, fourth = second, first, fourth, third
    return Box.checked(first, second, third, fourth, info.code, "BBOX")


def _crs(parameters: Parameters, name: str) -> CrsInfo:
    text = parameters.required(name)
    if ":" not in text:
        raise UnknownCrs(
            "PT-016",
            Text(f"{name}: sistem koordinat tidak dikenal.", f"{name}: this coordinate system is not served."),
            Text("Contoh: EPSG:3857", "Such as: EPSG:3857"),
            name,
        )
    return parse_crs(text, name)


def _size(parameters: Parameters, limit_px: int) -> tuple[int, int]:
    width = parameters.integer("WIDTH", 1, limit_px)
    height = parameters.integer("HEIGHT", 1, limit_px)
    if width * height > limit_px:
        raise OverBudget(
            "WM-004",
            Text(
                f"WIDTH dan HEIGHT: {width} x {height} piksel terlalu besar.",
                f"WIDTH and HEIGHT: {width} by {height} pixels is too large.",
            ),
            Text(f"Paling banyak {limit_px} piksel.", f"At most {limit_px} pixels."),
            "WIDTH",
        )
    return width, height


def _format(parameters: Parameters, name: str, formats: tuple[str, ...], default: str = "") -> str:
    wanted = parameters.optional(name, default) if default else parameters.required(name)
    plain = (wanted.split(";")[0].strip().lower()) or default
    if plain not in formats:
        raise _unknown_format(name, wanted, formats)
    return plain


def _picture_format(parameters: Parameters) -> PictureFormat:
    """FORMAT; parameters of a media type count where they are offered, and are left aside where they are not."""
    wanted = parameters.required("FORMAT")
    spelled = "".join(wanted.lower().split())
    offered: dict[str, PictureFormat] = {"".join(name.split()): name for name in PICTURE_FORMATS}
    found = offered.get(spelled) or offered.get(spelled.split(";")[0])
    if found is None:
        raise _unknown_format("FORMAT", wanted, PICTURE_FORMATS)
    return found


def _unknown_format(name: str, wanted: str, formats: tuple[str, ...]) -> InvalidFormat:
    refusal = not_among(name, wanted, formats)
    return InvalidFormat(refusal.code, refusal.message, refusal.advice, refusal.locator)


def _flag(parameters: Parameters, name: str) -> bool:
    value = parameters.optional(name, "FALSE").strip().upper() or "FALSE"
    if value not in ("TRUE", "FALSE"):
        raise not_among(name, value, ("TRUE", "FALSE"))
    return value == "TRUE"


def _background(parameters: Parameters) -> str:
    value = parameters.optional("BGCOLOR").strip() or "0xFFFFFF"
    if not _COLOR.fullmatch(value):
        raise InvalidParameter(
            "WM-005",
            Text(f"BGCOLOR={shown(value)}: bukan warna.", f"BGCOLOR={shown(value)}: no colour."),
            Text("Contoh: 0xFFFFFF", "Such as: 0xFFFFFF"),
            "BGCOLOR",
        )
    return "#" + value[2:].lower()


def _pixel(parameters: Parameters, name: str, size_px: int) -> int:
    text = parameters.required(name)
    try:
        return parameters.integer(name, 0, size_px - 1)
    except InvalidParameter as error:
        raise InvalidPoint(
            "WM-006",
            Text(f"{name}={shown(text)}: di luar gambar.", f"{name}={shown(text)}: outside the picture."),
            Text(f"Bilangan bulat 0 sampai {size_px - 1}.", f"A whole number from 0 to {size_px - 1}."),
            name,
        ) from error
