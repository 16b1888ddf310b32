"""Publishing, killed at every point that matters: the node serves the old release or the new one, whole."""

import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from random import Random

import pytest
from tests.proofs.killing import Stage
from tests.proofs.workbench import PROGRAM, environment

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A running node."""
    found = Stage(tmp_path_factory.mktemp("kills"))
    yield found
    found.close()
    assert "Traceback" not in found.server.said()


@pytest.fixture(scope="module")
def points(stage: Stage) -> list[str]:
    """Every call on the path of a publication that makes a file last or go away."""
    said, events = stage.traced()
    assert said
    assert said.code == 0, said
    stage.assert_whole()
    found = [line.partition(" ")[2] for line in events]
    assert any(line.startswith("rename") and "/releases/" in line for line in found)
    assert any(line.startswith("fdatasync") and "control.sqlite-wal" in line for line in found)
    assert any(line.startswith("unlink") for line in found)
    return found


def test_killed_at_each_point(
    stage: Stage, points: list[str], random: Random, budget: Callable[[int, int], int]
) -> None:
    chosen = sorted(random.sample(range(1, len(points) + 1), min(len(points), budget(8, len(points)))))
    killed = 0
    for number in chosen:
        said, events = stage.traced(f"{time.monotonic_ns()} {number}")
        killed += said is None and events[-1].endswith("killed")
        stage.assert_whole()
        stage.assert_mendable()
        stage.assert_publishes()
    # What comes last differs a little from time to time: the log of the database is put away only now and then.
    assert killed >= 0.8 * len(chosen)


def test_killed_at_random_moments(stage: Stage, random: Random, budget: Callable[[int, int], int]) -> None:
    start = time.monotonic()
    stage.assert_publishes()
    usual_s = time.monotonic() - start
    for _ in range(budget(5, 200)):
        publisher = stage.workshop.begin(*stage.words)
        time.sleep(random.uniform(0, usual_s))
        publisher.kill()
        publisher.end()
        stage.assert_whole()
        stage.assert_mendable()
    stage.assert_publishes()


def test_killed_reading_child_is_a_refusal(stage: Stage) -> None:
    process = stage.start()
    limit = time.monotonic() + 30
    while time.monotonic() < limit and process.poll() is None:
        children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
        if children:
            os.kill(int(children[0]), signal.SIGKILL)
            break
        time.sleep(0.005)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 3, out + err
    stage.assert_whole()
    stage.assert_mendable()
    stage.assert_publishes()


def test_full_disk_is_one_plain_sentence(stage: Stage) -> None:
    """A limit on the size of written files stands for a full disk; the database's own pages fit into it."""
    for limit in (1_000, 20_000):
        process = subprocess.Popen(
            [*PROGRAM, *stage.words],
            env=environment(stage.folder),
            cwd=stage.folder.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=partial(_limit_files, limit),
        )
        out, err = process.communicate(timeout=60)
        assert process.returncode in (3, 4), out + err
        assert "Traceback" not in out + err
        stage.assert_whole()
        stage.assert_mendable()
    stage.assert_publishes()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk")
def test_really_full_disk(stage: Stage) -> None:
    disk = stage.folder / "staging"
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=True)
    try:
        process = stage.start()
        out, err = process.communicate(timeout=60)
    finally:
        subprocess.run(["umount", "-l", disk], check=True)
    assert process.returncode == 4, out + err
    assert "Traceback" not in out + err
    stage.assert_whole()
    stage.assert_mendable()
    stage.assert_publishes()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a folder read-only")
def test_read_only_disk_is_one_plain_sentence(stage: Stage) -> None:
    folder = str(stage.folder)
    command = f'mount --bind {folder} {folder} && mount -o remount,ro,bind {folder} && exec "$@"'
    process = stage.start("unshare", "--mount", "--propagation", "private", "sh", "-c", command, "sh")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 4, out + err
    assert "Traceback" not in out + err
    stage.assert_whole()
    stage.assert_publishes()


def test_two_at_the_same_moment_one_wins(stage: Stage) -> None:
    both = [stage.start(), stage.start()]
    ends = [process.communicate(timeout=120) for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([0, 0], [0, 3]), ends
    if codes == [0, 3]:
        assert any("meanwhile" in out for out, _ in ends), ends
    stage.assert_whole()
    stage.assert_mendable()
    stage.assert_publishes()


def _limit_files(limit: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
