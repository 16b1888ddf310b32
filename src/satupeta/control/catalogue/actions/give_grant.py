"""A right to somebody else's data, given."""

from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from satupeta.control.accounts.actors import uuids_of
from satupeta.control.accounts.models import Person, Token
from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.models import Dataset, MapService, Organisation
from satupeta.control.catalogue.models import Grant as GrantRow
from satupeta.control.catalogue.queries import ThingKind, thing_row
from satupeta.control.errors import InvalidInput
from satupeta.control.instants import instant_ahead, iso_instant
from satupeta.control.permission import require_for
from satupeta.core.access import Action, Grant
from satupeta.core.text import Text

_READING = frozenset({Action.DISCOVER, Action.VIEW})


@dataclass
class GiveGrant(Mutation[GrantRow]):
    """Give a person, an organisation or a consumer a right to a dataset or map service."""

    verb = "give_grant"
    kind: ThingKind
    key: object
    grant: Grant
    _thing: Dataset | MapService = field(init=False, repr=False)

    def allow(self) -> None:
        """Whoever may manage it."""
        self._thing = thing_row(self.kind, self.key)
        require_for(self.actor, Action.MANAGE, self._thing)

    def change(self, trace: Trace) -> GrantRow:
        """Write the grant; who may do anything with a thing may see it.

        Raises:
            InvalidInput: Nothing is allowed by it, it would give management away, nobody holds it, or its end cannot
                be read or has passed.
        """
        _require_grantable(self.grant)
        ends_at = iso_instant(instant_ahead(_moment(self.grant.ends_at)))
        grant = msgspec.structs.replace(self.grant, actions=self.grant.actions | _READING, ends_at=ends_at)
        owner = {"dataset": self._thing} if isinstance(self._thing, Dataset) else {"service": self._thing}
        row = GrantRow.objects.create(right=_sorted(grant), **owner)
        trace.touch(self.kind, self._thing.pk, after={"grant": str(row.pk), "right": row.right})
        return row


def _require_grantable(grant: Grant) -> None:
    if not grant.actions or Action.MANAGE in grant.actions:
        raise InvalidInput(
            "KT-020",
            Text(
                "Izin memuat sedikitnya satu hak, dan bukan hak atur.",
                "A grant gives some right, never manage.",
            ),
            Text("Pilih lihat, tanya, unduh atau ubah.", "Choose view, query, download or edit."),
            "actions",
        )
    holders = {"person": Person, "organisation": Organisation, "consumer": Token}
    model = holders.get(grant.holder_kind)
    if model is None or not model._default_manager.filter(pk__in=uuids_of(grant.holder)).exists():
        raise InvalidInput(
            "KT-021",
            Text("Penerima izin tidak dikenal.", "The holder of the grant is unknown."),
            Text("Pilih orang, instansi atau kunci yang ada.", "Choose a person, organisation or token that exists."),
            "holder",
        )


def _moment(text: str) -> datetime | None:
    try:
        return msgspec.convert(text, datetime) if text else None
    except msgspec.ValidationError as error:
        raise InvalidInput(
            "KT-022",
            Text(f"{text!r} bukan saat.", f"{text!r} is no moment."),
            Text("Tulis seperti 2027-12-31T00:00:00Z.", "Write it as 2027-12-31T00:00:00Z."),
            "ends_at",
        ) from error


def _sorted(grant: Grant) -> object:
    return msgspec.to_builtins(grant, order="deterministic")
