"""The three places under which protocols lie: the node itself, a dataset, a map service."""

from satupeta.adapters.http.request import Request
from satupeta.service.scope import Scope

SCOPES: tuple[tuple[str, str], ...] = (("node", ""), ("dataset", "/d/{slug}"), ("service", "/m/{slug}"))
"""Kind of a scope and what its addresses begin with."""


def scope_of(request: Request) -> Scope:
    """The scope that a request's address lies in."""
    slug = request.parts.get("slug", "")
    if not slug:
        return Scope()
    return Scope("dataset" if request.path.startswith("/d/") else "service", slug)
