"""The one decision as a table: role, access class and action against what the door says."""

import itertools

import pytest

from satupeta.core.access import (
    PUBLIC,
    AccessClass,
    Action,
    Decision,
    Grant,
    NodeRole,
    OfficeRole,
    Outcome,
    Principal,
    Resource,
    decide,
    joined_filter,
    require,
)
from satupeta.core.box import Box
from satupeta.core.errors import NotPermitted, SignInRequired, UnknownThing
from satupeta.core.filters.tree import And, Comparison

WHO = {
    "public": PUBLIC,
    "stranger": Principal("s"),
    "other producer": Principal("o", offices={"other": OfficeRole.PRODUCER}),
    "member": Principal("m", offices={"office": OfficeRole.MEMBER}),
    "producer": Principal("p", offices={"office": OfficeRole.PRODUCER}),
    "steward": Principal("w", frozenset({NodeRole.STEWARD})),
    "publisher": Principal("u", frozenset({NodeRole.PUBLISHER})),
    "administrator": Principal("a", frozenset({NodeRole.ADMINISTRATOR})),
}
READ = (Action.VIEW, Action.QUERY, Action.DOWNLOAD)
WRITE = (Action.EDIT, Action.MANAGE)
YES, SIGN_IN, NO, UNKNOWN = Outcome.ALLOWED, Outcome.SIGN_IN, Outcome.NOT_PERMITTED, Outcome.UNKNOWN
OPEN, RESTRICTED, CLOSED = AccessClass.OPEN, AccessClass.RESTRICTED, AccessClass.CLOSED
#                                  discover, read, write
TABLE = {
    ("public", OPEN): (YES, YES, SIGN_IN),
    ("public", RESTRICTED): (YES, SIGN_IN, SIGN_IN),
    ("public", CLOSED): (UNKNOWN, UNKNOWN, UNKNOWN),
    ("stranger", OPEN): (YES, YES, NO),
    ("stranger", RESTRICTED): (YES, NO, NO),
    ("stranger", CLOSED): (UNKNOWN, UNKNOWN, UNKNOWN),
    ("other producer", OPEN): (YES, YES, NO),
    ("other producer", RESTRICTED): (YES, NO, NO),
    ("other producer", CLOSED): (UNKNOWN, UNKNOWN, UNKNOWN),
    ("member", OPEN): (YES, YES, NO),
    ("member", RESTRICTED): (YES, YES, NO),
    ("member", CLOSED): (YES, YES, NO),
    **{("producer", access): (YES, YES, YES) for access in AccessClass},
    **{(role, access): (YES, YES, NO) for role in ("steward", "publisher") for access in AccessClass},
    **{("administrator", access): (YES, YES, YES) for access in AccessClass},
}


def expected(role: str, access: AccessClass, action: Action) -> Outcome:
    discover, read, write = TABLE[role, access]
    return discover if action is Action.DISCOVER else read if action in READ else write


@pytest.mark.parametrize(("role", "access", "action"), list(itertools.product(WHO, AccessClass, Action)))
def test_role_class_and_action_give_one_outcome(role: str, access: AccessClass, action: Action) -> None:
    decision = decide(WHO[role], action, Resource("d", "office", access))
    assert decision.outcome is expected(role, access, action)
    assert decision.hides_nothing


