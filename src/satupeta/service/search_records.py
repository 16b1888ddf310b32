"""Finds datasets, map services and organisations by word."""

from collections.abc import Iterator

import msgspec

from satupeta.core.access import AccessClass, Action
from satupeta.core.published import Dataset, Organisation, Service
from satupeta.data.search_index import SearchHit, SearchIndex
from satupeta.service.context import Context
from satupeta.service.reply import Reply

HIT_LIMIT = 10_000
"""Hits that are looked at: what may not be known is taken out of them, so that counts tell nothing."""


class SearchSpec(msgspec.Struct, frozen=True):
    """What is looked for: `limit` results after `offset`, of these kinds (none for all)."""

    text: str
    limit: int = 10
    offset: int = 0
    kinds: tuple[str, ...] = ()


class FoundRecord(msgspec.Struct, frozen=True):
    """One thing that was found.

    Attributes:
        access: Whom its data is for; "" for an organisation.
        bbox: West, south, east, north in degrees, None where it has none.
    """

    kind: str
    id: str
    slug: str
    title: str
    abstract: str
    access: str
    organisation: str
    updated: str
    bbox: tuple[float, float, float, float] | None
    link: str


def search_records(spec: SearchSpec, index: SearchIndex, context: Context) -> Reply:
    """What matches and may be discovered, best first, as JSON: `{"matched", "returned", "offset", "results"}`.

    Things that the principal may not know of are neither in the results nor in the count.
    """
    hits = index.search(spec.text, HIT_LIMIT)
    found = list(_discoverable(hits, spec.kinds, context))
    page = found[spec.offset : spec.offset + spec.limit]
    results = [_record(thing, context) for thing in page]
    document = {"matched": len(found), "returned": len(results), "offset": spec.offset, "results": results}
    return Reply(msgspec.json.encode(document), "application/json", public=context.principal.is_public)


def _discoverable(
    hits: list[SearchHit], kinds: tuple[str, ...], context: Context
) -> Iterator[Dataset | Service | Organisation]:
    for hit in hits:
        if kinds and hit.kind not in kinds:
            continue
        thing = _thing(hit, context)
        if thing is None:
            continue
        if isinstance(thing, Organisation) or context.decision(thing, Action.DISCOVER).allowed:
            yield thing


def _thing(hit: SearchHit, context: Context) -> Dataset | Service | Organisation | None:
    """The published thing itself: the index may lag behind it."""
    if hit.kind == "dataset":
        return context.generation.get(Dataset, "dataset", hit.id)
    if hit.kind == "service":
        return context.generation.get(Service, "service", hit.id)
    return context.generation.get(Organisation, "organisation", hit.id)


def _record(thing: Dataset | Service | Organisation, context: Context) -> FoundRecord:
    language = context.language
    if isinstance(thing, Organisation):
        link = context.links.thing("organisation", thing.slug, language)
        name = thing.name.in_language(language)
        return FoundRecord("organisation", thing.id, thing.slug, name, "", "", thing.id, "", None, link)
    kind = "dataset" if isinstance(thing, Dataset) else "service"
    extent = thing.release.extent if isinstance(thing, Dataset) else None
    return FoundRecord(
        kind,
        thing.id,
        thing.slug,
        thing.record.title.in_language(language),
        thing.record.abstract.in_language(language),
        AccessClass(thing.access).value,
        thing.organisation,
        thing.record.updated_at,
        (extent.west, extent.south, extent.east, extent.north) if extent else None,
        context.links.thing(kind, thing.slug, language),
    )
