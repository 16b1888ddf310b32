"""Judging coordinates by their ranges: which CRS they may be in, and whether their axes are swapped."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyproj
from numpy.typing import NDArray

from satupeta.core.crs import projector
from satupeta.core.text import Text

Extent = tuple[float, float, float, float]
"""West, south, east, north in a CRS that the name of the value tells."""
INDONESIA: Extent = (94.0, -12.0, 142.0, 8.0)
"""In degrees: its land and waters."""
_UTM_NODE, _SRGI_47S = 48, 9487
_WIDEST_ZONE_DEG, _ZONE_MARGIN_DEG = 12.0, 3.0
_TM3_FIRST, _TM3_LAST, _TM3_NODE = 23830, 23845, 23834


@dataclass(frozen=True, slots=True)
class CrsProposal:
    """A CRS that coordinates may be in."""

    code: str
    title: Text


def propose_crs(extent: Extent) -> tuple[CrsProposal, ...]:
    """Systems in which the extent would lie in Indonesia, or on the earth where none does; the likeliest first.

    The zones of one family share their coordinates, so one zone speaks for all of its family.

    Args:
        extent: In the coordinates as they came, x first.

    Returns:
        Proposals; empty where the coordinates fit no known system.
    """
    swapped = (extent[1], extent[0], extent[3], extent[2])
    if _is_degrees(extent) or _is_degrees(swapped):
        known = (("EPSG:4326", "WGS 84"), ("EPSG:9470", "SRGI2013"), ("EPSG:4755", "DGN95"))
        found = tuple(CrsProposal(code, Text(f"{name} (derajat)", f"{name} (degrees)")) for code, name in known)
        return found if lies_in(extent) or lies_in(swapped) else found[:1]
    fitting = (family for code, family in _families() if lies_in(extent_in_degrees(extent, code)))
    return tuple(proposal for family in fitting for proposal in family)


def lies_in(extent: Extent | None, region: Extent = INDONESIA) -> bool:
    """Whether an extent in degrees lies in a region in degrees, edges included."""
    if extent is None:
        return False
    west, south, east, north = extent
    return region[0] <= west and region[1] <= south and east <= region[2] and north <= region[3]


def axes_look_swapped(extent: Extent, crs: str) -> bool:
    """Whether x and y exchanged would put the extent where its CRS is used in Indonesia, while as it is it lies not.

    A CRS that is used in a small area is asked for that area with three degrees around it.
    """
    west, south, east, north = extent
    region = _region(crs)
    if lies_in(extent_in_degrees(extent, crs), region):
        return False
    return lies_in(extent_in_degrees((south, west, north, east), crs), region)


def extent_in_degrees(extent: Extent, crs: str) -> Extent | None:
    """The extent in longitude and latitude, edges densified; None where the projection has no answer for it.

    Raises:
        pyproj.exceptions.CRSError: `crs` is no CRS.
    """
    transformer = projector(crs, "OGC:CRS84")
    if transformer.source_crs is not None and transformer.source_crs.is_geographic and not _is_degrees(extent):
        return None
    try:
        west, south, east, north = transformer.transform_bounds(*extent, densify_pts=21)
    except pyproj.exceptions.ProjError:
        return None
    found = (float(west), float(south), float(east), float(north))
    return found if all(np.isfinite(found)) and _is_degrees(found) else None


def crs_code(definition: str) -> tuple[str, str]:
    """The code and the name of a CRS definition.

    Args:
        definition: Code, WKT or PROJ text.

    Returns:
        `EPSG:n` where an EPSG code stands for it with at least 70 % confidence, else WKT; and what people call it.

    Raises:
        pyproj.exceptions.CRSError: It is no CRS, or one that has no place on the earth.
    """
    crs = pyproj.CRS.from_user_input(definition)
    try:
        projector(definition, "OGC:CRS84")
    except pyproj.exceptions.ProjError as error:
        raise pyproj.exceptions.CRSError(str(error)) from error
    authority = crs.to_authority(min_confidence=70)
    if authority is not None and authority[0] in ("EPSG", "OGC"):
        return ":".join(authority), crs.name
    return crs.to_wkt(), crs.name


def finite_extent(xy: NDArray[np.float64]) -> Extent | None:
    """West, south, east, north of the finite vertices of shape (n, 2); None without any."""
    finite = xy[np.isfinite(xy).all(axis=1)]
    if not len(finite):
        return None
    west, south = finite.min(axis=0)
    east, north = finite.max(axis=0)
    return float(west), float(south), float(east), float(north)


@lru_cache(maxsize=64)
def _region(crs: str) -> Extent:
    area = pyproj.CRS.from_user_input(crs).area_of_use
    if area is None or not 0 < area.east - area.west < _WIDEST_ZONE_DEG:
        return INDONESIA
    around = _ZONE_MARGIN_DEG
    return area.west - around, area.south - around, area.east + around, area.north + around


def _families() -> tuple[tuple[str, list[CrsProposal]], ...]:
    """A zone near the node that speaks for its family, and the family, the node's zone first."""
    return (
        (f"EPSG:{_TM3_NODE}", _tm3()),
        (f"EPSG:{32700 + _UTM_NODE}", _utm("S")),
        (f"EPSG:{32600 + _UTM_NODE}", _utm("N")),
        ("EPSG:3857", [CrsProposal("EPSG:3857", Text("Web Mercator"))]),
    )


def _utm(half: str) -> list[CrsProposal]:
    base = 32700 if half == "S" else 32600
    found = []
    for zone in sorted(range(46, 55), key=lambda zone: abs(zone - _UTM_NODE)):
        found.append(CrsProposal(f"EPSG:{base + zone}", Text(f"WGS 84 / UTM {zone}{half}")))
        if half == "S" and zone >= 47:
            found.append(CrsProposal(f"EPSG:{_SRGI_47S + zone - 47}", Text(f"SRGI2013 / UTM {zone}S")))
    return found


def _tm3() -> list[CrsProposal]:
    by_distance = sorted(range(_TM3_FIRST, _TM3_LAST + 1), key=lambda code: abs(code - _TM3_NODE))
    return [CrsProposal(f"EPSG:{code}", Text(f"DGN95 / TM-3 {_tm3_zone(code)}")) for code in by_distance]


def _tm3_zone(code: int) -> str:
    """EPSG numbers the half zones from 46.2 to 54.1 one after the other."""
    half_zones = code - _TM3_FIRST + 1
    return f"{46 + half_zones // 2}.{half_zones % 2 + 1}"


def _is_degrees(extent: Extent) -> bool:
    west, south, east, north = extent
    return -180.0 <= west and east <= 180.0 and -90.0 <= south and north <= 90.0
