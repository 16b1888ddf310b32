"""A small real node for tests: a data folder with published releases, and a client that speaks ASGI to it."""

import asyncio
import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import numpy as np
import pyarrow as pa
import shapely

from satupeta.adapters.http.messages import AsgiApplication
from satupeta.core.access import PUBLIC, AccessClass, Action, Grant, OfficeRole, Principal
from satupeta.core.config import Config
from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.filters.tree import Comparison
from satupeta.core.links import Links
from satupeta.core.published import (
    Alias,
    Dataset,
    Kind,
    Node,
    Organisation,
    Person,
    Record,
    ReferenceRole,
    Release,
    Service,
    ServiceLayer,
    Spec,
    Token,
    encode_spec,
)
from satupeta.core.style.model import PointSymbolizer, PolygonSymbolizer, Rule, Stroke, Style
from satupeta.core.text import Language, Text
from satupeta.data.published import Published
from satupeta.data.snapshot.builder import build_snapshot
from satupeta.data.sources import Sources
from satupeta.data.storage import Storage
from satupeta.service.context import Context

KEY = b"k" * 32
NOW = "2026-01-01T00:00:00Z"
HOSTILE = "<script>alert('&\"')</script>\x01"
MEMBER, STRANGER = "member-of-the-office", "member-of-another"
AREAS = Schema(
    (
        Field("nama", FieldType.TEXT),
        Field("kode", FieldType.TEXT),
        Field("jiwa", FieldType.INTEGER),
        Field("luas", FieldType.NUMBER),
        Field("aktif", FieldType.BOOLEAN),
        Field("berlaku", FieldType.DATE),
    ),
    GeometryKind.POLYGON,
    "OGC:CRS84",
    key="kode",
    time_field="berlaku",
)
PLACES = Schema((Field("nama", FieldType.TEXT), Field("nik", FieldType.TEXT)), GeometryKind.POINT, "OGC:CRS84")
WEST, SOUTH, STEP, SIDE = 106.60, -6.20, 0.01, 4


def areas() -> FeatureBatch:
    """Sixteen squares of 0.008 degrees, ids 1 to 16 from the south-west, row by row; the first name is hostile."""
    number = np.arange(SIDE * SIDE)
    x, y = WEST + number % SIDE * STEP, SOUTH + number // SIDE * STEP
    shapes = shapely.box(x, y, x + 0.8 * STEP, y + 0.8 * STEP)
    table = pa.table(
        {
            "nama": [HOSTILE] + [f"Kelurahan {index + 1}" for index in number[1:]],
            "kode": [f"36.71.{index + 1:02}" for index in number],
            "jiwa": number * 1000,
            "luas": number * 0.5,
            "aktif": number % 2 == 0,
            "berlaku": [f"2024-01-{index + 1:02}" for index in number],
        }
    )
    return FeatureBatch((number + 1).astype(np.int32), columns_from_geometries(shapes), table, AREAS)


def places() -> FeatureBatch:
    """Three points in the south-west corner, one of them secret."""
    shapes = shapely.points([WEST + 0.002, WEST + 0.004, WEST + 0.006], [SOUTH + 0.002] * 3)
    table = pa.table({"nama": ["satu", "dua", "tiga"], "nik": ["1", "2", "3"]})
    return FeatureBatch(np.array([1, 2, 3], np.int32), columns_from_geometries(shapes), table, PLACES)


def identifier(name: str) -> str:
    """The same UUID for the same name."""
    return str(uuid5(NAMESPACE_URL, name))


OFFICE, OTHER_OFFICE = identifier("office"), identifier("other office")


