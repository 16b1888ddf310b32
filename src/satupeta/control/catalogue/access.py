"""Whom a thing is for in fact: a map service is never more open than its data."""

from satupeta.control.catalogue.models import Dataset, MapService
from satupeta.control.published.specs import effective_access
from satupeta.core.access import AccessClass
from satupeta.core.text import Language, Text

_WORDS = {
    AccessClass.OPEN: Text("terbuka", "open"),
    AccessClass.RESTRICTED: Text("terbatas", "restricted"),
    AccessClass.CLOSED: Text("tertutup", "closed"),
}


def access_notice(thing: Dataset | MapService) -> Text | None:
    """Why a map service is for fewer people than it says; None when it is for those."""
    if isinstance(thing, Dataset):
        return None
    effective, wished = effective_access(thing), AccessClass(thing.access)
    if effective is wished:
        return None
    published = thing.layers.filter(dataset__current_release__isnull=False, dataset__access=effective.value)
    slugs = ", ".join(published.order_by("position").values_list("dataset__slug", flat=True).distinct()[:5])
    is_, was = _WORDS[effective], _WORDS[wished]
    return Text(
        f"Layanan ini {is_.id}, bukan {was.id}: datanya ada yang {is_.id} ({slugs}).",
        f"This service is {is_.en}, not {was.en}: it shows data that is {is_.en} ({slugs}).",
    )


def access_document(thing: Dataset | MapService, language: Language | None = None) -> dict[str, object]:
    """The access class that is wished for and the one that holds; with the reason where they differ.

    Args:
        thing: As it is kept.
        language: Of the reason; None for both, as the API tells texts.
    """
    effective = AccessClass(thing.access) if isinstance(thing, Dataset) else effective_access(thing)
    document: dict[str, object] = {"access": thing.access, "effective_access": effective.value}
    notice = access_notice(thing)
    if notice is not None:
        document["notice"] = notice.in_language(language) if language else {"id": notice.id, "en": notice.en}
    return document
