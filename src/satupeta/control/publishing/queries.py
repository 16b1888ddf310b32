"""Reading uploads."""

from django.db.models import QuerySet

from satupeta.control.accounts.actors import uuids_of
from satupeta.control.action import Actor
from satupeta.control.catalogue.models import Release
from satupeta.control.publishing.models import ENDED, Publication
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


def draft_folders() -> set[tuple[str, str]]:
    """Dataset and release id of every draft that may still be published: their folders are not garbage."""
    drafts = Publication.objects.exclude(state__in=ENDED).values_list("drafts", flat=True)
    return {(draft["dataset"], draft["release"]["id"]) for built in drafts for draft in built}


def live_uploads() -> set[str]:
    """Ids of uploads that are under way: their folders in `staging` are not garbage."""
    return {str(found) for found in Publication.objects.exclude(state__in=ENDED).values_list("pk", flat=True)}


def kept_blobs() -> set[str]:
    """Checksums of source files that an upload under way or a release speaks of."""
    live = Publication.objects.exclude(state__in=ENDED).values_list("checksum", flat=True)
    return {*live, *Release.objects.values_list("checksum", flat=True)}
