"""`satupeta demo` from the first start to the second, as a person meets it."""

import json
import os
import signal
import time
from collections.abc import Iterator

import pytest
from tests.adapters.cli.demonstration import Demo, lives, wait

from satupeta.demo.tangerang import ACCOUNTS


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demonstration, started once; it must stop cleanly and have logged no fault."""
    running = Demo(tmp_path_factory.mktemp("demo"), "--without-city")
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
    demo.kill()
    wait(lambda: not any(lives(child) for child in children))
