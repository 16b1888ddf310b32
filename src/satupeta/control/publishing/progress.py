"""Telling how far reading and building have come."""

import time
from collections.abc import Callable

from django.utils import timezone

from satupeta.control.publishing.models import Publication

Progress = Callable[[str, int, int], None]
"""Called with the stage's name, what is done and what there is in all."""
_LEAST_PAUSE_S = 0.3


def no_progress(_stage: str, _done: int, _total: int) -> None:
    """Tells nobody."""


class ProgressRow:
    """Writes progress to the publication's row, a few times a second at most; also the sign that work goes on."""

    def __init__(self, publication_id: object, also: Progress = no_progress) -> None:
        self._rows = Publication.objects.filter(pk=str(publication_id))
        self._also = also
        self._stage = ""
        self._written_s = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Tell of progress; a new stage and the end of one are always written."""
        self._also(stage, done, total)
        now_s = time.monotonic()
        if stage == self._stage and done < total and now_s - self._written_s < _LEAST_PAUSE_S:
            return
        self._stage, self._written_s = stage, now_s
        self._rows.update(stage=stage[:60], done=done, total=total, updated_at=timezone.now())
