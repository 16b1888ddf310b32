"""Which of the two languages an answer is given in, from what a client says it reads."""

import re

from satupeta.core.text import LANGUAGES, Language

_WEIGHTED = re.compile(r"\s*([^;,\s]+)\s*(?:;[^,]*?q\s*=\s*([0-9.]+))?[^,]*")
_LONGEST = 2000


def weighted(header: str) -> list[tuple[str, float]]:
    """The names in an `Accept…` header with their weights, best first; equal weights keep their order."""
    found = []
    for name, weight in _WEIGHTED.findall(header[:_LONGEST]):
        try:
            found.append((name.lower(), float(weight) if weight else 1.0))
        except ValueError:
            found.append((name.lower(), 0.0))
    return sorted(found, key=lambda pair: -pair[1])


def chosen_language(
    from_path: Language | None, query: tuple[tuple[str, str], ...], accept_language: str, default: Language
) -> Language:
    """The language of an answer: path, then `lang`, then `Accept-Language`, then the node's."""
    if from_path is not None:
        return from_path
    for name, value in query:
        if name.lower() == "lang":
            found = _language(value)
            if found is not None:
                return found
    for name, weight in weighted(accept_language):
        found = _language(name.split("-")[0])
        if found is not None and weight > 0:
            return found
    return default


def _language(name: str) -> Language | None:
    return next((language for language in LANGUAGES if language == name.lower()), None)
