"""What the data plane may know: one frozen spec for each row of the published table.

The control plane writes these as JSON in the same transaction as the change they speak of; the data plane decodes a
row when it is first needed. Instants are ISO 8601 in UTC ending in `Z`; boxes are longitude and latitude.
"""

from typing import Literal

import msgspec

from satupeta.core.access import AccessClass, Action, Grant, NodeRole, OfficeRole, Resource
from satupeta.core.box import Box
from satupeta.core.features.schema import Schema
from satupeta.core.style.model import Style
from satupeta.core.text import Text

Kind = Literal["node", "organisation", "person", "token", "dataset", "service", "role", "alias"]
"""Row kinds. Ids: UUID of the thing; of a token the SHA-256 of its secret in hex; of a role its name; of an alias its
old path. Paths: the slug of a dataset, service or organisation; "" for the rest."""


class Change(msgspec.Struct, frozen=True):
    """One kind of change that was made on the way in, with how many features it touched."""

    code: str
    count: int
    message: Text


class Release(msgspec.Struct, frozen=True):
    """One immutable published state of a dataset.

    Attributes:
        id: UUID; names the folder `datasets/<dataset id>/releases/<id>`.
        number: 1, 2, 3 …, given when published.
        published_at: When.
        author: Display name of who published it.
        checksum: SHA-256 of the source file in hex.
        source_name: Name of the source file as it came.
        source_layer: Layer in it.
        count: Features.
        schema: Fields, geometry kind, CRS.
        extent: In longitude and latitude, None without geometry.
        changes: What was changed on the way in.
        size_bytes: Of the release's GeoPackage.
    """

    id: str
    number: int
    published_at: str
    author: str
    checksum: str
    source_name: str
    source_layer: str
    count: int
    schema: Schema
    extent: Box | None
    changes: tuple[Change, ...] = ()
    size_bytes: int = 0


class Record(msgspec.Struct, frozen=True):
    """The metadata of a dataset or map service, in its first form."""

    title: Text
    abstract: Text = Text("")
    theme: str = ""
    licence: str = ""
    contact: str = ""
    keywords: tuple[str, ...] = ()
    created_at: str = ""
    updated_at: str = ""


class Dataset(msgspec.Struct, frozen=True):
    """One themed resource with one owner.

    Attributes:
        id: UUID.
        slug: Node-wide name.
        organisation: Id of the owner.
        access: Whom it is for.
        grants: Who else.
        record: Its metadata.
        release: The current release.
        releases: All that can be made current again, newest first, the current one among them.
        styles: `default` first.
        roles: Reference roles it holds.
    """

    id: str
    slug: str
    organisation: str
    access: AccessClass
    record: Record
    release: Release
    releases: tuple[Release, ...]
    styles: tuple[Style, ...]
    grants: tuple[Grant, ...] = ()
    roles: tuple[str, ...] = ()

    @property
    def resource(self) -> Resource:
        """What the access decision must know."""
        return Resource(self.id, self.organisation, self.access)

    def style(self, name: str) -> Style | None:
        """The style of this name ("" and `default` give the first), or None."""
        if name in ("", "default"):
            return self.styles[0]
        return next((style for style in self.styles if style.name == name), None)


class ServiceLayer(msgspec.Struct, frozen=True):
    """One dataset drawn in one way inside a map service; `name` is unique within it."""

    name: str
    dataset: str
    style: str = "default"
    title: Text = Text("")


class Service(msgspec.Struct, frozen=True):
    """A named, ordered set of layers, the first one at the bottom; access never wider than its data."""

    id: str
    slug: str
    organisation: str
    access: AccessClass
    record: Record
    layers: tuple[ServiceLayer, ...]
    grants: tuple[Grant, ...] = ()

    @property
    def resource(self) -> Resource:
        """What the access decision must know."""
        return Resource(self.id, self.organisation, self.access)


class Organisation(msgspec.Struct, frozen=True):
    """An office that owns data."""

    id: str
    slug: str
    name: Text
    contact: str = ""
    default_access: AccessClass = AccessClass.RESTRICTED


class Person(msgspec.Struct, frozen=True):
    """Who may sign in; `epoch` moves when every session of theirs must end."""

    id: str
    name: str
    epoch: int
    node_roles: frozenset[NodeRole] = frozenset()
    offices: dict[str, OfficeRole] = {}


class Token(msgspec.Struct, frozen=True):
    """An API token; the row's id is the hash of its secret."""

    id: str
    person: str
    scopes: frozenset[Action]
    ends_at: str = ""


class ReferenceRole(msgspec.Struct, frozen=True):
    """Which dataset is what for everybody; names are those of `REFERENCE_ROLES`."""

    name: str
    dataset: str
    code_field: str
    name_field: str
    parent_field: str = ""


class Alias(msgspec.Struct, frozen=True):
    """An old slug and the thing it stands for."""

    path: str
    kind: Kind
    target: str


class Node(msgspec.Struct, frozen=True):
    """What the node says of itself; its row's id is `node`."""

    title: Text
    abstract: Text = Text("")
    contact: str = ""
    region_code: str = ""
    extent: Box | None = None


Spec = Node | Organisation | Person | Token | Dataset | Service | ReferenceRole | Alias
SPEC_TYPES: dict[Kind, type[Spec]] = {
    "node": Node,
    "organisation": Organisation,
    "person": Person,
    "token": Token,
    "dataset": Dataset,
    "service": Service,
    "role": ReferenceRole,
    "alias": Alias,
}
REFERENCE_ROLES: dict[str, Text] = {
    "boundary-kelurahan": Text("Batas kelurahan", "Boundary of kelurahan"),
    "boundary-kecamatan": Text("Batas kecamatan", "Boundary of kecamatan"),
    "boundary-city": Text("Batas kota", "Boundary of city"),
}


def encode_spec(spec: Spec) -> bytes:
    """A spec as the JSON that its row keeps: equal specs give equal bytes in every process."""
    return msgspec.json.encode(spec, order="deterministic")


def decode_spec(kind: Kind, data: bytes | str) -> Spec:
    """The spec in a row of `kind`.

    Raises:
        msgspec.ValidationError: The row was not written by this program.
    """
    return msgspec.json.decode(data, type=SPEC_TYPES[kind])
