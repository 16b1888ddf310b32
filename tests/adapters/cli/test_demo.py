"""`satupeta demo` from the first start to the second, as a person meets it."""

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
from pathlib import Path
from typing import Any

import pytest

from satupeta.demo.tangerang import ACCOUNTS

_LIMIT_S = 60.0


class Demo:
    """A running demonstration."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.start()

    def start(self) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SATUPETA_")}
        command = [sys.executable, "-m", "satupeta", "demo", "--port", str(self.port), "--data-folder", "data"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, env=kept, stdout=log, stderr=log)
        wait(lambda: self.process.poll() is not None or self.status("/sehat/siap") == 200)
        assert self.process.poll() is None, self.log.read_text()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=_LIMIT_S)

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=_LIMIT_S) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def document(self, path: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=_LIMIT_S) as answer:
            found: dict[str, Any] = json.load(answer)
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


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demonstration, started once; it must stop cleanly and have logged no fault."""
    running = Demo(tmp_path_factory.mktemp("demo"))
    yield running
    if running.process.poll() is None:
        running.stop()
    assert "Traceback" not in running.log.read_text()


def test_it_serves_as_soon_as_the_kelurahan_are_in(demo: Demo) -> None:
    items = demo.document("/ogc/collections/batas-kelurahan/items?f=json&limit=1")
    assert items["numberMatched"] == 104


def test_the_rest_follows_while_it_serves(demo: Demo) -> None:
    wait(lambda: demo.status("/m/batas-wilayah/ogc/collections?f=json") == 200)
    found = demo.document("/m/batas-wilayah/ogc/collections?f=json")["collections"]
    assert {item["id"] for item in found} == {"batas-kota", "batas-kecamatan", "batas-kelurahan"}


def test_locate_answers_from_all_three(demo: Demo) -> None:
    wait(lambda: demo.status("/m/batas-wilayah") == 200)
    found = json.dumps(demo.document("/api/v1/locate?lon=106.6316&lat=-6.1729"))
    assert all(code in found for code in ("36.71.01.1001", '"36.71.01"', '"36.71"'))


def test_accounts_are_printed_and_kept_for_the_owner_alone(demo: Demo) -> None:
    kept = demo.folder / "data" / "demo-accounts.txt"
    assert kept.stat().st_mode & 0o777 == 0o600
    passwords = dict(line.split() for line in kept.read_text().splitlines())
    assert set(passwords) == {account.mail for account in ACCOUNTS}
    assert all(password in demo.log.read_text() for password in passwords.values())


def test_a_killed_process_is_replaced(demo: Demo) -> None:
    wait(lambda: len(demo.processes()) == 3)
    before = demo.processes()
    os.kill(before[-1], signal.SIGKILL)
    wait(lambda: before[-1] not in demo.processes() and len(demo.processes()) == 3)
    assert demo.status("/sehat/siap") == 200


def test_a_second_start_publishes_nothing_and_is_quick(demo: Demo) -> None:
    wait(lambda: demo.status("/m/batas-wilayah") == 200)
    children = demo.processes()
    assert demo.stop() == 0
    assert not any(lives(child) for child in children)
    demo.log.write_text("")
    begin_s = time.monotonic()
    demo.start()
    assert time.monotonic() - begin_s < 20
    assert "Publishing" not in demo.log.read_text()


def test_everything_ends_with_a_killed_master(demo: Demo) -> None:
    wait(lambda: len(demo.processes()) == 3)
    children = demo.processes()
    demo.process.kill()
    demo.process.wait(timeout=_LIMIT_S)
    wait(lambda: not any(lives(child) for child in children))
