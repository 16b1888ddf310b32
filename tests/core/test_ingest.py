"""Doubts and their answers."""

import msgspec
import pytest

from satupeta.core.features.schema import GeometryKind
from satupeta.core.ingest import (
    Doubt,
    DoubtCode,
    LayerUnderstanding,
    Option,
    ReadChoices,
    SourceFormat,
    StagedFile,
    Understanding,
    accept_proposals,
    open_doubts,
)
from satupeta.core.text import Text


def doubt(code: DoubtCode, proposal: str, *values: str) -> Doubt:
    options = tuple(Option(value, Text(value)) for value in values)
    return Doubt(code, Text("?"), Text("1"), 1, proposal, options)


def layer(*doubts: Doubt, name: str = "jalan") -> LayerUnderstanding:
    return LayerUnderstanding(
        name=name,
        format=SourceFormat.GEOJSON,
        count=1,
        geometry=GeometryKind.POINT,
        geometry_types={"Point": 1},
        crs="",
        crs_title="",
        encoding="UTF-8",
        sample_text=(),
        fields=(),
        native_extent=None,
        extent=None,
        doubts=doubts,
    )


RINGS = doubt(DoubtCode.RINGS, "repair", "repair", "keep")
CRS = doubt(DoubtCode.CRS, "EPSG:4326", "EPSG:4326")
KEY = doubt(DoubtCode.KEY, "", "none")


@pytest.mark.parametrize(
    ("choices", "still_open"),
    [
        (ReadChoices(), [DoubtCode.RINGS, DoubtCode.CRS]),
        (ReadChoices(answers={"rings": "keep"}), [DoubtCode.CRS]),
        (ReadChoices(answers={"rings": "burn"}), [DoubtCode.RINGS, DoubtCode.CRS]),
        (ReadChoices(crs="EPSG:32748"), [DoubtCode.RINGS]),
        (ReadChoices(answers={"rings": "repair", "crs": "EPSG:9470"}), []),
    ],
)
def test_a_doubt_stays_open_until_one_of_its_options_is_chosen(
    choices: ReadChoices, still_open: list[DoubtCode]
) -> None:
    assert [found.code for found in open_doubts(layer(RINGS, CRS), choices)] == still_open


def test_accepting_proposals_answers_all_that_have_one() -> None:
    choices = accept_proposals(layer(RINGS, CRS, KEY), ReadChoices(answers={"rings": "keep"}))
    assert choices.answers == {"rings": "keep", "crs": "EPSG:4326"}
    assert [found.code for found in open_doubts(layer(RINGS, CRS, KEY), choices)] == [DoubtCode.KEY]


def test_a_chosen_crs_counts_before_an_answer() -> None:
    assert ReadChoices(crs="EPSG:9488", answers={"crs": "EPSG:4326"}).answer(DoubtCode.CRS) == "EPSG:9488"


@pytest.mark.parametrize(("name", "found"), [("", None), ("a", "a"), ("c", None)])
def test_a_layer_must_be_named_where_there_are_several(name: str, found: str | None) -> None:
    understanding = Understanding(StagedFile("0", 1, "x"), (layer(name="a"), layer(name="b")))
    chosen = understanding.layer(name)
    assert (chosen.name if chosen else None) == found


def test_the_only_layer_need_not_be_named() -> None:
    assert Understanding(StagedFile("0", 1, "x"), (layer(),)).layer("") == layer()


def test_an_understanding_survives_its_json() -> None:
    understanding = Understanding(StagedFile("0", 1, "x"), (layer(RINGS),), (Text("a", "b"),))
    assert msgspec.json.decode(msgspec.json.encode(understanding), type=Understanding) == understanding
