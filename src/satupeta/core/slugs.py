"""Names of things in addresses: ASCII, lower case, words joined by hyphens, one namespace for the whole node."""

import re
import unicodedata
from collections.abc import Iterator

MAX_LENGTH = 60
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WORDS = re.compile(r"[a-z0-9]+")


def is_slug(text: str) -> bool:
    """Whether `text` can be a slug."""
    return len(text) <= MAX_LENGTH and _SLUG.fullmatch(text) is not None


def slug_of(title: str) -> str:
    """The slug that a title gives: letters without their marks, cut at a word; "" when nothing is left of it."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return _cut("-".join(_WORDS.findall(plain)), MAX_LENGTH)


def slug_candidates(title: str, office: str, fallback: str) -> Iterator[str]:
    """Slugs to try in turn: the title's own, then with the office's name, then numbered, without end.

    Args:
        title: Of the thing.
        office: Slug of the organisation that owns it, or "".
        fallback: Used when the title gives nothing, such as `dataset`.
    """
    base = slug_of(title) or fallback
    yield base
    if office and office != base:
        base = f"{_cut(base, MAX_LENGTH - len(office) - 1)}-{office}" if len(office) < MAX_LENGTH // 2 else base
        yield base
    number = 2
    while True:
        yield f"{_cut(base, MAX_LENGTH - len(str(number)) - 1)}-{number}"
        number += 1


def _cut(slug: str, length: int) -> str:
    if len(slug) <= length:
        return slug
    head = slug[: length + 1]
    return (head[: head.rfind("-")] if "-" in head else slug[:length]).strip("-")
