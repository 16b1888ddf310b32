"""What one page may know: the published table as its reader may see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from satupeta.control.accounts.actors import principal_of
from satupeta.control.accounts.models import Person
from satupeta.control.instants import iso_instant
from satupeta.control.published.models import PublishedRow
from satupeta.core import published as spec
from satupeta.core.access import PUBLIC, Action, Decision, NodeRole, OfficeRole, Principal, decide
from satupeta.core.text import Language

SpecT = TypeVar("SpecT", bound=spec.Spec)
Thing = spec.Dataset | spec.Service


@dataclass(frozen=True)
class Reading:
    """One request's view of the node.

    Attributes:
        principal: Who reads.
        language: Of the page.
        now: ISO 8601 instant in UTC.
    """

    principal: Principal
    language: Language
    now: str

    def get(self, spec_type: type[SpecT], kind: spec.Kind, row_id: str) -> SpecT | None:
        """The spec of this id, or None."""
        return cast(SpecT | None, self._one(kind, thing=row_id))

    def at_path(self, spec_type: type[SpecT], kind: spec.Kind, path: str) -> SpecT | None:
        """The spec at this slug, or None."""
        return cast(SpecT | None, self._one(kind, path=path))

    def all(self, spec_type: type[SpecT], kind: spec.Kind) -> Iterator[SpecT]:
        """Every spec of a kind, by path."""
        for row in PublishedRow.objects.filter(kind=kind).order_by("path", "thing"):
            yield cast(SpecT, _decoded(row))

    def decision(self, thing: Thing, action: Action) -> Decision:
        """What the access decision says of this reader."""
        return decide(self.principal, action, thing.resource, thing.grants, self.now)

    def may(self, thing: Thing, action: Action) -> bool:
        """Whether this reader may do so with a thing."""
        return self.decision(thing, action).allowed

    @cached_property
    def datasets(self) -> tuple[spec.Dataset, ...]:
        """The datasets that this reader may know of, by slug."""
        return tuple(thing for thing in self.all(spec.Dataset, "dataset") if self.may(thing, Action.DISCOVER))

    @cached_property
    def services(self) -> tuple[spec.Service, ...]:
        """The map services that this reader may know of, by slug."""
        return tuple(thing for thing in self.all(spec.Service, "service") if self.may(thing, Action.DISCOVER))

    @property
    def things(self) -> tuple[Thing, ...]:
        """The datasets, then the map services, that this reader may know of."""
        known: list[Thing] = [*self.datasets, *self.services]
        return tuple(known)

    @cached_property
    def organisations(self) -> dict[str, spec.Organisation]:
        """Every organisation by its id."""
        return {found.id: found for found in self.all(spec.Organisation, "organisation")}

    @cached_property
    def node(self) -> spec.Node | None:
        """What the node says of itself."""
        return self.get(spec.Node, "node", "node")

    @cached_property
    def roles(self) -> tuple[tuple[spec.ReferenceRole, spec.Dataset], ...]:
        """The reference roles that are held by a dataset this reader may know of, from the city to its parts."""
        held = {role.name: role for role in self.all(spec.ReferenceRole, "role")}
        known = {dataset.id: dataset for dataset in self.datasets}
        ordered = [held[name] for name in reversed(spec.REFERENCE_ROLES) if name in held]
        return tuple((role, known[role.dataset]) for role in ordered if role.dataset in known)

    @property
    def producing_for(self) -> frozenset[str]:
        """Ids of the organisations that this reader may publish for."""
        if NodeRole.ADMINISTRATOR in self.principal.node_roles:
            return frozenset(self.organisations)
        return frozenset(office for office, role in self.principal.offices.items() if role is OfficeRole.PRODUCER)

    def current_slug(self, kind: spec.Kind, old: str) -> str | None:
        """The slug of today of a thing that was once called `old`, or None."""
        alias = self.get(spec.Alias, "alias", old)
        if alias is None or alias.kind != kind:
            return None
        return PublishedRow.objects.filter(kind=kind, thing=alias.target).values_list("path", flat=True).first()

    def _one(self, kind: spec.Kind, **key: str) -> spec.Spec | None:
        row = PublishedRow.objects.filter(kind=kind, **key).first()
        return _decoded(row) if row else None


def reading_of(request: HttpRequest) -> Reading:
    """The view that this request has; made once a request."""
    known = getattr(request, "satupeta_reading", None)
    if isinstance(known, Reading):
        return known
    user = getattr(request, "user", None)
    principal = principal_of(user) if isinstance(user, Person) else PUBLIC
    fresh = Reading(principal, language_of_request(), iso_instant(timezone.now()))
    request.satupeta_reading = fresh  # type: ignore[attr-defined]
    return fresh


def language_of_request() -> Language:
    """The page's language."""
    return "en" if (get_language() or "id").startswith("en") else "id"


def _decoded(row: PublishedRow) -> spec.Spec:
    return spec.decode_spec(cast(spec.Kind, row.kind), row.spec)
