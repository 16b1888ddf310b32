"""Reading uploads."""

from django.db.models import QuerySet

from satupeta.control.accounts.actors import uuids_of
from satupeta.control.action import Actor
from satupeta.control.catalogue.models import Release
from satupeta.control.publishing.choices import choices_of
from satupeta.control.publishing.models import ENDED, Publication, PublicationState
from satupeta.control.publishing.processes import is_alive
from satupeta.core.access import NodeRole, unknown_thing


def publication_row(actor: Actor, publication_id: object) -> Publication:
    """An upload of the actor's own, or anybody's for an administrator.

    Raises:
        UnknownThing: There is none, or it is somebody else's.
    """
    found = publications_of(actor).filter(pk__in=uuids_of(publication_id)).first()
    if found is None:
        raise unknown_thing()
    return found


def publications_of(actor: Actor) -> QuerySet[Publication]:
    """The uploads that an actor may see, newest first."""
    rows = Publication.objects.select_related("organisation", "dataset")
    if NodeRole.ADMINISTRATOR in actor.principal.node_roles:
        return rows
    return rows.filter(person__in=uuids_of(actor.principal.person))


def declared_key(dataset_id: object) -> str:
    """The field that names the features of a dataset for good; "" without one, and for a dataset that is new."""
    latest = Release.objects.filter(dataset_id__in=uuids_of(dataset_id or "")).order_by("-number").first()
    return str(latest.choices.get("key", "")) if latest else ""


def live_publications() -> list[Publication]:
    """Uploads that may still become releases: neither ended nor left by a process that died."""
    return [found for found in Publication.objects.exclude(state__in=ENDED) if not _is_abandoned(found)]


def abandoned_uploads() -> list[Publication]:
    """Uploads that have not ended and whose process has died."""
    return [found for found in Publication.objects.exclude(state__in=ENDED) if _is_abandoned(found)]


def datasets_in_work() -> set[str]:
    """Ids of datasets that a release is being built for now."""
    building = [live for live in live_publications() if live.state == PublicationState.BUILDING]
    return {choice.dataset for publication in building for choice in choices_of(publication)}


def bases_of_drafts() -> set[str]:
    """Ids of releases that a draft was built upon which may still be published."""
    return {draft["base"] for live in live_publications() for draft in live.drafts}


def draft_folders() -> set[tuple[str, str]]:
    """Dataset and release id of every draft that may still be published: their folders are not garbage."""
    return {(draft["dataset"], draft["release"]["id"]) for live in live_publications() for draft in live.drafts}


def live_uploads() -> set[str]:
    """Ids of uploads that are under way: their folders in `staging` are not garbage."""
    return {str(live.pk) for live in live_publications()}


def kept_blobs() -> set[str]:
    """Checksums of source files that an upload under way or a release speaks of."""
    # Uploads first: one that is published meanwhile is found among the releases.
    return {*(live.checksum for live in live_publications()), *Release.objects.values_list("checksum", flat=True)}


def _is_abandoned(publication: Publication) -> bool:
    return bool(publication.process) and not is_alive(publication.process)