class SmallNode:
    """A data folder whose published table and releases are written directly."""

    def __init__(self, folder: Path) -> None:
        self.config = Config(
            data_folder=folder, node_title="Peta <Kota> & Desa", node_title_en="Maps", contact="peta@kota.example"
        )
        self.storage = Storage(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with self._database() as database:
            database.execute(
                "CREATE TABLE IF NOT EXISTS published (kind TEXT, id TEXT, path TEXT, generation INTEGER, spec TEXT, "
                "PRIMARY KEY (kind, id))"
            )
            database.execute("CREATE TABLE IF NOT EXISTS published_generation (number INTEGER)")
            database.execute("INSERT INTO published_generation VALUES (1)")
        database.close()

    def _database(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.storage.control_database)
        database.execute("PRAGMA journal_mode=WAL")
        return database

    def write(self, kind: Kind, row_id: str, path: str, spec: Spec) -> None:
        """Put one row under a new generation."""
        with self._database() as database:
            database.execute("UPDATE published_generation SET number = number + 1")
            database.execute(
                "INSERT OR REPLACE INTO published SELECT ?, ?, ?, number, ? FROM published_generation",
                (kind, row_id, path, encode_spec(spec).decode()),
            )
        database.close()

    def remove(self, kind: Kind, row_id: str) -> None:
        """Take one row away."""
        with self._database() as database:
            database.execute("UPDATE published_generation SET number = number + 1")
            database.execute("DELETE FROM published WHERE kind = ? AND id = ?", (kind, row_id))
        database.close()

    def publish(
        self,
        slug: str,
        batch: FeatureBatch,
        access: AccessClass = AccessClass.OPEN,
        grants: tuple[Grant, ...] = (),
        release: str = "1",
    ) -> Dataset:
        """Build a release and put the dataset's row."""
        dataset_id, release_id = identifier(slug), identifier(slug + release)
        facts = build_snapshot(batch, self.storage.release(dataset_id, release_id) / "snapshot")
        made = Release(
            release_id, int(release), NOW, "Ani", "0" * 64, "a.zip", "a", len(batch), batch.schema, facts.extent
        )
        text = Text(f"Data {slug} {HOSTILE}", f"Data {slug}")
        record = Record(text, text, keywords=("batas", "a<b"))
        dataset = Dataset(
            dataset_id, slug, OFFICE, access, record, made, (made,), (_style(batch.schema.geometry),), grants
        )
        self.write("dataset", dataset_id, slug, dataset)
        return dataset

    def context(self, principal: Principal = PUBLIC, language: Language = "id") -> Context:
        """A request's view of this node, for verbs that are called directly."""
        generation = Published(self.storage.control_database).newest()
        links = Links(self.config.address)
        return Context(generation, principal, NOW, links, language, Sources(self.storage), self.config)


def _style(kind: GeometryKind) -> Style:
    stroke = Stroke("#1b2a49", 1.0)
    area = PolygonSymbolizer("#3366cc", 1.0, stroke)
    return Style("default", (Rule((PointSymbolizer(),) if kind is GeometryKind.POINT else (area,)),))


def fill(node: SmallNode) -> None:
    """Three datasets of every access class, a map service over two of them, people with tokens, and an old name."""
    node.write("node", "node", "", Node(Text("Peta <Kota> & Desa", "Maps <City>"), Text("Semua peta", "All maps")))
    node.write("organisation", OFFICE, "dinas-peta", Organisation(OFFICE, "dinas-peta", Text("Dinas Peta")))
    node.publish("kelurahan", areas())
    granted = Grant(
        "person",
        STRANGER,
        frozenset({Action.QUERY, Action.VIEW, Action.DOWNLOAD}),
        Comparison("nama", "<>", "dua"),
        frozenset({"nik"}),
    )
    node.publish("kantor", places(), AccessClass.RESTRICTED)
    node.publish("sebagian", places(), AccessClass.RESTRICTED, (granted,))
    node.publish("rahasia", areas(), AccessClass.CLOSED)
    layers = (ServiceLayer("wilayah", identifier("kelurahan")), ServiceLayer("titik", identifier("kantor")))
    record = Record(Text("Peta dasar", "Base map"))
    service = Service(identifier("peta-dasar"), "peta-dasar", OFFICE, AccessClass.OPEN, record, layers)
    node.write("service", service.id, service.slug, service)
    hidden = Service(identifier("tertutup"), "tertutup", OFFICE, AccessClass.CLOSED, record, layers)
    node.write("service", hidden.id, hidden.slug, hidden)
    node.write("alias", "desa", "", Alias("desa", "dataset", identifier("kelurahan")))
    node.write("role", "boundary-kelurahan", "", _role())
    for person, office in ((MEMBER, OFFICE), (STRANGER, OTHER_OFFICE)):
        node.write("person", person, "", Person(person, person, 1, frozenset(), {office: OfficeRole.PRODUCER}))
        digest = hashlib.sha256(person.encode()).hexdigest()
        node.write("token", digest, "", Token(person, person, frozenset(Action)))


def _role() -> ReferenceRole:
    return ReferenceRole("boundary-kelurahan", identifier("kelurahan"), "kode", "nama")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    pieces: int = field(compare=False, default=1)

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


class AsgiClient:
    """Speaks ASGI to an application, one request after the other."""

    def __init__(self, application: AsgiApplication) -> None:
        self.application = application

    def get(self, path: str, token: str = "", **headers: str) -> Answer:
        """GET a path with its query."""
        return self.request("GET", path, (), token, **headers)

    def request(self, method: str, path: str, body: Iterable[bytes] = (), token: str = "", **headers: str) -> Answer:
        """Any request; underscores in header names become hyphens."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            given["authorization"] = f"Bearer {token}"
        return asyncio.run(self._exchange(method, path, list(body), given))

    async def _exchange(self, method: str, path: str, body: list[bytes], headers: dict[str, str]) -> Answer:
        sent: list[dict[str, Any]] = []
        waiting = [{"type": "http.request", "body": piece, "more_body": True} for piece in body]
        waiting.append({"type": "http.request", "body": b"", "more_body": False})

        async def receive() -> dict[str, Any]:
            if waiting:
                return waiting.pop(0)
            await asyncio.sleep(3600)
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        bare, _, query = path.partition("?")
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": bare,
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
        }
        await self.application(scope, receive, send)
        start = sent[0]
        found = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
        pieces = [message.get("body", b"") for message in sent[1:]]
        return Answer(start["status"], found, b"".join(pieces), len([piece for piece in pieces if piece]))
