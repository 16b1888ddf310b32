"""A file published over the API while the process that makes it (web worker, job process or its child) is killed."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from tests.proofs.asking import Ask
from tests.proofs.killing import SLUG, TRACER, Stage

pytestmark = pytest.mark.long
_PATIENCE_S = 150.0
"""Longer than a lease: a job whose process died is taken up again after that."""
_ENDS = ("published", "refused", "cancelled")


class Traced:
    """A node that runs under the tracer, and a producer's token for its API."""

    def __init__(self, root: Path) -> None:
        self._events, self._arm = root / "node-events", root / "node-arm"
        self.stage = Stage(root, (sys.executable, TRACER, str(self._events), str(self._arm), str(root / "data")))
        self.stage.workshop.done("user", "add", "produsen@kota.example", "--office", "bappeda:producer")
        scopes = ("--scope", "view", "--scope", "edit", "--scope", "manage")
        token = self.stage.workshop.done("token", "create", "produsen@kota.example", *scopes)["token"]
        self._headers = {"Authorization": f"Bearer {token}"}

    def events(self) -> list[str]:
        """What happened so far."""
        return self._events.read_text(encoding="utf-8").splitlines()

    def arm(self, serial: int, number: int) -> None:
        """Kill at the call of this number from now on."""
        self._arm.write_text(f"{serial} {number}", encoding="ascii")

    def publish(self) -> str:
        """Publish the next file step by step, and go on after every kill; the state in which it ended."""
        identifier = self._upload()
        limit = time.monotonic() + _PATIENCE_S
        while time.monotonic() < limit:
            found = self._ask(f"publications/{identifier}")
            state = found["state"] if found else ""
            if state in _ENDS:
                return str(state)
            if state == "understood":
                layer = found["understanding"]["layers"][0]["name"]
                self._ask(f"publications/{identifier}/choices", {"choices": [{"reading": {"layer": layer}}]})
            elif state == "built":
                self._ask(f"publications/{identifier}/publish", {})
            time.sleep(0.05)
        raise AssertionError(f"{found}\n{self.stage.server.said()[-3000:]}")

    def cancel_doubles(self) -> None:
        """Cancel uploads that came through although the answer did not: they wait for their owner, as is right."""
        limit = time.monotonic() + _PATIENCE_S
        while time.monotonic() < limit:
            found = self._ask("publications")
            waiting = [each["id"] for each in found["publications"] if each["state"] not in _ENDS] if found else None
            if waiting == []:
                return
            for identifier in waiting or ():
                self._ask(f"publications/{identifier}/cancel", {})
            time.sleep(0.05)
        raise AssertionError("an upload could not be cancelled")

    def _upload(self) -> str:
        file = self.stage.next_file
        for _ in range(5):
            found = self._ask(f"uploads?name={file.name}&dataset={SLUG}", raw=file.read_bytes())
            if found:
                return str(found["id"])
        raise AssertionError("the upload never came through")

    def _ask(self, path: str, body: object = None, raw: bytes = b"") -> Any:
        """An answer of the API; None when the process that was to give it is gone."""
        encoded = raw or (msgspec.json.encode(body) if body is not None else b"")
        headers = {**self._headers, "Content-Type": "application/json"}
        ask = Ask(f"/api/v1/{path}", "POST" if encoded else "GET", headers, encoded)
        try:
            answer = self.stage.server.ask(ask)
        except OSError:
            self.stage.server.wait_ready(20)
            return None
        assert answer.status < 500, answer
        return answer.json if answer.status < 400 else None


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traced]:
    """The node under the tracer."""
    found = Traced(tmp_path_factory.mktemp("node-kills"))
    yield found
    found.stage.close()


def test_killed_process_costs_nothing_but_time(
    traced: Traced, random: Random, budget: Callable[[int, int], int]
) -> None:
    before = len(traced.events())
    assert traced.publish() == "published"
    traced.stage.assert_whole()
    points = len(traced.events()) - before
    assert points > 50
    wanted = budget(2, 60)
    killed = 0
    for serial, number in enumerate(random.sample(range(1, points + 1), min(points, wanted))):
        before = len(traced.events())
        traced.arm(serial, number)
        end = traced.publish()
        assert end in _ENDS
        traced.cancel_doubles()
        killed += any(line.endswith("killed") for line in traced.events()[before:])
        traced.stage.server.wait_ready(20)
        traced.stage.assert_whole()
        traced.stage.assert_mendable()
        traced.stage.assert_publishes()
    assert killed > 0
