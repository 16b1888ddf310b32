"""A small city for proofs: two offices, somebody of every role, a dataset and a map service of every access class."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.proofs.asking import Ask
from tests.proofs.workbench import Workshop

OWNER, OTHER = "bappeda", "dishub"
CLASSES = ("open", "restricted", "closed")
DATASETS = {"open": "taman-terbuka", "restricted": "taman-terbatas", "closed": "taman-tertutup"}
SERVICES = {"open": "peta-terbuka", "restricted": "peta-terbatas", "closed": "peta-tertutup"}
UNKNOWN = "taman-entahlah"
EDITOR = "penyunting@kota.example"
"""Holds a grant to edit each dataset and map service of the first office."""
ROLES_HELD = {"boundary-kelurahan": "restricted", "boundary-kecamatan": "closed", "boundary-city": "open"}
ROWS = 6
SECRET_FIELD, SECRET_VALUE = "rahasia", "isi-rahasia"
"""A field that the limited grant hides, and what every value of it begins with."""
SEEN_ZONE, HIDDEN_ZONE = "zona-a", "zona-b"
"""The limited grant shows rows of the first zone only."""
WEST, SOUTH, STEP = 106.60, -6.20, 0.01


@dataclass(frozen=True)
class Role:
    """Somebody who asks.

    Attributes:
        name: Of the role.
        headers: What their requests carry.
    """

    name: str
    headers: dict[str, str] = field(default_factory=dict)


def squares(rows: int = ROWS, mark: str = "", shift: float = 0.0) -> dict[str, Any]:
    """A GeoJSON document of squares in a row, each a hundredth of a degree wide."""
    features = []
    for number in range(rows):
        west = WEST + number * 2 * STEP + shift
        ring = [(west, SOUTH), (west + STEP, SOUTH), (west + STEP, SOUTH + STEP), (west, SOUTH + STEP), (west, SOUTH)]
        properties = {
            "kode": f"36.71.01.{1001 + number}",
            "nama": f"Kebun {mark} {number}",
            "zona": SEEN_ZONE if number % 2 == 0 else HIDDEN_ZONE,
            "luas": 100.5 + number,
            SECRET_FIELD: f"{SECRET_VALUE}-{mark}-{number}",
        }
        features.append(
            {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        )
    return {"type": "FeatureCollection", "features": features}


def write_squares(path: Path, **values: Any) -> Path:
    """The same as a file."""
    path.write_text(json.dumps(squares(**values)), encoding="utf-8")
    return path


def found_offices(workshop: Workshop) -> None:
    """`satupeta init` and the two offices."""
    workshop.done("init")
    workshop.done("organisation", "add", "Bappeda", "--slug", OWNER)
    workshop.done("organisation", "add", "Dinas Perhubungan", "--slug", OTHER)


def settle(workshop: Workshop) -> None:
    """Offices, people and data, all through the doors that people use."""
    found_offices(workshop)
    for mail, roles in _PEOPLE.items():
        workshop.done("user", "add", mail, *roles)
    for access in CLASSES:
        file = write_squares(workshop.folder.parent / f"{access}.geojson", mark=access)
        publish(workshop, file, DATASETS[access], access)
        words = ("--title", f"Peta {access}", "--organisation", OWNER, "--access", access)
        workshop.done("service", "create", SERVICES[access], *words, "--layer", DATASETS[access])
    for access in ("restricted", "closed"):
        for kind, slug in (("dataset", DATASETS[access]), ("service", SERVICES[access])):
            give(workshop, kind, slug, "pemegang@kota.example")
            give(workshop, kind, slug, "terbatas@kota.example", limited=kind == "dataset")
    for kind, slugs in (("dataset", DATASETS), ("service", SERVICES)):
        for slug in slugs.values():
            give(workshop, kind, slug, EDITOR, actions=["edit"])
    for role, access in ROLES_HELD.items():
        error = workshop.act(
            "catalogue.actions.assign_reference_role:AssignReferenceRole", role=role, key=DATASETS[access]
        )
        assert error is None, error
    workshop.feed_search()


def publish(workshop: Workshop, file: Path, slug: str, access: str, owner: str = OWNER) -> Any:
    """Publish a file as a new dataset by the command line."""
    words = ("--slug", slug, "--title", slug.replace("-", " ").title(), "--organisation", owner, "--access", access)
    return workshop.done("publish", file, *words, "--key", "kode", "--yes")


def give(workshop: Workshop, kind: str, slug: str, mail: str, limited: bool = False, **others: Any) -> None:
    """Give a person the reading rights to a thing; a limited one leaves out rows and a field."""
    grant = reading_grant(workshop.identify(mail)["id"], limited) | others
    error = workshop.act("catalogue.actions.give_grant:GiveGrant", kind=kind, key=slug, grant=grant)
    assert error is None, error


def reading_grant(person: str, limited: bool) -> dict[str, Any]:
    """A person's right to read; a limited one leaves out rows and a field."""
    grant: dict[str, Any] = {
        "holder_kind": "person",
        "holder": person,
        "actions": ["discover", "view", "query", "download"],
    }
    if limited:
        grant["hidden_fields"] = [SECRET_FIELD]
        grant["row_filter"] = _EQUALS_SEEN_ZONE
    return grant


def roles(workshop: Workshop) -> dict[str, Role]:
    """Everybody who asks, by role, with what their requests carry."""
    found = {"public": Role("public")}
    for name, mail in _ASKING.items():
        found[name] = Role(name, {"Cookie": workshop.identify(mail)["cookie"]})
    for name, (mail, scopes) in _TOKENS.items():
        words = [word for scope in scopes for word in ("--scope", scope)]
        token = workshop.done("token", "create", mail, "--title", name, *words)["token"]
        found[name] = Role(name, {"Authorization": f"Bearer {token}"})
    return found


def as_role(ask: Ask, role: Role, more: Mapping[str, str] | None = None) -> Ask:
    """The same question asked by somebody."""
    return Ask(ask.target, ask.method, {**ask.headers, **(more or {}), **role.headers}, ask.body)


_EQUALS_SEEN_ZONE = {"type": "comparison", "field": "zona", "operator": "=", "value": SEEN_ZONE}
_PEOPLE = {
    "admin@kota.example": ("--node-role", "administrator"),
    "walidata@kota.example": ("--node-role", "steward"),
    "penyebar@kota.example": ("--node-role", "publisher"),
    "produsen@kota.example": ("--office", f"{OWNER}:producer"),
    "anggota@kota.example": ("--office", f"{OWNER}:member"),
    "tetangga@kota.example": ("--office", f"{OTHER}:producer"),
    "pemegang@kota.example": (),
    "terbatas@kota.example": (),
    EDITOR: (),
}
_ASKING = {
    "administrator": "admin@kota.example",
    "steward": "walidata@kota.example",
    "publisher": "penyebar@kota.example",
    "producer": "produsen@kota.example",
    "member": "anggota@kota.example",
    "other office": "tetangga@kota.example",
    "grant": "pemegang@kota.example",
    "limited grant": "terbatas@kota.example",
}
_TOKENS = {
    "token": ("produsen@kota.example", ("view", "query", "download")),
    "token for views": ("produsen@kota.example", ("view",)),
}
