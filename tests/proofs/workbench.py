"""The test's side of the workshop, and a real server in a process of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
from tests.proofs.asking import Answer, Ask, ask_server

PROJECT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-m", "satupeta"]
_START_S = 60


class Said(msgspec.Struct, frozen=True):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON document it printed."""
        return msgspec.json.decode(self.out)


def environment(folder: Path, port: int = 0, **values: object) -> dict[str, str]:
    """A process environment in which `satupeta` works on a data folder and on nothing else of this machine's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SATUPETA_", "DJANGO_"))}
    said = {"data_folder": folder, **({"port": port} if port else {}), **values}
    return kept | {"LANG": "C.UTF-8"} | {f"SATUPETA_{name.upper()}": str(value) for name, value in said.items()}


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Workshop:
    """Runs commands, actions and fresh applications on one data folder."""

    def __init__(self, folder: Path, port: int = 0, wrapper: Iterable[str] = (), **values: object) -> None:
        self.folder = folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._log_path = folder.parent / "workshop.log"
        self._log = self._log_path.open("ab")
        self._process = subprocess.Popen(
            [*wrapper, sys.executable, str(Path(__file__).with_name("workshop.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=environment(folder, port, **values),
            cwd=folder.parent,
        )

    def __enter__(self) -> "Workshop":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()
        self._log.close()

    def run(self, *words: object) -> Said:
        """A command of `satupeta`, whatever its end."""
        return msgspec.convert(self._do("run", words=[str(word) for word in words]), Said)

    def done(self, *words: object) -> Any:
        """The JSON document of a command that must succeed."""
        said = self.run(*words, "--json")
        assert said.code == 0, said
        return said.document

    def begin(self, *words: object) -> "Begun":
        """A command of `satupeta` in a process of its own that is quick to start."""
        said = self.folder.parent / f"said-{time.monotonic_ns()}"
        return Begun(self, int(self._do("begin", words=[str(word) for word in words], said=str(said))), said)

    def end(self, process: int) -> int:
        """Wait until such a process has ended; its exit code."""
        return int(self._do("end", process=process))

    def act(self, action: str, **values: object) -> str | None:
        """A control action such as `catalogue.actions.rename_thing:RenameThing`; the code of its error, or None.

        The node itself acts, or the person of the mail address `by`.
        """
        found = self._do("act", action=action, values=values)
        return str(found) if found else None

    def identify(self, mail: str) -> dict[str, str]:
        """Id and cookies of a person."""
        return msgspec.convert(self._do("identify", mail=mail), dict[str, str])

    def grants(self) -> list[str]:
        """Ids of all grants."""
        return msgspec.convert(self._do("grants"), list[str])

    def work(self) -> int:
        """Do the jobs that wait; how many."""
        return int(self._do("work"))

    def orphans(self) -> list[str]:
        """What lies in the data folder and belongs to nothing."""
        return msgspec.convert(self._do("orphans"), list[str])

    def feed_search(self) -> None:
        """Let the search index hear of every change so far."""
        self._do("feed_search")

    def answers(self, asks: Iterable[Ask]) -> list[Answer]:
        """What a fresh application answers."""
        return msgspec.convert(self._do("answers", asks=list(asks)), list[Answer])

    def _do(self, verb: str, **values: object) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(msgspec.json.encode((verb, values)) + b"\n")
        self._process.stdin.flush()
        reply = self._process.stdout.readline()
        assert reply, self._log_path.read_text(encoding="utf-8", errors="replace")[-4000:]
        return msgspec.json.decode(reply)["result"]


class Begun:
    """A command that runs, and may be killed."""

    def __init__(self, workshop: Workshop, process: int, said: Path) -> None:
        self._workshop = workshop
        self._said = said
        self.process = process

    def kill(self) -> None:
        """Kill it, wherever it is."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)

    def end(self) -> Said | None:
        """Wait for its end: what it said, or None when it was killed."""
        self._workshop.end(self.process)
        return msgspec.json.decode(self._said.read_bytes(), type=Said) if self._said.exists() else None


class Server:
    """`satupeta serve` on a free port."""

    def __init__(self, folder: Path, port: int = 0, wrapper: Iterable[str] = (), **values: object) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder.parent / f"server-{self.port}.log"
        self._file = self.log.open("ab")
        self.process = subprocess.Popen(
            [*wrapper, *PROGRAM, "serve"],
            stdin=subprocess.DEVNULL,
            stdout=self._file,
            stderr=self._file,
            env=environment(folder, self.port, **values),
            cwd=folder.parent,
        )

    def __enter__(self) -> "Server":
        self.wait_ready()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def wait_ready(self, seconds: float = _START_S) -> None:
        """Until it answers; its log is in the failure when it does not."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if self.process.poll() is not None:
                break
            try:
                if self.ask(Ask("/sehat/siap")).status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        self.close()
        raise AssertionError(self.said())

    def ask(self, ask: Ask) -> Answer:
        """One answer over HTTP."""
        return ask_server(self.address, [ask])[0]

    def answers(self, asks: Iterable[Ask]) -> list[Answer]:
        """Answers over one connection."""
        return ask_server(self.address, asks)

    def said(self) -> str:
        """Its log so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        """Stop it as a supervisor would, and kill it when that does not help."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._file.close()
