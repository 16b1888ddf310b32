import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone

from satupeta.control.jobs import kinds
from satupeta.control.jobs.child import start_child
from satupeta.control.jobs.kinds import JobKind
from satupeta.control.jobs.lease import LEASE, MOST_ATTEMPTS, claim_job, end_job, renew_lease, take_up_abandoned
from satupeta.control.jobs.models import Job, JobState
from satupeta.control.jobs.queue import ask_cancel, enqueue, queue_lengths
from satupeta.control.jobs.run_jobs import run_jobs, run_waiting

pytestmark = pytest.mark.django_db(transaction=True)
Kind = Callable[[Callable[[str], object]], list[str]]


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Kind:
    """Makes `test` the kind of job that does this; gives the list of arguments that were given up."""
    gave_up: list[str] = []

    def make(run: Callable[[str], object]) -> list[str]:
        monkeypatch.setitem(kinds.KINDS, "test", JobKind(run, gave_up.append, 60))
        return gave_up

    return make


def touch(path: str) -> None:
    with Path(path).open("a") as file:
        file.write(f"{os.getpid()}\n")


def until(holds: Callable[[], bool], limit_s: float = 10.0) -> None:
    end = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < end, "took too long"
        time.sleep(0.02)


def expire() -> None:
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_job_is_done_in_a_process_of_its_own(kind: Kind, tmp_path: Path) -> None:
    kind(touch)
    enqueue("test", str(tmp_path / "done"))
    assert run_waiting() == 1
    assert (tmp_path / "done").read_text() not in ("", f"{os.getpid()}\n")
    assert Job.objects.get().state == JobState.DONE


def test_the_same_work_waits_once(kind: Kind) -> None:
    for _ in range(3):
        enqueue("test", "a")
    enqueue("test", "b")
    assert queue_lengths() == {"test": 2}


def test_the_same_work_asked_for_at_the_same_moment_waits_once() -> None:
    start = threading.Barrier(4)

    def ask() -> None:
        start.wait()
        enqueue("test", "a")
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Job.objects.count() == 1


def test_work_that_is_asked_for_while_it_runs_runs_again(kind: Kind) -> None:
    enqueue("test", "a")
    job = claim_job("w")
    assert job is not None
    enqueue("test", "a")
    assert claim_job("w") is None
    end_job(job, JobState.DONE)
    again = claim_job("w")
    assert again is not None
    assert again.pk != job.pk


