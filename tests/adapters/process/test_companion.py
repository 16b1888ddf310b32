import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

_PARENT = """
import os, sys, time
from satupeta.adapters.process.companion import Companion, Companions
def work():
    with open(sys.argv[1], "a") as file:
        file.write(f"{os.getpid()}\\n")
    time.sleep(60 if sys.argv[2] == "sleep" else 0)
companions = Companions([Companion("test", work, again=sys.argv[3] == "again")])
while True:
    companions.keep(lambda: None)
    time.sleep(0.02)
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        pass
"""


def _wait(condition: Callable[[], bool], limit_s: float = 10.0) -> bool:
    end = time.monotonic() + limit_s
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def _lines(file: Path) -> list[str]:
    return file.read_text().split() if file.exists() else []


def _parent(file: Path, *words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", _PARENT, str(file), *words])


def _is_alive(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_companion_that_ends_is_started_again(tmp_path: Path) -> None:
    file = tmp_path / "starts"
    with _parent(file, "end", "again") as parent:
        assert _wait(lambda: len(_lines(file)) >= 3)
        parent.kill()


def test_a_companion_for_once_is_not_started_again(tmp_path: Path) -> None:
    file = tmp_path / "starts"
    with _parent(file, "end", "once") as parent:
        assert _wait(lambda: len(_lines(file)) == 1)
        time.sleep(0.3)
        parent.kill()
    assert len(_lines(file)) == 1


def test_a_companion_ends_with_its_killed_parent(tmp_path: Path) -> None:
    file = tmp_path / "starts"
    with _parent(file, "sleep", "again") as parent:
        assert _wait(lambda: len(_lines(file)) == 1)
        companion = int(_lines(file)[0])
        os.kill(parent.pid, signal.SIGKILL)
    assert _wait(lambda: not _is_alive(companion))


@pytest.mark.parametrize(("work", "is_done"), [("pass", True), ("sys.exit(3)", False), ("1 / 0", False)])
def test_work_apart_tells_whether_it_came_to_its_end(work: str, is_done: bool) -> None:
    program = f"""
import sys
from satupeta.adapters.process.companion import run_apart
def work():
    {work}
print(run_apart(work))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == f"{is_done}\n"
    assert ("ZeroDivisionError" in done.stderr) == (work == "1 / 0")
