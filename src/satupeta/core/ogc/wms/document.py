"""The WMS 1.3.0 capabilities document.

Standard: OGC 06-042, 7.2.4 and annex E.1; axis order of boxes as 6.7.2.
"""

import math
from collections.abc import Iterable
from functools import lru_cache

import msgspec
from lxml import etree

from satupeta.core.box import Box
from satupeta.core.crs import CRS84, SERVED, USUAL, CrsInfo, project_box
from satupeta.core.ogc.wms.conformance import INFO_FORMATS, LAYER_LIMIT, MAP_FORMATS
from satupeta.core.ogc.wms.versions import NEWEST
from satupeta.core.xml import written

WMS_NAMESPACE = "http://www.opengis.net/wms"
_XLINK = "http://www.w3.org/1999/xlink"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = "http://schemas.opengis.net/wms/1.3.0/capabilities_1_3_0.xsd"


class LegendLink(msgspec.Struct, frozen=True):
    """Where a legend is, and how large its picture."""

    address: str
    width_px: int
    height_px: int


class StyleEntry(msgspec.Struct, frozen=True):
    """One style of a layer."""

    name: str
    title: str
    legend: LegendLink | None = None


class LayerEntry(msgspec.Struct, frozen=True):
    """One layer of the tree, with those below it.

    Attributes:
        name: What requests call it; "" for a heading that cannot be drawn.
        title: What people call it.
        abstract: What it is.
        keywords: To find it by.
        extent: In longitude and latitude, or None without geometry.
        styles: The layer's own first.
        queryable: Whether GetFeatureInfo answers for it.
        children: In drawing order.
        page: Address of its page, or "".
    """

    name: str
    title: str
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    extent: Box | None = None
    styles: tuple[StyleEntry, ...] = ()
    queryable: bool = True
    children: tuple["LayerEntry", ...] = ()
    page: str = ""


class Capabilities(msgspec.Struct, frozen=True):
    """Everything that the document says.

    Attributes:
        title, abstract: Of the service.
        address: The end-point.
        contact: Mail address, or "".
        organisation: Who runs it.
        update_sequence: Moves with every change.
        picture_side_px: Longest side that is always granted.
        root: The layer tree.
    """

    title: str
    abstract: str
    address: str
    contact: str
    organisation: str
    update_sequence: str
    picture_side_px: int
    root: LayerEntry


def write_capabilities(capabilities: Capabilities) -> bytes:
    """The document as UTF-8 XML, valid against the standard's schema."""
    root = etree.Element(
        _wms("WMS_Capabilities"),
        {
            "version": NEWEST.number,
            "updateSequence": capabilities.update_sequence,
            f"{{{_XSI}}}schemaLocation": f"{WMS_NAMESPACE} {_SCHEMA}",
        },
        {None: WMS_NAMESPACE, "xlink": _XLINK, "xsi": _XSI},
    )
    _write_service(root, capabilities)
    capability = _add(root, "Capability")
    _write_operations(_add(capability, "Request"), capabilities.address)
    exception = _add(capability, "Exception")
    for name in NEWEST.exceptions:
        _add(exception, "Format", name)
    _write_layer(capability, capabilities.root, is_root=True)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def layer_boxes(extent: Box, offered: Iterable[CrsInfo] = USUAL) -> list[tuple[CrsInfo, Box]]:
    """The extent in each offered CRS that is meant for where it lies, x, y order."""
    found = ((info, _box_in(extent, info.code)) for info in offered)
    return [(info, box) for info, box in found if box is not None]


def wms_name(info: CrsInfo) -> str:
    """A CRS as WMS spells it."""
    return "CRS:84" if info.code == CRS84 else info.code


@lru_cache(maxsize=4096)
def _box_in(extent: Box, crs: str) -> Box | None:
    west, south, east, north = SERVED[crs].area
    part = Box(max(extent.west, west), max(extent.south, south), min(extent.east, east), min(extent.north, north))
    if part.west > part.east or part.south > part.north:
        return None
    box = project_box(part, crs)
    edges = (box.west, box.south, box.east, box.north)
    return box if all(math.isfinite(edge) for edge in edges) else None


