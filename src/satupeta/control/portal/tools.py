"""How a thing is used, tool by tool: the tool first, its address after it."""

from dataclasses import dataclass

from satupeta.control.node import node_links
from satupeta.control.portal.addresses import Address
from satupeta.core.text import Text

_STEPS: dict[str, Text] = {
    "QGIS": Text(
        "Layer → Tambah Layer → WFS / OGC API Features → Baru, lalu tempel alamat ini.",
        "Layer → Add Layer → WFS / OGC API Features → New, then paste this address.",
    ),
    "ArcGIS": Text(
        "Insert → Connections → New WMS Server, lalu tempel alamat ini.",
        "Insert → Connections → New WMS Server, then paste this address.",
    ),
    "AutoCAD": Text(
        "Di AutoCAD Map 3D: Data Connect → Add WMS Connection, lalu tempel alamat ini.",
        "In AutoCAD Map 3D: Data Connect → Add WMS Connection, then paste this address.",
    ),
    "Leaflet": Text(
        "Pakai alamat ini sebagai L.tileLayer di situs web Anda.", "Use this address as L.tileLayer on your web site."
    ),
    "Excel": Text("Data → Dari Web, lalu tempel alamat ini.", "Data → From Web, then paste this address."),
    "Python": Text(
        'geopandas.read_file("alamat ini") memberi data beserta geometrinya.',
        'geopandas.read_file("this address") gives the data with its geometry.',
    ),
}


@dataclass(frozen=True, slots=True)
class ToolStep:
    """What somebody with this tool does, and the address they paste."""

    tool: str
    step: Text
    address: Address


def steps_for(kind: str, slug: str) -> tuple[ToolStep, ...]:
    """One step for each tool that people have."""
    links = node_links()
    wms = Address("WMS", links.wms(kind, slug))
    addresses = {
        "QGIS": Address("OGC API Features", links.ogc(kind, slug)),
        "ArcGIS": wms,
        "AutoCAD": wms,
        "Leaflet": Address("XYZ", links.tile_template(kind, slug, "png")),
    }
    if kind == "dataset":
        addresses["Excel"] = Address("CSV", links.download(slug, "csv"))
        addresses["Python"] = Address("GeoJSON", links.download(slug, "geojson"))
    return tuple(ToolStep(tool, _STEPS[tool], address) for tool, address in addresses.items())
