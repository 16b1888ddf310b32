"""Every refusal says what is wrong and what to do, in two languages."""

import pytest

from satupeta.data.errors import RefusedFile
from satupeta.data.ingest import refusals

ALL = [
    refusals.unsupported("a.exe"),
    refusals.unreadable("a"),
    refusals.nothing_inside("a"),
    refusals.no_coordinates("a"),
    refusals.unknown_encoding("klingon"),
    refusals.unknown_crs("EPSG:0"),
    refusals.unknown_layer("a", ["b"]),
    refusals.unknown_layer("", ["b", "c"]),
    refusals.unknown_field("a", ["b"]),
    refusals.reader_crashed("a"),
    refusals.reader_too_slow("a", 5),
    refusals.too_much_memory("a"),
    refusals.lone_shapefile_part("a.shp"),
    refusals.missing_shapefile_part("a.shp", ["a.shx"]),
]


@pytest.mark.parametrize("refused", ALL, ids=lambda refused: refused.message.en[:40])
def test_a_refusal_is_whole(refused: RefusedFile) -> None:
    assert refused.code.startswith("UN-")
    assert refused.message.id != refused.message.en
    assert refused.advice.id != refused.advice.en
    assert refused.message.id.endswith(".")


def test_a_long_definition_is_cut() -> None:
    assert len(refusals.unknown_crs("x" * 5000).message.id) < 200
