"""A process that lives beside the web workers: forked from the same loaded program, so that it costs little memory."""

import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from satupeta.adapters.process.lifetime import end_with_parent

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Companion:
    """What such a process does.

    Attributes:
        name: For the log.
        work: Runs in the process; SIGTERM ends it.
        again: Whether it is started again when it ends.
    """

    name: str
    work: Callable[[], None]
    again: bool = True


class Companions:
    """The companions of one master process. Ended ones are reaped by the master's own reaper."""

    def __init__(self, companions: Iterable[Companion]) -> None:
        self._running: dict[Companion, int] = dict.fromkeys(companions, 0)

    def keep(self, close: Callable[[], None]) -> None:
        """Start what is not running.

        Args:
            close: Runs first in a new process; lets go of what belongs to the master.
        """
        for companion, process in list(self._running.items()):
            if process and _lives(process):
                continue
            if process and not companion.again:
                del self._running[companion]
                continue
            if process:
                _log.warning("the process %s (%d) ended and is started again", companion.name, process)
            self._running[companion] = _fork(partial(_begin, companion, close))

    def end(self, number: signal.Signals) -> None:
        """Send a signal to all that run."""
        for process in self._running.values():
            if process and _lives(process):
                os.kill(process, number)

    def living(self) -> list[int]:
        """Ids of the processes that run."""
        return [process for process in self._running.values() if process and _lives(process)]


def _begin(companion: Companion, close: Callable[[], None]) -> None:
    gc.enable()
    close()
    companion.work()


def run_apart(work: Callable[[], None]) -> bool:
    """Do something once in a process of its own and wait: what it loads and starts does not stay in this one.

    Returns:
        Whether it came to its end.
    """
    process = _fork(work)
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status) == 0


def _fork(work: Callable[[], None]) -> int:
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if process:
        return process
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP, signal.SIGCHLD, signal.SIGUSR1):
        signal.signal(number, signal.SIG_IGN if number is signal.SIGINT else signal.SIG_DFL)
    end_with_parent(parent)
    status = 1
    try:
        work()
        status = 0
    except SystemExit as told:
        status = told.code if isinstance(told.code, int) else int(told.code is not None)
    finally:
        if sys.exc_info()[0] is not None:
            sys.excepthook(*sys.exc_info())
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
