"""One-use tickets for uploads, so that no cookie alone can write.

A page asks for a ticket under its session and CSRF mark, and sends it with the file to the data plane, which reads it
by `read_ticket` before the first byte and uses it up by `RegisterUpload` after the last one.
"""

import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from satupeta.control.accounts.actors import actor_of, person_row
from satupeta.control.action import Actor
from satupeta.control.catalogue.models import Organisation
from satupeta.control.catalogue.queries import dataset_row, organisation_row
from satupeta.control.errors import InvalidInput
from satupeta.control.node import node_key
from satupeta.control.permission import require_for, require_in
from satupeta.control.publishing.models import UsedTicket
from satupeta.core.access import Action
from satupeta.core.errors import SignInRequired
from satupeta.core.signing import seal, unseal
from satupeta.core.text import Text

TICKET_LIFE_S = 6 * 3600
_PURPOSE = "upload"


class Ticket(msgspec.Struct, frozen=True, array_like=True):
    """What a ticket says.

    Attributes:
        person: Id of who may upload with it.
        organisation: Id of the organisation it is for.
        dataset: Id of the dataset to replace, or "".
        nonce: Makes it usable once.
        ends_at_s: Second since 1970 from which on it is void.
    """

    person: str
    organisation: str
    dataset: str
    nonce: str
    ends_at_s: int

    @property
    def ends_at(self) -> datetime:
        """When it is void."""
        return datetime.fromtimestamp(self.ends_at_s, UTC)


@dataclass(frozen=True, slots=True)
class Admission:
    """An upload that may begin."""

    actor: Actor
    organisation: str
    dataset: str
    ticket: Ticket | None = None


def issue_ticket(actor: Actor, organisation: object, dataset: object = "") -> str:
    """A ticket for one upload.

    Args:
        actor: A person.
        organisation: Id or slug; "" where a dataset is named.
        dataset: Id or slug of the dataset to replace, or "".

    Raises:
        SignInRequired, NotPermitted, UnknownThing: The actor may not publish there.
    """
    admission = admit_actor(actor, organisation, dataset)
    ends_at_s = int(time.time()) + TICKET_LIFE_S
    person = actor.principal.person
    ticket = Ticket(person, admission.organisation, admission.dataset, secrets.token_hex(16), ends_at_s)
    return seal(node_key(), _PURPOSE, msgspec.json.encode(ticket), ends_at_s)


def read_ticket(text: str) -> Admission:
    """What a ticket that was not used yet admits, its person's rights checked as they are now.

    Raises:
        SignInRequired: It is not ours, has ended, was used, or its person may not publish there any more.
        NotPermitted, UnknownThing: The person may not publish there any more.
    """
    payload = unseal(node_key(), _PURPOSE, text, int(time.time())) if len(text) < 1024 else None
    if payload is None:
        raise void_ticket()
    ticket = msgspec.json.decode(payload, type=Ticket)
    if UsedTicket.objects.filter(pk=ticket.nonce).exists():
        raise void_ticket()
    person = person_row(ticket.person)
    if not person.is_active:
        raise void_ticket()
    admission = admit_actor(actor_of(person), ticket.organisation, ticket.dataset)
    return Admission(admission.actor, admission.organisation, admission.dataset, ticket)


def admit_actor(actor: Actor, organisation: object, dataset: object = "") -> Admission:
    """Let an actor begin an upload: for who came with an API token, or acts on the machine itself.

    Raises:
        SignInRequired, NotPermitted, UnknownThing: The actor may not publish there.
        InvalidInput: Neither an organisation nor a dataset is named.
    """
    if dataset:
        replaced = dataset_row(dataset)
        require_for(actor, Action.EDIT, replaced)
        return Admission(actor, str(replaced.organisation_id), str(replaced.pk))
    if not organisation:
        raise which_owner()
    owner = organisation_row(organisation)
    require_in(actor, Action.EDIT, owner)
    return Admission(actor, str(owner.pk), "")


def which_owner() -> InvalidInput:
    """What is said where the organisation that will own the data must be named."""
    names = ", ".join(Organisation.objects.order_by("slug").values_list("slug", flat=True)[:20])
    return InvalidInput(
        "UN-083",
        Text("Sebutkan instansi pemilik data.", "Name the organisation that owns the data."),
        Text(f"Yang ada: {names or '-'}.", f"There are: {names or 'none'}."),
        "organisation",
    )


def void_ticket() -> SignInRequired:
    """What every ticket that admits nothing gets."""
    return SignInRequired(
        "AK-050",
        Text("Tiket unggah tidak berlaku lagi.", "The upload ticket is not valid any more."),
        Text("Muat ulang halaman, lalu unggah lagi.", "Reload the page, then upload again."),
        "ticket",
    )
