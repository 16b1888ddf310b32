"""Judging coordinates by their ranges: which CRS they may be in, and whether their axes are swapped."""

from dataclasses import dataclass

import numpy as np
import pyproj
from numpy.typing import NDArray

from satupeta.core.crs import projector
from satupeta.core.text import Text

Extent = tuple[float, float, float, float]
"""West, south, east, north in a CRS that the name of the value tells."""
INDONESIA: Extent = (94.0, -12.0, 142.0, 8.0)
"""In degrees: its land and waters."""
_NODE_ZONE = 48
_TM3_FIRST, _TM3_LAST, _TM3_NODE = 23830, 23845, 23834


@dataclass(frozen=True, slots=True)
class CrsProposal:
    """A CRS that coordinates may be in."""

    code: str
    title: Text


def propose_crs(extent: Extent) -> tuple[CrsProposal, ...]:
    """Systems in which the extent would lie in Indonesia, or on the earth where none does; the likeliest first.

    Args:
        extent: In the coordinates as they came, x first.

    Returns:
        Proposals; empty where the coordinates fit no known system.
    """
    near = [proposal for proposal in _candidates(extent) if lies_in(extent_in_degrees(extent, proposal.code))]
    if near:
        return tuple(near)
    if _is_degrees(extent):
        return (CrsProposal("EPSG:4326", Text("WGS 84 (derajat)", "WGS 84 (degrees)")),)
    return ()


def lies_in(extent: Extent | None, region: Extent = INDONESIA) -> bool:
    """Whether an extent in degrees lies in a region in degrees, edges included."""
    if extent is None:
        return False
    west, south, east, north = extent
    return region[0] <= west and region[1] <= south and east <= region[2] and north <= region[3]


def axes_look_swapped(extent: Extent, crs: str) -> bool:
    """Whether x and y exchanged would put the extent into Indonesia, while as it is it lies elsewhere."""
    west, south, east, north = extent
    if lies_in(extent_in_degrees(extent, crs)):
        return False
    return lies_in(extent_in_degrees((south, west, north, east), crs))


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
        pyproj.exceptions.CRSError: It is no CRS.
    """
    crs = pyproj.CRS.from_user_input(definition)
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


def _candidates(extent: Extent) -> list[CrsProposal]:
    if _is_degrees(extent):
        return [
            CrsProposal("EPSG:4326", Text("WGS 84 (derajat)", "WGS 84 (degrees)")),
            CrsProposal("EPSG:9470", Text("SRGI2013 (derajat)", "SRGI2013 (degrees)")),
            CrsProposal("EPSG:4755", Text("DGN95 (derajat)", "DGN95 (degrees)")),
        ]
    return [*_tm3(), *_utm(), CrsProposal("EPSG:3857", Text("Web Mercator"))]


def _utm() -> list[CrsProposal]:
    south, north = [], []
    for zone in sorted(range(46, 55), key=lambda zone: abs(zone - _NODE_ZONE)):
        south.append(CrsProposal(f"EPSG:{32700 + zone}", Text(f"WGS 84 / UTM {zone}S")))
        if zone >= 47:
            south.append(CrsProposal(f"EPSG:{9487 + zone - 47}", Text(f"SRGI2013 / UTM {zone}S")))
        north.append(CrsProposal(f"EPSG:{32600 + zone}", Text(f"WGS 84 / UTM {zone}N")))
    return south + north


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
