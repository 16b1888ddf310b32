"""Releases that have had their time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.models import Dataset, Release
from satupeta.control.catalogue.queries import dataset_row
from satupeta.control.jobs.queue import enqueue
from satupeta.control.monitoring.models import AuditEntry
from satupeta.control.node import node_config
from satupeta.control.permission import require_administrator
from satupeta.control.publishing.queries import bases_of_drafts, datasets_in_work

GRACE = timedelta(minutes=10)
"""How long a dataset must have rested: no answer that began before its last change still reads an older release."""


@dataclass
class ClearReleases(Mutation[list[int]]):
    """Forget the releases of a dataset that the node's rule does not keep; a job then clears their folders.

    Kept are the current one, `keep_releases` others, the newest of all, and any that a draft was built upon. Of a
    dataset that was unpublished `keep_unpublished_days` ago nothing is kept but its name, record and feature keys.
    """

    verb = "clear_releases"
    key: object
    now: datetime
    _dataset: Dataset = field(init=False, repr=False)

    def allow(self) -> None:
        """The node itself, or an administrator."""
        require_administrator(self.actor)
        self._dataset = dataset_row(self.key)

    def change(self, trace: Trace) -> list[int]:
        """Remove the rows; returns their numbers, none while the dataset is in work or was changed just now."""
        dataset = self._dataset
        if str(dataset.pk) in datasets_in_work() or self.now - dataset.updated_at < GRACE:
            return []
        releases = list(dataset.releases.all())
        doomed = _doomed(dataset, releases, self.now)
        if not doomed:
            return []
        numbers = [release.number for release in doomed]
        # Not `save`: nothing that people see of the dataset has changed.
        Dataset.objects.filter(pk=dataset.pk).update(last_number=max(dataset.last_number, releases[0].number))
        Release.objects.filter(pk__in=[release.pk for release in doomed]).delete()
        trace.touch("dataset", dataset.pk, {"releases": numbers})
        enqueue("clear", str(dataset.pk))
        return numbers


def _doomed(dataset: Dataset, releases: list[Release], now: datetime) -> list[Release]:
    bases, config = bases_of_drafts(), node_config()
    others = [one for one in releases if one.pk != dataset.current_release_id and str(one.pk) not in bases]
    if dataset.current_release_id is None:
        has_ended = now - _unpublished_at(dataset) >= timedelta(days=config.keep_unpublished_days)
        return others if has_ended else []
    return [release for release in others[config.keep_releases :] if release.pk != releases[0].pk]


def _unpublished_at(dataset: Dataset) -> datetime:
    entries = AuditEntry.objects.filter(verb="unpublish_dataset", kind="dataset", thing=str(dataset.pk))
    last = entries.order_by("-at").values_list("at", flat=True).first()
    return last or dataset.updated_at
