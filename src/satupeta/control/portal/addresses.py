"""Addresses on pages: links between pages are relative to the site, those that people copy are whole."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from satupeta.control.node import node_config, node_links
from satupeta.core.box import Box
from satupeta.core.crs import WEB_MERCATOR, project_box
from satupeta.core.links import Links
from satupeta.core.text import Language

_MARGIN = 0.06


@dataclass(frozen=True, slots=True)
class Address:
    """One address to copy: what people call it and its text."""

    name: str
    text: str


def site_links() -> Links:
    """Makes addresses relative to the host, with the prefix that a proxy strips."""
    return Links(urlsplit(node_config().address).path)


def thing_addresses(kind: str, slug: str) -> tuple[Address, ...]:
    """The addresses under which a dataset's or map service's protocols lie."""
    links = node_links()
    return (
        Address("WMS", links.wms(kind, slug)),
        Address("WFS", links.wfs(kind, slug)),
        Address("OGC API Features", links.ogc(kind, slug)),
        Address("XYZ (PNG)", links.tile_template(kind, slug, "png")),
        Address("MVT (TileJSON)", links.tilejson(kind, slug)),
        Address("MapLibre style", links.style(kind, slug)),
    )


def picture_address(layers: str, box: Box | None, width_px: int, height_px: int) -> str:
    """A picture of layers that the node draws, the box framed to the picture's shape; "" without a box."""
    if box is None:
        return ""
    framed = _framed(project_box(box, WEB_MERCATOR), width_px / height_px)
    query = {
        "SERVICE": "WMS",
        "VERSION": "1.3.0",
        "REQUEST": "GetMap",
        "LAYERS": layers,
        "STYLES": "",
        "CRS": WEB_MERCATOR,
        "BBOX": ",".join(f"{edge:.1f}" for edge in framed),
        "WIDTH": str(width_px),
        "HEIGHT": str(height_px),
        "FORMAT": "image/png",
        "TRANSPARENT": "TRUE",
    }
    return f"{site_links().wms()}?{urlencode(query, safe=',:/')}"


def bounds_text(box: Box | None) -> str:
    """A box in degrees as the page's map takes it; "" for None."""
    return f"{box.west:.6f},{box.south:.6f},{box.east:.6f},{box.north:.6f}" if box else ""


def viewer_address(slugs: tuple[str, ...], language: Language) -> str:
    """The viewer with these things on it."""
    return f"{site_links().page('/peta', language)}?l={','.join(quote(slug) for slug in slugs)}"


def _framed(box: Box, shape: float) -> tuple[float, float, float, float]:
    width = max(box.width, box.height * shape, 10.0) * (1 + 2 * _MARGIN)
    height = width / shape
    x, y = (box.west + box.east) / 2, (box.south + box.north) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2
