import json
import os
from collections.abc import Callable
from pathlib import Path

from bench.harness import Measure, Round, keep, run
from bench.node import RunningNode
from bench.page import page


def _contender(name: str, order: list[str], value: float) -> Callable[[], Round]:
    def contender() -> Round:
        order.append(name)
        return Round(value, 0.5)

    return contender


def _measure(order: list[str], bar: float | None = 2.0) -> Measure:
    contenders = {"a": _contender("a", order, 1.0), "b": _contender("b", order, 3.0)}
    return Measure("work", "s", bar, 3, contenders)


def test_contenders_take_turns() -> None:
    order: list[str] = []
    (result,) = run([_measure(order)], tell=lambda _line: None)
    assert order == ["a", "b"] * 3
    assert (result.median("a"), result.median("b")) == (1.0, 3.0)


def test_all_rounds_are_kept_with_machine_and_versions(tmp_path: Path) -> None:
    path = keep(run([_measure([])], tell=lambda _line: None), tmp_path)
    document = json.loads(path.read_text())
    assert len(document["results"][0]["rounds"]["b"]) == 3
    assert document["machine"]["cores"] == os.cpu_count()
    assert document["versions"]["satupeta"]


def test_the_page_says_which_bar_was_kept(tmp_path: Path) -> None:
    text = page(keep(run([_measure([])], tell=lambda _line: None), tmp_path))
    rows = {line.split(" | ")[1]: line for line in text.splitlines() if line.startswith("| work")}
    assert "kept" in rows["a"]
    assert "**missed**" in rows["b"]


def test_a_process_tree_is_measured_whole() -> None:
    node = RunningNode("", Path(), os.getpid(), 0.0)
    assert os.getpid() in node.processes()
    assert node.memory_bytes() > 2**20
    assert node.cpu_s() > 0
