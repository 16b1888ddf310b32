"""Real boundaries, published by the command line, compared with what the json module reads."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape
from tests.proofs.asking import Ask
from tests.proofs.workbench import Workshop

pytestmark = pytest.mark.shared
FILES = {
    "kelurahan-tangerang": ("kelurahan_36.71_kota_tangerang.geojson", 104),
    "desa-kab-tangerang": ("desa_36.03_kab_tangerang.geojson", 274),
    "kelurahan-tangsel": ("kelurahan_36.74_kota_tangerang_selatan.geojson", 54),
    "kecamatan-banten": ("kecamatan_36_banten.geojson", 155),
    "kabkota-banten": ("kabkota_36_banten.geojson", 8),
}
_SAMPLED = 10


@pytest.fixture(scope="module")
def published(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workshop, dict[str, Any]]]:
    """All five files, published; what the command line said of each."""
    with Workshop(tmp_path_factory.mktemp("real") / "data") as workshop:
        workshop.done("init")
        workshop.done("organisation", "add", "Bappeda", "--slug", "bappeda", "--default-access", "open")
        said = {}
        for slug, (name, _) in FILES.items():
            file = shared / "data" / "indonesia" / name
            document = workshop.done("publish", file, "--slug", slug, "--title", slug, "--key", "kode", "--yes")
            said[slug] = document["datasets"][0]
        yield workshop, said


@pytest.fixture(params=FILES)
def slug(request: pytest.FixtureRequest) -> str:
    """Each of the files in turn."""
    return str(request.param)


@pytest.fixture
def features(slug: str, shared: Path) -> list[dict[str, Any]]:
    """Its features as the json module reads them."""
    text = (shared / "data" / "indonesia" / FILES[slug][0]).read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)["features"]
    return found


Published = tuple[Workshop, dict[str, Any]]


def test_count_kind_and_extent_are_those_of_the_file(
    published: Published, slug: str, features: list[dict[str, Any]]
) -> None:
    said = published[1][slug]
    assert said["features"] == len(features) == FILES[slug][1]
    assert said["geometry"] == "polygon"
    extent = shapely.total_bounds([shape(feature["geometry"]) for feature in features])
    assert said["bbox"] == pytest.approx(list(extent), abs=1e-9)


def test_repairs_are_told(published: Published, slug: str, features: list[dict[str, Any]]) -> None:
    invalid = sum(not shape(feature["geometry"]).is_valid for feature in features)
    told = sum(change["count"] for change in published[1][slug]["changes"])
    assert told >= invalid
    assert all(change["message"] for change in published[1][slug]["changes"])


def test_sampled_values_are_those_of_the_file(published: Published, slug: str, features: list[dict[str, Any]]) -> None:
    step = max(1, len(features) // _SAMPLED)
    for feature in features[::step][:_SAMPLED]:
        properties = feature["properties"]
        target = f"/d/{slug}/ogc/collections/{slug}/items?f=json&kode={properties['kode']}"
        found = published[0].answers([Ask(target)])[0].json["features"]
        assert len(found) == 1
        assert {name: found[0]["properties"][name] for name in properties} == properties
        assert _close(shape(found[0]["geometry"]), shape(feature["geometry"]))


def test_downloaded_table_holds_every_row(published: Published, slug: str, features: list[dict[str, Any]]) -> None:
    answer = published[0].answers([Ask(f"/d/{slug}/unduh/{slug}.csv")])[0]
    rows = list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert {row["kode"]: row["nama"] for row in rows} == {
        feature["properties"]["kode"]: feature["properties"]["nama"] for feature in features
    }


def test_node_says_where_the_middle_of_each_kelurahan_lies(shared: Path, published: Published) -> None:
    workshop, _ = published
    roles = {
        "boundary-kelurahan": "kelurahan-tangerang",
        "boundary-kecamatan": "kecamatan-banten",
        "boundary-city": "kabkota-banten",
    }
    for role, dataset in roles.items():
        error = workshop.act("catalogue.actions.assign_reference_role:AssignReferenceRole", role=role, key=dataset)
        assert error is None
    text = (shared / "data" / "indonesia" / FILES["kelurahan-tangerang"][0]).read_text(encoding="utf-8")
    features = json.loads(text)["features"]
    shapes = [shape(feature["geometry"]) for feature in features]
    points = [geometry.representative_point() for geometry in shapes]
    answers = workshop.answers(Ask(f"/api/v1/locate?lon={point.x!r}&lat={point.y!r}") for point in points)
    for feature, point, answer in zip(features, points, answers, strict=True):
        holders = sorted(
            other["properties"]["kode"] for other, area in zip(features, shapes, strict=True) if area.covers(point)
        )
        assert answer.json["kelurahan"]["code"] == holders[0]
        assert feature["properties"]["kode"] in holders
        assert answer.json["city"]["code"] == "36.71"
        assert answer.json["kecamatan"]["code"] == holders[0][:8]


def _close(found: shapely.Geometry, original: shapely.Geometry) -> bool:
    """The same area to the seventh decimal; one that was repaired on the way in is what GEOS makes of it."""
    if original.is_valid:
        return bool(shapely.hausdorff_distance(found, original) < 1.5e-7)
    return bool(shapely.symmetric_difference(found, shapely.make_valid(original)).area < 1e-7)
