"""OWSLib and GDAL read the node's WFS: the same features as the file that was published."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import shapely
from lxml import etree
from owslib.fes2 import And, FilterRequest, PropertyIsEqualTo, PropertyIsLike
from owslib.wfs import WebFeatureService
from tests.clients.conftest import CODE, RunningNode

NAMES = {"wfs": "http://www.opengis.net/wfs/2.0", "gml": "http://www.opengis.net/gml/3.2"}


@pytest.fixture(params=["", "/d/kelurahan", "/m/batas"])
def wfs(request: pytest.FixtureRequest, running_node: RunningNode) -> Any:
    """The WFS of the node, of a dataset and of a map service."""
    return WebFeatureService(f"{running_node.address}{request.param}/wfs", version="2.0.0")


def _type(wfs: Any) -> str:
    return next(str(name) for name in wfs.contents if str(name).endswith(":kelurahan"))


def _values(document: bytes, name: str) -> list[str]:
    found = etree.fromstring(document).iterfind(f".//{{*}}{name}")
    return [element.text or "" for element in found]


def test_owslib_reads_all_features(wfs: Any, names: dict[str, str]) -> None:
    document = wfs.getfeature(typename=_type(wfs)).read()
    assert dict(zip(_values(document, "kode"), _values(document, "nama"), strict=True)) == names


def test_owslib_reads_the_schema(running_node: RunningNode) -> None:
    wfs = WebFeatureService(f"{running_node.address}/wfs", version="2.0.0")
    schema = wfs.get_schema("sp:kelurahan")
    assert schema["properties"]["kode"] == "string"
    assert schema["geometry_column"] == "geometry"


def test_owslib_pages_and_sorts(wfs: Any, names: dict[str, str]) -> None:
    codes = []
    for start in range(0, 120, 40):
        page = wfs.getfeature(
            typename=[_type(wfs)], maxfeatures=40, startindex=start, sortby=["nama"], propertyname=["kode", "nama"]
        ).read()
        codes += list(zip(_values(page, "nama"), _values(page, "kode"), strict=True))
    assert codes == sorted(codes, key=lambda pair: pair[0])
    assert {code: name for name, code in codes} == names


def test_owslib_filters(wfs: Any, names: dict[str, str]) -> None:
    one = PropertyIsEqualTo(propertyname="kode", literal=CODE)
    like = PropertyIsLike(propertyname="nama", literal=names[CODE][:3] + "*", wildCard="*", singleChar="?")
    wanted = FilterRequest().setConstraintList([And([one, like])])
    # It hands filters over by POST only.
    document = wfs.getfeature(typename=[_type(wfs)], filter=wanted, method="Post").read()
    assert _values(document, "kode") == [CODE]


def test_owslib_asks_for_a_box(wfs: Any, one_shape: shapely.Geometry) -> None:
    west, south, east, north = one_shape.buffer(-one_shape.length / 100).bounds
    box = (west, south, east, north, "urn:ogc:def:crs:EPSG::4326")
    document = wfs.getfeature(typename=[_type(wfs)], bbox=box).read()
    codes = _values(document, "kode")
    assert CODE in codes
    assert len(codes) < 30


def test_owslib_asks_by_id(wfs: Any) -> None:
    document = wfs.getfeature(
        storedQueryID="urn:ogc:def:query:OGC-WFS::GetFeatureById", storedQueryParams={"ID": "kelurahan.1"}
    ).read()
    assert len(_values(document, "kode")) == 1


def _run(*words: object) -> str:
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "GDAL_HTTP_TIMEOUT": "30"}
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ERROR" not in done.stderr, done.stderr
    return done.stdout


@pytest.mark.program("ogrinfo")
@pytest.mark.parametrize("scope", ["", "/d/kelurahan", "/m/batas"])
def test_ogrinfo_reads_all_features(running_node: RunningNode, names: dict[str, str], scope: str) -> None:
    source = f"WFS:{running_node.address}{scope}/wfs?VERSION=2.0.0"
    said = _run("ogrinfo", "-ro", "-al", "-geom=SUMMARY", source, "sp:kelurahan")
    assert re.search(r"Feature Count: 104\b", said)
    codes, found = re.findall(r"kode \(String\) = (.*)", said), re.findall(r"nama \(String\) = (.*)", said)
    assert dict(zip(codes, found, strict=True)) == names


@pytest.mark.program("ogr2ogr")
def test_ogr2ogr_gets_the_shapes(running_node: RunningNode, source: list[dict[str, object]], tmp_path: Path) -> None:
    target = tmp_path / "wfs.geojson"
    address = f"WFS:{running_node.address}/wfs?VERSION=2.0.0&COUNT=30"
    # GDAL pages by itself when it is told how large a page is.
    config = ("--config", "OGR_WFS_PAGING_ALLOWED", "YES", "--config", "OGR_WFS_PAGE_SIZE", "30")
    _run("ogr2ogr", *config, "-f", "GeoJSON", "-t_srs", "OGC:CRS84", target, address, "sp:kelurahan")
    features = json.loads(target.read_text(encoding="utf-8"))["features"]
    found = {feature["properties"]["kode"]: _shape(feature) for feature in features}
    wanted = {feature["properties"]["kode"]: _shape(feature) for feature in source}  # type: ignore[index]
    assert set(found) == set(wanted)
    for code, shape in wanted.items():
        assert shapely.hausdorff_distance(found[code], shape) < 1e-6


@pytest.mark.program("ogrinfo")
def test_gdal_hands_its_filters_over(running_node: RunningNode) -> None:
    said = _run(
        "ogrinfo", "-ro", "-al", "-so", "-where", f"kode = '{CODE}'", f"WFS:{running_node.address}/wfs", "sp:kelurahan"
    )
    assert re.search(r"Feature Count: 1\b", said)


def _shape(feature: dict[str, object]) -> shapely.Geometry:
    return shapely.from_geojson(json.dumps(feature["geometry"]))
