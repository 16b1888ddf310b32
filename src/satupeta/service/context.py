"""What every verb is given besides its own spec."""

from dataclasses import dataclass
from typing import TypeVar

from satupeta.core.access import Action, Decision, Principal, decide, require, unknown_thing
from satupeta.core.config import Config
from satupeta.core.links import Links
from satupeta.core.published import Alias, Dataset, Kind, Service
from satupeta.core.text import Language
from satupeta.data.published import Generation
from satupeta.data.sources import Sources

Thing = Dataset | Service
ThingT = TypeVar("ThingT", Dataset, Service)


@dataclass(frozen=True, slots=True)
class Context:
    """One request's view of the node.

    Attributes:
        generation: The published table, one generation from start to end.
        principal: Who asks.
        now: ISO 8601 instant in UTC.
        links: Makes addresses.
        language: For titles and errors.
        sources: Opens releases.
        config: Limits.
    """

    generation: Generation
    principal: Principal
    now: str
    links: Links
    language: Language
    sources: Sources
    config: Config

    def decision(self, thing: Thing, action: Action) -> Decision:
        """What the access decision says of this principal and thing."""
        return decide(self.principal, action, thing.resource, thing.grants, self.now)

    def dataset(self, slug: str, action: Action) -> tuple[Dataset, Decision]:
        """The dataset at a slug or at an old slug of it, with the decision that allows `action`.

        Raises:
            UnknownThing: No such dataset, or it may not be known.
            SignInRequired, NotPermitted: It is known, but may not be used so.
        """
        found = self._at(Dataset, "dataset", slug)
        if found is None:
            raise unknown_thing()
        return found, require(self.decision(found, action))

    def service(self, slug: str, action: Action) -> tuple[Service, Decision]:
        """The map service at a slug or at an old slug of it, as `dataset`."""
        found = self._at(Service, "service", slug)
        if found is None:
            raise unknown_thing()
        return found, require(self.decision(found, action))

    def _at(self, spec_type: type[ThingT], kind: Kind, slug: str) -> ThingT | None:
        found = self.generation.at_path(spec_type, kind, slug)
        if found is not None:
            return found
        alias = self.generation.get(Alias, "alias", slug)
        if alias is None or alias.kind != kind:
            return None
        return self.generation.get(spec_type, kind, alias.target)
