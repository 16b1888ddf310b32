import json
import math
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import msgspec
import pytest
from tests.node import MEMBER, OFFICE, SOUTH, STRANGER, WEST, SmallNode, areas, fill

from satupeta.core.access import PUBLIC, OfficeRole, Principal
from satupeta.core.errors import InvalidParameter, SignInRequired, UnknownLayer, UnknownThing
from satupeta.core.filters.tree import Comparison
from satupeta.core.style.model import Rule, Style
from satupeta.core.tiling import Tile
from satupeta.service.get_style import StyleSpec, get_style
from satupeta.service.get_tile import MVT_TYPE, VectorTileSpec, get_vector_tile, vector_tile_etag
from satupeta.service.get_tilejson import get_tilejson
from satupeta.service.reply import Reply
from satupeta.service.scope import Scope

OWNER = Principal(MEMBER, offices={OFFICE: OfficeRole.PRODUCER})
GRANTED = Principal(STRANGER)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> SmallNode:
    made = SmallNode(tmp_path_factory.mktemp("node"))
    fill(made)
    return made


def tile_at(zoom: int, longitude: float = WEST + 0.002, latitude: float = SOUTH + 0.002) -> Tile:
    side = 2**zoom
    row = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * side
    return Tile(zoom, int((longitude + 180) / 360 * side), int(row))


def answered(node: SmallNode, scope: Scope, principal: Principal = PUBLIC, zoom: int = 10) -> Reply:
    return get_vector_tile(VectorTileSpec(scope, tile_at(zoom)), node.context(principal))


def features(reply: Reply, layer: str) -> list[dict[str, object]]:
    decoded = mapbox_vector_tile.decode(reply.body)
    return [] if layer not in decoded else list(decoded[layer]["features"])


def document_of(reply: Reply) -> Any:
    assert isinstance(reply.body, bytes)
    return json.loads(reply.body)


def test_a_tile_holds_the_features_with_ids_and_fields(node: SmallNode) -> None:
    reply = answered(node, Scope("dataset", "kelurahan"))
    found = features(reply, "kelurahan")
    assert (reply.status, reply.content_type, reply.public) == (200, MVT_TYPE, True)
    assert [feature["id"] for feature in found] == list(range(1, 17))
    assert found[1]["properties"] == {
        "nama": "Kelurahan 2",
        "kode": "36.71.02",
        "jiwa": 1000,
        "luas": 0.5,
        "aktif": False,
        "berlaku": "2024-01-02",
    }


def test_an_old_slug_answers_in_place(node: SmallNode) -> None:
    assert len(features(answered(node, Scope("dataset", "desa")), "kelurahan")) == 16


def test_a_service_holds_the_layers_that_may_be_viewed(node: SmallNode) -> None:
    scope = Scope("service", "peta-dasar")
    public, owner = answered(node, scope), answered(node, scope, OWNER)
    assert set(mapbox_vector_tile.decode(public.body)) == {"wilayah"}
    assert set(mapbox_vector_tile.decode(owner.body)) == {"wilayah", "titik"}
    assert public.etag != owner.etag
    assert not owner.public


def test_what_withholds_a_layer_is_not_for_shared_caches(node: SmallNode) -> None:
    assert not answered(node, Scope("service", "peta-dasar")).public


def test_the_validator_is_known_without_the_tile(node: SmallNode) -> None:
    spec = VectorTileSpec(Scope("dataset", "kelurahan"), tile_at(10))
    assert vector_tile_etag(spec, node.context()) == get_vector_tile(spec, node.context()).etag


def test_the_style_draws_the_layers_of_the_tiles(node: SmallNode) -> None:
    document = document_of(get_style(StyleSpec(Scope("service", "peta-dasar")), node.context(OWNER)))
    (source,) = document["sources"].values()
    assert (document["version"], source["type"]) == (8, "vector")
    assert source["url"].endswith("/m/peta-dasar/tiles.json")
    assert {layer["source-layer"] for layer in document["layers"]} == {"wilayah", "titik"}
    assert {layer["source"] for layer in document["layers"]} == set(document["sources"])
    assert len({layer["id"] for layer in document["layers"]}) == len(document["layers"])


def test_the_style_is_asked_at_the_door_too(node: SmallNode) -> None:
    with pytest.raises(SignInRequired):
        get_style(StyleSpec(Scope("dataset", "kantor")), node.context())
    with pytest.raises(UnknownLayer):
        get_style(StyleSpec(Scope("dataset", "kelurahan"), "lain"), node.context())


def test_a_grant_hides_rows_and_fields(node: SmallNode) -> None:
    scope = Scope("dataset", "sebagian")
    found = features(answered(node, scope, GRANTED), "sebagian")
    assert [feature["properties"] for feature in found] == [{"nama": "satu"}, {"nama": "tiga"}]
    assert len(features(answered(node, scope, OWNER), "sebagian")) == 3
    assert answered(node, scope, GRANTED).etag != answered(node, scope, OWNER).etag


