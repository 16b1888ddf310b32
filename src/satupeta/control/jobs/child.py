"""One job in a child process: forked from the warm job process, limited, killed whole."""

import ctypes
import logging
import os
import resource
import signal
import time
from dataclasses import dataclass

from django.db import connections

from satupeta.control.jobs.kinds import KINDS
from satupeta.control.jobs.models import Job
from satupeta.control.node import node_config

_PR_SET_PDEATHSIG = 1
_FAILED = 70
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Child:
    """A running job."""

    job: Job
    pid: int
    ends_s: float
    was_killed: bool = False

    def ended(self) -> int | None:
        """Exit code when it has ended, negative for a signal; None while it runs."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if pid else None

    def overdue(self) -> bool:
        """Whether it has run longer than its kind may."""
        return time.monotonic() > self.ends_s

    def kill(self) -> None:
        """End it and everything that it started in its session."""
        self.was_killed = True
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            os.kill(self.pid, signal.SIGKILL)  # killed before it made its own session


def start_child(job: Job) -> Child:
    """Fork a child that does the job and ends.

    The caller's database connections are closed first: SQLite's must not live on both sides of a fork.
    """
    kind = KINDS[job.kind]
    connections.close_all()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _become_child(parent, kind.time_s)
        os._exit(_do(job))
    return Child(job, pid, time.monotonic() + kind.time_s)


def _become_child(parent: int, time_s: int) -> None:
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    # A job whose worker has died must not go on beside the one that takes it up.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(_FAILED)
    config = node_config()
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, time_s)
    _limit(resource.RLIMIT_DATA, 2 * config.read_memory_bytes)
    _limit(resource.RLIMIT_FSIZE, 4 * config.archive_limit_bytes)


def _limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (limit, limit))


def _do(job: Job) -> int:
    try:
        KINDS[job.kind].run(job.argument)
    except Exception:  # the outer edge of every job: whatever happens inside is logged, and ends this process only
        log.exception("job %s %s failed", job.kind, job.argument)
        return _FAILED
    finally:
        connections.close_all()
    return 0
