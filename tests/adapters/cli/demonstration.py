"""A running `satupeta demo`, as a person starts and stops it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

_LIMIT_S = 90.0


class Demo:
    """A running demonstration, its city small or left out."""

    def __init__(self, folder: Path, city: str) -> None:
        self.folder = folder
        self.city = city
        self.log = folder / "log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.start()

    def start(self) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SATUPETA_")}
        command = [
            sys.executable,
            "-m",
            "satupeta",
            "demo",
            self.city,
            "--port",
            str(self.port),
            "--data-folder",
            "data",
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, env=kept, stdout=log, stderr=log)
        wait(lambda: self.process.poll() is not None or self.status("/sehat/siap") == 200)
        assert self.process.poll() is None, self.log.read_text()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=_LIMIT_S)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=_LIMIT_S)

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=_LIMIT_S) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def content(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=_LIMIT_S) as answer:
            return bytes(answer.read())

    def document(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.content(path))
        return found

    def processes(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(child) for child in children.split()]


def wait(condition: Callable[[], bool]) -> None:
    end_s = time.monotonic() + _LIMIT_S
    while not condition():
        assert time.monotonic() < end_s
        time.sleep(0.05)


def lives(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
