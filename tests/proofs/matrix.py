"""The decision matrix: every address, who may use it for what, and how it is asked.

`python -m tests.proofs` writes `docs/reference/decision-matrix.md` from the route table; a test compares them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tests.proofs import city

from satupeta.adapters.http.routes import ROUTES, Route
from satupeta.core.access import Action
from satupeta.core.tiling import WORLD_UNITS, world_units

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "decision-matrix.md"
INSIDERS = ("administrator", "steward", "publisher", "producer", "member", "token")
GRANTED = ("grant", "limited grant")
OUTSIDERS = ("public", "other office")
NARROW = "token for views"
ROLES = (*OUTSIDERS, *INSIDERS, *GRANTED, NARROW)
READING = (Action.VIEW, Action.QUERY, Action.DOWNLOAD)
_PRODUCERS = ("administrator", "producer")


def expected(role: str, access: str, action: Action) -> str:
    """What the table of the blueprint says: `allowed`, `sign in`, `not permitted` or `unknown`."""
    if role == NARROW:
        return "allowed" if action in (Action.DISCOVER, Action.VIEW) else "not permitted"
    if action in (Action.EDIT, Action.MANAGE):
        allowed = role in _PRODUCERS
    elif access == "open" or (access == "restricted" and action is Action.DISCOVER):
        allowed = True
    else:
        allowed = role in (*INSIDERS, *GRANTED)
    if allowed:
        return "allowed"
    if access == "closed" and role in OUTSIDERS:
        return "unknown"
    return "sign in" if role == "public" else "not permitted"


def expected_of_list(role: str, address: str, action: Action) -> str:
    """What an address that names no thing answers: it leaves out what may not be known, and asks for no more."""
    return expected(role, ANSWERS_FROM[address], action) if address in ANSWERS_FROM else "allowed"


class Question(NamedTuple):
    """One way to ask an address about things of one access class.

    Attributes:
        address: Name of the route.
        channel: Which of the address's questions.
        kind: `dataset`, `service`, or "" when no thing is named.
        action: What is wanted.
        target: With `{slug}` for the thing named and `{layer}` for a dataset.
    """

    address: str
    channel: str
    kind: str
    action: Action
    target: str

    def about(self, access: str) -> str:
        """The request's target when the things are of this access class, or `unknown`."""
        slug = city.UNKNOWN if access == "unknown" else SLUGS[self.kind][access]
        layer = city.UNKNOWN if access == "unknown" else city.DATASETS[access]
        return self.target.replace("{slug}", slug).replace("{layer}", layer)


SLUGS = {"dataset": city.DATASETS, "service": city.SERVICES, "": city.DATASETS}
LISTS = (
    ("node-collections", "json"),
    ("node-collections", "page"),
    ("node-wms", "capabilities"),
    ("node-wfs", "capabilities"),
    ("search", "word"),
)
"""Questions whose answers name every dataset that somebody may use."""


def tile_at(longitude: float, latitude: float, zoom: int) -> tuple[int, int]:
    """Column and row of the tile that holds a point."""
    column, row = world_units(np.array([[longitude, latitude]]))[0].astype(np.int64) + WORLD_UNITS // 2
    return int(column >> (32 - zoom)), int(row >> (32 - zoom))


_ZOOM = 14
_COLUMN, _ROW = tile_at(city.WEST + city.STEP / 2, city.SOUTH + city.STEP / 2, _ZOOM)
_FILL = {"collection": "{layer}", "name": "{slug}", "feature": "1", "z": str(_ZOOM), "x": str(_COLUMN), "y": str(_ROW)}
_MAP = (
    "service=WMS&version=1.3.0&layers={layer}&styles=&crs=CRS:84"
    f"&bbox={city.WEST},{city.SOUTH},{city.WEST + 12 * city.STEP},{city.SOUTH + city.STEP}&width=240&height=20"
)
_POINT = "format=image/png&query_layers={layer}&i=10&j=10&info_format=application/geo%2Bjson"
_FEATURES = "?service=WFS&version=2.0.0&request=GetFeature&typenames={layer}"
ASKED: dict[str, dict[str, str]] = {
    "landing": {"json": "?f=json", "page": "?f=html"},
    "landing-slash": {"json": "?f=json"},
    "api": {"json": "?f=json", "page": "?f=html"},
    "conformance": {"json": "?f=json", "page": "?f=html"},
    "collections": {"json": "?f=json", "page": "?f=html"},
    "collection": {"json": "?f=json", "page": "?f=html"},
    "queryables": {"json": "?f=json", "page": "?f=html"},
    "items": {
        "json": "?f=json",
        "page": "?f=html",
        "count": "?f=json&limit=1",
        "filter": f"?zona={city.HIDDEN_ZONE}",
        "cql2": f"?filter=zona%3D%27{city.HIDDEN_ZONE}%27",
    },
    "item": {"json": "?f=json", "page": "?f=html"},
    "tilejson": {"document": ""},
    "style": {"document": ""},
    "vector-tile": {"tile": ""},
    "picture-tile": {"tile": ""},
    "download": {"gpkg": "", "geojson": "", "csv": ""},
    "search": {"word": "?q=taman", "page": "?q=peta&limit=2", "kind": "?q=taman&kind=dataset"},
    "locate": {"point": f"?lon={city.WEST + city.STEP / 2}&lat={city.SOUTH + city.STEP / 2}"},
    "wfs": {
        "capabilities": "?service=WFS&request=GetCapabilities",
        "schema": "?service=WFS&version=2.0.0&request=DescribeFeatureType&typenames={layer}",
        "gml": _FEATURES,
        "geojson": f"{_FEATURES}&outputformat=application/geo%2Bjson&sortby=nama",
        "hits": f"{_FEATURES}&resulttype=hits&cql_filter=zona%3D%27{city.HIDDEN_ZONE}%27",
        "stored queries": "?service=WFS&version=2.0.0&request=ListStoredQueries",
    },
    "wms": {
        "capabilities": "?service=WMS&request=GetCapabilities",
        "picture": f"?request=GetMap&format=image/png&transparent=true&{_MAP}",
        "feature info": f"?request=GetFeatureInfo&{_MAP}&{_POINT}",
    },
}
"""How each address is asked, by the name of its route without the scope; "" for the address itself."""
ASKS_MORE = {"feature info": Action.QUERY}
"""Questions that need another right than their address does."""
ANSWERS_FROM = {"locate": "restricted"}
"""Addresses that name no thing and yet answer from one: the city's holders of reference roles, this one at first."""
NOBODY_IS_ASKED = {"alive", "ready"}
"""Routes about the process, not about data."""
ASKED_APART = {"upload"}
"""Routes that write, with proofs of their own."""


