"""A node that runs through a random history answers at every door as one that was started just now."""

import re
import time
from collections.abc import Callable, Iterator
from random import Random

import pytest
from tests.proofs import matrix
from tests.proofs.asking import Answer, Ask
from tests.proofs.histories import History
from tests.proofs.workbench import Server, Workshop, free_port

_MOVES = re.compile(rb'timeStamp="[^"]*"|"timeStamp":"[^"]*"|csrfmiddlewaretoken" value="[^"]*"|nonce-[\w-]+')
_COMPARED = ("content-type", "cache-control", "etag", "vary", "location", "link", "access-control-allow-origin")
_SEARCH = re.compile(r"/(api/v1/search|cari)\b")
_SEARCH_LAG_S = 10.0
_SAMPLE = 14


@pytest.fixture
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workshop, Server]]:
    """A workshop and a running server on one folder that is not made yet."""
    folder = tmp_path_factory.mktemp("history") / "data"
    port = free_port()
    with Workshop(folder, port, log_level="warning") as workshop:
        workshop.done("init")
        with Server(folder, port, log_level="warning") as server:
            yield workshop, server
        assert "Traceback" not in server.said()


@pytest.mark.long
def test_every_door_tells_one_truth(
    node: tuple[Workshop, Server], random: Random, budget: Callable[[int, int], int]
) -> None:
    workshop, server = node
    history = History(workshop, random)
    for _ in range(budget(25, 1000)):
        history.step()
        _compare(workshop, server, _sample(history, workshop, random), history)
    _compare(workshop, server, list(_everything(history, workshop)), history)


def _compare(workshop: Workshop, server: Server, asks: list[Ask], history: History) -> None:
    running, fresh = _settled(workshop, server, asks)
    different = [
        (ask.target, {name: value[:40] for name, value in ask.headers.items()}, _told(one), _told(other))
        for ask, one, other in zip(asks, running, fresh, strict=True)
        if _told(one) != _told(other)
    ]
    assert different == [], "\n".join(history.log)
    assert [ask.target for ask, answer in zip(asks, fresh, strict=True) if answer.status >= 500] == []


def _settled(workshop: Workshop, server: Server, asks: list[Ask]) -> tuple[list[Answer], list[Answer]]:
    """Answers of both; search follows the database a moment later, so a difference there is looked at again."""
    limit = time.monotonic() + _SEARCH_LAG_S
    while True:
        running, fresh = server.answers(asks), workshop.answers(asks)
        different = {ask.target for ask, one, two in zip(asks, running, fresh, strict=True) if _told(one) != _told(two)}
        if not different or time.monotonic() > limit or not all(_SEARCH.match(target) for target in different):
            return running, fresh
        time.sleep(0.3)


def _told(answer: Answer) -> tuple[int, dict[str, str], bytes]:
    headers = {name: answer.headers.get(name, "") for name in _COMPARED}
    return answer.status, headers, _MOVES.sub(b"", answer.body)


def _sample(history: History, workshop: Workshop, random: Random) -> list[Ask]:
    targets = list(_targets(history))
    who = _who(history, workshop)
    return [Ask(random.choice(targets), headers=random.choice(who)) for _ in range(_SAMPLE)]


def _everything(history: History, workshop: Workshop) -> Iterator[Ask]:
    for headers in _who(history, workshop)[:4]:
        for target in _targets(history):
            yield Ask(target, headers=headers)


def _targets(history: History) -> Iterator[str]:
    for question in (*matrix.questions(), *matrix.page_questions()):
        if not question.kind:
            yield question.target
        for layer in history.datasets[-6:]:
            if question.kind == "service":
                for slug in history.services[-4:]:
                    yield question.target.replace("{slug}", slug).replace("{layer}", layer)
            elif question.kind:
                yield question.target.replace("{slug}", layer).replace("{layer}", layer)


def _who(history: History, workshop: Workshop) -> list[dict[str, str]]:
    cookies = [{"Cookie": workshop.identify(mail)["cookie"]} for mail in history.mails]
    return [{}, *cookies, *({"Authorization": f"Bearer {secret}"} for secret in history.secrets)]