def grant(*actions: Action, **values: object) -> Grant:
    given: dict[str, object] = {"holder_kind": "person", "holder": "s"} | values
    return Grant(actions=frozenset(actions), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("access", [RESTRICTED, CLOSED])
@pytest.mark.parametrize(
    ("held", "allowed"),
    [
        (grant(Action.VIEW), {Action.DISCOVER, Action.VIEW}),
        (grant(Action.QUERY), {Action.DISCOVER, Action.VIEW, Action.QUERY}),
        (grant(Action.DOWNLOAD), {Action.DISCOVER, Action.VIEW, Action.DOWNLOAD}),
        (grant(Action.VIEW, Action.EDIT), {Action.DISCOVER, Action.VIEW, Action.EDIT}),
    ],
)
def test_a_grant_allows_its_actions_and_no_more(access: AccessClass, held: Grant, allowed: set[Action]) -> None:
    resource = Resource("d", "office", access)
    found = {action for action in Action if decide(WHO["stranger"], action, resource, (held,)).allowed}
    assert found == allowed


@pytest.mark.parametrize("action", [action for action in Action if action is not Action.DISCOVER])
def test_who_holds_some_grant_is_told_that_another_action_is_not_permitted(action: Action) -> None:
    held = grant(Action.VIEW)
    outcome = decide(WHO["stranger"], action, Resource("d", "office", CLOSED), (held,)).outcome
    assert outcome is (YES if action is Action.VIEW else NO)


@pytest.mark.parametrize(
    ("held", "principal", "holds"),
    [
        (grant(Action.VIEW), Principal("s"), True),
        (grant(Action.VIEW), Principal("t"), False),
        (grant(Action.VIEW, holder=""), PUBLIC, False),
        (grant(Action.VIEW, holder_kind="organisation", holder="other"), WHO["other producer"], True),
        (grant(Action.VIEW, holder_kind="organisation", holder="other"), WHO["stranger"], False),
        (grant(Action.VIEW, holder_kind="consumer", holder="k"), Principal("s", token="k"), True),
        (grant(Action.VIEW, holder_kind="consumer", holder="k"), Principal("s"), False),
        (grant(Action.VIEW, holder_kind="consumer", holder=""), PUBLIC, False),
    ],
)
def test_only_the_holder_of_a_grant_has_it(held: Grant, principal: Principal, holds: bool) -> None:
    assert decide(principal, Action.VIEW, Resource("d", "office", CLOSED), (held,)).allowed is holds


@pytest.mark.parametrize(
    ("now", "allowed"),
    [("2025-12-31T23:59:59Z", True), ("2026-01-01T00:00:00Z", False), ("2027-01-01T00:00:00Z", False)],
)
def test_a_grant_ends(now: str, allowed: bool) -> None:
    held = grant(Action.VIEW, ends_at="2026-01-01T00:00:00Z")
    assert decide(WHO["stranger"], Action.VIEW, Resource("d", "office", RESTRICTED), (held,), now).allowed is allowed


def test_an_ended_grant_to_closed_data_leaves_it_unknown() -> None:
    held = grant(Action.VIEW, ends_at="2026-01-01T00:00:00Z")
    decision = decide(WHO["stranger"], Action.VIEW, Resource("d", "office", CLOSED), (held,), "2026-01-01T00:00:00Z")
    assert decision.outcome is UNKNOWN


ROWS = Comparison("kode", "=", "36.71.01")
LIMITED = grant(Action.VIEW, row_filter=ROWS, hidden_fields=frozenset({"nik"}), area=Box(106, -7, 107, -6))


def test_limits_of_a_grant_travel_with_the_decision() -> None:
    decision = decide(WHO["stranger"], Action.VIEW, Resource("d", "office", RESTRICTED), (LIMITED,))
    assert decision.row_filter == ROWS
    assert decision.hidden_fields == {"nik"}
    assert decision.area == Box(106, -7, 107, -6)
    assert not decision.hides_nothing


def test_the_least_limited_of_several_grants_is_taken() -> None:
    free = grant(Action.VIEW)
    for grants in ((LIMITED, free), (free, LIMITED)):
        assert decide(WHO["stranger"], Action.VIEW, Resource("d", "office", RESTRICTED), grants).hides_nothing


def test_a_grant_never_limits_who_may_anyway() -> None:
    member = Principal("s", offices={"office": OfficeRole.MEMBER})
    assert decide(member, Action.VIEW, Resource("d", "office", RESTRICTED), (LIMITED,)).hides_nothing


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("scope", [Action.VIEW, Action.EDIT])
def test_a_token_does_only_what_its_scopes_say(action: Action, scope: Action) -> None:
    principal = Principal("a", frozenset({NodeRole.ADMINISTRATOR}), token="t", scopes=frozenset({scope}))
    decision = decide(principal, action, Resource("d", "office", CLOSED))
    assert decision.allowed is (action in (scope, Action.DISCOVER))


def test_fingerprints_tell_limits_apart_and_are_empty_without() -> None:
    hidden = Decision(YES, hidden_fields=frozenset({"b", "a"}))
    assert Decision(YES).fingerprint == ""
    assert hidden.fingerprint == Decision(YES, hidden_fields=frozenset({"a", "b"})).fingerprint
    assert (
        len({hidden.fingerprint, Decision(YES, ROWS).fingerprint, Decision(YES, area=Box(0, 0, 1, 1)).fingerprint}) == 3
    )


@pytest.mark.parametrize(("outcome", "error"), [(SIGN_IN, SignInRequired), (NO, NotPermitted), (UNKNOWN, UnknownThing)])
def test_refusals_become_errors(outcome: Outcome, error: type[Exception]) -> None:
    with pytest.raises(error):
        require(Decision(outcome))


def test_a_wanted_filter_is_narrowed_by_the_decision() -> None:
    wanted = Comparison("luas", ">", 1)
    assert joined_filter(Decision(YES), None) is None
    assert joined_filter(Decision(YES), wanted) == wanted
    assert joined_filter(Decision(YES, ROWS), wanted) == And((ROWS, wanted))
