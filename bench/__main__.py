"""`python -m bench`: measure everything, keep the rounds, write the page."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.harness import Measure, Round, keep, run
from bench.node import RunningNode, running, satupeta
from bench.page import PAGE, page
from bench.publication import ByApi, ByCommandLine

_MIB = 2**20
_PRODUCER = "producer@city.example"


def main() -> None:
    """Measure a node of its own in a temporary folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        satupeta(folder, "init", "--organisation", "Bappeda")
        starts = [Measure("start to first answer", "s", 3.0, 5, {"serve": _start(folder)})]
        results = run(starts)
        satupeta(folder, "user", "add", _PRODUCER, "--office", "bappeda:producer")
        scopes = "--scope edit --scope view --scope manage".split()
        token = str(satupeta(folder, "token", "create", _PRODUCER, *scopes)["token"])
        with running(folder, "--workers", "2") as node:
            publications: dict[str, Callable[[], Round]] = {
                "the API's publish": ByApi(node, token),
                "the API's choices, build and publish": ByApi(node, token, whole=True),
                "the whole command line": ByCommandLine(node),
            }
            measures = [
                Measure("publish to visible in WMS, tiles, items, locate", "s", 2.0, 5, publications),
                Measure("memory of 2 web workers and the job process", "MiB PSS", 400, 3, {"serve": _memory(node)}),
            ]
            results += run(measures)
    PAGE.write_text(page(keep(results)), encoding="utf-8")


def _start(folder: Path) -> Callable[[], Round]:
    def start() -> Round:
        with running(folder, "--workers", "2") as node:
            return Round(node.first_answer_s, node.cpu_s())

    return start


def _memory(node: RunningNode) -> Callable[[], Round]:
    return lambda: Round(node.memory_bytes() / _MIB, 0.0)


if __name__ == "__main__":
    main()
