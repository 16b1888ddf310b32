"""A file that has arrived whole."""

import uuid
from dataclasses import dataclass

from satupeta.control.action import Mutation, Trace
from satupeta.control.jobs.queue import enqueue
from satupeta.control.publishing.models import Publication, UsedTicket
from satupeta.control.publishing.processes import this_process
from satupeta.control.publishing.tickets import Ticket, admit_actor, void_ticket
from satupeta.core.ingest import StagedFile


@dataclass
class RegisterUpload(Mutation[Publication]):
    """Begin a publication with a staged file, using up the ticket it came with; reading it is the next job.

    Attributes:
        upload_id: UUID under which the file was received; the publication's id.
        staged: The file.
        organisation: Id or slug of the owner; "" where a dataset is named.
        dataset: Id or slug of the dataset to replace, or "".
        ticket: The ticket it came with; None for who came with an API token.
        queued: Whether the job process reads it; the command line reads it itself.
    """

    verb = "register_upload"
    upload_id: str
    staged: StagedFile
    organisation: str = ""
    dataset: str = ""
    ticket: Ticket | None = None
    queued: bool = True

    def allow(self) -> None:
        """Whoever may publish there, with a ticket that was not used."""
        admission = admit_actor(self.actor, self.organisation, self.dataset)
        self.organisation, self.dataset = admission.organisation, admission.dataset
        if self.ticket is not None and UsedTicket.objects.filter(pk=self.ticket.nonce).exists():
            raise void_ticket()

    def change(self, trace: Trace) -> Publication:
        """Write the publication."""
        if self.ticket is not None:
            UsedTicket.objects.create(nonce=self.ticket.nonce, ends_at=self.ticket.ends_at)
        publication = Publication.objects.create(
            id=uuid.UUID(self.upload_id),
            person_id=self.actor.person_id,
            organisation_id=self.organisation,
            dataset_id=self.dataset or None,
            file_name=self.staged.name[:500],
            checksum=self.staged.sha256,
            size_bytes=self.staged.size_bytes,
            process="" if self.queued else this_process(),
        )
        if self.queued:
            enqueue("understand", self.upload_id)
        trace.note("publication", self.upload_id, after={"file": self.staged.name, "sha256": self.staged.sha256})
        return publication
