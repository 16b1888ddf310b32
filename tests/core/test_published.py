"""Specs survive their row."""

import itertools

import msgspec
import pytest

from satupeta.core.access import AccessClass, Action, Grant
from satupeta.core.box import Box
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.filters.tree import And, Comparison, Not
from satupeta.core.published import (
    SPEC_TYPES,
    Dataset,
    Kind,
    Node,
    Record,
    Release,
    Spec,
    Token,
    decode_spec,
    encode_spec,
)
from satupeta.core.style.model import PolygonSymbolizer, Rule, Stroke, Style
from satupeta.core.text import Text

SCHEMA = Schema((Field("kode", FieldType.TEXT),), GeometryKind.POLYGON, "EPSG:4326", key="kode")
RELEASE = Release("r", 1, "2026-11-24T00:00:00Z", "Ani", "ab" * 32, "a.zip", "a", 3, SCHEMA, Box(106, -7, 107, -6))
STYLE = Style("default", (Rule((PolygonSymbolizer("#fff2c9", 1.0, Stroke("#5f3210")),), Text("Semua")),))
GRANT = Grant(
    "person",
    "p",
    frozenset({Action.VIEW}),
    And((Comparison("kode", "=", "36.71"), Not(Comparison("luas", "<", 3)))),
    frozenset({"nik"}),
    Box(1, 2, 3, 4),
)
DATASET = Dataset(
    "d", "batas", "o", AccessClass.RESTRICTED, Record(Text("Batas")), RELEASE, (RELEASE,), (STYLE,), (GRANT,)
)


@pytest.mark.parametrize(
    ("kind", "spec"),
    [("dataset", DATASET), ("node", Node(Text("Kota"))), ("token", Token("t", "p", frozenset({Action.EDIT})))],
)
def test_a_spec_is_read_as_it_was_written(kind: Kind, spec: Spec) -> None:
    assert decode_spec(kind, encode_spec(spec)) == spec


def test_a_row_of_another_kind_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode_spec("dataset", encode_spec(Node(Text("Kota"))))


def test_every_kind_has_its_spec() -> None:
    assert set(SPEC_TYPES) == {"node", "organisation", "person", "token", "dataset", "service", "role", "alias"}


@pytest.mark.parametrize(("name", "found"), [("", True), ("default", True), ("lain", False)])
def test_a_style_is_found_by_name(name: str, found: bool) -> None:
    assert (DATASET.style(name) is STYLE) is found


@pytest.mark.parametrize("scopes", list(itertools.permutations((Action.VIEW, Action.QUERY, Action.DOWNLOAD))))
def test_equal_specs_are_written_alike(scopes: tuple[Action, ...]) -> None:
    written = encode_spec(Token("t", "p", frozenset(scopes)))
    assert b'"scopes":["download","query","view"]' in written
