"""What jobs do, by kind, and within which limits."""

from collections.abc import Callable
from dataclasses import dataclass

from satupeta.control.jobs.sweep import sweep_node
from satupeta.control.monitoring.consume_outbox import consume_outbox
from satupeta.control.publishing.actions.build_drafts import build_drafts
from satupeta.control.publishing.actions.clear_dataset import clear_dataset
from satupeta.control.publishing.actions.fail_upload import fail_upload
from satupeta.control.publishing.actions.rebuild_snapshots import ask_rebuilds, rebuild_release
from satupeta.control.publishing.actions.sweep_upload import sweep_upload
from satupeta.control.publishing.actions.understand_upload import understand_upload


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of work.

    Attributes:
        run: Does it for an argument; doing it twice gives the same as once.
        gave_up: Called when the last attempt ended badly.
        time_s: Longest run, in seconds of the clock.
    """

    run: Callable[[str], object]
    gave_up: Callable[[str], object] | None = None
    time_s: int = 3600


def _sweep(argument: str) -> None:
    if argument:
        sweep_upload(argument)
    else:
        # With the first sweep, that is when the job process starts, and with each later one.
        ask_rebuilds()
        sweep_node()


KINDS: dict[str, JobKind] = {
    "understand": JobKind(understand_upload, fail_upload),
    "build": JobKind(build_drafts, fail_upload),
    "index": JobKind(lambda _: consume_outbox(), time_s=600),
    "rebuild": JobKind(rebuild_release),
    "clear": JobKind(clear_dataset, time_s=600),
    "sweep": JobKind(_sweep, time_s=600),
}
