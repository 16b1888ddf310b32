"""How an upload is read, and what becomes of it."""

from dataclasses import dataclass, field

import msgspec

from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.models import Dataset
from satupeta.control.errors import Conflict, InvalidInput
from satupeta.control.jobs.queue import enqueue
from satupeta.control.permission import require_for
from satupeta.control.publishing.choices import Choice, drafts_of, require_settled, understanding_of
from satupeta.control.publishing.models import Publication, PublicationState
from satupeta.control.publishing.queries import publication_row
from satupeta.core.access import Action
from satupeta.core.text import Text

_OPEN = (PublicationState.UNDERSTOOD, PublicationState.BUILT)
_LAYER_LIMIT = 50
_STATES = {
    PublicationState.STAGED: Text("menunggu dibaca", "waiting to be read"),
    PublicationState.UNDERSTANDING: Text("sedang dibaca", "being read"),
    PublicationState.UNDERSTOOD: Text("menunggu keputusan", "waiting for decisions"),
    PublicationState.BUILDING: Text("sedang dibangun", "being built"),
    PublicationState.BUILT: Text("siap diterbitkan", "ready to be published"),
    PublicationState.PUBLISHED: Text("sudah diterbitkan", "published already"),
    PublicationState.REFUSED: Text("sudah ditolak", "refused"),
    PublicationState.CANCELLED: Text("sudah dibatalkan", "cancelled"),
}


@dataclass
class ChooseReading(Mutation[Publication]):
    """Keep the choices and let the next job follow: the drafts are built, or the file is read anew under them.

    Attributes:
        publication_id: The upload.
        choices: One a layer.
        build: False to read the file again under the first choice, to see what it changes.
        queued: Whether the job process does it; the command line does it itself.
    """

    verb = "choose_reading"
    publication_id: object
    choices: tuple[Choice, ...]
    build: bool = True
    queued: bool = True
    _publication: Publication = field(init=False, repr=False)

    def allow(self) -> None:
        """Whose upload it is, and who may replace the chosen datasets: a closed name is no better known here."""
        self._publication = publication_row(self.actor, self.publication_id)
        for replaced in Dataset.objects.filter(pk__in=[choice.dataset for choice in self.choices]):
            require_for(self.actor, Action.EDIT, replaced)

    def change(self, trace: Trace) -> Publication:
        """Write the choices.

        Raises:
            Conflict: The upload is being read or built, or has ended.
            InvalidInput: No layer is chosen, one is unknown, or a doubt is open.
        """
        publication = self._publication
        if publication.state not in _OPEN:
            raise busy(publication)
        self._require_choices(publication)
        publication.choices = [msgspec.to_builtins(choice) for choice in self.choices]
        for draft in drafts_of(publication):
            enqueue("clear", draft.dataset)
        publication.drafts = []
        publication.error = None
        publication.state = PublicationState.BUILDING if self.build else PublicationState.UNDERSTANDING
        publication.stage, publication.done, publication.total = "", 0, 0
        publication.save()
        if self.queued:
            enqueue("build" if self.build else "understand", str(publication.pk))
        trace.note("publication", publication.pk, after={"choices": publication.choices})
        return publication

    def _require_choices(self, publication: Publication) -> None:
        datasets = [choice.dataset for choice in self.choices]
        if not 0 < len(self.choices) <= _LAYER_LIMIT or len(set(datasets)) != len(datasets):
            raise InvalidInput(
                "UN-084",
                Text("Pilih satu layer untuk setiap dataset.", "Choose one layer for each dataset."),
                locator="choices",
            )
        replaced = str(publication.dataset_id) if publication.dataset_id else ""
        if replaced and datasets != [replaced]:
            raise InvalidInput(
                "UN-085",
                Text("Unggahan ini menggantikan satu dataset.", "This upload replaces one dataset."),
                Text("Pilih satu layer saja.", "Choose a single layer."),
                "choices",
            )
        if self.build:
            understanding = understanding_of(publication)
            for choice in self.choices:
                require_settled(understanding, choice)


def busy(publication: Publication) -> Conflict:
    """What is said when an upload is not in a state for what is wanted."""
    return Conflict(
        "UN-086",
        Text(
            f"Unggahan ini {_STATES[PublicationState(publication.state)].id}.",
            f"This upload is {_STATES[PublicationState(publication.state)].en}.",
        ),
        Text("Muat ulang halaman untuk melihat keadaannya.", "Reload the page to see how it stands."),
        str(publication.pk),
    )
