"""The one table of the data plane's addresses: what the application routes by, and what tests are generated from."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from satupeta.adapters.http import api, downloads, features, health, tiles, wfs, wms
from satupeta.adapters.http.messages import Receive
from satupeta.adapters.http.node import Node
from satupeta.adapters.http.request import Request
from satupeta.adapters.http.scopes import SCOPES
from satupeta.adapters.http.uploads import receive_upload
from satupeta.core.access import Action
from satupeta.service.reply import Reply

Adapter = Callable[[Request, Node], Reply]
Receiver = Callable[[Request, Node, Receive], Awaitable[Reply]]
READING = ("GET", "HEAD")


class Door(StrEnum):
    """Whose words an address answers and errs in."""

    WMS = "wms"
    WFS = "wfs"
    OGC_API = "ogc-api"
    TILES = "tiles"
    DOWNLOAD = "download"
    API = "api"
    UPLOAD = "upload"
    HEALTH = "health"


@dataclass(frozen=True, slots=True)
class Route:
    """One address.

    Attributes:
        name: Unique in the table.
        pattern: Path with `{name}` for what lies between slashes.
        door: Whose words it speaks.
        adapter: What answers.
        scope: `node`, `dataset` or `service`: what its address names.
        action: What a principal must be allowed to do with the thing it names; None where nobody is asked.
        threaded: Whether it runs in the drawing threads.
        receiver: What takes a body piece by piece, instead of an adapter.
        methods: What it takes besides OPTIONS.
    """

    name: str
    pattern: str
    door: Door
    adapter: Adapter | None = None
    scope: str = "node"
    action: Action | None = None
    threaded: bool = False
    methods: tuple[str, ...] = READING
    receiver: Receiver | None = None

    @property
    def expression(self) -> re.Pattern[str]:
        """The pattern as a regular expression over a whole path."""
        return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(self.pattern)))


def _in_scopes(
    door: Door,
    action: Action,
    scopes: tuple[str, ...],
    *rows: tuple[str, str, Adapter, bool],
    methods: tuple[str, ...] = READING,
) -> list[Route]:
    """The same addresses below each of the scopes."""
    return [
        Route(f"{scope}-{name}", prefix + path, door, adapter, scope, action, threaded, methods)
        for scope, prefix in SCOPES
        if scope in scopes
        for name, path, adapter, threaded in rows
    ]


_ALL = ("node", "dataset", "service")
ROUTES: tuple[Route, ...] = (
    Route("alive", "/sehat/hidup", Door.HEALTH, health.alive),
    Route("ready", "/sehat/siap", Door.HEALTH, health.ready),
    Route("upload", "/api/v1/uploads", Door.UPLOAD, methods=("POST",), receiver=receive_upload),
    Route("locate", "/api/v1/locate", Door.API, api.locate, action=Action.QUERY, threaded=True),
    Route("search", "/api/v1/search", Door.API, api.search, action=Action.DISCOVER, threaded=True),
    Route(
        "download",
        "/d/{slug}/unduh/{name}.{format}",
        Door.DOWNLOAD,
        downloads.get_download,
        "dataset",
        Action.DOWNLOAD,
        threaded=True,
    ),
    *_in_scopes(Door.WMS, Action.VIEW, _ALL, ("wms", "/wms", wms.get_wms, True)),
    *_in_scopes(Door.WFS, Action.QUERY, _ALL, ("wfs", "/wfs", wfs.get_wfs, True), methods=(*READING, "POST")),
    *_in_scopes(
        Door.TILES,
        Action.VIEW,
        ("dataset", "service"),
        ("vector-tile", "/tiles/{z}/{x}/{y}.mvt", tiles.get_vector, True),
        ("picture-tile", "/tiles/{z}/{x}/{y}.png", tiles.get_picture, True),
        ("tilejson", "/tiles.json", tiles.get_tilejson, False),
        ("style", "/style.json", tiles.get_style_document, False),
    ),
    *_in_scopes(
        Door.OGC_API,
        Action.QUERY,
        _ALL,
        ("landing", "/ogc", features.get_landing, False),
        ("landing-slash", "/ogc/", features.get_landing, False),
        ("api", "/ogc/api", features.get_api, False),
        ("conformance", "/ogc/conformance", features.get_conformance, False),
        ("collections", "/ogc/collections", features.get_collections, False),
        ("collection", "/ogc/collections/{collection}", features.get_collection, False),
        ("queryables", "/ogc/collections/{collection}/queryables", features.get_queryables, False),
        ("items", "/ogc/collections/{collection}/items", features.get_items, True),
        ("item", "/ogc/collections/{collection}/items/{feature}", features.get_item, True),
    ),
)
