"""Back to an older release, or forward again."""

from dataclasses import dataclass, field

from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.models import Dataset
from satupeta.control.catalogue.queries import dataset_row
from satupeta.control.errors import InvalidInput
from satupeta.control.permission import require_for
from satupeta.core.access import Action
from satupeta.core.text import Text


@dataclass
class MakeReleaseCurrent(Mutation[Dataset]):
    """Serve the release of this number from now on."""

    verb = "make_release_current"
    key: object
    number: int
    _dataset: Dataset = field(init=False, repr=False)

    def allow(self) -> None:
        """Whoever may edit all of it."""
        self._dataset = dataset_row(self.key)
        require_for(self.actor, Action.EDIT, self._dataset)

    def change(self, trace: Trace) -> Dataset:
        """Flip the current release.

        Raises:
            InvalidInput: There is no release of this number.
        """
        wanted = self._dataset.releases.filter(number=self.number).first()
        if wanted is None:
            raise InvalidInput(
                "KT-040",
                Text(f"Rilis {self.number} tidak ada.", f"There is no release {self.number}."),
                Text("Pilih nomor dari daftar rilis.", "Choose a number from the list of releases."),
                "number",
            )
        before = self._dataset.current_release
        self._dataset.current_release = wanted
        self._dataset.save()
        trace.touch(
            "dataset", self._dataset.pk, {"release": before.number if before else None}, {"release": wanted.number}
        )
        return self._dataset
