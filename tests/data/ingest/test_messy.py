"""Real messy files: each is understood or refused with a code and words, never a traceback."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from satupeta.core.config import Config
from satupeta.core.ingest import LayerUnderstanding, ReadChoices, accept_proposals
from satupeta.data.errors import RefusedFile
from satupeta.data.release.build import build_draft
from satupeta.data.staging import stage
from satupeta.data.storage import Storage

from .conftest import Understand, zipped_files

MESSY = "data/messy"
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
LONE = (".json", ".geojson", ".csv", ".tsv", ".txt", ".zip", ".asc", ".gz")
pytestmark = pytest.mark.shared


def messy_files(shared: Path) -> Iterator[tuple[str, bytes]]:
    """Every single file of the formats that people try, and every shapefile as a zip of its parts."""
    for path in sorted((shared / MESSY).rglob("*")):
        if path.is_file() and path.suffix in LONE:
            yield path.name, path.read_bytes()
        elif path.suffix in (".shp", ".dbf"):
            parts = [path.with_suffix(suffix) for suffix in PARTS]
            yield f"{path.stem}.zip", zipped_files(*(part for part in parts if part.exists()))


def shapefile(understood: Understand, shared: Path, place: str) -> LayerUnderstanding:
    main = shared / MESSY / place
    parts = [main.with_suffix(suffix) for suffix in PARTS]
    (layer,) = understood(f"{main.stem}.zip", zipped_files(*(part for part in parts if part.exists()))).layers
    return layer


def said_in_words(refused: RefusedFile) -> bool:
    return refused.code.startswith("UN-") and refused.message.id != refused.message.en and bool(refused.advice.id)


def test_every_messy_file_is_understood_or_refused_in_words(understood: Understand, shared: Path) -> None:
    layers: list[LayerUnderstanding] = []
    refusals: list[RefusedFile] = []
    for name, content in messy_files(shared):
        try:
            layers.extend(understood(name, content).layers)
        except RefusedFile as refused:
            refusals.append(refused)
    assert len(layers) > 80
    assert len(refusals) > 30
    assert all(layer.count > 0 and layer.encoding for layer in layers)
    assert [refused.code for refused in refusals if not said_in_words(refused)] == []


@pytest.mark.parametrize(
    ("place", "encoding", "sample"),
    [
        ("mapshaper/dbf/cpg/big5.shp", "BIG5", "國語"),
        ("mapshaper/shapefile/utf8-property.shp", "UTF-8", ""),
        ("mapshaper/shapefile/latin1-property.shp", "CP1252", ""),
        ("mapshaper/dbf/ldid/chinese.shp", "GBK", "简体"),
    ],
)
def test_the_declared_encoding_is_followed(
    understood: Understand, shared: Path, place: str, encoding: str, sample: str
) -> None:
    layer = shapefile(understood, shared, place)
    assert layer.encoding == encoding
    assert any(not text.isascii() and sample in text for text in layer.sample_text)
    assert "\ufffd" not in "".join(layer.sample_text)


@pytest.mark.parametrize(
    ("place", "proposal"),
    [("gisdata/bad/points_wgs84_no_prj.shp", "EPSG:4326"), ("pyshp/blockgroups.shp", "EPSG:4326")],
)
def test_a_missing_projection_is_asked_about(understood: Understand, shared: Path, place: str, proposal: str) -> None:
    layer = shapefile(understood, shared, place)
    assert [(doubt.code.value, doubt.proposal) for doubt in layer.doubts if doubt.code.value == "crs"] == [
        ("crs", proposal)
    ]


def test_feet_without_a_projection_have_no_proposal(understood: Understand, shared: Path) -> None:
    layer = shapefile(understood, shared, "gisdata/bad/points_epsg2249_no_prj.shp")
    (doubt,) = (doubt for doubt in layer.doubts if doubt.code.value == "crs")
    assert "EPSG:2249" not in [option.value for option in doubt.options]
    assert layer.native_extent is not None


def test_an_open_ring_is_repaired(understood: Understand, shared: Path) -> None:
    content = (shared / MESSY / "mapshaper/issues/125/openring.json").read_bytes()
    (layer,) = understood("openring.json", content).layers
    assert [(doubt.code.value, doubt.count) for doubt in layer.doubts] == [("rings", 1)]


def test_dates_before_christ_stay_dates(understood: Understand, shared: Path) -> None:
    layer = shapefile(understood, shared, "gisdata/good/time/boxes_with_dates_bc.shp")
    assert any(sample.startswith("-") for field in layer.fields for sample in field.samples)


def test_a_cyrillic_name_is_kept(understood: Understand, shared: Path) -> None:
    (main,) = (shared / MESSY / "gisdata/good/vector").glob("тест*.shp")
    layer = shapefile(understood, shared, str(main.relative_to(shared / MESSY)))
    assert layer.name == main.stem


def test_what_is_understood_can_be_built(storage: Storage, understood: Understand, shared: Path) -> None:
    """Proposals accepted, every single-layer messy file becomes a release or is refused in words."""
    counts: list[int] = []
    refusals: list[RefusedFile] = []
    for name, content in list(messy_files(shared))[::4]:
        upload_id = str(uuid.uuid4())
        try:
            layer = understood(name, content).layers[0]
            choices = accept_proposals(layer, ReadChoices(layer=layer.name))
            staged = stage(storage, upload_id, [content], name, 1 << 30)
            draft = build_draft(storage, Config(), staged, upload_id, choices, str(uuid.uuid4()), "")
            counts.append(draft.release.count)
        except RefusedFile as refused:
            refusals.append(refused)
    assert len(counts) > 15
    assert min(counts) > 0
    assert [refused.code for refused in refusals if not said_in_words(refused)] == []
