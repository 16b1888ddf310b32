"""Another name in addresses."""

from dataclasses import dataclass, field

from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.models import Dataset, MapService, Organisation
from satupeta.control.catalogue.naming import claim_slug
from satupeta.control.catalogue.queries import organisation_row, thing_row
from satupeta.control.permission import require_administrator, require_for
from satupeta.core.access import Action
from satupeta.core.published import Kind


@dataclass
class RenameThing(Mutation[Dataset | MapService | Organisation]):
    """Give a dataset, map service or organisation another slug; the old one stays as an alias for ever."""

    verb = "rename_thing"
    kind: Kind
    key: object
    slug: str
    _thing: Dataset | MapService | Organisation = field(init=False, repr=False)

    def allow(self) -> None:
        """Whoever may manage it; an organisation's name is the administrator's."""
        if self.kind == "organisation":
            self._thing = organisation_row(self.key)
            require_administrator(self.actor)
            return
        thing = thing_row("service" if self.kind == "service" else "dataset", self.key)
        require_for(self.actor, Action.MANAGE, thing)
        self._thing = thing

    def change(self, trace: Trace) -> Dataset | MapService | Organisation:
        """Take the name and leave the old one as an alias.

        Raises:
            InvalidInput: It cannot be a slug.
            Conflict: It is taken.
        """
        before = self._thing.slug
        if before == self.slug:
            return self._thing
        claim_slug(self.slug, self.kind, self._thing.pk)
        self._thing.slug = self.slug
        self._thing.save()
        trace.touch(self.kind, self._thing.pk, {"slug": before}, {"slug": self.slug})
        trace.touch("alias", before)
        trace.touch("alias", self.slug)
        return self._thing
