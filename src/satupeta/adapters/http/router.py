"""Finds the route of a path."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from satupeta.adapters.http.routes import Route


class Matched(NamedTuple):
    """A route with what its pattern took from the path."""

    route: Route
    parts: dict[str, str]


class Router:
    """A table of routes, tried by the literal first word of their patterns, then in order."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._by_word: dict[str, list[tuple[re.Pattern[str], Route]]] = {}
        for route in routes:
            self._by_word.setdefault(_first_word(route.pattern), []).append((route.expression, route))

    def match(self, path: str) -> Matched | None:
        """The first route whose pattern fits the whole path, with or without a slash at its end, or None."""
        return self._match(path) or (self._match(path[:-1]) if path.endswith("/") else None)

    def _match(self, path: str) -> Matched | None:
        for expression, route in self._by_word.get(_first_word(path), ()):
            found = expression.fullmatch(path)
            if found:
                return Matched(route, found.groupdict())
        return None


def _first_word(path: str) -> str:
    return path.split("/", 2)[1] if path.startswith("/") else ""
