import msgspec
import pytest
from tests.node import MEMBER, OFFICE, STRANGER, SmallNode, fill, identifier

from satupeta.core.access import PUBLIC, AccessClass, Action, Decision, OfficeRole, Outcome, Principal
from satupeta.core.box import Box
from satupeta.core.errors import SatuPetaError, SignInRequired, UnknownLayer, UnknownThing
from satupeta.core.filters.tree import And, Comparison, IsNull, Meets
from satupeta.core.published import Record, Service, ServiceLayer
from satupeta.core.text import Text
from satupeta.service.scope import (
    Scope,
    joined_decision,
    named_layers,
    offered_groups,
    offered_layers,
    whole_scope,
)

NODE, BASE = Scope(), Scope("service", "peta-dasar")
OWNER = Principal(MEMBER, offices={OFFICE: OfficeRole.PRODUCER})
GRANTED = Principal(STRANGER)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> SmallNode:
    made = SmallNode(tmp_path_factory.mktemp("node"))
    fill(made)
    return made


def listed(node: SmallNode, scope: Scope, principal: Principal = PUBLIC) -> list[str]:
    return [layer.name for layer in offered_layers(scope, node.context(principal), Action.VIEW)]


def named(
    node: SmallNode, scope: Scope, *names: str, styles: tuple[str, ...] = (), who: Principal = PUBLIC
) -> list[str]:
    return [layer.name for layer in named_layers(scope, names, styles, node.context(who), Action.VIEW)]


def refusal(node: SmallNode, scope: Scope, name: str, who: Principal = PUBLIC) -> tuple[object, ...]:
    with pytest.raises(SatuPetaError) as refused:
        named(node, scope, name, who=who)
    error = refused.value
    return type(error), error.code, error.message, error.advice, error.locator


@pytest.mark.parametrize(
    ("scope", "principal", "names"),
    [
        (NODE, PUBLIC, ["kelurahan"]),
        (NODE, GRANTED, ["kelurahan", "sebagian"]),
        (NODE, OWNER, ["kantor", "kelurahan", "rahasia", "sebagian"]),
        (Scope("dataset", "kelurahan"), PUBLIC, ["kelurahan"]),
        (Scope("dataset", "desa"), PUBLIC, ["kelurahan"]),
        (BASE, PUBLIC, ["wilayah"]),
        (BASE, OWNER, ["wilayah", "titik"]),
    ],
)
def test_only_what_may_be_used_is_listed(node: SmallNode, scope: Scope, principal: Principal, names: list[str]) -> None:
    assert listed(node, scope, principal) == names


@pytest.mark.parametrize(
    ("scope", "principal", "names"),
    [
        (NODE, PUBLIC, [("peta-dasar", False)]),
        (NODE, OWNER, [("peta-dasar", True), ("tertutup", True)]),
        (BASE, PUBLIC, [("peta-dasar", False)]),
        (Scope("dataset", "kelurahan"), PUBLIC, []),
    ],
)
def test_groups_are_map_services(
    node: SmallNode, scope: Scope, principal: Principal, names: list[tuple[str, bool]]
) -> None:
    groups = offered_groups(scope, node.context(principal), Action.VIEW)
    assert [(group.name, group.whole) for group in groups] == names


def test_a_restricted_door_asks_to_sign_in(node: SmallNode) -> None:
    for ask in (offered_layers, offered_groups):
        with pytest.raises(SignInRequired):
            ask(Scope("dataset", "kantor"), node.context(), Action.VIEW)
        with pytest.raises(UnknownThing):
            ask(Scope("service", "tertutup"), node.context(), Action.VIEW)


def test_names_stand_for_layers_in_the_order_asked(node: SmallNode) -> None:
    assert named(node, NODE, "sebagian", "kelurahan", "desa", who=GRANTED) == ["sebagian", "kelurahan", "kelurahan"]
    assert named(node, NODE, "peta-dasar") == ["wilayah"]
    assert named(node, BASE, "titik", "wilayah", who=OWNER) == ["titik", "wilayah"]
    assert named(node, BASE, "peta-dasar", who=OWNER) == ["wilayah", "titik"]


