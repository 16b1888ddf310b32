import io

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from tests.node import MEMBER, OFFICE, SOUTH, STEP, STRANGER, WEST, SmallNode, areas, fill, identifier, places

from satupeta.core.access import PUBLIC, AccessClass, Action, Grant, OfficeRole, Principal
from satupeta.core.box import Box
from satupeta.core.crs import SERVED, project, project_box
from satupeta.core.errors import NotPermitted, OverBudget, SignInRequired, UnknownLayer, UnknownThing
from satupeta.core.filters.tree import Comparison
from satupeta.core.published import Dataset
from satupeta.core.style.model import FieldValue, PolygonSymbolizer, Rule, Style, TextSymbolizer
from satupeta.core.tiling import Tile
from satupeta.service.get_map import MapSpec, get_map, map_etag
from satupeta.service.get_picture_tile import PictureTileSpec, get_picture_tile, picture_tile_etag
from satupeta.service.get_style import StyleSpec, get_style
from satupeta.service.reply import Reply
from satupeta.service.scope import Scope

NODE = Scope()
OWNER = Principal(MEMBER, offices={OFFICE: OfficeRole.PRODUCER})
GRANTED = Principal(STRANGER)
ALL = Box(WEST - 0.001, SOUTH - 0.001, WEST + 4 * STEP, SOUTH + 4 * STEP)
BLUE = [0x33, 0x66, 0xCC, 255]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> SmallNode:
    made = SmallNode(tmp_path_factory.mktemp("node"))
    fill(made)
    return made


def spec(*layers: str, box: Box = ALL, scope: Scope = NODE, transparent: bool = True, side_px: int = 256) -> MapSpec:
    return MapSpec(scope, layers, (), box, side_px, side_px, transparent)


def pixels(reply: Reply) -> NDArray[np.uint8]:
    assert isinstance(reply.body, bytes)
    with Image.open(io.BytesIO(reply.body)) as picture:
        return np.asarray(picture.convert("RGBA"))


def drawn(node: SmallNode, wanted: MapSpec, principal: Principal = PUBLIC) -> NDArray[np.uint8]:
    return pixels(get_map(wanted, node.context(principal)))


def color_at(picture: NDArray[np.uint8], box: Box, longitude: float, latitude: float) -> list[int]:
    x, y = project(np.array([[longitude, latitude]]), "OGC:CRS84", box.crs)[0]
    column = int((x - box.west) / box.width * picture.shape[1])
    row = int((box.north - y) / box.height * picture.shape[0])
    return [int(level) for level in picture[row, column]]


@pytest.mark.parametrize("crs", sorted(SERVED))
def test_every_area_is_drawn_where_it_lies_in_any_crs(node: SmallNode, crs: str) -> None:
    box = project_box(ALL, crs)
    picture = drawn(node, spec("kelurahan", box=box))
    for number in range(16):
        west, south = WEST + number % 4 * STEP, SOUTH + number // 4 * STEP
        assert color_at(picture, box, west + 0.4 * STEP, south + 0.4 * STEP) == BLUE
        assert color_at(picture, box, west + 0.9 * STEP, south + 0.4 * STEP)[3] == 0


def test_reply_says_what_it_is(node: SmallNode) -> None:
    wanted = spec("kelurahan")
    reply = get_map(wanted, node.context())
    assert (reply.status, reply.content_type, reply.public) == (200, "image/png", True)
    assert reply.etag == map_etag(wanted, node.context())


def test_an_opaque_picture_has_its_background_everywhere(node: SmallNode) -> None:
    picture = drawn(node, msgspec.structs.replace(spec("kelurahan", transparent=False), background="#ffeedd"))
    assert (picture[:, :, 3] == 255).all()
    assert picture[0, 0].tolist() == [0xFF, 0xEE, 0xDD, 255]


def test_far_from_the_data_nothing_is_drawn(node: SmallNode) -> None:
    assert not drawn(node, spec("kelurahan", box=Box(10, 10, 11, 11))).any()
    assert not drawn(node, spec("kelurahan", box=Box(500, 10, 501, 11))).any()


def test_whole_world_in_degrees_is_drawn(node: SmallNode) -> None:
    picture = drawn(node, spec("kelurahan", box=Box(-180, -90, 180, 90, "EPSG:4326")))
    rows, columns = np.nonzero(picture[:, :, 3])
    assert set(zip(rows.tolist(), columns.tolist(), strict=True)) <= {(136, 203), (136, 204)}


