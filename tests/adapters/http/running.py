"""A node that `served.py` runs in a process of its own, and exchanges with it over true HTTP."""

import http.client
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

BODY = b"lon,lat,nama\n106.6,-6.2,satu\n" * 100


class Served(NamedTuple):
    """A running node: its data folder and what it told."""

    folder: Path
    facts: dict[str, Any]

    def exchange(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """One request on a connection of its own: status and JSON document."""
        connection = http.client.HTTPConnection("127.0.0.1", self.facts["port"], timeout=20)
        given = headers or {}
        connection.request(method, path, body, given, encode_chunked="Transfer-Encoding" in given)
        answer = connection.getresponse()
        document = answer.read()
        connection.close()
        return answer.status, json.loads(document) if document else {}

    def upload(self, query: str, headers: dict[str, str], body: Any = BODY) -> tuple[int, dict[str, Any]]:
        """POST a file."""
        return self.exchange("POST", f"/api/v1/uploads{query}", body, headers)

    def run_jobs(self) -> None:
        """Let a process do what waits."""
        code = "import django; django.setup(); from satupeta.control.jobs.run_jobs import run_waiting; run_waiting()"
        self._run("-c", code)

    def findings(self) -> list[dict[str, Any]]:
        """What the doctor finds."""
        told = self._run("-m", "satupeta.adapters.cli.main", "doctor", "--json")
        return list(json.loads(told)["findings"])

    def files(self) -> set[Path]:
        """Everything below `blobs` and `staging`."""
        return {path for name in ("blobs", "staging") for path in (self.folder / name).rglob("*")}

    def _run(self, *words: str) -> str:
        environment = {
            **os.environ,
            "SATUPETA_DATA_FOLDER": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "satupeta.adapters.settings",
        }
        ended = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)
        return ended.stdout

    def publications(self) -> int:
        """How many there are."""
        with sqlite3.connect(self.folder / "control.sqlite") as database:
            count = database.execute("SELECT COUNT(*) FROM publishing_publication").fetchone()[0]
        database.close()
        return int(count)


@contextmanager
def running(folder: Path, **environment: str) -> Iterator[Served]:
    """A node in this folder, ended at last."""
    script = Path(__file__).with_name("served.py")
    command = [sys.executable, str(script), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | environment) as process:
        assert process.stdout
        facts = json.loads(process.stdout.readline() or "{}")
        assert facts, "the node did not start"
        yield Served(folder, facts)
        process.terminate()
        process.wait(20)
