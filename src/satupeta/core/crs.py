"""The coordinate reference systems a node speaks, their spellings and their axis orders.

A CRS is named inside by one code (`OGC:CRS84`, `EPSG:4326`, `EPSG:3857`, …). Coordinates are always x, y
(longitude or easting first) inside; `latitude_first` tells the two doors that write axes in the authority's order.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec
import numpy as np
import pyproj
from numpy.typing import NDArray

from satupeta.core.box import Box
from satupeta.core.errors import UnknownCrs
from satupeta.core.text import Text

CRS84 = "OGC:CRS84"
WEB_MERCATOR = "EPSG:3857"
WORLD_LATITUDE_LIMIT_DEG = 85.05112877980659


class CrsInfo(msgspec.Struct, frozen=True):
    """One served CRS.

    Attributes:
        code: The inside name.
        title: What people call it.
        latitude_first: Whether the authority's axis order is y, x.
        unit: `degree` or `metre`.
        metres_per_unit: On the equator for degrees.
        area: Where the CRS is meant to be used: west, south, east, north in degrees.
    """

    code: str
    title: str
    latitude_first: bool
    unit: str
    metres_per_unit: float
    area: tuple[float, float, float, float]


_DEGREE_M = 111319.49079327358
_INDONESIA = (92.0, -14.0, 142.0, 8.0)
_WORLD = (-180.0, -90.0, 180.0, 90.0)
_MERCATOR = (-180.0, -WORLD_LATITUDE_LIMIT_DEG, 180.0, WORLD_LATITUDE_LIMIT_DEG)


def _geographic(code: str, title: str, area: tuple[float, float, float, float] = _INDONESIA) -> CrsInfo:
    return CrsInfo(code, title, code != CRS84, "degree", _DEGREE_M, area)


def _projected(code: int, title: str, area: tuple[float, float, float, float]) -> CrsInfo:
    return CrsInfo(f"EPSG:{code}", title, False, "metre", 1.0, area)


def _utm(datum: str, first_code: int, zones: range, half: str, farthest_deg: float = 14.0) -> Iterator[CrsInfo]:
    """The zones of a datum in one half of the globe, whose codes follow each other."""
    for number, zone in enumerate(zones):
        west = 6.0 * zone - 186
        south, north = (0.0, farthest_deg) if half == "N" else (-farthest_deg, 0.0)
        yield _projected(first_code + number, f"{datum} / UTM zone {zone}{half}", (west, south, west + 6, north))


def _tm3() -> Iterator[CrsInfo]:
    """The zones of 3 degrees that cadastres use: two to each of UTM's, of 46 only the second, of 54 the first."""
    for number in range(16):
        west = 93.0 + 3 * number
        zone = f"{46 + (number + 1) // 2}.{2 - number % 2}"
        yield _projected(23830 + number, f"DGN95 / Indonesia TM-3 zone {zone}", (west, -14.0, west + 3, 8.0))


SERVED: dict[str, CrsInfo] = {
    info.code: info
    for info in (
        _geographic(CRS84, "WGS 84 (bujur, lintang)", _WORLD),
        _geographic("EPSG:4326", "WGS 84", _WORLD),
        _projected(3857, "WGS 84 / Pseudo-Mercator", _MERCATOR),
        *_utm("WGS 84", 32646, range(46, 53), "N", 84.0),
        *_utm("WGS 84", 32747, range(47, 55), "S", 80.0),
        _geographic("EPSG:9470", "SRGI2013"),
        *_utm("SRGI2013", 9476, range(46, 53), "N"),
        *_utm("SRGI2013", 9487, range(47, 55), "S"),
        _geographic("EPSG:4755", "DGN95"),
        *_utm("DGN95", 23866, range(46, 53), "N"),
        *_utm("DGN95", 23877, range(47, 55), "S"),
        *_tm3(),
        _geographic("EPSG:4238", "ID74"),
        *_utm("ID74", 23846, range(46, 53), "N"),
        *_utm("ID74", 23887, range(47, 55), "S"),
        _geographic("EPSG:4211", "Batavia", (95.0, -9.0, 118.0, 6.0)),
        *_utm("Batavia", 21148, range(48, 51), "S"),
        _projected(3001, "Batavia / NEIEZ", (95.0, -9.0, 116.0, 6.0)),
    )
}
"""Every one that a node reads and writes: the national ones of today, those of older sheets, and the world's."""

