"""Tiles over HTTP."""

import io

import mapbox_vector_tile
import numpy as np
import pytest
from PIL import Image
from tests.node import MEMBER, STRANGER, AsgiClient

ZOOM, COLUMN, ROW = 12, 3260, 2118


@pytest.mark.parametrize("scope", ["/d/kelurahan", "/d/desa"])
def test_a_vector_tile_holds_the_features(client: AsgiClient, scope: str) -> None:
    answer = client.get(f"{scope}/tiles/{ZOOM}/{COLUMN}/{ROW}.mvt")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    layer = mapbox_vector_tile.decode(answer.body)["kelurahan"]
    assert {feature["id"] for feature in layer["features"]} & {1, 2, 3}


@pytest.mark.parametrize(("suffix", "side"), [("", 256), ("@2x", 512)])
def test_a_picture_tile_is_drawn(client: AsgiClient, suffix: str, side: int) -> None:
    answer = client.get(f"/d/kelurahan/tiles/{ZOOM}/{COLUMN}/{ROW}{suffix}.png")
    drawn = np.asarray(Image.open(io.BytesIO(answer.body)).convert("RGBA"))
    assert drawn.shape == (side, side, 4)
    assert (drawn[:, :, 3] > 0).any()


@pytest.mark.parametrize("kind", ["png", "mvt"])
@pytest.mark.parametrize(
    ("tile", "status"),
    [
        ("0/0/0", 200),
        ("0/0/1", 400),
        ("0/1/0", 400),
        ("23/0/0", 400),
        ("-1/0/0", 400),
        ("a/0/0", 400),
        ("0/0/0.5", 400),
        ("1/NaN/0", 400),
        ("99999999999999999999/0/0", 400),
        ("0/0/0@3x", 404),
    ],
)
def test_only_tiles_of_the_grid_answer(client: AsgiClient, kind: str, tile: str, status: int) -> None:
    wanted = 400 if kind == "mvt" and "@" in tile else status
    answer = client.get(f"/d/kelurahan/tiles/{tile}.{kind}")
    assert answer.status == wanted
    assert wanted == 200 or answer.json()["message"]["en"]


@pytest.mark.parametrize(
    "path", [f"tiles/{ZOOM}/{COLUMN}/{ROW}.mvt", f"tiles/{ZOOM}/{COLUMN}/{ROW}.png", "tiles.json", "style.json"]
)
def test_access_is_asked_for_every_tile(client: AsgiClient, path: str) -> None:
    assert client.get(f"/d/rahasia/{path}", STRANGER) == client.get(f"/d/tidak-ada/{path}", STRANGER)
    assert client.get(f"/d/kantor/{path}").status == 401
    assert client.get(f"/d/kantor/{path}", STRANGER).status == 403
    assert client.get(f"/d/kantor/{path}", MEMBER).headers["cache-control"] == "private, no-store"
    assert client.get(f"/m/peta-dasar/{path}").status == 200
    assert "public" in client.get(f"/d/kelurahan/{path}").headers["cache-control"]


@pytest.mark.parametrize(
    "path", [f"tiles/{ZOOM}/{COLUMN}/{ROW}.mvt", f"tiles/{ZOOM}/{COLUMN}/{ROW}.png", "tiles.json", "style.json"]
)
def test_a_client_that_holds_it_is_told_so(client: AsgiClient, path: str) -> None:
    first = client.get(f"/d/kelurahan/{path}")
    assert client.get(f"/d/kelurahan/{path}", if_none_match=first.headers["etag"]).status == 304


def test_the_tilejson_names_tiles_and_fields(client: AsgiClient) -> None:
    document = client.get("/d/desa/tiles.json").json()
    assert document["tiles"] == ["http://127.0.0.1:8000/d/kelurahan/tiles/{z}/{x}/{y}.mvt"]
    assert set(document["vector_layers"][0]["fields"]) == {"nama", "kode", "jiwa", "luas", "aktif", "berlaku"}
    restricted = client.get("/d/sebagian/tiles.json", STRANGER).json()
    assert set(restricted["vector_layers"][0]["fields"]) == {"nama"}


def test_the_style_leads_to_the_tiles(client: AsgiClient) -> None:
    document = client.get("/m/peta-dasar/style.json").json()
    assert next(iter(document["sources"].values()))["url"] == "http://127.0.0.1:8000/m/peta-dasar/tiles.json"
    assert {layer["source-layer"] for layer in document["layers"]} == {"wilayah"}