PAGES: dict[str, dict[str, tuple[str, Action]]] = {
    "": {"home": ("", Action.DISCOVER)},
    "cari": {"search": ("?q=taman", Action.DISCOVER), "all": ("", Action.DISCOVER)},
    "peta": {"viewer": ("", Action.DISCOVER)},
    "d/<slug:slug>": {"page": ("", Action.DISCOVER)},
    "m/<slug:slug>": {"page": ("", Action.DISCOVER)},
    "i": {"list": ("", Action.DISCOVER)},
    "i/<slug:slug>": {"page": ("", Action.DISCOVER)},
}
"""How each page that shows data is asked, by its address in Django's table."""
OWN_PAGES = {
    "d/<slug:slug>/atur", "unggah", "unggah/<uuid:publication_id>", "masuk", "akun", "api/v1/session", "api/v1/tokens",
    "api/v1/publications", "api/v1/publications/<str:publication_id>", "api/v1/",
}  # fmt: skip
"""Addresses of the control plane that show a person what is theirs alone."""


class Change(NamedTuple):
    """A request that changes a thing.

    Attributes:
        method: Of HTTP.
        kind: `dataset` or `service`.
        action: What it needs.
        body: JSON; `{slug}` and `{access}` stand for the thing's name and class.
        query: The same, in the address.
        harmless: Whether it leaves the city as it was, so that it is also asked by who may.
        person_first: Whether it wants to know who asks before it looks for the thing.
    """

    method: str
    kind: str
    action: Action
    body: object = None
    query: str = ""
    harmless: bool = True
    person_first: bool = False


