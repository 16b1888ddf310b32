import pytest
from tests.control.town import ROLES, Town

from satupeta.control.action import Actor, node_actor
from satupeta.control.permission import (
    require_administrator,
    require_for,
    require_in,
    require_self_or_administrator,
)
from satupeta.core.access import Action, NodeRole, Principal
from satupeta.core.errors import NotPermitted, SatuPetaError, SignInRequired


def passes(check: object, *arguments: object) -> bool:
    try:
        check(*arguments)  # type: ignore[operator]
    except SatuPetaError:
        return False
    return True


def test_something_new_is_made_by_the_offices_producers_and_administrators(town: Town) -> None:
    passed = {role for role in ROLES if passes(require_in, town.actor(role), Action.EDIT, town.office)}
    assert passed == {"producer", "administrator"}


def test_restricted_data_is_viewed_by_its_office_and_the_node(town: Town) -> None:
    passed = {role for role in ROLES if passes(require_for, town.actor(role), Action.VIEW, town.dataset)}
    assert passed == {"member", "producer", "steward", "publisher", "administrator"}


def test_only_administrators_are_administrators(town: Town) -> None:
    assert {role for role in ROLES if passes(require_administrator, town.actor(role))} == {"administrator"}
    require_administrator(node_actor())


def test_people_act_on_themselves(town: Town) -> None:
    subject = town.people["member"].pk
    passed = {role for role in ROLES if passes(require_self_or_administrator, town.actor(role), subject)}
    assert passed == {"member", "administrator"}


@pytest.mark.parametrize("scopes", [frozenset(), frozenset({Action.EDIT})])
def test_a_token_that_may_not_manage_is_no_administrator(scopes: frozenset[Action]) -> None:
    actor = Actor(Principal("a", frozenset({NodeRole.ADMINISTRATOR}), token="t", scopes=scopes), "A")
    with pytest.raises(NotPermitted):
        require_administrator(actor)
    with pytest.raises(NotPermitted):
        require_self_or_administrator(actor, "a")


def test_the_public_is_told_to_sign_in(town: Town) -> None:
    with pytest.raises(SignInRequired):
        require_administrator(town.actor("public"))
