"""The coordinate reference systems a node speaks, their spellings and their axis orders.

A CRS is named inside by one code (`OGC:CRS84`, `EPSG:4326`, `EPSG:3857`, …). Coordinates are always x, y
(longitude or easting first) inside; `latitude_first` tells the two doors that write axes in the authority's order.
"""

import re
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
_INDONESIA = (94.0, -12.0, 142.0, 8.0)
SERVED: dict[str, CrsInfo] = {
    info.code: info
    for info in (
        CrsInfo(CRS84, "WGS 84 (bujur, lintang)", False, "degree", _DEGREE_M, (-180.0, -90.0, 180.0, 90.0)),
        CrsInfo("EPSG:4326", "WGS 84", True, "degree", _DEGREE_M, (-180.0, -90.0, 180.0, 90.0)),
        CrsInfo(
            WEB_MERCATOR,
            "WGS 84 / Pseudo-Mercator",
            False,
            "metre",
            1.0,
            (-180.0, -WORLD_LATITUDE_LIMIT_DEG, 180.0, WORLD_LATITUDE_LIMIT_DEG),
        ),
        CrsInfo("EPSG:32748", "WGS 84 / UTM zone 48S", False, "metre", 1.0, (102.0, -80.0, 108.0, 0.0)),
        CrsInfo("EPSG:9488", "SRGI2013 / UTM zone 48S", False, "metre", 1.0, (102.0, -80.0, 108.0, 0.0)),
        CrsInfo("EPSG:23834", "DGN95 / Indonesia TM-3 zone 48.2", False, "metre", 1.0, (105.0, -12.0, 108.0, 8.0)),
        CrsInfo("EPSG:9470", "SRGI2013", True, "degree", _DEGREE_M, _INDONESIA),
        CrsInfo("EPSG:4755", "DGN95", True, "degree", _DEGREE_M, _INDONESIA),
    )
}
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
    raise UnknownCrs(
        "PT-013",
        Text(f"{locator}: sistem koordinat tidak dikenal.", f"{locator}: this coordinate system is not served."),
        Text("Pakai salah satu: " + ", ".join(SERVED), "Use one of: " + ", ".join(SERVED)),
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