@pytest.mark.parametrize("scope", [NODE, BASE, Scope("dataset", "kelurahan")])
def test_closed_and_unknown_names_answer_alike(node: SmallNode, scope: Scope) -> None:
    assert refusal(node, scope, "rahasia") == refusal(node, scope, "tidak-ada")
    assert refusal(node, scope, "tertutup") == refusal(node, scope, "tidak-ada")
    assert refusal(node, scope, "tidak-ada")[0] is UnknownLayer


def test_a_closed_layer_of_an_open_service_answers_as_an_unknown_one(node: SmallNode) -> None:
    layers = (ServiceLayer("gelap", identifier("rahasia")), ServiceLayer("hilang", identifier("tidak ada")))
    service = Service(identifier("gelap"), "gelap", OFFICE, AccessClass.OPEN, Record(Text("Gelap")), layers)
    node.write("service", service.id, service.slug, service)
    scope = Scope("service", "gelap")
    alike = {refusal(node, scope, name) for name in ("gelap", "hilang", "tidak-ada")}
    assert len(alike) == 1
    assert refusal(node, NODE, "gelap") == refusal(node, NODE, "tidak-ada")
    assert named(node, scope, "gelap", who=OWNER) == ["gelap"]
    node.remove("service", service.id)


def test_a_service_of_restricted_data_only_asks_to_sign_in(node: SmallNode) -> None:
    layers = (ServiceLayer("titik", identifier("kantor")),)
    service = Service(identifier("kunci"), "kunci", OFFICE, AccessClass.OPEN, Record(Text("Kunci")), layers)
    node.write("service", service.id, service.slug, service)
    assert refusal(node, NODE, "kunci")[0] is SignInRequired
    assert "kunci" not in [group.name for group in offered_groups(NODE, node.context(), Action.VIEW)]
    node.remove("service", service.id)


def test_open_only_when_anybody_gets_the_same(node: SmallNode) -> None:
    whole = whole_scope(BASE, "", node.context(), Action.VIEW)
    assert [layer.open for layer in whole] == [False]
    assert [layer.open for layer in offered_layers(BASE, node.context(), Action.VIEW)] == [True]
    assert not named_layers(NODE, ("kantor",), (), node.context(OWNER), Action.VIEW)[0].open


@pytest.mark.parametrize(
    ("styles", "code"), [(("lain",), "PT-031"), (("default", "default"), "PT-032"), (("../x",), "PT-031")]
)
def test_styles_that_are_not_offered_are_refused(node: SmallNode, styles: tuple[str, ...], code: str) -> None:
    with pytest.raises(UnknownLayer) as refused:
        named(node, NODE, "kelurahan", styles=styles)
    assert (refused.value.code, refused.value.locator) == (code, "styles")


def test_a_style_is_chosen_by_name(node: SmallNode) -> None:
    context = node.context()
    dataset, _ = context.dataset("kelurahan", Action.VIEW)
    other = msgspec.structs.replace(dataset.styles[0], name="lain", opacity=0.5)
    node.write("dataset", dataset.id, dataset.slug, msgspec.structs.replace(dataset, styles=(*dataset.styles, other)))
    chosen = named_layers(NODE, ("kelurahan", "kelurahan"), ("lain", ""), node.context(), Action.VIEW)
    assert [layer.style.name for layer in chosen] == ["lain", "default"]
    node.write("dataset", dataset.id, dataset.slug, dataset)


def test_joined_decisions_let_through_what_both_do() -> None:
    first = Decision(Outcome.ALLOWED, IsNull("a"), frozenset({"x"}), Box(0, 0, 1, 1))
    second = Decision(Outcome.ALLOWED, Comparison("b", "=", 1), frozenset({"y"}), Box(2, 2, 3, 3))
    joined = joined_decision(first, second)
    assert joined.row_filter == And((IsNull("a"), Comparison("b", "=", 1), Meets(Box(0, 0, 1, 1))))
    assert joined.hidden_fields == frozenset({"x", "y"})
    assert joined.area == Box(2, 2, 3, 3)
    bare = Decision(Outcome.ALLOWED)
    assert joined_decision(first, bare) == first == joined_decision(bare, first)
    assert joined_decision(bare, bare).hides_nothing
