"""Who sees what on the pages, and who may change what: generated from Django's table of addresses."""

import re
from collections.abc import Iterator

import msgspec
import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation
from tests.proofs import city, matrix
from tests.proofs.asking import Answer, Ask
from tests.proofs.conftest import Town

_MOVES = re.compile(rb'csrfmiddlewaretoken" value="[^"]*"|nonce-[\w-]+')
_READERS = [role for role in matrix.ROLES if not role.startswith("token")]
_WRITERS = (*matrix.WRITERS, "public")
_REFUSED = {"sign in": {401}, "not permitted": {403}, "unknown": {404}}
Cell = tuple[matrix.Question, str]
CELLS: list[Cell] = [
    (question, access)
    for question in matrix.page_questions()
    for access in ((*city.CLASSES, "unknown") if question.kind else ("open",))
]


@pytest.fixture(scope="module")
def pages(town: Town) -> dict[str, dict[Cell, Answer]]:
    """What each role sees."""
    return {role: dict(zip(CELLS, town.workshop.answers(_asks(town.roles[role])), strict=True)) for role in _READERS}


def _asks(role: city.Role) -> list[Ask]:
    return [city.as_role(Ask(question.about(access)), role) for question, access in CELLS]


def test_matrix_knows_every_address_of_the_control_plane() -> None:
    """A new page or API address is added to `matrix`, so that it is proved like the others."""
    known = matrix.PAGES.keys() | matrix.OWN_PAGES | matrix.WRITES.keys() | matrix.WRITES_OF_OWN
    with translation.override("id"):  # the pages' prefix follows the language that is active
        addresses = set(_addresses(get_resolver().url_patterns))
    assert known - matrix.STREAMED == addresses


@pytest.mark.parametrize("role", _READERS)
def test_every_page_has_its_status(role: str, pages: dict[str, dict[Cell, Answer]]) -> None:
    wrong = []
    for (question, access), answer in pages[role].items():
        outcome = matrix.expected(role, access, question.action) if access != "unknown" else "unknown"
        wanted = 404 if question.kind and outcome == "unknown" else 200
        if answer.status != wanted:
            wrong.append((question.target, access, wanted, answer.status))
    assert wrong == []


@pytest.mark.parametrize("role", matrix.OUTSIDERS)
def test_page_of_a_closed_thing_is_that_of_an_unknown_one(role: str, pages: dict[str, dict[Cell, Answer]]) -> None:
    for question in matrix.page_questions():
        if question.kind:
            closed, unknown = pages[role][question, "closed"], pages[role][question, "unknown"]
            name = matrix.SLUGS[question.kind]["closed"]
            assert (closed.status, _still(closed, name)) == (unknown.status, _still(unknown, city.UNKNOWN))


@pytest.mark.parametrize("role", matrix.OUTSIDERS)
@pytest.mark.parametrize("query", ["l={}", "tambah={}", "l=taman-terbuka,{}"])
def test_viewer_takes_a_closed_layer_for_an_unknown_one(role: str, query: str, town: Town) -> None:
    names = (city.DATASETS["closed"], city.UNKNOWN)
    asks = [city.as_role(Ask("/peta?" + query.format(name)), town.roles[role]) for name in names]
    closed, unknown = town.workshop.answers(asks)
    assert (closed.status, _still(closed, names[0])) == (unknown.status, _still(unknown, names[1]))


@pytest.mark.parametrize("role", matrix.OUTSIDERS)
def test_pages_hold_nothing_of_what_may_not_be_known(role: str, pages: dict[str, dict[Cell, Answer]]) -> None:
    secrets = ["Kebun restricted", "Kebun closed", f"{city.SECRET_VALUE}-restricted", f"{city.SECRET_VALUE}-closed"]
    for (question, access), answer in pages[role].items():
        hidden = [*secrets, "Taman Tertutup", "Peta closed"]
        if access != "closed":
            hidden += [city.DATASETS["closed"], city.SERVICES["closed"]]
        assert [secret for secret in hidden if secret in answer.text] == [], question.target


@pytest.mark.parametrize("role", _READERS)
def test_lists_of_restricted_data_are_for_everybody(role: str, pages: dict[str, dict[Cell, Answer]]) -> None:
    found = next(answer for (question, _), answer in pages[role].items() if question.target == "/cari?q=taman")
    assert city.DATASETS["restricted"] in found.text
    assert (city.DATASETS["closed"] in found.text) == (role not in matrix.OUTSIDERS)


