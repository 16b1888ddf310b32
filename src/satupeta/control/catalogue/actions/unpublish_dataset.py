"""A dataset taken out of public life."""

from dataclasses import dataclass, field

from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.models import Dataset
from satupeta.control.catalogue.queries import dataset_row
from satupeta.control.permission import require_for
from satupeta.core.access import Action


@dataclass
class UnpublishDataset(Mutation[Dataset]):
    """Take a dataset away from every door. Its releases stay: making one current publishes it again."""

    verb = "unpublish_dataset"
    key: object
    _dataset: Dataset = field(init=False, repr=False)

    def allow(self) -> None:
        """Whoever may manage it."""
        self._dataset = dataset_row(self.key)
        require_for(self.actor, Action.MANAGE, self._dataset)

    def change(self, trace: Trace) -> Dataset:
        """Leave it without a current release; nothing when it has none."""
        if self._dataset.current_release_id is not None:
            before = {"release": str(self._dataset.current_release_id)}
            self._dataset.current_release = None
            self._dataset.save()
            trace.touch("dataset", self._dataset.pk, before)
        return self._dataset
