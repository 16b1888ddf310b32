"""A node that is measured: a process tree of its own, on a port of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class RunningNode:
    """A node that answers.

    Attributes:
        address: Its base address.
        folder: Its data folder.
        master: Process id of its master.
        first_answer_s: From the start of the program to its first answer.
    """

    address: str
    folder: Path
    master: int
    first_answer_s: float

    def get(self, path: str) -> bytes:
        """The body of an answer; any status but 200 is an error."""
        with urllib.request.urlopen(self.address + path, timeout=30) as answer:
            body: bytes = answer.read()
            return body

    def processes(self) -> list[int]:
        """The master and everything below it."""
        return [self.master, *_descendants(self.master)]

    def memory_bytes(self) -> int:
        """Proportional set size of all its processes: shared pages are counted once."""
        return sum(_proportional_bytes(process) for process in self.processes())

    def cpu_s(self) -> float:
        """Processor seconds that all its processes have used."""
        return sum(_cpu_s(process) for process in self.processes())


def satupeta(folder: Path, *words: str) -> dict[str, object]:
    """Run a command of the program and give the document that it prints."""
    command = [sys.executable, "-m", "satupeta", *words, "--data-folder", str(folder), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    document: dict[str, object] = json.loads(done.stdout)
    return document


@contextmanager
def running(folder: Path, *words: str) -> Iterator[RunningNode]:
    """Start `satupeta serve` on a free port, wait for its first answer, and stop it in the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "satupeta", "serve", "--data-folder", str(folder), "--port", str(port), *words]
    begin_s = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(lambda: _answers(f"{address}/"), 30)
            yield RunningNode(address, folder, process.pid, time.perf_counter() - begin_s)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def wait_for(condition: Callable[[], bool], limit_s: float) -> None:
    """Wait until `condition()` holds.

    Raises:
        TimeoutError: It does not within the limit.
    """
    end_s = time.perf_counter() + limit_s
    while not condition():
        if time.perf_counter() > end_s:
            raise TimeoutError(f"not within {limit_s} s")
        time.sleep(0.005)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return int(answer.status) == 200
    except (urllib.error.URLError, ConnectionError):
        return False


def _descendants(process: int) -> list[int]:
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except (ProcessLookupError, FileNotFoundError):  # it has just ended
        return []
    return [found for child in map(int, children) for found in (child, *_descendants(child))]


def _proportional_bytes(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except (ProcessLookupError, FileNotFoundError):  # a job's child that has just ended
        return 0
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _cpu_s(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / _TICKS