@pytest.mark.parametrize("address", matrix.OWN_PAGES)
def test_pages_of_ones_own_show_nothing_to_the_public(address: str, town: Town) -> None:
    target = "/" + re.sub(r"<[^>]+>", "00000000-0000-4000-8000-000000000000", address)
    answer = town.workshop.answers([Ask(target)])[0]
    assert answer.status in (200, 302, 401, 404)
    assert not any(slug in answer.text for slug in (*city.DATASETS.values(), *city.SERVICES.values()))


@pytest.mark.parametrize("role", _WRITERS)
def test_every_change_asks_the_one_decision(role: str, town: Town, writers: dict[str, dict[str, str]]) -> None:
    cells = [
        (address, change, access, outcome)
        for address, change in matrix.WRITES.items()
        for access in (*city.CLASSES, *(["unknown"] if role != "token" else []))
        if (outcome := matrix.expected_to_write(role, access, change)) != "allowed" or change.harmless
    ]
    asks = [_change(address, change, access, writers[role]) for address, change, access, _ in cells]
    wrong = []
    for (address, change, access, outcome), answer in zip(cells, town.workshop.answers(asks), strict=True):
        if answer.status not in _REFUSED.get(outcome, {200, 201}):
            wrong.append((change.method, address, access, outcome, answer.status, answer.text[:150]))
    assert wrong == []


def test_changes_by_cookie_need_the_mark_of_a_page(town: Town) -> None:
    cookie = town.roles["administrator"].headers
    asks = [_change(address, change, "open", cookie) for address, change in matrix.WRITES.items()]
    assert {answer.status for answer in town.workshop.answers(asks)} <= {401, 403}


def test_upload_cannot_feel_for_closed_names(town: Town, writers: dict[str, dict[str, str]]) -> None:
    """Whoever uploads for their own office may name a dataset to replace: a closed one is as unknown as any."""
    headers = {**writers["other office"], "Content-Type": "application/json"}
    upload = Ask(
        f"/api/v1/uploads?name=a.geojson&organisation={city.OTHER}",
        "POST",
        headers,
        msgspec.json.encode(city.squares()),
    )
    address = f"/api/v1/publications/{town.workshop.answers([upload])[0].json['id']}"
    town.workshop.work()
    said = town.workshop.answers([Ask(address, headers=headers)])[0].json
    reading = {"layer": said["understanding"]["layers"][0]["name"]}
    answers = []
    for name in (city.DATASETS["closed"], city.UNKNOWN):
        body = msgspec.json.encode({"choices": [{"reading": reading, "dataset": name}]})
        answers += town.workshop.answers([Ask(f"{address}/choices", "POST", headers, body)])
    closed, unknown = answers
    assert (closed.status, closed.body) == (unknown.status, unknown.body)
    assert closed.status == 404
    town.workshop.answers([Ask(f"{address}/cancel", "POST", headers, b"{}")])


@pytest.fixture(scope="module")
def writers(town: Town) -> dict[str, dict[str, str]]:
    """Headers of everybody who tries to write; tokens with every scope but one that reads only."""
    found: dict[str, dict[str, str]] = {"public": {}}
    for role, (mail, scopes) in matrix.WRITERS.items():
        words = [word for scope in scopes for word in ("--scope", scope)]
        found[role] = {"Authorization": f"Bearer {town.workshop.done('token', 'create', mail, *words)['token']}"}
    return found


def _change(address: str, change: matrix.Change, access: str, headers: dict[str, str]) -> Ask:
    slug = city.UNKNOWN if access == "unknown" else matrix.SLUGS[change.kind][access]
    path = "/" + address.replace("<slug:slug>", slug).replace("<int:number>", "1")
    path = path.replace("<str:name>", "default") + change.query
    body = msgspec.json.encode(change.body)
    for word, value in (("{slug}", slug), ("{access}", access if access in city.CLASSES else "open")):
        path, body = path.replace(word, value), body.replace(word.encode(), value.encode())
    return Ask(path, change.method, {"Content-Type": "application/json", **headers}, body)


def _addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern)


def _still(answer: Answer, name: str) -> bytes:
    body = _MOVES.sub(b"", answer.body)
    for spelling in (name, name.replace("-", " ")):
        body = body.replace(spelling.encode(), b"NAME")
    return body
