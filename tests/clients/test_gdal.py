"""GDAL reads the node: Debian's programs, and the library in pyogrio's wheel."""

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from tests.clients.conftest import CODE, RunningNode
from tests.clients.pixels import assert_fills, mercator_shape, read_picture

pytestmark = pytest.mark.program("ogrinfo")


def _run(*words: object, **settings: str) -> str:
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "GDAL_HTTP_TIMEOUT": "30", **settings}
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ERROR" not in done.stderr, done.stderr
    return done.stdout


def test_ogrinfo_reads_collections(running_node: RunningNode) -> None:
    said = _run("ogrinfo", "-ro", f"OAPIF:{running_node.address}/ogc")
    assert running_node.all in said


def test_ogrinfo_reads_all_features(running_node: RunningNode, names: dict[str, str]) -> None:
    said = _run("ogrinfo", "-ro", "-al", "-geom=SUMMARY", f"OAPIF:{running_node.address}/ogc", running_node.all)
    assert re.search(r"Feature Count: 104\b", said)
    codes, found = re.findall(r"kode \(String\) = (.*)", said), re.findall(r"nama \(String\) = (.*)", said)
    assert dict(zip(codes, found, strict=True)) == names


def test_pages_are_followed_to_the_end(running_node: RunningNode, tmp_path: Path, names: dict[str, str]) -> None:
    target = tmp_path / "semua.geojson"
    source = f"OAPIF:{running_node.address}/d/{running_node.all}/ogc"
    _run("ogr2ogr", "-oo", "PAGE_SIZE=25", "-f", "GeoJSON", target, source, running_node.all)
    features = json.loads(target.read_text(encoding="utf-8"))["features"]
    assert {feature["properties"]["kode"]: feature["properties"]["nama"] for feature in features} == names


def test_pyogrio_reads_items(running_node: RunningNode, names: dict[str, str], one_shape: shapely.Geometry) -> None:
    table = pyogrio.raw.read_arrow(f"OAPIF:{running_node.address}/ogc", layer=running_node.all)[1].to_pydict()
    assert dict(zip(table["kode"], table["nama"], strict=True)) == names
    wkb = table["wkb_geometry" if "wkb_geometry" in table else "geometry"][table["kode"].index(CODE)]
    assert shapely.hausdorff_distance(shapely.from_wkb(wkb), one_shape) < 1e-7


@pytest.mark.parametrize(
    ("scope", "version"), [("d/satu-kelurahan", "1.3.0"), ("m/batas", "1.3.0"), ("d/satu-kelurahan", "1.1.1")]
)
def test_gdal_draws_the_wms(
    running_node: RunningNode, one_shape: shapely.Geometry, tmp_path: Path, scope: str, version: str
) -> None:
    geometry = mercator_shape(one_shape)
    west, south, east, north = geometry.buffer(200).bounds
    half = max(east - west, north - south) / 2
    x, y = (west + east) / 2, (south + north) / 2
    box = (x - half, y - half, x + half, y + half)
    target = tmp_path / "peta.png"
    address = (
        f"WMS:{running_node.address}/{scope}/wms?SERVICE=WMS&VERSION={version}&REQUEST=GetMap"
        f"&LAYERS={running_node.one}&{'CRS' if version == '1.3.0' else 'SRS'}=EPSG:3857&BBOX={','.join(map(str, box))}"
        "&FORMAT=image/png&TRANSPARENT=TRUE"
    )
    assert "Size is" in _run("gdalinfo", address)
    window = (box[0], box[3], box[2], box[1])
    _run(
        "gdal_translate", "-of", "PNG", "-outsize", 300, 300, "-projwin", *window, address, target, TMPDIR=str(tmp_path)
    )
    # GDAL asks for its own sizes and scales the answer: the rim is wider than in a picture of our own.
    assert_fills(read_picture(target.read_bytes())[:, :, 3] > 127, geometry, box, slack_px=4.0)


@pytest.mark.parametrize("zoom", [12, 15])
def test_gdal_reads_vector_tiles(
    running_node: RunningNode, names: dict[str, str], one_shape: shapely.Geometry, tmp_path: Path, zoom: int
) -> None:
    tilejson = f"{running_node.address}/d/{running_node.all}/tiles.json"
    source = f"MVT:{running_node.address}/d/{running_node.all}/tiles/{zoom}"
    target = tmp_path / "ubin.geojson"
    options = ("-oo", "TILE_EXTENSION=mvt", "-oo", f"METADATA_FILE={tilejson}", "-oo", "CLIP=YES")
    _run("ogr2ogr", "-f", "GeoJSON", "-t_srs", "EPSG:4326", *options, target, source)
    pieces: dict[str, list[shapely.Geometry]] = {}
    for feature in json.loads(target.read_text(encoding="utf-8"))["features"]:
        code = feature["properties"]["kode"]
        assert feature["properties"]["nama"] == names[code]
        pieces.setdefault(code, []).append(shapely.from_geojson(json.dumps(feature["geometry"])))
    assert set(pieces) == set(names)
    whole = shapely.union_all([shapely.make_valid(piece) for piece in pieces[CODE]])
    # A tile's grid is its width over 4096; at zoom 12 that is 2.4 m.
    slack = 4 * 360 / 2**zoom / 4096
    assert one_shape.buffer(slack).contains(whole)
    assert whole.buffer(slack).contains(one_shape)


def test_gdal_reads_downloads(running_node: RunningNode, names: dict[str, str], tmp_path: Path) -> None:
    for extension in ("gpkg", "geojson", "csv"):
        target = tmp_path / f"unduhan.{extension}"
        address = f"{running_node.address}/d/{running_node.all}/unduh/{running_node.all}.{extension}"
        target.write_bytes(subprocess.run(["curl", "-sf", address], capture_output=True, check=True).stdout)
        table = pyogrio.raw.read(target, read_geometry=False)
        columns = dict(zip(table[0]["fields"], table[3], strict=True))
        assert dict(zip(columns["kode"], columns["nama"], strict=True)) == names
        assert np.all(np.char.startswith(columns["kode"].astype(str), "36.71."))
