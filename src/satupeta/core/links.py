"""Every address of the node, made in one place from the configured base address, never from a Host header."""

from urllib.parse import quote, urlencode

from satupeta.core.text import Language

_LETTERS = {"dataset": "d", "service": "m", "organisation": "i"}


class Links:
    """Makes addresses under one base address such as `https://peta.kota.example/satupeta`."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")

    def home(self, language: Language = "id") -> str:
        """The front page."""
        return f"{self.base}/en/" if language == "en" else f"{self.base}/"

    def page(self, path: str, language: Language = "id", **query: str) -> str:
        """A page by its Indonesian path, such as `/cari`."""
        prefix = "/en" if language == "en" else ""
        return f"{self.base}{prefix}{path}" + (f"?{urlencode(query)}" if query else "")

    def thing(self, kind: str, slug: str, language: Language = "id") -> str:
        """The page of a dataset, service or organisation."""
        return self.page(f"/{_LETTERS[kind]}/{quote(slug)}", language)

    def scope(self, kind: str = "node", slug: str = "") -> str:
        """The root under which a thing's protocols lie; of the node itself without arguments."""
        return self.base if kind == "node" else f"{self.base}/{_LETTERS[kind]}/{quote(slug)}"

    def wms(self, kind: str = "node", slug: str = "") -> str:
        """A WMS end-point."""
        return f"{self.scope(kind, slug)}/wms"

    def wfs(self, kind: str = "node", slug: str = "") -> str:
        """A WFS end-point."""
        return f"{self.scope(kind, slug)}/wfs"

    def tile_template(self, kind: str, slug: str, extension: str) -> str:
        """An XYZ address with `{z}`, `{x}` and `{y}`; extension `png` or `mvt`."""
        return f"{self.scope(kind, slug)}/tiles/{{z}}/{{x}}/{{y}}.{extension}"

    def tilejson(self, kind: str, slug: str) -> str:
        """The TileJSON document of a thing's vector tiles."""
        return f"{self.scope(kind, slug)}/tiles.json"

    def style(self, kind: str, slug: str) -> str:
        """The MapLibre style of a dataset or service."""
        return f"{self.scope(kind, slug)}/style.json"

    def ogc(self, kind: str = "node", slug: str = "") -> str:
        """The OGC API landing page."""
        return f"{self.scope(kind, slug)}/ogc"

    def collection(self, collection: str, kind: str = "node", slug: str = "") -> str:
        """An OGC API collection."""
        return f"{self.ogc(kind, slug)}/collections/{quote(collection)}"

    def items(self, collection: str, kind: str = "node", slug: str = "") -> str:
        """The items of a collection."""
        return f"{self.collection(collection, kind, slug)}/items"

    def download(self, slug: str, extension: str) -> str:
        """A whole dataset as one file: `gpkg`, `geojson` or `csv`."""
        return f"{self.scope('dataset', slug)}/unduh/{quote(slug)}.{extension}"

    def api(self, path: str) -> str:
        """The node's own API, such as `locate`."""
        return f"{self.base}/api/v1/{path}"

    def static(self, path: str) -> str:
        """A file of the front end."""
        return f"{self.base}/static/{path}"


def type_namespace(links: Links) -> str:
    """The XML namespace of the node's own feature types; nothing needs to lie there."""
    return f"{links.base}/ns"
