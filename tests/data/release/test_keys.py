"""Feature ids that last."""

import sqlite3
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.features.source import FeatureQuery
from satupeta.core.ingest import ReadChoices
from satupeta.data.errors import RefusedFile
from satupeta.data.release.keys import assign_ids
from satupeta.data.snapshot.reader import SnapshotSource
from satupeta.data.storage import Storage

from .conftest import DATASET, Build, points


def column(*values: object) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values)])


def test_keys_keep_their_ids_through_replacements(tmp_path: Path) -> None:
    first, second, third = (tmp_path / f"{name}.sqlite" for name in "abc")
    assert list(assign_ids(None, first, "kode", column("a", "b", "c"), 3)) == [1, 2, 3]
    assert list(assign_ids(first, second, "kode", column("d", "c"), 2)) == [4, 3]
    assert list(assign_ids(second, third, "kode", column("a", "e", "b"), 3)) == [1, 5, 2]


def test_without_a_key_ids_are_always_new(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    assert list(assign_ids(None, first, "", None, 2)) == [1, 2]
    assert list(assign_ids(first, second, "", None, 2)) == [3, 4]


def test_another_key_field_is_another_naming(tmp_path: Path) -> None:
    first, second, third = (tmp_path / name for name in "abc")
    assign_ids(None, first, "kode", column("a"), 1)
    assert list(assign_ids(first, second, "nama", column("a"), 1)) == [2]
    assert list(assign_ids(second, third, "kode", column("a"), 1)) == [1]


def test_a_number_and_its_text_are_one_key(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    assign_ids(None, first, "k", column(36, 37), 2)
    assert list(assign_ids(first, second, "k", column("37", "36"), 2)) == [2, 1]


def test_ids_are_used_up_some_day(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    assign_ids(None, first, "", None, 1)
    with sqlite3.connect(first) as connection:
        connection.execute("UPDATE last_fid SET number = 2147483647")
    connection.close()
    with pytest.raises(RefusedFile) as refused:
        assign_ids(first, second, "", None, 1)
    assert refused.value.code == "UN-030"


def test_the_base_is_never_changed(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    assign_ids(None, first, "k", column("a"), 1)
    before = first.read_bytes()
    assign_ids(first, second, "k", column("b"), 1)
    assert first.read_bytes() == before


def test_releases_inherit_key_and_ids(storage: Storage, build: Build) -> None:
    first = build(points("a", "b"), ReadChoices(key="kode"))
    second = build(points("b", "c"), base=first.release.id)
    source = SnapshotSource.open(storage.release(DATASET, second.release.id), second.release.id)
    batch = source.read(FeatureQuery())
    assert second.release.schema.key == "kode"
    assert dict(zip(batch.attributes.column("kode").to_pylist(), batch.ids.tolist(), strict=True)) == {"b": 2, "c": 3}


@given(st.lists(st.sets(st.text("abcde\u00e9", max_size=2), max_size=6), min_size=1, max_size=5))
def test_no_id_ever_means_two_keys(tmp_path_factory: pytest.TempPathFactory, releases: list[set[str]]) -> None:
    folder = tmp_path_factory.mktemp("keys")
    base: Path | None = None
    known: dict[str, int] = {}
    for number, keys in enumerate(releases):
        target = folder / str(number)
        values = pa.chunked_array([pa.array(sorted(keys), pa.string())])
        ids = assign_ids(base, target, "k", values, len(keys))
        for key, fid in zip(sorted(keys), ids.tolist(), strict=True):
            assert known.setdefault(key, fid) == fid
        base = target
    assert len(set(known.values())) == len(known)
