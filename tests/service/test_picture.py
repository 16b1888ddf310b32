import msgspec
import pytest
from tests.node import SmallNode, fill

from satupeta.core.access import Action, Decision, Outcome
from satupeta.core.box import Box
from satupeta.core.errors import OverBudget
from satupeta.core.features.schema import GeometryKind
from satupeta.core.filters.tree import And, Comparison, IsNull
from satupeta.core.style.defaults import plain_style
from satupeta.core.style.model import Rule, Style
from satupeta.service.painting import shown_style
from satupeta.service.picture import Picture, draw, picture_etag
from satupeta.service.scope import OfferedLayer, Scope, named_layers

PICTURE = Picture(Box(106.6, -6.2, 106.64, -6.16), 64, 64)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> SmallNode:
    made = SmallNode(tmp_path_factory.mktemp("node"))
    fill(made)
    return made


@pytest.fixture(scope="module")
def layer(node: SmallNode) -> OfferedLayer:
    return named_layers(Scope(), ("kelurahan",), (), node.context(), Action.VIEW)[0]


def test_a_style_that_asks_for_a_hidden_field_gives_way(layer: OfferedLayer) -> None:
    schema = layer.dataset.release.schema
    style = Style("x", (Rule((), filter=And((IsNull("nama"), Comparison("jiwa", ">", 5)))), Rule(())))
    hiding = Decision(Outcome.ALLOWED, hidden_fields=frozenset({"jiwa"}))
    told = msgspec.structs.replace(layer, style=style, decision=hiding)
    assert shown_style(told, schema) == plain_style(GeometryKind.POLYGON)
    other = Decision(Outcome.ALLOWED, hidden_fields=frozenset({"luas"}))
    assert shown_style(msgspec.structs.replace(told, decision=other), schema) == style


def test_a_picture_of_the_whole_budget_is_drawn_and_of_more_is_not(node: SmallNode, layer: OfferedLayer) -> None:
    context = node.context()
    limit = context.config.picture_limit_px
    with pytest.raises(OverBudget) as refused:
        draw((layer,), Picture(PICTURE.box, limit + 1, 1), context)
    assert str(limit) in refused.value.advice.en
    assert draw((layer,), Picture(PICTURE.box, 1 << 16, 1 << 4), context).status == 200


def test_validators_tell_limits_order_and_ratio_apart(node: SmallNode, layer: OfferedLayer) -> None:
    context = node.context()
    limited = msgspec.structs.replace(layer, decision=Decision(Outcome.ALLOWED, IsNull("nama")))
    fine = msgspec.structs.replace(PICTURE, pixel_ratio=2.0)
    stacks = [((layer,), PICTURE), ((limited,), PICTURE), ((layer, limited), PICTURE), ((limited, layer), PICTURE)]
    etags = {picture_etag(stack, picture, context) for stack, picture in (*stacks, ((layer,), fine))}
    assert len(etags) == 5
    assert picture_etag((layer,), PICTURE, context) == picture_etag((layer,), PICTURE, node.context())


def test_no_layers_make_a_clear_public_picture(node: SmallNode) -> None:
    reply = draw((), PICTURE, node.context())
    assert reply.public
    assert isinstance(reply.body, bytes)
    assert len(reply.body) < 200
