"""What a node asks, and what it does not."""

import numpy as np
import pyarrow as pa
import pytest
import shapely

from satupeta.core.ingest import Doubt
from satupeta.core.quality.encoding import EncodingGuess
from satupeta.core.quality.geometry import survey
from satupeta.core.text import Text
from satupeta.data.ingest.doubts import (
    doubt_axes,
    doubt_crs,
    doubt_empty,
    doubt_encoding,
    doubt_held_key,
    doubt_key,
    doubt_mixed,
    doubt_raised,
    doubt_rings,
)

DEGREES, METRES = (106.5, -6.3, 106.8, -6.0), (680000.0, 9310000.0, 690000.0, 9320000.0)
SWAPPED = (-6.3, 106.5, -6.0, 106.8)
BOWTIE = shapely.from_wkt("POLYGON((0 0, 2 2, 2 0, 0 2, 0 0))")


def proposal(doubt: Doubt | None) -> str | None:
    return None if doubt is None else doubt.proposal


@pytest.mark.parametrize(
    ("crs", "assumed", "extent", "proposed"),
    [
        ("EPSG:4326", False, DEGREES, None),
        ("EPSG:32748", False, METRES, None),
        ("", False, DEGREES, "EPSG:4326"),
        ("", False, METRES, "EPSG:32748"),
        ("EPSG:4326", True, METRES, "EPSG:32748"),
        ("EPSG:4326", False, METRES, "EPSG:32748"),
        ("EPSG:4326", True, SWAPPED, None),
        ("", False, SWAPPED, "EPSG:4326"),
        ("", False, (1e12, 1e12, 1e12, 1e12), ""),
        ("", False, None, None),
    ],
)
def test_a_crs_is_asked_for_when_it_is_missing_or_cannot_be(
    crs: str, assumed: bool, extent: tuple[float, float, float, float] | None, proposed: str | None
) -> None:
    assert proposal(doubt_crs(crs, assumed, extent)) == proposed


@pytest.mark.parametrize(
    ("crs", "extent", "proposed"),
    [("EPSG:4326", SWAPPED, "swap"), ("EPSG:4326", DEGREES, None), ("", SWAPPED, None), ("EPSG:4326", None, None)],
)
def test_axes_are_asked_about_when_exchanging_helps(
    crs: str, extent: tuple[float, float, float, float] | None, proposed: str | None
) -> None:
    assert proposal(doubt_axes(crs, extent)) == proposed


def test_an_encoding_is_asked_about_with_samples() -> None:
    doubt = doubt_encoding(EncodingGuess("CP1252", False, 3), ("Café",))
    assert doubt is not None
    assert (doubt.count, doubt.options[0].value) == (3, "CP1252")
    assert "Café" in doubt.reason.id
    assert doubt_encoding(EncodingGuess("UTF-8", True), ()) is None


def test_rings_are_named_with_what_changes() -> None:
    shapes = np.array([BOWTIE, shapely.box(0, 0, 1, 1)], dtype=object)
    doubt = doubt_rings(shapes, survey(shapes), 2, ["1 (a)", "2 (b)"])
    assert doubt is not None
    assert doubt.count == 3
    assert [example.id.split(":")[0] for example in doubt.examples] == ["1 (a)"]
    assert doubt_rings(shapes[1:], survey(shapes[1:]), 0, ["1"]) is None


def test_whole_layers_raise_no_doubt() -> None:
    found = survey(np.array([shapely.box(0, 0, 1, 1)], dtype=object))
    assert (doubt_raised(found), doubt_empty(found, 1, ["1"]), doubt_mixed(found)) == (None, None, None)


def test_single_and_multiple_of_one_kind_are_not_mixed() -> None:
    shapes = np.array([shapely.Point(1, 1), shapely.MultiPoint([(1, 1)])], dtype=object)
    assert doubt_mixed(survey(shapes)) is None


@pytest.mark.parametrize(
    ("name", "values", "repeated", "count"),
    [("k", ["a", "b"], [], None), ("k", ["a", None], [], 1), ("k", ["a", "a"], ["a"], 1), ("", ["a"], ["a"], None)],
)
def test_a_key_must_name_each_feature(
    name: str, values: list[str | None], repeated: list[str], count: int | None
) -> None:
    doubt = doubt_key(name, pa.chunked_array([pa.array(values, pa.string())]), repeated)
    assert (doubt.count if doubt else None) == count


def test_a_key_that_a_dataset_holds_must_be_there() -> None:
    assert doubt_held_key("", None, []) is None
    assert doubt_held_key("kode", pa.chunked_array([["a", "b"]]), []) is None
    missing = doubt_held_key("kode", None, [])
    repeated = doubt_held_key("kode", pa.chunked_array([["a", "a"]]), ["a"])
    assert missing is not None
    assert repeated is not None
    assert missing.proposal == repeated.proposal == missing.options[0].value == "none"
    assert "`kode`" in missing.message.en
    assert repeated.examples == (Text("a"),)
