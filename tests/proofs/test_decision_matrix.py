"""Who may what, at every door, with caches cold and warm, generated from the table of addresses."""

import re
from collections.abc import Iterator

import pytest
from tests.proofs import city, matrix
from tests.proofs.asking import Answer, Ask
from tests.proofs.conftest import Town

from satupeta.adapters.http.routes import ROUTES
from satupeta.core.access import Action

_STATUS = {"allowed": {200}, "sign in": {401}, "not permitted": {403}, "unknown": {400, 404}}
# WMS has a word of its own for a layer that may be seen but not asked about (OGC 06-042, annex E.1).
_OWN_STATUS = {("feature info", "not permitted"): {400, 403}}
_MOVES = re.compile(rb'timeStamp="[^"]*"|"timeStamp":"[^"]*"')
_SEVERAL = (*city.CLASSES, "unknown")
Cell = tuple[matrix.Question, str]
CELLS: list[Cell] = [
    (question, access) for question in matrix.questions() for access in (_SEVERAL if question.kind else ("open",))
]


def _asks(role: city.Role) -> list[Ask]:
    return [city.as_role(Ask(question.about(access)), role) for question, access in CELLS]


@pytest.fixture(scope="module")
def cold(town: Town) -> dict[str, dict[Cell, Answer]]:
    """What each role is answered by an application that nobody asked before."""
    return {
        name: dict(zip(CELLS, town.workshop.answers(_asks(role)), strict=True)) for name, role in town.roles.items()
    }


def test_matrix_knows_every_address() -> None:
    """A new route is added to `matrix.ASKED`, so that it is proved like the others."""
    asked = {question.address for question in matrix.questions()} | matrix.NOBODY_IS_ASKED | matrix.ASKED_APART
    assert asked == {route.name for route in ROUTES}


def test_matrix_knows_every_role(town: Town) -> None:
    assert set(town.roles) == set(matrix.ROLES)


def test_page_of_the_matrix_is_up_to_date() -> None:
    assert matrix.PAGE.read_text(encoding="utf-8") == matrix.render(), "run python -m tests.proofs"


@pytest.mark.parametrize("role", matrix.ROLES)
def test_every_cell_has_its_status(role: str, cold: dict[str, dict[Cell, Answer]]) -> None:
    wrong = []
    for (question, access), answer in cold[role].items():
        outcome = _outcome(role, question, access)
        if answer.status not in _OWN_STATUS.get((question.channel, outcome), _STATUS[outcome]):
            wrong.append((question.address, question.channel, access, outcome, answer.status, answer.text[:200]))
    assert wrong == []


@pytest.mark.parametrize("role", matrix.OUTSIDERS)
def test_closed_answers_as_unknown_does(role: str, cold: dict[str, dict[Cell, Answer]]) -> None:
    different = []
    for question in matrix.questions():
        if question.kind:
            closed, unknown = (cold[role][question, access] for access in ("closed", "unknown"))
            names = (matrix.SLUGS[question.kind]["closed"], city.DATASETS["closed"])
            if _without(closed, *names) != _without(unknown, city.UNKNOWN):
                different.append((question.address, question.channel, closed, unknown))
    assert different == []


@pytest.mark.parametrize("role", [*matrix.OUTSIDERS, matrix.NARROW])
def test_lists_leave_out_what_may_not_be_known(role: str, cold: dict[str, dict[Cell, Answer]]) -> None:
    wrong = []
    for (question, access), answer in cold[role].items():
        for hidden in _hidden_from(role, question, access):
            if hidden in answer.text:
                wrong.append((question.address, question.channel, access, hidden))
    assert wrong == []


@pytest.mark.parametrize("role", matrix.OUTSIDERS)
def test_protocols_list_restricted_data_to_nobody_else(role: str, cold: dict[str, dict[Cell, Answer]]) -> None:
    listing = [
        (question.address, question.channel)
        for (question, _), answer in cold[role].items()
        if not question.kind and question.action is not Action.DISCOVER
        if city.DATASETS["restricted"] in answer.text or city.SERVICES["restricted"] in answer.text
    ]
    assert listing == []


@pytest.mark.parametrize("role", [*matrix.INSIDERS, *matrix.GRANTED])
def test_lists_name_what_may_be_used(role: str, cold: dict[str, dict[Cell, Answer]]) -> None:
    wrong = []
    for question, channel in matrix.LISTS:
        answer = next(
            a for (asked, _), a in cold[role].items() if (asked.address, asked.channel) == (question, channel)
        )
        wrong += [(question, channel, slug) for slug in city.DATASETS.values() if slug not in answer.text]
    assert wrong == []