def test_a_budget_bounds_the_pixels(node: SmallNode) -> None:
    limit = node.config.picture_limit_px
    with pytest.raises(OverBudget):
        get_map(msgspec.structs.replace(spec("kelurahan"), width_px=limit, height_px=2), node.context())


@pytest.mark.parametrize(
    ("name", "principal", "error"),
    [
        ("kantor", PUBLIC, SignInRequired),
        ("kantor", GRANTED, NotPermitted),
        ("rahasia", PUBLIC, UnknownLayer),
        ("rahasia", GRANTED, UnknownLayer),
        ("tertutup", PUBLIC, UnknownLayer),
        ("tidak-ada", PUBLIC, UnknownLayer),
    ],
)
def test_what_may_not_be_viewed_is_refused(
    node: SmallNode, name: str, principal: Principal, error: type[Exception]
) -> None:
    for names in ((name,), ("kelurahan", name)):
        with pytest.raises(error):
            get_map(spec(*names), node.context(principal))


def test_restricted_layers_are_not_public(node: SmallNode) -> None:
    assert not get_map(spec("kantor"), node.context(OWNER)).public
    assert not get_map(spec("kelurahan", "kantor"), node.context(OWNER)).public
    assert not get_map(spec("peta-dasar"), node.context()).public


def test_a_grant_draws_only_its_rows(node: SmallNode) -> None:
    box = Box(WEST, SOUTH, WEST + 0.008, SOUTH + 0.008)
    picture = drawn(node, spec("sebagian", box=box), GRANTED)
    shown = [color_at(picture, box, WEST + x, SOUTH + 0.002)[3] for x in (0.002, 0.004, 0.006)]
    assert shown == [255, 0, 255]
    etags = {map_etag(spec("sebagian"), node.context(principal)) for principal in (OWNER, GRANTED)}
    assert len(etags) == 2


def test_the_last_layer_lies_on_top(node: SmallNode) -> None:
    box = Box(WEST, SOUTH, WEST + 0.008, SOUTH + 0.008)
    top = drawn(node, spec("kelurahan", "kantor", box=box), OWNER)
    below = drawn(node, spec("kantor", "kelurahan", box=box), OWNER)
    assert color_at(below, box, WEST + 0.002, SOUTH + 0.002) == BLUE
    assert color_at(top, box, WEST + 0.002, SOUTH + 0.002) != BLUE


def test_a_service_draws_what_may_be_viewed_of_it(node: SmallNode) -> None:
    box = Box(WEST, SOUTH, WEST + 0.008, SOUTH + 0.008)
    anonymous = drawn(node, spec("peta-dasar", box=box))
    np.testing.assert_array_equal(anonymous, drawn(node, spec("kelurahan", box=box)))
    owner = drawn(node, spec("peta-dasar", box=box, scope=Scope("service", "peta-dasar")), OWNER)
    np.testing.assert_array_equal(owner, drawn(node, spec("kelurahan", "kantor", box=box), OWNER))


def styled(node: SmallNode, slug: str, style: Style, access: AccessClass, grants: tuple[Grant, ...] = ()) -> Dataset:
    batch = areas() if slug != "titik" else places()
    dataset = msgspec.structs.replace(node.publish(slug, batch, access, grants), styles=(style,))
    node.write("dataset", identifier(slug), slug, dataset)
    return dataset


def filled(color: str, **rule: object) -> Rule:
    return msgspec.structs.replace(Rule((PolygonSymbolizer(color),)), **rule)


def test_rules_take_features_by_attribute_and_scale(node: SmallNode) -> None:
    rules = (
        filled("#ff0000", filter=Comparison("jiwa", "<", 3000)),
        filled("#00ff00", filter=Comparison("dihapus", "=", 1)),
        filled("#0000ff", max_scale=1_000_000),
        filled("#ffff00", min_scale=1_000_000),
    )
    styled(node, "bergaya", Style("default", rules), AccessClass.OPEN)
    near = drawn(node, spec("bergaya"))
    assert color_at(near, ALL, WEST + 0.004, SOUTH + 0.004) == [255, 0, 0, 255]
    assert color_at(near, ALL, WEST + 0.034, SOUTH + 0.034) == [0, 0, 255, 255]
    wide = Box(WEST - 1, SOUTH - 1, WEST + 1, SOUTH + 1)
    far = drawn(node, spec("bergaya", box=wide))
    assert color_at(far, wide, WEST + 0.034, SOUTH + 0.034)[:3] == [255, 255, 0]