_GRANT = {"holder_kind": "person", "holder": "", "actions": ["view"]}
_STYLE = {"name": "default", "rules": []}
_NOBODY = {"holder_kind": "person", "holder": "00000000-0000-4000-8000-000000000000", "actions": ["view"]}
_OF_BOTH = {
    "access": Change("PUT", "", Action.MANAGE, {"access": "{access}"}),
    "record": Change("PUT", "", Action.EDIT, {"title": {"id": "Taman", "en": ""}}, harmless=False),
    "name": Change("PUT", "", Action.MANAGE, {"slug": "{slug}"}),
    "grants": Change("POST", "", Action.MANAGE, _NOBODY, harmless=False),
}
"""What may be changed of a dataset and of a map service alike."""
WRITES: dict[str, Change] = {
    "api/v1/datasets/<slug:slug>/releases/<int:number>/current": Change("POST", "dataset", Action.EDIT),
    "api/v1/datasets/<slug:slug>/unpublish": Change("POST", "dataset", Action.MANAGE, harmless=False),
    "api/v1/datasets/<slug:slug>/name": Change("PUT", "dataset", Action.MANAGE, {"slug": "{slug}"}),
    "api/v1/datasets/<slug:slug>/grants": Change("POST", "dataset", Action.MANAGE, _GRANT, harmless=False),
    "api/v1/datasets/<slug:slug>/styles/<str:name>": Change("PUT", "dataset", Action.EDIT, _STYLE, harmless=False),
    "api/v1/services/<slug:slug>/access": Change("PUT", "service", Action.MANAGE, {"access": "{access}"}),
    "api/v1/services/<slug:slug>/record": Change(
        "PUT", "service", Action.EDIT, {"title": {"id": "Peta", "en": ""}}, harmless=False
    ),
    "api/v1/services/<slug:slug>/name": Change("PUT", "service", Action.MANAGE, {"slug": "{slug}"}),
    "api/v1/services/<slug:slug>/grants": Change("POST", "service", Action.MANAGE, _GRANT, harmless=False),
    **{
        f"api/v1/{kind}s/<slug:slug>/{word}": change._replace(kind=kind)
        for kind in ("dataset", "service")
        for word, change in _OF_BOTH.items()
    },
    "api/v1/services/<slug:slug>": Change("PATCH", "service", Action.EDIT, {}),
    "api/v1/tickets": Change("POST", "dataset", Action.EDIT, {"dataset": "{slug}"}, person_first=True),
    "api/v1/uploads": Change("POST", "dataset", Action.EDIT, {}, "?name=a.geojson&dataset={slug}", person_first=True),
}
"""How each address that changes a thing is asked."""
STREAMED = {"api/v1/uploads"}
"""Those of them that the data plane answers."""
WRITES_OF_OWN = {
    "api/v1/grants/<str:grant_id>", "api/v1/roles/<str:role>", "api/v1/organisations/<slug:slug>",
    "api/v1/organisations/<slug:slug>/name", "api/v1/datasets/<slug:slug>/styles/<str:name>",
    "api/v1/services", "api/v1/tokens/<str:token_id>",
    "api/v1/publications/<str:publication_id>/choices",
    "api/v1/publications/<str:publication_id>/publish", "api/v1/publications/<str:publication_id>/cancel",
    "d/<slug:slug>/berlaku", "unggah/<uuid:publication_id>/pilih", "unggah/<uuid:publication_id>/terbitkan",
    "unggah/<uuid:publication_id>/batal", "keluar", "akun/kunci/<uuid:token_id>/cabut",
}  # fmt: skip
"""Addresses that change what a person began, or whose right is not that of the thing in the address: they have tests of
their own."""
_ALL_SCOPES = ("view", "query", "download", "edit", "manage")
WRITERS = {
    "administrator": ("admin@kota.example", _ALL_SCOPES),
    "steward": ("walidata@kota.example", _ALL_SCOPES),
    "publisher": ("penyebar@kota.example", _ALL_SCOPES),
    "producer": ("produsen@kota.example", _ALL_SCOPES),
    "member": ("anggota@kota.example", _ALL_SCOPES),
    "other office": ("tetangga@kota.example", _ALL_SCOPES),
    "grant": ("pemegang@kota.example", _ALL_SCOPES),
    "edit grant": (city.EDITOR, _ALL_SCOPES),
    "token": ("produsen@kota.example", ("view", "query", "download")),
}


def expected_to_write(role: str, access: str, change: Change) -> str:
    """What the table of the blueprint says of who changes something."""
    if role == "public" and change.person_first:
        return "sign in"
    if role == "token":
        return "not permitted"
    if access == "unknown":
        return "unknown"
    if role == "edit grant":
        return "allowed" if change.action is Action.EDIT else "not permitted"
    return expected(role, access, change.action)


def page_questions() -> Iterator[Question]:
    """Every question to every page that shows data."""
    for address, channels in PAGES.items():
        kind = {"d": "dataset", "m": "service"}.get(address.partition("/")[0], "")
        path = "/" + address.replace("<slug:slug>", "{slug}" if kind else city.OWNER)
        for channel, (query, action) in channels.items():
            yield Question(f"/{address}", channel, kind, action, path + query)


def questions() -> Iterator[Question]:
    """Every question to every reading address of the data plane."""
    for route in ROUTES:
        name = route.name.removeprefix(f"{route.scope}-")
        for channel, query in ASKED.get(name, {}).items():
            yield _question(route, channel, query)


def _question(route: Route, channel: str, query: str) -> Question:
    assert route.action
    path = route.pattern.replace("{format}", channel)
    for part, value in _FILL.items():
        path = path.replace(f"{{{part}}}", value)
    target = path + query
    kind = route.scope if route.scope != "node" else ("dataset" if "{" in target else "")
    return Question(route.name, channel, kind, ASKS_MORE.get(channel, route.action), target)


def render() -> str:
    """The matrix as a page."""
    lines = [
        "# The decision matrix",
        "",
        "Made from the table of addresses by `python -m tests.proofs`; every cell is proved by a test, with",
        "caches cold and warm. *unknown* is the very answer that a name gets that was never given.",
        "",
        "| address | asked for | needs | access | " + " | ".join(ROLES) + " |",
        "|---" * (4 + len(ROLES)) + "|",
    ]
    for question in questions():
        for access in city.CLASSES:
            cells = [expected(role, access, question.action) for role in ROLES]
            if not question.kind:
                cells = ["listed" if cell == "allowed" else "left out" for cell in cells]
            path = question.target.partition("?")[0].replace("{slug}", "…").replace("{layer}", "…")
            row = (f"`{path}`", question.channel, question.action.value, access, *cells)
            lines.append("| " + " | ".join(row) + " |")
    return "\n".join(lines) + "\n"
