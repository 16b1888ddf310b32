"""Finding datasets and map services by word."""

from functools import lru_cache
from pathlib import Path

from satupeta.control.node import node_storage
from satupeta.control.portal.reading import Reading, Thing
from satupeta.data.search_index import SearchIndex

HIT_LIMIT = 1000


def found(words: str, view: Reading) -> list[Thing]:
    """What this reader may know of and every word occurs in, best first; everything by title without words."""
    known: dict[tuple[str, str], Thing] = {
        **{("dataset", thing.id): thing for thing in view.datasets},
        **{("service", thing.id): thing for thing in view.services},
    }
    if not words.strip():
        return sorted(known.values(), key=lambda thing: thing.record.title.in_language(view.language).casefold())
    hits = _index(node_storage().search_index).search(words, HIT_LIMIT)
    return [known[hit.kind, hit.id] for hit in hits if (hit.kind, hit.id) in known]


@lru_cache(maxsize=1)
def _index(folder: Path) -> SearchIndex:
    return SearchIndex(folder)
