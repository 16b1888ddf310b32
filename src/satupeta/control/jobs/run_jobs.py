"""The loop of the job process."""

import os
import socket
import time
from collections.abc import Callable

from satupeta.control.jobs.child import Child, start_child
from satupeta.control.jobs.kinds import KINDS
from satupeta.control.jobs.lease import (
    LEASE,
    MOST_ATTEMPTS,
    claim_job,
    end_job,
    give_back,
    renew_lease,
    take_up_abandoned,
)
from satupeta.control.jobs.models import Job, JobState
from satupeta.control.jobs.queue import enqueue

SLOTS = 2
"""Jobs at a time, of different kinds: a long build does not keep the search index waiting."""
_PAUSE_S = 0.2
_SWEEP_EVERY_S = 3600.0


def run_jobs(should_stop: Callable[[], bool], worker: str = "", pause_s: float = _PAUSE_S) -> None:
    """Do jobs as they come until `should_stop`, then end those that run: they are taken up by the next process.

    Args:
        should_stop: Asked a few times a second.
        worker: Name of this process; host and process id by default.
        pause_s: Rest between two looks at the queue.
    """
    worker = worker or f"{socket.gethostname()}:{os.getpid()}"
    children: list[Child] = []
    next_renewal_s = next_sweep_s = 0.0
    try:
        while not should_stop():
            now_s = time.monotonic()
            if now_s >= next_sweep_s:
                enqueue("sweep")
                enqueue("index")
                next_sweep_s = now_s + _SWEEP_EVERY_S
            if now_s >= next_renewal_s:
                for job in take_up_abandoned():
                    _give_up(job)
                children = _tended(children, is_renewal=True)
                next_renewal_s = now_s + LEASE.total_seconds() / 3
            children = _tended(children)
            _fill(children, worker)
            time.sleep(pause_s)
    finally:
        for child in children:
            child.kill()
            os.waitpid(child.pid, 0)
            give_back(child.job)


def run_waiting(worker: str = "once") -> int:
    """Do every job whose time has come, one after the other, and tell how many: for the command line and tests."""
    done = 0
    while (job := claim_job(worker)) is not None:
        child = start_child(job)
        _, status = os.waitpid(child.pid, 0)
        _settle(child, os.waitstatus_to_exitcode(status))
        done += 1
    return done


def _fill(children: list[Child], worker: str) -> None:
    while len(children) < SLOTS:
        job = claim_job(worker, frozenset(child.job.kind for child in children))
        if job is None:
            return
        children.append(start_child(job))


def _tended(children: list[Child], is_renewal: bool = False) -> list[Child]:
    """The children that still run, after those that ended were settled and those that must end were killed."""
    running = []
    for child in children:
        code = child.ended()
        if code is not None:
            _settle(child, code)
            continue
        if child.overdue() or not _kept(child, is_renewal):
            child.kill()
        running.append(child)
    return running


def _kept(child: Child, is_renewal: bool) -> bool:
    if is_renewal:
        return renew_lease(child.job)
    return Job.objects.filter(pk=child.job.pk, state=JobState.RUNNING, cancel_asked=False).exists()


def _settle(child: Child, code: int) -> None:
    if code == 0:
        end_job(child.job, JobState.DONE)
    elif code < 0 and not child.was_killed and child.job.attempts < MOST_ATTEMPTS:
        give_back(child.job)  # somebody else killed it: it is taken up again
    elif end_job(child.job, JobState.FAILED, f"ended with {code}"):
        _give_up(child.job)


def _give_up(job: Job) -> None:
    gave_up = KINDS[job.kind].gave_up
    if gave_up is not None:
        gave_up(job.argument)
