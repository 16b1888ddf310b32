"""The node's own API as far as the data plane answers it; the rest of `/api/v1/` is Django's."""

from satupeta.adapters.http.node import Node
from satupeta.adapters.http.request import Request
from satupeta.core.ogc.common import Parameters, not_among
from satupeta.service.locate import LocateSpec
from satupeta.service.locate import locate as locate_point
from satupeta.service.reply import Reply
from satupeta.service.search_records import HIT_LIMIT, SearchSpec, search_records

_KINDS = ("dataset", "service", "organisation")
_PAGE_LIMIT = 100


def locate(request: Request, node: Node) -> Reply:
    """The areas that hold a point: `lon` and `lat` in degrees."""
    parameters = Parameters(request.query)
    parameters.refuse_unknown(("lon", "lat", "lang"))
    spec = LocateSpec(parameters.number("lon", -180.0, 180.0), parameters.number("lat", -90.0, 90.0))
    return locate_point(spec, node.context(request))


def search(request: Request, node: Node) -> Reply:
    """What matches the words in `q`; `kind` narrows it, `limit` and `offset` page it."""
    parameters = Parameters(request.query)
    parameters.refuse_unknown(("q", "kind", "limit", "offset", "lang"))
    text = parameters.required("q")
    kinds = tuple(part for part in parameters.optional("kind").split(",") if part)
    for kind in kinds:
        if kind not in _KINDS:
            raise not_among("kind", kind, _KINDS)
    limit = parameters.integer("limit", 1, _PAGE_LIMIT, 10)
    spec = SearchSpec(text, limit, parameters.integer("offset", 0, HIT_LIMIT, 0), kinds)
    return search_records(spec, node.search, node.context(request))
