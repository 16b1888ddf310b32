"""Feeding the search index from the outbox."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from satupeta.control.monitoring.models import OutboxCursor, OutboxEntry
from satupeta.control.node import node_storage
from satupeta.control.published.models import PublishedRow
from satupeta.core import published as spec
from satupeta.core.text import Text
from satupeta.data.search_index import SearchDocument, SearchIndex

CONSUMER = "search"
SEARCHABLE: tuple[spec.Kind, ...] = ("dataset", "service", "organisation")
_BATCH = 2000


def consume_outbox() -> int:
    """Bring the search index up to the newest change; makes it whole when there is none.

    What a row says now is indexed, not what it said when its entry was written, so doing it twice, or again after a
    kill between index and cursor, gives the same index.

    Returns:
        How many entries were read.
    """
    index = SearchIndex(node_storage().search_index)
    if not index.exists:
        return rebuild_search()
    read = 0
    while entries := list(_waiting()[:_BATCH]):
        things = {(entry.kind, entry.thing) for entry in entries if entry.kind in SEARCHABLE}
        names = _organisation_names()
        documents, removed = [], []
        for kind, thing in sorted(things):
            row = PublishedRow.objects.filter(kind=kind, thing=thing).first()
            if row is None:
                removed.append((kind, thing))
            else:
                documents.append(_document(row, names))
        if things and not _is_updated(index, documents, removed):
            return rebuild_search()
        _move_cursor(entries[-1].sequence)
        read += len(entries)
    return read


def rebuild_search() -> int:
    """Make the search index anew from the published table.

    Returns:
        How many outbox entries that settles.
    """
    newest = OutboxEntry.objects.aggregate(newest=Max("sequence"))["newest"] or 0
    waiting = _waiting().count()
    SearchIndex(node_storage().search_index).rebuild(documents())
    _move_cursor(newest)
    return waiting


def _is_updated(index: SearchIndex, documents: Iterable[SearchDocument], removed: Iterable[tuple[str, str]]) -> bool:
    """Update the index; False where a file that a killed commit left behind stops every later one."""
    try:
        index.update(documents, removed)
    except ValueError:
        return False
    return True


def documents() -> Iterator[SearchDocument]:
    """Every published thing that can be found."""
    names = _organisation_names()
    for row in PublishedRow.objects.filter(kind__in=SEARCHABLE).iterator():
        yield _document(row, names)


def _waiting() -> QuerySet[OutboxEntry]:
    cursor = OutboxCursor.objects.filter(pk=CONSUMER).values_list("sequence", flat=True).first() or 0
    return OutboxEntry.objects.filter(sequence__gt=cursor).order_by("sequence")


def _move_cursor(sequence: int) -> None:
    with transaction.atomic():
        OutboxCursor.objects.update_or_create(
            consumer=CONSUMER, defaults={"sequence": sequence, "read_at": timezone.now()}
        )


def _organisation_names() -> dict[str, Text]:
    rows = PublishedRow.objects.filter(kind="organisation").values_list("spec", flat=True)
    found = (spec.decode_spec("organisation", text) for text in rows)
    return {one.id: one.name for one in found if isinstance(one, spec.Organisation)}


def _document(row: PublishedRow, names: dict[str, Text]) -> SearchDocument:
    thing = spec.decode_spec(_kind(row.kind), row.spec)
    if isinstance(thing, spec.Organisation):
        return SearchDocument("organisation", thing.id, thing.name, (thing.slug,))
    if not isinstance(thing, spec.Dataset | spec.Service):
        raise TypeError(f"a {row.kind} cannot be found by words")
    owner = names.get(thing.organisation, Text(""))
    record = thing.record
    texts = (thing.slug, owner.id, owner.en, record.theme, *record.keywords, record.abstract.id, record.abstract.en)
    return SearchDocument(row.kind, thing.id, record.title, tuple(text for text in (*texts, *_contents(thing)) if text))


def _contents(thing: spec.Dataset | spec.Service) -> Iterator[str]:
    if isinstance(thing, spec.Service):
        for layer in thing.layers:
            yield from (layer.title.id, layer.title.en)
        return
    for field in thing.release.schema.fields:
        yield from (field.name, field.title.id, field.title.en)
    for role in thing.roles:
        title = spec.REFERENCE_ROLES.get(role, Text(role))
        yield from (title.id, title.en)


def _kind(text: str) -> spec.Kind:
    return next(kind for kind in SEARCHABLE if kind == text)