USUAL: tuple[CrsInfo, ...] = tuple(
    SERVED[code]
    for code in (
        CRS84,
        "EPSG:4326",
        WEB_MERCATOR,
        "EPSG:32748",
        "EPSG:9488",
        "EPSG:23834",
        "EPSG:9470",
        "EPSG:4755",
    )
)
"""What lists for people name, and what each layer of a document gives its box in."""


def near(extent: Box | None) -> tuple[CrsInfo, ...]:
    """The served CRSs that are meant for where an extent in longitude and latitude lies; all without one."""
    if extent is None:
        return tuple(SERVED.values())
    return tuple(
        info
        for info in SERVED.values()
        if info.area[0] <= extent.east
        and extent.west <= info.area[2]
        and info.area[1] <= extent.north
        and extent.south <= info.area[3]
    )


_SPELLINGS = re.compile(
    r"(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?"
    r"(?:EPSG(?:[:/][\d.]*)?[:/](?P<epsg>\d{1,6})|(?:OGC|CRS)(?:[:/][\d.]*)?[:/](?:CRS)?84)",
    re.IGNORECASE | re.ASCII,
)


def parse_crs(text: str, locator: str = "crs") -> CrsInfo:
    """The served CRS that `text` names in any usual spelling.

    Takes `EPSG:4326`, `CRS:84`, `OGC:CRS84`, `urn:ogc:def:crs:EPSG::4326` and
    `http://www.opengis.net/def/crs/OGC/1.3/CRS84`.

    Raises:
        UnknownCrs: The spelling is none of these, or the node does not serve that CRS.
    """
    found = _SPELLINGS.fullmatch(text.strip())
    if found:
        code = f"EPSG:{int(found['epsg'])}" if found["epsg"] else CRS84
        if code in SERVED:
            return SERVED[code]
    usual = ", ".join(info.code for info in USUAL)
    raise UnknownCrs(
        "PT-013",
        Text(f"{locator}: sistem koordinat tidak dikenal.", f"{locator}: this coordinate system is not served."),
        Text(f"Misalnya {usual}.", f"Such as {usual}."),
        locator,
    )


@lru_cache(maxsize=64)
def projector(source: str, target: str) -> pyproj.Transformer:
    """A transformer in x, y order between two CRS definitions (code, WKT or PROJ string)."""
    # With x, y order fixed both name the same, but PROJ looks forty times longer for operations of OGC:CRS84.
    known = {CRS84: "EPSG:4326"}
    return pyproj.Transformer.from_crs(known.get(source, source), known.get(target, target), always_xy=True)


def project(xy: NDArray[np.float64], source: str, target: str) -> NDArray[np.float64]:
    """Coordinates moved to another CRS.

    Args:
        xy: Vertices, shape (n, 2), x then y in `source`.
        source, target: CRS codes or definitions.

    Returns:
        A new array of the same shape in `target`; infinite where PROJ has no answer.
    """
    if source == target or {source, target} == {CRS84, "EPSG:4326"}:
        return xy.astype(np.float64, copy=True)
    x, y = projector(source, target).transform(xy[:, 0], xy[:, 1])
    return np.column_stack((x, y))


def project_box(box: Box, target: str, points_a_side: int = 21) -> Box:
    """The box in `target` that holds `box`, its edges densified so that bent edges stay inside."""
    if box.crs == target or {box.crs, target} == {CRS84, "EPSG:4326"}:
        return Box(box.west, box.south, box.east, box.north, target)
    west, south, east, north = projector(box.crs, target).transform_bounds(
        box.west, box.south, box.east, box.north, densify_pts=points_a_side
    )
    return Box(west, south, east, north, target)