def test_a_job_is_claimed_by_one_worker_only() -> None:
    for number in range(4):
        enqueue("test", str(number))
    claimed: list[str] = []

    def claim(worker: str) -> None:
        while (job := claim_job(worker)) is not None:
            claimed.append(job.argument)
        connections.close_all()

    threads = [threading.Thread(target=claim, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == ["0", "1", "2", "3"]


def test_a_job_waits_for_its_time() -> None:
    enqueue("test", "later", delay_s=60)
    assert claim_job("w") is None


def test_an_error_ends_a_job_and_is_told(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    gave_up = kind(lambda argument: 1 // 0)
    enqueue("test", "a")
    run_waiting()
    job = Job.objects.get()
    assert (job.state, job.error) == (JobState.FAILED, "ended with 70")
    assert gave_up == ["a"]


def test_a_killed_job_is_taken_up_again_a_few_times(kind: Kind) -> None:
    gave_up = kind(lambda argument: os.kill(os.getpid(), signal.SIGKILL))
    enqueue("test", "a")
    assert run_waiting() == MOST_ATTEMPTS
    assert Job.objects.get().state == JobState.FAILED
    assert gave_up == ["a"]


def test_a_dead_workers_job_is_taken_up_again() -> None:
    enqueue("test", "a")
    assert claim_job("dead") is not None
    assert take_up_abandoned() == []
    assert claim_job("alive") is None
    expire()
    take_up_abandoned()
    job = claim_job("alive")
    assert job is not None
    assert (job.worker, job.attempts) == ("alive", 2)


def test_a_worker_that_lost_its_lease_can_neither_keep_nor_end_the_job() -> None:
    enqueue("test", "a")
    old = claim_job("old")
    assert old is not None
    expire()
    take_up_abandoned()
    claim_job("new")
    assert not renew_lease(old)
    end_job(old, JobState.FAILED)
    assert Job.objects.get().state == JobState.RUNNING


def test_a_lease_is_renewed() -> None:
    enqueue("test", "a")
    job = claim_job("w")
    assert job is not None
    expire()
    assert renew_lease(job)
    renewed = Job.objects.get().lease_until
    assert renewed is not None
    assert renewed > timezone.now() + LEASE / 2


def test_a_job_that_kills_its_worker_each_time_fails() -> None:
    enqueue("test", "a")
    for _ in range(MOST_ATTEMPTS):
        assert claim_job("dead") is not None
        expire()
        hopeless = take_up_abandoned()
    assert [job.argument for job in hopeless] == ["a"]
    assert Job.objects.get().state == JobState.FAILED


def test_the_loop_does_jobs_and_a_cancelled_one_is_killed(kind: Kind, tmp_path: Path) -> None:
    def run(argument: str) -> None:
        touch(argument)
        time.sleep(60)

    kind(run)
    enqueue("test", str(tmp_path / "pid"))
    stop = threading.Event()
    steps = iter(("started", "cancelled"))

    def should_stop() -> bool:
        if (tmp_path / "pid").exists() and next(steps, "") == "started":
            ask_cancel("test", str(tmp_path / "pid"))
        return stop.is_set() or Job.objects.get(kind="test").state == JobState.CANCELLED

    run_jobs(should_stop, pause_s=0.02)
    pid = int((tmp_path / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_job_that_another_worker_took_up_is_killed_and_not_given_up(
    kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(argument: str) -> None:
        touch(argument)
        time.sleep(60)

    gave_up = kind(run)
    monkeypatch.setattr("satupeta.control.jobs.run_jobs.LEASE", timedelta(seconds=0.1))
    enqueue("test", str(tmp_path / "pid"))

    def should_stop() -> bool:
        if not (tmp_path / "pid").exists():
            return False
        Job.objects.filter(kind="test").update(worker="other")
        return not Path("/proc", (tmp_path / "pid").read_text().strip() or "self").exists()

    run_jobs(should_stop, pause_s=0.02)
    assert gave_up == []
    assert Job.objects.get(kind="test").state == JobState.RUNNING


def test_a_loop_that_stops_gives_its_jobs_back(kind: Kind, tmp_path: Path) -> None:
    def run(argument: str) -> None:
        touch(argument)
        time.sleep(60)

    kind(run)
    enqueue("test", str(tmp_path / "pid"))
    run_jobs((tmp_path / "pid").exists, pause_s=0.02)
    assert Job.objects.get(kind="test").state == JobState.WAITING


def test_a_job_that_takes_too_long_is_ended(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    gave_up: list[str] = []
    monkeypatch.setitem(kinds.KINDS, "test", JobKind(lambda _: time.sleep(60), gave_up.append, 1))
    enqueue("test", "a")
    run_jobs(lambda: Job.objects.get(kind="test").state == JobState.FAILED, pause_s=0.02)
    assert gave_up == ["a"]


def test_killing_a_child_ends_what_it_started(kind: Kind, tmp_path: Path) -> None:
    def run(argument: str) -> None:
        if os.fork() == 0:
            touch(argument)
            time.sleep(60)
            os._exit(0)
        time.sleep(60)

    kind(run)
    enqueue("test", str(tmp_path / "pid"))
    job = claim_job("w")
    assert job is not None
    child = start_child(job)
    until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "")
    child.kill()
    assert os.waitpid(child.pid, 0)[1] == signal.SIGKILL
    grandchild = Path("/proc", (tmp_path / "pid").read_text().strip(), "stat")
    until(lambda: not grandchild.exists() or " Z " in grandchild.read_text())


def test_the_loop_sweeps_and_indexes_by_itself(tmp_path: Path) -> None:
    run_jobs(lambda: Job.objects.filter(state=JobState.DONE).count() == 2, pause_s=0.02)
    assert set(Job.objects.values_list("kind", flat=True)) == {"sweep", "index"}
