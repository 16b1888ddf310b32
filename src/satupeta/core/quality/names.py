"""Names of fields: safe to publish, unique, as near to the source's as can be."""

import unicodedata
from collections.abc import Sequence

_LONGEST = 120


def safe_names(names: Sequence[str]) -> tuple[str, ...]:
    """A name for each field, unique without regard to case.

    Control characters and whatever cannot be printed are left out, outer blanks too; an empty name becomes
    `kolom_<number>`; a name that comes again gets `_2`, `_3` ….
    """
    taken: set[str] = set()
    found = []
    for number, name in enumerate(names, 1):
        base = _plain(name) or f"kolom_{number}"
        candidate, turn = base, 1
        while candidate.casefold() in taken:
            turn += 1
            candidate = f"{base}_{turn}"
        taken.add(candidate.casefold())
        found.append(candidate)
    return tuple(found)


def _plain(name: str) -> str:
    spaced = "".join(" " if unicodedata.category(character) == "Zs" else character for character in name)
    shown = "".join(filter(str.isprintable, unicodedata.normalize("NFC", spaced)))
    return shown.strip()[:_LONGEST].strip()