def test_colours_do_not_tell_of_hidden_fields(node: SmallNode) -> None:
    rules = (filled("#ff0000", filter=Comparison("jiwa", "<", 3000)), filled("#0000ff"))
    grant = Grant("person", STRANGER, frozenset({Action.VIEW}), hidden_fields=frozenset({"jiwa"}))
    styled(node, "rahasia-jiwa", Style("default", rules), AccessClass.RESTRICTED, (grant,))
    picture = drawn(node, spec("rahasia-jiwa"), GRANTED)
    west, east = (color_at(picture, ALL, WEST + x, SOUTH + x) for x in (0.004, 0.034))
    assert west == east
    assert west[3] > 0
    assert color_at(drawn(node, spec("rahasia-jiwa"), OWNER), ALL, WEST + 0.004, SOUTH + 0.004) == [255, 0, 0, 255]
    documents = [
        get_style(StyleSpec(Scope("dataset", "rahasia-jiwa")), node.context(principal)).body
        for principal in (OWNER, GRANTED)
    ]
    assert [b'["get","jiwa"]' in bytes(document) for document in documents if isinstance(document, bytes)] == [
        True,
        False,
    ]


def test_an_area_limits_what_is_drawn(node: SmallNode) -> None:
    area = Box(WEST - 0.01, SOUTH - 0.01, WEST + 0.001, SOUTH + 0.001)
    grant = Grant("person", STRANGER, frozenset({Action.VIEW}), area=area)
    node.publish("sepetak", areas(), AccessClass.RESTRICTED, (grant,))
    picture = drawn(node, spec("sepetak"), GRANTED)
    assert color_at(picture, ALL, WEST + 0.004, SOUTH + 0.004) == BLUE
    assert color_at(picture, ALL, WEST + 0.014, SOUTH + 0.004)[3] == 0


def test_etag_moves_with_style_release_box_and_size(node: SmallNode) -> None:
    def etags() -> set[str]:
        context = node.context()
        wanted = (spec("bergerak"), spec("bergerak", box=Box(0, 0, 1, 1)), spec("bergerak", side_px=100))
        return {map_etag(one, context) for one in (*wanted, spec("bergerak", transparent=False))}

    styled(node, "bergerak", Style("default", (filled("#ff0000"),)), AccessClass.OPEN)
    seen = etags()
    styled(node, "bergerak", Style("default", (filled("#00ff00"),)), AccessClass.OPEN)
    seen |= etags()
    node.publish("bergerak", areas(), release="2")
    assert len(seen | etags()) == 12


def tile_over(longitude: float, latitude: float, zoom: int) -> Tile:
    x, y = project(np.array([[longitude, latitude]]), "OGC:CRS84", "EPSG:3857")[0]
    side = 2 * 20037508.342789244 / 2**zoom
    return Tile(zoom, int((x + 20037508.342789244) / side), int((20037508.342789244 - y) / side))


def test_neighbouring_tiles_fit_together(node: SmallNode) -> None:
    tile = tile_over(WEST + 0.01, SOUTH + 0.01, 13)
    scope = Scope("dataset", "kelurahan")
    halves = [
        pixels(get_picture_tile(PictureTileSpec(scope, Tile(13, column, tile.row)), node.context()))
        for column in (tile.column, tile.column + 1)
    ]
    left, right = tile.box(), Tile(13, tile.column + 1, tile.row).box()
    both = MapSpec(scope, ("kelurahan",), (), left.union(right), 512, 256, True)
    whole = drawn(node, both)
    assert np.abs(np.concatenate(halves, axis=1).astype(int) - whole).max() <= 1
    assert whole.any()


