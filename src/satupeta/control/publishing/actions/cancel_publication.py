"""An upload given up."""

from dataclasses import dataclass, field

from satupeta.control.action import Mutation, Trace
from satupeta.control.jobs.queue import ask_cancel, enqueue
from satupeta.control.publishing.actions.choose_reading import busy
from satupeta.control.publishing.models import ENDED, Publication, PublicationState
from satupeta.control.publishing.queries import publication_row

_RUNNING = (PublicationState.UNDERSTANDING, PublicationState.BUILDING)
_KILLED_AFTER_S = 3.0


@dataclass
class CancelPublication(Mutation[Publication]):
    """Give an upload up: its running job is killed, and everything of it is swept away."""

    verb = "cancel_publication"
    publication_id: object
    _publication: Publication = field(init=False, repr=False)

    def allow(self) -> None:
        """Whose upload it is."""
        self._publication = publication_row(self.actor, self.publication_id)

    def change(self, trace: Trace) -> Publication:
        """End it.

        Raises:
            Conflict: It has ended already.
        """
        publication = self._publication
        if publication.state in ENDED:
            raise busy(publication)
        before = publication.state
        publication.state = PublicationState.CANCELLED
        publication.save()
        for kind in ("understand", "build"):
            ask_cancel(kind, str(publication.pk))
        # A job that runs is killed by its worker in a moment: what it still writes until then is swept too.
        enqueue("sweep", str(publication.pk), _KILLED_AFTER_S if before in _RUNNING else 0.0)
        trace.note("publication", publication.pk, {"state": before}, {"state": publication.state})
        return publication