def _write_service(root: etree._Element, capabilities: Capabilities) -> None:
    service = _add(root, "Service")
    _add(service, "Name", "WMS")
    _add(service, "Title", capabilities.title)
    if capabilities.abstract:
        _add(service, "Abstract", capabilities.abstract)
    _link(service, capabilities.address)
    contact = _add(service, "ContactInformation")
    person = _add(contact, "ContactPersonPrimary")
    _add(person, "ContactPerson", capabilities.organisation)
    _add(person, "ContactOrganization", capabilities.organisation)
    if capabilities.contact:
        _add(contact, "ContactElectronicMailAddress", capabilities.contact)
    _add(service, "Fees", "none")
    _add(service, "AccessConstraints", "none")
    _add(service, "LayerLimit", str(LAYER_LIMIT))
    _add(service, "MaxWidth", str(capabilities.picture_side_px))
    _add(service, "MaxHeight", str(capabilities.picture_side_px))


def _write_operations(request: etree._Element, address: str) -> None:
    operations = (("GetCapabilities", ("text/xml",)), ("GetMap", MAP_FORMATS), ("GetFeatureInfo", INFO_FORMATS))
    for name, formats in operations:
        operation = _add(request, name)
        for format_name in formats:
            _add(operation, "Format", format_name)
        _link(_add(_add(_add(operation, "DCPType"), "HTTP"), "Get"), address + "?")


def _write_layer(parent: etree._Element, entry: LayerEntry, *, is_root: bool = False) -> None:
    layer = _add(parent, "Layer")
    if entry.name:
        layer.set("queryable", "1" if entry.queryable else "0")
        _add(layer, "Name", entry.name)
    _add(layer, "Title", entry.title or entry.name)
    if entry.abstract:
        _add(layer, "Abstract", entry.abstract)
    if entry.keywords:
        keywords = _add(layer, "KeywordList")
        for keyword in entry.keywords:
            _add(keywords, "Keyword", keyword)
    if is_root:
        for info in SERVED.values():
            _add(layer, "CRS", wms_name(info))
    if entry.extent is not None:
        # A layer takes the other boxes from the root (OGC 06-042, 7.2.4.6.8): all of them in each would be most of it.
        _write_boxes(layer, entry.extent, SERVED.values() if is_root else USUAL)
    if entry.page:
        # DataURL, not MetadataURL: the page is no document of a metadata standard (OGC 06-042, 7.2.4.6.10 and .11).
        data = _add(layer, "DataURL")
        _add(data, "Format", "text/html")
        _link(data, entry.page)
    for style in entry.styles:
        style_element = _add(layer, "Style")
        _add(style_element, "Name", style.name)
        _add(style_element, "Title", style.title or style.name)
        if style.legend is not None:
            size = {"width": str(style.legend.width_px), "height": str(style.legend.height_px)}
            legend = _add(style_element, "LegendURL")
            legend.attrib.update(size)
            _add(legend, "Format", "image/png")
            _link(legend, style.legend.address)
    for child in entry.children:
        _write_layer(layer, child)


def _write_boxes(layer: etree._Element, extent: Box, offered: Iterable[CrsInfo]) -> None:
    geographic = _add(layer, "EX_GeographicBoundingBox")
    _add(geographic, "westBoundLongitude", _number(max(extent.west, -180.0)))
    _add(geographic, "eastBoundLongitude", _number(min(extent.east, 180.0)))
    _add(geographic, "southBoundLatitude", _number(max(extent.south, -90.0)))
    _add(geographic, "northBoundLatitude", _number(min(extent.north, 90.0)))
    for info, box in layer_boxes(extent, offered):
        edges = (
            (box.south, box.west, box.north, box.east)
            if info.latitude_first
            else (
                box.west,
                box.south,
                box.east,
                box.north,
            )
        )
        names = ("minx", "miny", "maxx", "maxy")
        values = {name: _number(edge) for name, edge in zip(names, edges, strict=True)}
        _add(layer, "BoundingBox").attrib.update({"CRS": wms_name(info), **values})


def _link(parent: etree._Element, address: str) -> None:
    link = _add(parent, "OnlineResource")
    link.set(f"{{{_XLINK}}}type", "simple")
    link.set(f"{{{_XLINK}}}href", written(address))


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    element = etree.SubElement(parent, _wms(name))
    if text:
        element.text = written(text)
    return element


def _wms(name: str) -> str:
    return f"{{{WMS_NAMESPACE}}}{name}"


def _number(value: float) -> str:
    return f"{value:.9f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else repr(value)
