"""What every test may lean on: where real files are, what is left out and why, and how much a long test may do."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
SHARED = PROJECT.parent / "shared"
SEED = 20260101
_CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
_LEFT_OUT = pytest.StashKey[dict[str, str]]()

settings.register_profile("short", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long` gives long tests their whole budget; `--nothing-left-out` makes a left-out test a failure."""
    parser.addoption("--long", action="store_true", help="give long tests their whole budget and a fresh seed")
    parser.addoption("--nothing-left-out", action="store_true", help="fail when a test was left out")


def pytest_configure(config: pytest.Config) -> None:
    """Seeded and small by default; whole and random with `--long`."""
    settings.load_profile("long" if config.getoption("--long") else "short")
    config.stash[_LEFT_OUT] = {}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what this machine cannot run, and remember it for the end of the run."""
    reason = _missing(item)
    if reason:
        item.config.stash[_LEFT_OUT][item.nodeid] = reason
        pytest.skip(reason)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run that must be whole fails when it is not."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if session.config.getoption("--nothing-left-out") and skipped and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """List the tests that were left out, each with what it needs."""
    left_out = config.stash[_LEFT_OUT]
    if left_out:
        terminalreporter.section(f"{len(left_out)} tests left out")
        for test, reason in left_out.items():
            terminalreporter.line(f"left out: {test}: {reason}")


def _missing(item: pytest.Item) -> str:
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        return f"needs {SHARED}"
    for marker in item.iter_markers("program"):
        if shutil.which(marker.args[0]) is None:
            return f"needs the program {marker.args[0]}"
    if item.get_closest_marker("browser") and _chromium() is None:
        return "needs Chromium"
    return ""


def _chromium() -> str | None:
    return next((found for name in _CHROMIUM_NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files beside the project; tests that use it carry the marker `shared`."""
    if not SHARED.is_dir():
        pytest.skip(f"needs {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """Debian's Chromium, for `executable_path`; tests that use it carry the marker `browser`."""
    found = _chromium()
    if found is None:
        pytest.skip("needs Chromium")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One running Chromium for all tests: a process takes only one at a time."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium)
        yield running
        running.close()


@pytest.fixture
def budget(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """How often a long test repeats itself: `budget(small, whole)`."""
    return lambda small, whole: whole if request.config.getoption("--long") else small


@pytest.fixture
def random(request: pytest.FixtureRequest) -> Random:
    """Randomness for long tests: the same every time, or fresh with `--long`; the seed is printed."""
    seed = int.from_bytes(os.urandom(4), "big") if request.config.getoption("--long") else SEED
    print(f"seed {seed}")
    return Random(seed)