def test_limited_grant_gets_neither_hidden_rows_nor_hidden_fields(cold: dict[str, dict[Cell, Answer]]) -> None:
    leaks = []
    for (question, access), answer in cold["limited grant"].items():
        if access in ("restricted", "closed"):
            names = [f"Kebun {access} {number}" for number in range(1, city.ROWS, 2)]
            for hidden in (f"{city.SECRET_VALUE}-{access}", *names):
                if hidden.encode() in answer.body:
                    leaks.append((question.address, question.channel, access, hidden))
    assert leaks == []


def test_limited_grant_gets_the_rest(cold: dict[str, dict[Cell, Answer]]) -> None:
    seen = f"Kebun closed {city.ROWS - 2}".encode()
    holding = {
        (question.address, question.channel)
        for (question, access), answer in cold["limited grant"].items()
        if access == "closed" and seen in answer.body
    }
    assert {("download", "gpkg"), ("download", "csv"), ("dataset-items", "json"), ("node-items", "page")} <= holding


def test_answers_for_some_are_kept_by_nobody(cold: dict[str, dict[Cell, Answer]]) -> None:
    wrong = []
    for role, answers in cold.items():
        for (question, access), answer in answers.items():
            if access in ("restricted", "closed") and answer.status == 200:
                kept = answer.headers.get("cache-control", "")
                if question.action is not Action.DISCOVER and kept != "private, no-store":
                    wrong.append((role, question.address, question.channel, access, kept))
            if answer.headers.get("access-control-allow-credentials"):
                wrong.append((role, question.address, question.channel, access, "credentials"))
    assert wrong == []


def test_warm_caches_change_no_answer(town: Town, cold: dict[str, dict[Cell, Answer]]) -> None:
    order = ["administrator", *(role for role in matrix.ROLES if role != "administrator")]
    asks = [ask for role in order for ask in _asks(town.roles[role])]
    warm = iter(town.workshop.answers(asks))
    different = []
    for role in order:
        for cell in CELLS:
            now, before = next(warm), cold[role][cell]
            if (now.status, _still(now), now.headers.get("etag")) != (
                before.status, _still(before), before.headers.get("etag")
            ):  # fmt: skip
                different.append((role, cell[0].address, cell[0].channel, cell[1], before.status, now.status))
    assert different == []


def test_head_answers_as_get_does(town: Town) -> None:
    reader = town.roles["public"]
    gets = _asks(reader)
    heads = [Ask(ask.target, "HEAD", ask.headers) for ask in gets]
    different = []
    for (cell, get), head in zip(
        zip(CELLS, town.workshop.answers(gets), strict=True), town.workshop.answers(heads), strict=True
    ):
        same = (get.status, get.headers.get("content-type")) == (head.status, head.headers.get("content-type"))
        if head.body or not same:
            different.append((cell[0].address, cell[0].channel, cell[1], get.status, head.status))
    assert different == []


def _outcome(role: str, question: matrix.Question, access: str) -> str:
    if not question.kind:
        return matrix.expected_of_list(role, question.address, question.action)
    return "unknown" if access == "unknown" else matrix.expected(role, access, question.action)


def _hidden_from(role: str, question: matrix.Question, access: str) -> Iterator[str]:
    """What an answer to this role may not hold: names of closed things that were not asked for, and their contents."""
    for kept in ("restricted", "closed"):
        if matrix.expected(role, kept, question.action) != "allowed":
            yield f"Kebun {kept}"
            yield f"{city.SECRET_VALUE}-{kept}"
    if role in matrix.OUTSIDERS:
        yield "Taman Tertutup"
        yield "Peta closed"
        if access != "closed":
            yield city.DATASETS["closed"]
            yield city.SERVICES["closed"]


def _without(answer: Answer, *names: str) -> tuple[int, bytes, dict[str, str]]:
    body = _still(answer)
    for name in names:
        body = body.replace(name.encode(), b"NAME")
    headers = {name: value for name, value in answer.headers.items() if name not in ("content-length", "etag")}
    return answer.status, body, headers


def _still(answer: Answer) -> bytes:
    return _MOVES.sub(b"", answer.body)
