"""The frame of every mutation: permission, change, audit, outbox and published rows in one transaction."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

import msgspec
from django.db import transaction
from django.utils import timezone

from satupeta.control.jobs.queue import enqueue
from satupeta.control.monitoring.models import AuditEntry, OutboxEntry
from satupeta.control.published.rows import write_rows
from satupeta.core.access import NodeRole, Principal
from satupeta.core.published import Kind

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something.

    Attributes:
        principal: For the access decision.
        name: For the audit and as the author of releases.
    """

    principal: Principal
    name: str

    @property
    def person_id(self) -> str | None:
        """Id of the person, None for the node itself."""
        return self.principal.person or None


def node_actor(name: str = "satupeta") -> Actor:
    """The node itself, as its command line acts on the machine it runs on: an administrator without a person."""
    return Actor(Principal(node_roles=frozenset({NodeRole.ADMINISTRATOR})), name)


class Trace:
    """What one mutation did, gathered while it runs."""

    def __init__(self) -> None:
        self._changes: list[tuple[Kind, str, object, object]] = []
        self._notes: list[tuple[str, str, object, object]] = []

    def touch(self, kind: Kind, thing: object, before: object = None, after: object = None) -> None:
        """A thing changed: its published row is written, consumers hear of it, the audit keeps before and after."""
        self._changes.append((kind, str(thing), before, after))

    def note(self, kind: str, thing: object, before: object = None, after: object = None) -> None:
        """Something changed that only the audit hears of: nothing of it is published."""
        self._notes.append((kind, str(thing), before, after))

    def write(self, actor: Actor, verb: str) -> None:
        """Write audit, outbox and published rows into the open transaction; nothing when nothing was touched."""
        if not self._changes and not self._notes:
            return
        now = timezone.now()
        AuditEntry.objects.bulk_create(
            AuditEntry(
                at=now,
                person=actor.person_id,
                name=actor.name,
                verb=verb,
                kind=kind,
                thing=thing,
                before=msgspec.to_builtins(before),
                after=msgspec.to_builtins(after),
            )
            for kind, thing, before, after in (*self._changes, *self._notes)
        )
        if not self._changes:
            return
        things = list(dict.fromkeys((kind, thing) for kind, thing, _, _ in self._changes))
        OutboxEntry.objects.bulk_create(OutboxEntry(kind=kind, thing=thing, at=now) for kind, thing in things)
        write_rows(things)
        enqueue("index")


@dataclass
class Mutation(ABC, Generic[ResultT]):
    """One change of the control plane. Subclasses are dataclasses whose fields say what is wanted.

    `execute` opens the transaction, `allow` reads what the change needs and refuses who may not, `change` makes it
    and touches what it changed. No file and no network inside: both run under the database's write lock.
    """

    verb: ClassVar[str]
    actor: Actor

    def execute(self) -> ResultT:
        """Make the change, whole or not at all.

        Raises:
            SignInRequired, NotPermitted, UnknownThing: The actor may not.
            ControlError: It cannot be done as things stand.
        """
        with transaction.atomic():
            self.allow()
            trace = Trace()
            result = self.change(trace)
            trace.write(self.actor, self.verb)
        return result

    @abstractmethod
    def allow(self) -> None:
        """Read what the change needs, and refuse whoever may not make it."""

    @abstractmethod
    def change(self, trace: Trace) -> ResultT:
        """Make the change."""