def test_a_tile_for_fine_screens_shows_the_same_map(node: SmallNode) -> None:
    tile = tile_over(WEST + 0.01, SOUTH + 0.01, 14)
    one, two = (
        pixels(get_picture_tile(PictureTileSpec(Scope("dataset", "kelurahan"), tile, ratio), node.context()))
        for ratio in (1, 2)
    )
    assert two.shape == (512, 512, 4)
    coarse = two.reshape(256, 2, 256, 2, 4).mean(axis=(1, 3))
    assert np.abs(coarse[:, :, 3] - one[:, :, 3]).mean() < 1


def test_tiles_of_services_and_their_doors(node: SmallNode) -> None:
    tile = tile_over(WEST + 0.004, SOUTH + 0.004, 12)
    wanted = PictureTileSpec(Scope("service", "peta-dasar"), tile)
    reply = get_picture_tile(wanted, node.context())
    assert pixels(reply)[:, :, 3].any()
    assert reply.etag == picture_tile_etag(wanted, node.context())
    for scope, error in (
        (Scope("dataset", "kantor"), SignInRequired),
        (Scope("dataset", "rahasia"), UnknownThing),
        (Scope("service", "tertutup"), UnknownThing),
    ):
        with pytest.raises(error):
            get_picture_tile(PictureTileSpec(scope, tile), node.context())
    with pytest.raises(UnknownLayer):
        get_picture_tile(PictureTileSpec(Scope("dataset", "kelurahan"), tile, 1, "lain"), node.context())


NAMED = Style("default", (Rule((PolygonSymbolizer("#c6e3da"), TextSymbolizer((FieldValue("nama"),)))),))
NEAR = Box(WEST + 0.01, SOUTH, WEST + 0.03, SOUTH + 0.02)


def inked(picture: NDArray[np.uint8]) -> int:
    """Pixels as dark as letters."""
    return int(((picture[:, :, :3] < 90).all(axis=2) & (picture[:, :, 3] > 200)).sum())


def test_areas_are_named_and_across_tiles_alike(node: SmallNode) -> None:
    styled(node, "bernama", NAMED, AccessClass.OPEN)
    assert inked(drawn(node, spec("bernama", box=NEAR))) > 100
    tile = tile_over(WEST + 0.01, SOUTH + 0.01, 14)
    scope = Scope("dataset", "bernama")
    halves = [
        pixels(get_picture_tile(PictureTileSpec(scope, Tile(14, column, tile.row)), node.context()))
        for column in (tile.column, tile.column + 1)
    ]
    both = tile.box().union(Tile(14, tile.column + 1, tile.row).box())
    whole = drawn(node, MapSpec(scope, ("bernama",), (), both, 512, 256, True))
    assert np.abs(np.concatenate(halves, axis=1).astype(int) - whole).max() <= 1
    assert inked(whole) > 100


@pytest.mark.parametrize("hidden", ["nama", "jiwa"])
def test_labels_tell_nothing_of_hidden_fields(node: SmallNode, hidden: str) -> None:
    label = TextSymbolizer((FieldValue("nama"),), priority="jiwa")
    style = Style("default", (Rule((PolygonSymbolizer("#c6e3da"), label)),))
    grant = Grant("person", STRANGER, frozenset({Action.VIEW}), hidden_fields=frozenset({hidden}))
    styled(node, f"tanpa-{hidden}", style, AccessClass.RESTRICTED, (grant,))
    wanted = spec(f"tanpa-{hidden}", box=NEAR)
    assert inked(drawn(node, wanted, OWNER)) > 100
    assert inked(drawn(node, wanted, GRANTED)) == 0


def test_labels_of_fields_that_a_release_lacks_are_left_out(node: SmallNode) -> None:
    rule = Rule((PolygonSymbolizer("#c6e3da"), TextSymbolizer(("Tetap ", FieldValue("dihapus")))))
    styled(node, "tanpa-kolom", Style("default", (rule,)), AccessClass.OPEN)
    picture = drawn(node, spec("tanpa-kolom", box=NEAR))
    assert inked(picture) == 0
    assert picture.any()


def test_labels_keep_to_their_scales(node: SmallNode) -> None:
    label = TextSymbolizer((FieldValue("nama"),), max_scale=50_000)
    styled(node, "dekat", Style("default", (Rule((PolygonSymbolizer("#c6e3da"), label)),)), AccessClass.OPEN)
    assert inked(drawn(node, spec("dekat", box=NEAR))) > 100
    assert inked(drawn(node, spec("dekat", box=ALL, side_px=128))) == 0
