"""Geometries of GML 3.2 and 3.1 in filters, as GeoJSON values in the axis order of their CRS.

Standard: OGC 07-036r1, 10; profile: OGC 10-100r3, level 0 without arcs.
"""

from typing import Any

import shapely
from lxml import etree

from satupeta.core.crs import SERVED, CrsInfo, parse_crs
from satupeta.core.filters.bounds import MAX_VERTICES
from satupeta.core.filters.shapes import box_shape, no_shape, shape_of_geojson
from satupeta.core.xml import local_name

_NAMESPACES = ("http://www.opengis.net/gml/3.2", "http://www.opengis.net/gml")
_DEFAULT = SERVED["EPSG:4326"]
_MEMBERS = {
    "MultiPoint": ("MultiPoint", "Point"),
    "MultiCurve": ("MultiLineString", "LineString"),
    "MultiLineString": ("MultiLineString", "LineString"),
    "MultiSurface": ("MultiPolygon", "Polygon"),
    "MultiPolygon": ("MultiPolygon", "Polygon"),
}
_MAX_NUMBERS = 3 * MAX_VERTICES


def is_gml(element: etree._Element) -> bool:
    """Whether an element is GML's."""
    return etree.QName(element).namespace in _NAMESPACES


def shape_of_gml(element: etree._Element) -> tuple[shapely.Geometry, CrsInfo]:
    """A geometry or envelope, x, y order, with its CRS: `srsName`, or EPSG:4326 without one.

    Raises:
        InvalidFilter: No geometry that is offered, no numbers, or too many.
        UnknownCrs: Its CRS is not served.
    """
    srs = element.get("srsName")
    info = parse_crs(srs, "srsName") if srs else _DEFAULT
    if local_name(element) == "Envelope":
        corners = [_numbers(_child(element, name)) for name in ("lowerCorner", "upperCorner")]
        if any(len(corner) not in (2, 3) for corner in corners):
            raise no_shape()
        return box_shape([*corners[0][:2], *corners[1][:2]], info), info
    return shape_of_geojson(_geojson(element), info), info


def _geojson(element: etree._Element) -> dict[str, Any]:
    name = local_name(element)
    if name in _MEMBERS:
        kind, member = _MEMBERS[name]
        parts = [_geojson(part) for part in _members(element)]
        if any(part["type"] != member for part in parts):
            raise no_shape()
        return {"type": kind, "coordinates": [part["coordinates"] for part in parts]}
    if name == "Point":
        return {"type": "Point", "coordinates": _numbers(_child(element, "pos"))}
    if name == "LineString":
        return {"type": "LineString", "coordinates": _positions(element)}
    if name == "Curve":
        segments = _children(_child(element, "segments"), "LineStringSegment")
        if len(segments) != 1:
            raise no_shape()
        return {"type": "LineString", "coordinates": _positions(segments[0])}
    if name in ("Polygon", "PolygonPatch"):
        rings = [*_children(element, "exterior"), *_children(element, "interior")]
        lines = [_positions(_child(ring, "LinearRing")) for ring in rings]
        return {"type": "Polygon", "coordinates": lines}
    if name == "Surface":
        patches = _children(_child(element, "patches"), "PolygonPatch")
        if len(patches) != 1:
            raise no_shape()
        return _geojson(patches[0])
    raise no_shape()


def _members(element: etree._Element) -> list[etree._Element]:
    """What stands in `pointMember`, `curveMembers` and the like."""
    return [part for wrapper in element for part in wrapper if local_name(wrapper).endswith(("Member", "Members"))]


def _positions(element: etree._Element) -> list[list[float]]:
    lists = _children(element, "posList")
    if not lists:
        return [_numbers(position) for position in _children(element, "pos")]
    dimension = lists[0].get("srsDimension") or element.get("srsDimension") or "2"
    numbers = _numbers(lists[0])
    if dimension not in ("2", "3") or len(numbers) % int(dimension):
        raise no_shape()
    step = int(dimension)
    return [numbers[place : place + 2] for place in range(0, len(numbers), step)]


def _numbers(element: etree._Element) -> list[float]:
    words = (element.text or "").split(None, _MAX_NUMBERS)
    try:
        return [float(word) for word in words]
    except ValueError as error:
        raise no_shape() from error


def _child(element: etree._Element, name: str) -> etree._Element:
    found = _children(element, name)
    if not found:
        raise no_shape()
    return found[0]


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in element if local_name(child) == name]
