"""The page that shows what was measured, made from a result file and from nothing else."""

import json
import statistics
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "benchmarks.md"
_INTRODUCTION = """# Benchmarks

Made by `make bench`, which measures contenders in turns and counts the processor seconds of all their processes.

"""


def page(path: Path) -> str:
    """The page of a result file."""
    document = json.loads(path.read_text(encoding="utf-8"))
    machine, versions = document["machine"], document["versions"]
    lines = [
        f"Measured {document['at']} on `{machine['name']}`: {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory_gib']} GiB, {machine['system']}, load {machine['load']:.1f} beside it. Raw rounds: "
        f"`bench/results/{path.name}`.",
        "",
        "| what | contender | median | lowest to highest | processor seconds | bar | |",
        "|---|---|---|---|---|---|---|",
        *(row for result in document["results"] for row in _rows(result)),
        "",
        "Versions: " + ", ".join(f"{name} {version}" for name, version in versions.items()) + ".",
    ]
    return _INTRODUCTION + "\n".join(lines) + "\n"


def _rows(result: dict[str, Any]) -> list[str]:
    rows = []
    for name, rounds in result["rounds"].items():
        values = [found["value"] for found in rounds]
        median = statistics.median(values)
        cpu_s = statistics.median(found["cpu_s"] for found in rounds)
        bar = result["bar"]
        kept = "" if bar is None else ("kept" if median <= bar else "**missed**")
        unit = result["unit"]
        rows.append(
            f"| {result['title']} | {name} | {median:.3g} {unit} | {min(values):.3g} to {max(values):.3g} {unit} | "
            f"{cpu_s:.2f} | {'' if bar is None else f'≤ {bar:g} {unit}'} | {kept} |"
        )
    return rows
