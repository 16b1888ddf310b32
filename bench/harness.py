"""Measures contenders in turns, so that what happens on the machine meanwhile happens to all of them."""

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from satupeta import __version__

RESULTS = Path(__file__).parent / "results"
_PACKAGES = ("numpy", "shapely", "pyproj", "pyarrow", "pyogrio", "django", "uvicorn", "gunicorn")


@dataclass(frozen=True, slots=True)
class Round:
    """One measurement.

    Attributes:
        value: In the measure's unit.
        cpu_s: Processor seconds that all processes of the contender used for it.
    """

    value: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured, and how much it may be.

    Attributes:
        title: What it is, in words.
        unit: Of the values, such as `s`.
        bar: Largest median that is good enough; None without one.
        rounds: How often.
        contenders: What does the work, by name; each gives one round.
    """

    title: str
    unit: str
    bar: float | None
    rounds: int
    contenders: dict[str, Callable[[], Round]]


@dataclass(frozen=True, slots=True)
class Result:
    """All rounds of a measure, by contender, in the order they were run."""

    title: str
    unit: str
    bar: float | None
    rounds: dict[str, list[Round]] = field(default_factory=dict)

    def median(self, contender: str) -> float:
        """The median of a contender's values."""
        return statistics.median(found.value for found in self.rounds[contender])


def run(measures: list[Measure], tell: Callable[[str], None] = print) -> list[Result]:
    """Run every measure, its contenders one after the other in each round."""
    results = []
    for measure in measures:
        result = Result(measure.title, measure.unit, measure.bar, {name: [] for name in measure.contenders})
        for number in range(measure.rounds):
            for name, contender in measure.contenders.items():
                found = contender()
                result.rounds[name].append(found)
                tell(f"{measure.title}, {name}, round {number + 1}: {found.value:.3g} {measure.unit}")
        results.append(result)
    return results


def machine() -> dict[str, object]:
    """The machine that measures, and what runs on it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "name": platform.node(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "load": os.getloadavg()[0],
    }


def versions() -> dict[str, str]:
    """The program's version and commit, Python's, and those of the packages that matter."""
    found = {"satupeta": __version__, "commit": _commit(), "python": platform.python_version()}
    return found | {name: version(name) for name in _PACKAGES}


def keep(results: list[Result], folder: Path = RESULTS) -> Path:
    """Write all rounds with machine and versions into a file named by the instant."""
    now = datetime.now(UTC)
    document = {
        "at": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "machine": machine(),
        "versions": versions(),
        "results": [asdict(result) for result in results],
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now:%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return path


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip()
