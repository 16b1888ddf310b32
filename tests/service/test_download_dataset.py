"""A whole dataset as one file, as far as the decision goes."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pyogrio
import pytest
from tests.node import MEMBER, OFFICE, STRANGER, SmallNode, areas, fill, identifier

from satupeta.core.access import PUBLIC, OfficeRole, Principal
from satupeta.core.errors import SignInRequired, UnknownThing
from satupeta.data.errors import ReleaseMissing
from satupeta.data.geopackage import write_geopackage
from satupeta.service.download_dataset import DownloadFormat, DownloadSpec, download_dataset
from satupeta.service.reply import Reply

OWNER = Principal(MEMBER, offices={OFFICE: OfficeRole.PRODUCER})
GRANTED = Principal(STRANGER)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> SmallNode:
    made = SmallNode(tmp_path_factory.mktemp("node"))
    fill(made)
    folder = made.storage.release(identifier("kelurahan"), identifier("kelurahan1"))
    write_geopackage(folder / "data.gpkg", areas(), "kelurahan", "Kelurahan")
    return made


def answered(node: SmallNode, slug: str, file_format: DownloadFormat, principal: Principal = PUBLIC) -> Reply:
    return download_dataset(DownloadSpec(slug, file_format), node.context(principal))


def content(reply: Reply) -> bytes:
    assert isinstance(reply.body, Iterator)
    return b"".join(reply.body)


def test_the_releases_own_file_is_sent(node: SmallNode) -> None:
    reply = answered(node, "kelurahan", "gpkg")
    assert isinstance(reply.body, Path)
    assert reply.body.parent.name == identifier("kelurahan1")
    assert reply.public
    assert dict(reply.headers)["Content-Disposition"] == 'attachment; filename="kelurahan-r1.gpkg"'


def test_geojson_holds_every_feature(node: SmallNode) -> None:
    document = json.loads(content(answered(node, "kelurahan", "geojson")))
    assert [feature["id"] for feature in document["features"]] == list(range(1, 17))
    assert document["features"][1]["properties"]["kode"] == "36.71.02"


def test_csv_holds_every_feature(node: SmallNode) -> None:
    rows = list(csv.DictReader(io.StringIO(content(answered(node, "kelurahan", "csv")).decode(), newline="")))
    assert [row["kode"] for row in rows] == [f"36.71.{number:02}" for number in range(1, 17)]
    assert rows[0]["wkt"].startswith("POLYGON")


def test_an_old_name_is_answered_in_place(node: SmallNode) -> None:
    assert isinstance(answered(node, "desa", "gpkg").body, Path)


@pytest.mark.parametrize("file_format", ["gpkg", "geojson", "csv"])
def test_a_grant_with_limits_gives_only_what_it_lets_through(
    node: SmallNode, tmp_path: Path, file_format: DownloadFormat
) -> None:
    reply = answered(node, "sebagian", file_format, GRANTED)
    raw = content(reply)
    assert not reply.public
    path = tmp_path / f"a.{file_format}"
    path.write_bytes(raw)
    _, _, _, columns = pyogrio.raw.read(path)
    assert b"nik" not in raw
    assert any(list(column) == ["satu", "tiga"] for column in columns)


def test_limits_make_another_validator(node: SmallNode) -> None:
    tags = {answered(node, "sebagian", "csv", principal).etag for principal in (OWNER, GRANTED)}
    tags |= {answered(node, "sebagian", "geojson", OWNER).etag}
    assert len(tags) == 3
    assert all(tag.isascii() and '"' not in tag for tag in tags)


def test_a_built_file_is_valid_and_leaves_nothing(
    node: SmallNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    raw = content(answered(node, "sebagian", "gpkg", GRANTED))
    assert list(tmp_path.iterdir()) == []
    path = tmp_path / "a.gpkg"
    path.write_bytes(raw)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_nothing_is_built_before_the_first_byte_is_asked_for(
    node: SmallNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    answered(node, "sebagian", "gpkg", GRANTED)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("slug", "principal", "error"),
    [
        ("kantor", PUBLIC, SignInRequired),
        ("rahasia", PUBLIC, UnknownThing),
        ("rahasia", GRANTED, UnknownThing),
        ("tidak-ada", PUBLIC, UnknownThing),
    ],
)
@pytest.mark.parametrize("file_format", ["gpkg", "geojson", "csv"])
def test_every_format_stands_behind_the_decision(
    node: SmallNode, slug: str, principal: Principal, error: type[Exception], file_format: DownloadFormat
) -> None:
    with pytest.raises(error):
        answered(node, slug, file_format, principal)


def test_a_release_without_its_file_is_told(node: SmallNode) -> None:
    with pytest.raises(ReleaseMissing):
        answered(node, "kantor", "gpkg", OWNER)
