"""How large a filter from a request may be; asked before anything is parsed, and of the tree before it is evaluated."""

import re

from satupeta.core.errors import InvalidFilter
from satupeta.core.filters.check import too_deep, walk
from satupeta.core.filters.tree import MAX_DEPTH, Among, And, Expression, Like, Not, Or, Spatial
from satupeta.core.text import Text

MAX_CHARACTERS = 65_536
MAX_VERTICES = 10_000
"""Of one given shape."""
MAX_TERMS = 1_000
"""Comparisons of one filter; each value of a list counts as one, each pattern and shape as `DEAR_TERMS`."""
DEAR_TERMS = 10
TEXT_QUOTED = re.compile(r"'(?:''|\\'|[^'])*'|\"[^\"]*\"")
_JSON_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"', re.DOTALL)
_GEOJSON_DEPTH = 6
"""Brackets of the deepest geometry beyond those of the filter around it."""


def require_short(text: str) -> None:
    """Refuse a text that is too long to be parsed.

    Raises:
        InvalidFilter: Longer than `MAX_CHARACTERS`.
    """
    if len(text) > MAX_CHARACTERS:
        raise InvalidFilter(
            "PT-024",
            Text("Filter terlalu panjang.", "The filter is too long."),
            Text(f"Paling panjang {MAX_CHARACTERS} huruf.", f"At most {MAX_CHARACTERS} characters."),
            "filter",
        )


def require_shallow(text: str, *, json: bool) -> None:
    """Refuse a text whose brackets nest too deeply to be parsed; what stands in quotes is left aside.

    Raises:
        InvalidFilter: Deeper than any tree of `MAX_DEPTH` could need.
    """
    opening, closing = ("[{", "]}") if json else ("(", ")")
    # Two brackets a level in JSON: an object and its list of arguments.
    most = (2 * MAX_DEPTH if json else MAX_DEPTH) + _GEOJSON_DEPTH
    depth = 0
    for character in (_JSON_QUOTED if json else TEXT_QUOTED).sub("", text):
        if character in opening:
            depth += 1
            if depth > most:
                raise too_deep()
        elif character in closing:
            depth -= 1


def require_few(expression: Expression) -> Expression:
    """The expression itself when it is cheap enough to be evaluated for anybody.

    Raises:
        InvalidFilter: More than `MAX_TERMS` terms, or deeper than `MAX_DEPTH`.
    """
    terms = 0
    for node, depth in walk(expression):
        if depth > MAX_DEPTH:
            raise too_deep()
        if not isinstance(node, And | Or | Not):
            terms += len(node.values) if isinstance(node, Among) else 1
        if isinstance(node, Like | Spatial):
            terms += DEAR_TERMS - 1
        if terms > MAX_TERMS:
            raise InvalidFilter(
                "PT-028",
                Text("Filter terdiri atas terlalu banyak syarat.", "The filter has too many terms."),
                Text(f"Paling banyak {MAX_TERMS}.", f"At most {MAX_TERMS}."),
                "filter",
            )
    return expression
