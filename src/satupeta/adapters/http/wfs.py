"""WFS 2.0.0 over HTTP: parse, do, write.

Standard: OGC 09-025r1, 7 to 14. GeoJSON is always in longitude and latitude (RFC 7946, 4).
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from satupeta.adapters.http.node import Node
from satupeta.adapters.http.request import Request, parse_query
from satupeta.adapters.http.scopes import scope_of
from satupeta.core.encode.geojson import collection_pieces as geojson_pieces
from satupeta.core.encode.geojson import feature_pieces
from satupeta.core.encode.gml import PREFIX, gml_features
from satupeta.core.errors import UnknownLayer
from satupeta.core.links import type_namespace
from satupeta.core.ogc.features.document import with_query
from satupeta.core.ogc.wfs.conformance import GEOJSON, GML32, VERSION
from satupeta.core.ogc.wfs.document import (
    Page,
    collection_pieces,
    lone_feature,
    write_capabilities,
    write_schema,
    write_stored_queries,
    write_stored_query_descriptions,
)
from satupeta.core.ogc.wfs.names import type_name
from satupeta.core.ogc.wfs.request import (
    DescribeFeatureType,
    DescribeStoredQueries,
    GetCapabilities,
    GetFeature,
    ListStoredQueries,
    WfsRequest,
    parse_request,
)
from satupeta.core.ogc.wfs.xml_request import parse_xml_request
from satupeta.service.context import Context
from satupeta.service.describe_collections import describe_collections
from satupeta.service.describe_feature_types import describe_feature_types, wfs_capabilities
from satupeta.service.query_feature_type import FoundFeatures, query_feature_type
from satupeta.service.reply import Reply
from satupeta.service.scope import Scope

_XML = "text/xml; charset=utf-8"
_JOINED_VERTICES = 200_000
"""Answers up to this size go out in one piece, larger ones as a stream."""
_FORM = "application/x-www-form-urlencoded"


def get_wfs(request: Request, node: Node) -> Reply:
    """One WFS operation.

    Raises:
        SatuPetaError: What the door says as an exception report.
    """
    wanted = _parsed(request)
    context, scope = node.context(request), scope_of(request)
    with _wfs_names():
        match wanted:
            case GetCapabilities():
                capabilities, public = wfs_capabilities(scope, context)
                return Reply(write_capabilities(capabilities), _XML, public=public)
            case DescribeFeatureType(types):
                found = describe_feature_types(scope, types, context)
                document = write_schema((kind for kind, _ in found), type_namespace(context.links))
                public = all(layer.open for _, layer in found) and (bool(types) or context.principal.is_public)
                return Reply(document, GML32, public=public)
            case GetFeature():
                return _features(wanted, request, scope, context)
            case _:
                return _stored_queries(wanted, scope, context)


def _parsed(request: Request) -> WfsRequest:
    if request.method != "POST":
        return parse_request(request.query)
    if request.header("content-type").lower().startswith(_FORM):
        return parse_request(parse_query(request.body))
    return parse_xml_request(request.body)


def _stored_queries(wanted: ListStoredQueries | DescribeStoredQueries, scope: Scope, context: Context) -> Reply:
    layers = describe_collections(scope, context)
    names = tuple(type_name(layer.name) for layer in layers)
    write = write_stored_queries if isinstance(wanted, ListStoredQueries) else write_stored_query_descriptions
    public = context.principal.is_public or all(layer.open for layer in layers)
    return Reply(write(names, type_namespace(context.links)), _XML, public=public)


def _features(wanted: GetFeature, request: Request, scope: Scope, context: Context) -> Reply:
    found = query_feature_type(wanted, scope, context)
    page = _page(found, wanted, request, scope, context)
    if wanted.format == GEOJSON:
        pieces, content_type = _geojson(found, page), GEOJSON
    else:
        pieces, content_type = _gml(found, wanted, page, scope, context), GML32
    small = len(found.batch.geometry.xy) <= _JOINED_VERTICES
    stands_for = repr(
        (str(found.state), found.layer.decision.fingerprint, request.path, request.query, request.body, content_type)
    )
    # Weak: the time stamp in the answer moves while its features do not.
    etag = "W/" + hashlib.blake2b(stands_for.encode(), digest_size=12).hexdigest()
    return Reply(b"".join(pieces) if small else pieces, content_type, etag=etag, public=found.layer.open)


def _gml(found: FoundFeatures, wanted: GetFeature, page: Page, scope: Scope, context: Context) -> Iterator[bytes]:
    namespace = type_namespace(context.links)
    query = (
        ("SERVICE", "WFS"), ("VERSION", VERSION), ("REQUEST", "DescribeFeatureType"),
        ("TYPENAMES", f"{PREFIX}:{found.kind.name}"),
    )  # fmt: skip
    schema = with_query(context.links.wfs(scope.kind, scope.slug), query)
    if wanted.alone:
        yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
        yield from gml_features(found.batch, found.kind, wanted.crs, lone_feature(namespace, schema))
        return
    members = gml_features(found.batch, found.kind, wanted.crs)
    yield from collection_pieces(members, page, namespace, schema)


def _geojson(found: FoundFeatures, page: Page) -> Iterator[bytes]:
    names = [field.name for field, _ in found.kind.fields]
    shown = replace(found.batch, attributes=found.batch.attributes.select(names))
    members = {"timeStamp": page.time, "numberMatched": page.matched, "numberReturned": page.returned}
    return geojson_pieces(feature_pieces(shown), dict(members))


def _page(found: FoundFeatures, wanted: GetFeature, request: Request, scope: Scope, context: Context) -> Page:
    """The page with the addresses of its neighbours, which only a request in an address can have (7.7.4.4)."""
    returned = len(found.batch)
    if request.method == "POST" or wanted.hits or wanted.alone:
        return Page(context.now, found.matched, returned)
    plain = tuple((name, value) for name, value in request.query if name.upper() != "STARTINDEX")
    address = context.links.wfs(scope.kind, scope.slug)
    following = previous = ""
    if returned and wanted.start + returned < found.matched:
        following = with_query(address, (*plain, ("STARTINDEX", str(wanted.start + returned))))
    if wanted.start:
        previous = with_query(address, (*plain, ("STARTINDEX", str(max(wanted.start - found.limit, 0)))))
    return Page(context.now, found.matched, returned, following, previous)


@contextmanager
def _wfs_names() -> Iterator[None]:
    """Names that are not offered are feature types here."""
    try:
        yield
    except UnknownLayer as error:
        raise UnknownLayer(error.code, error.message, error.advice, "TYPENAMES") from error
