"""The moment of publishing: one transaction that flips what everybody sees."""

import uuid
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.db.models import Max
from django.utils import timezone

from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.actions.assign_reference_role import AssignReferenceRole
from satupeta.control.catalogue.actions.edit_record import EditRecord
from satupeta.control.catalogue.actions.set_access import SetAccess
from satupeta.control.catalogue.models import Dataset, Organisation, Release
from satupeta.control.catalogue.naming import claim_slug, propose_slug
from satupeta.control.catalogue.records import require_text
from satupeta.control.errors import Conflict
from satupeta.control.jobs.queue import enqueue
from satupeta.control.node import node_storage
from satupeta.control.permission import require_for, require_in
from satupeta.control.publishing.actions.choose_reading import busy
from satupeta.control.publishing.choices import Choice, choices_of, drafts_of
from satupeta.control.publishing.models import Publication, PublicationState
from satupeta.control.publishing.queries import publication_row
from satupeta.core.access import Action
from satupeta.core.ingest import Draft
from satupeta.core.published import Record
from satupeta.core.text import Text
from satupeta.data.errors import ReleaseMissing


@dataclass
class PublishRelease(Mutation[list[Dataset]]):
    """Make the drafts of an upload the current releases of their datasets.

    A new dataset gets its name, record, access class and style here; an existing one keeps all of them, but for the
    title and access class that its choice names.
    """

    verb = "publish_release"
    publication_id: object
    _publication: Publication = field(init=False, repr=False)

    def execute(self) -> list[Dataset]:
        """Publish, after a look that the folders are there: no file is touched inside the transaction.

        Raises:
            ReleaseMissing: A draft's folder is gone.
            Conflict: Nothing is built, or somebody published meanwhile.
            SignInRequired, NotPermitted, UnknownThing: The actor may not.
        """
        storage = node_storage()
        for draft in drafts_of(publication_row(self.actor, self.publication_id)):
            if not (storage.release(draft.dataset, draft.release.id) / "manifest.json").is_file():
                raise ReleaseMissing(draft.release.id)
        return super().execute()

    def allow(self) -> None:
        """Whose upload it is; each dataset is asked for in turn."""
        self._publication = publication_row(self.actor, self.publication_id)

    def change(self, trace: Trace) -> list[Dataset]:
        """Write releases, datasets and the end of the publication."""
        publication = self._publication
        if publication.state != PublicationState.BUILT:
            raise busy(publication)
        datasets = []
        built = zip(choices_of(publication), drafts_of(publication), publication.styles, strict=True)
        for choice, draft, style in built:
            dataset = self._dataset(choice, draft, style)
            release = self._release(dataset, draft)
            before = dataset.current_release
            dataset.current_release = release
            dataset.save()
            trace.touch("dataset", dataset.pk, _told(before), _told(release))
            self._apply(choice, dataset, is_new=before is None and release.number == 1)
            datasets.append(dataset)
            publication.results.append({"dataset": str(dataset.pk), "slug": dataset.slug, "release": release.number})
        publication.state = PublicationState.PUBLISHED
        publication.save()
        enqueue("sweep", str(publication.pk))
        trace.note("publication", publication.pk, after={"results": publication.results})
        return datasets

    def _apply(self, choice: Choice, dataset: Dataset, is_new: bool) -> None:
        """What else was wished, each asked for by itself."""
        if not is_new and (choice.title.id or choice.title.en):
            record = msgspec.structs.replace(msgspec.convert(dataset.record, Record), title=choice.title)
            EditRecord(self.actor, "dataset", dataset.pk, record).execute()
        if not is_new and choice.access is not None and choice.access.value != dataset.access:
            SetAccess(self.actor, "dataset", dataset.pk, choice.access).execute()
        if choice.role:
            AssignReferenceRole(self.actor, choice.role, dataset.pk).execute()
        dataset.refresh_from_db()

    def _dataset(self, choice: Choice, draft: Draft, style: object) -> Dataset:
        existing = Dataset.objects.select_related("current_release").filter(pk=uuid.UUID(draft.dataset)).first()
        if existing is None:
            return self._new_dataset(choice, draft, style)
        require_for(self.actor, Action.EDIT, existing)
        latest = existing.releases.first()
        if latest is not None and str(latest.pk) != draft.base:
            raise Conflict(
                "UN-090",
                Text(
                    f"Seseorang telah menerbitkan rilis {latest.number} dari {existing.slug} sementara ini.",
                    f"Somebody published release {latest.number} of {existing.slug} meanwhile.",
                ),
                Text(
                    "Periksa rilis itu, lalu bangun ulang rilis Anda di atasnya.",
                    "Look at that release, then build yours again upon it.",
                ),
                existing.slug,
            )
        return existing

    def _new_dataset(self, choice: Choice, draft: Draft, style: object) -> Dataset:
        owner: Organisation = self._publication.organisation
        require_in(self.actor, Action.EDIT, owner)
        title = require_text(choice.title, "title")
        slug = choice.slug or propose_slug(title.id or title.en, owner.slug, "dataset")
        claim_slug(slug, "dataset", draft.dataset)
        return Dataset.objects.create(
            id=uuid.UUID(draft.dataset),
            slug=slug,
            organisation=owner,
            access=choice.access.value if choice.access else owner.default_access,
            record=msgspec.to_builtins(Record(title=title, contact=owner.contact)),
            styles=[style],
        )

    def _release(self, dataset: Dataset, draft: Draft) -> Release:
        told: dict[str, Any] = msgspec.to_builtins(draft.release)
        last = dataset.releases.aggregate(last=Max("number"))["last"] or dataset.last_number
        return Release.objects.create(
            id=uuid.UUID(told.pop("id")),
            dataset=dataset,
            **told
            | {
                "number": last + 1,
                "published_at": timezone.now(),
                "author": self.actor.name,
                "author_id": self.actor.person_id,
                "choices": msgspec.to_builtins(draft.choices),
            },
        )


def _told(release: Release | None) -> dict[str, object] | None:
    return {"release": str(release.pk), "number": release.number, "checksum": release.checksum} if release else None
