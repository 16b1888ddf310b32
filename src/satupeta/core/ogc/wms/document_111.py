"""The WMS 1.1.1 capabilities document: the same values in older words.

Standard: OGC 01-068r3, 7.1.4 and annex A.1; boxes are x, y whatever the CRS (6.5.6 and 7.1.4.5.7).
"""

from collections.abc import Iterable

from lxml import etree

from satupeta.core.box import Box
from satupeta.core.crs import CRS84, SERVED, USUAL, CrsInfo
from satupeta.core.ogc.wms.conformance import INFO_FORMATS, LEGEND_FORMATS, MAP_FORMATS
from satupeta.core.ogc.wms.document import Capabilities, LayerEntry, StyleEntry, layer_boxes
from satupeta.core.ogc.wms.versions import OLDER
from satupeta.core.xml import written

_XLINK = "http://www.w3.org/1999/xlink"


def write_older_capabilities(capabilities: Capabilities) -> bytes:
    """The document as UTF-8 XML, valid against the standard's DTD, which it does not name: nothing need be fetched."""
    sequence = {"version": OLDER.number, "updateSequence": capabilities.update_sequence}
    root = etree.Element("WMT_MS_Capabilities", sequence)
    _write_service(root, capabilities)
    capability = _add(root, "Capability")
    _write_operations(_add(capability, "Request"), capabilities.address)
    exception = _add(capability, "Exception")
    for name in OLDER.exceptions:
        _add(exception, "Format", name)
    _write_layer(capability, capabilities.root, is_root=True)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _write_service(root: etree._Element, capabilities: Capabilities) -> None:
    service = _add(root, "Service")
    _add(service, "Name", "OGC:WMS")
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


def _write_operations(request: etree._Element, address: str) -> None:
    operations = (
        ("GetCapabilities", (OLDER.document_type,)),
        ("GetMap", MAP_FORMATS),
        ("GetFeatureInfo", INFO_FORMATS),
        ("GetLegendGraphic", LEGEND_FORMATS),
    )
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
        for info in _older(SERVED.values()):
            _add(layer, "SRS", info.code)
    if entry.extent is not None:
        _write_boxes(layer, entry.extent, _older(SERVED.values() if is_root else USUAL))
    if entry.page:
        data = _add(layer, "DataURL")
        _add(data, "Format", "text/html")
        _link(data, entry.page)
    for style in entry.styles:
        _write_style(layer, style)
    for child in entry.children:
        _write_layer(layer, child)


def _older(offered: Iterable[CrsInfo]) -> list[CrsInfo]:
    """Those that 1.1.1 has a name for: its EPSG:4326 is longitude and latitude already (6.5.5.1)."""
    return [info for info in offered if info.code != CRS84]


def _write_boxes(layer: etree._Element, extent: Box, offered: Iterable[CrsInfo]) -> None:
    _write_edges(_add(layer, "LatLonBoundingBox"), extent)
    for info, box in layer_boxes(extent, offered):
        element = _add(layer, "BoundingBox")
        element.set("SRS", info.code)
        _write_edges(element, box)


def _write_edges(element: etree._Element, box: Box) -> None:
    for name, edge in (("minx", box.west), ("miny", box.south), ("maxx", box.east), ("maxy", box.north)):
        element.set(name, f"{edge:.9f}".rstrip("0").rstrip("."))


def _write_style(layer: etree._Element, style: StyleEntry) -> None:
    element = _add(layer, "Style")
    _add(element, "Name", style.name)
    _add(element, "Title", style.title or style.name)
    if style.legend is not None:
        legend = _add(element, "LegendURL")
        legend.set("width", str(style.legend.width_px))
        legend.set("height", str(style.legend.height_px))
        _add(legend, "Format", "image/png")
        _link(legend, style.legend.address)


def _link(parent: etree._Element, address: str) -> None:
    # The DTD knows the prefix on this element only.
    link = etree.SubElement(parent, "OnlineResource", nsmap={"xlink": _XLINK})
    link.set(f"{{{_XLINK}}}type", "simple")
    link.set(f"{{{_XLINK}}}href", written(address))


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    element = etree.SubElement(parent, name)
    if text:
        element.text = written(text)
    return element