def test_a_tile_with_nothing_in_it_is_empty(node: SmallNode) -> None:
    reply = get_vector_tile(VectorTileSpec(Scope("dataset", "kelurahan"), Tile(12, 0, 0)), node.context())
    assert (reply.body, reply.status) == (b"", 200)


def test_the_door_is_asked_before_the_zoom(node: SmallNode) -> None:
    with pytest.raises(UnknownThing):
        answered(node, Scope("dataset", "rahasia"), zoom=20)
    with pytest.raises(SignInRequired):
        answered(node, Scope("dataset", "kantor"), zoom=20)
    with pytest.raises(InvalidParameter, match="zoom 18"):
        answered(node, Scope("dataset", "kelurahan"), zoom=20)


def test_the_validator_moves_with_tile_and_release(tmp_path: Path) -> None:
    made = SmallNode(tmp_path)
    fill(made)
    scope = Scope("dataset", "kelurahan")
    first, deeper = answered(made, scope), answered(made, scope, zoom=13)
    made.publish("kelurahan", areas(), release="2")
    assert len({first.etag, deeper.etag, answered(made, scope).etag}) == 3
    assert answered(made, scope).body == first.body


def test_a_tile_holds_what_the_style_draws_at_its_scales(tmp_path: Path) -> None:
    made = SmallNode(tmp_path)
    dataset = made.publish("kelurahan", areas())
    symbolizers = dataset.styles[0].rules[0].symbolizers
    rules = (
        Rule(symbolizers, filter=Comparison("nama", "=", "Kelurahan 2")),
        Rule(symbolizers, max_scale=50_000),
    )
    scope = Scope("dataset", "kelurahan")
    before = answered(made, scope).etag
    styled = msgspec.structs.replace(dataset, styles=(Style("default", rules),))
    made.write("dataset", dataset.id, dataset.slug, styled)
    assert [feature["id"] for feature in features(answered(made, scope), "kelurahan")] == [2]
    assert len(features(answered(made, scope, zoom=13), "kelurahan")) > 1
    assert answered(made, scope).etag != before


def test_the_tilejson_says_where_tiles_and_fields_are(node: SmallNode) -> None:
    reply = get_tilejson(Scope("dataset", "desa"), node.context(language="en"))
    document = document_of(reply)
    assert document["tilejson"] == "3.0.0"
    assert document["tiles"][0].endswith("/d/kelurahan/tiles/{z}/{x}/{y}.mvt")
    assert (document["minzoom"], document["maxzoom"]) == (0, 18)
    assert document["bounds"] == pytest.approx([106.6, -6.2, 106.638, -6.162])
    (layer,) = document["vector_layers"]
    assert (layer["id"], layer["fields"]["jiwa"], layer["fields"]["aktif"]) == ("kelurahan", "Number", "Boolean")


def test_the_tilejson_opens_where_the_data_fills_a_tile(node: SmallNode) -> None:
    document = document_of(get_tilejson(Scope("dataset", "kelurahan"), node.context()))
    west, south, east, north = document["bounds"]
    longitude, latitude, zoom = document["center"]
    assert (longitude, latitude) == pytest.approx([(west + east) / 2, (south + north) / 2])
    assert 360 / 2**zoom >= east - west > 360 / 2 ** (zoom + 1)


def test_the_tilejson_says_whose_data_it_is(tmp_path: Path) -> None:
    made = SmallNode(tmp_path)
    fill(made)
    dataset = made.publish("kelurahan", areas(), release="2")
    record = msgspec.structs.replace(dataset.record, licence="CC BY <4.0>")
    made.write("dataset", dataset.id, dataset.slug, msgspec.structs.replace(dataset, record=record))
    document = document_of(get_tilejson(Scope("dataset", "kelurahan"), made.context(language="en")))
    assert document["attribution"] == "Dinas Peta, release 2 (2026-01-01) · CC BY &lt;4.0&gt;"
    service = document_of(get_tilejson(Scope("service", "peta-dasar"), made.context()))
    assert service["attribution"] == "Dinas Peta, rilis 2 (2026-01-01)"


def test_the_tilejson_hides_what_the_tile_hides(node: SmallNode) -> None:
    document = document_of(get_tilejson(Scope("dataset", "sebagian"), node.context(GRANTED)))
    assert document["vector_layers"][0]["fields"] == {"nama": "String"}
    service = document_of(get_tilejson(Scope("service", "peta-dasar"), node.context()))
    assert [layer["id"] for layer in service["vector_layers"]] == ["wilayah"]
