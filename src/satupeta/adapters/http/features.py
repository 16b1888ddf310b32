"""OGC API - Features over HTTP: each function parses, does and writes.

Standard: OGC 17-069r4.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import msgspec

import satupeta
from satupeta.adapters.http.node import Node
from satupeta.adapters.http.pages import html_page, shown
from satupeta.adapters.http.request import Request
from satupeta.adapters.http.scopes import scope_of
from satupeta.core.access import AccessClass, Action
from satupeta.core.crs import CrsInfo
from satupeta.core.ogc.common import Parameters
from satupeta.core.ogc.features.conformance import CONFORMANCE_CLASSES, FORMATS, GEOJSON, OPENAPI, SCHEMA
from satupeta.core.ogc.features.document import (
    Link,
    PageEntry,
    collection_document,
    collections_document,
    conformance_document,
    crs_uri,
    document_links,
    feature_document,
    landing_document,
    page_links,
    page_pieces,
    queryables_document,
)
from satupeta.core.ogc.features.openapi import api_document
from satupeta.core.ogc.features.request import parse_item, parse_items, parse_plain
from satupeta.core.published import Node as NodeSpec
from satupeta.core.text import Text
from satupeta.service.context import Context
from satupeta.service.describe_collections import (
    collection_entry,
    describe_collections,
    find_collection,
    visible_schema,
)
from satupeta.service.get_feature import get_feature
from satupeta.service.query_features import FeaturePage, query_features
from satupeta.service.reply import Reply
from satupeta.service.scope import OfferedLayer, Scope

_JSON = "application/json"
_JOINED_VERTICES = 200_000
"""Pages up to this size go out in one piece, larger ones as a stream."""


def get_landing(request: Request, node: Node) -> Reply:
    """The landing page."""
    context, scope, as_html = _opened(request, node)
    title, description, public = _scope_texts(scope, context)
    document = landing_document(title, description, _root(scope, context), context.language)
    if as_html:
        return html_page("landing.html", title, context, document, public=public)
    return _json(document, public)


def get_api(request: Request, node: Node) -> Reply:
    """The OpenAPI definition."""
    context, scope, as_html = _opened(request, node)
    title, description, public = _scope_texts(scope, context)
    root = _root(scope, context)
    document = api_document(
        title,
        description,
        context.config.contact,
        root,
        satupeta.__version__,
        context.config.items_limit,
        context.language,
    )
    if not as_html:
        return replace(_json(document, public), content_type=OPENAPI)
    operations = [
        {
            "path": path,
            "summary": item["get"]["summary"],
            "parameters": [parameter["$ref"].rsplit("/", 1)[1] for parameter in item["get"]["parameters"]],
        }
        for path, item in document["paths"].items()
    ]
    values = {"document": document, "operations": operations, "json": f"{root}/api?f=json"}
    return html_page("api.html", title, context, values, public=public)


def get_conformance(request: Request, node: Node) -> Reply:
    """The conformance classes."""
    context, scope, as_html = _opened(request, node)
    title, _, public = _scope_texts(scope, context)
    document = conformance_document(_root(scope, context), context.language)
    if as_html:
        values = {"classes": CONFORMANCE_CLASSES, "links": document["links"]}
        return html_page("conformance.html", title, context, values, public=public)
    return _json(document, public)


def get_collections(request: Request, node: Node) -> Reply:
    """All collections that the principal may ask."""
    context, scope, as_html = _opened(request, node)
    title, _, public = _scope_texts(scope, context)
    layers = describe_collections(scope, context)
    # Who is signed in sees more of a node or map service than everybody: that list is theirs alone.
    public = public and (context.principal.is_public or all(layer.open for layer in layers))
    entries = tuple(collection_entry(layer, scope, context) for layer in layers)
    document = collections_document(entries, _root(scope, context), context.language)
    if as_html:
        values = {"collections": entries, "links": document["links"]}
        return html_page("collections.html", title, context, values, public=public)
    return _json(document, public)


def get_collection(request: Request, node: Node) -> Reply:
    """One collection."""
    context, scope, as_html = _opened(request, node)
    layer = find_collection(scope, request.parts["collection"], context)
    entry = collection_entry(layer, scope, context)
    document = collection_document(entry, context.language)
    if as_html:
        values = {"entry": entry, "links": document["links"]}
        return html_page("collection.html", entry.title, context, values, public=layer.open)
    return _json(document, layer.open)


def get_queryables(request: Request, node: Node) -> Reply:
    """What filters of a collection may ask for."""
    context, scope, as_html = _opened(request, node)
    layer = find_collection(scope, request.parts["collection"], context)
    entry = collection_entry(layer, scope, context)
    document = queryables_document(entry)
    if as_html:
        links = document_links(f"{entry.address}/queryables", context.language, SCHEMA)
        values = {"properties": document["properties"], "links": links}
        return html_page("queryables.html", entry.title, context, values, public=layer.open)
    return replace(_json(document, layer.open), content_type=SCHEMA)


def get_items(request: Request, node: Node) -> Reply:
    """A page of features."""
    context = node.context(request)
    scope = scope_of(request)
    layer = find_collection(scope, request.parts["collection"], context)
    schema = visible_schema(layer.dataset.release.schema, layer.decision)
    wanted = parse_items(request.query, schema, context.config.items_limit)
    as_html = _wants_html(request)
    found = query_features(wanted, layer, context)
    page = PageEntry(
        context.links.items(layer.name, scope.kind, scope.slug),
        tuple((name, value) for name, value in request.query if name != "offset"),
        wanted.limit,
        wanted.offset,
        len(found.batch),
        found.matched,
        context.now,
    )
    links = page_links(page, context.language)
    if as_html:
        return _items_page(found, page, links, layer, context)
    pieces = page_pieces(found.batch, found.properties, page, wanted.crs, context.language)
    return _geojson(pieces, found, wanted.crs, links, layer, request)


def get_item(request: Request, node: Node) -> Reply:
    """One feature."""
    context = node.context(request)
    scope = scope_of(request)
    layer = find_collection(scope, request.parts["collection"], context)
    crs = parse_item(request.query)
    as_html = _wants_html(request)
    found = get_feature(request.parts["feature"], layer, context)
    address = f"{context.links.items(layer.name, scope.kind, scope.slug)}/{found.batch.ids[0]}"
    links = document_links(address, context.language, GEOJSON)
    if as_html:
        row = found.batch.attributes.to_pylist()[0] if found.batch.attributes.num_columns else {}
        labels = dict(collection_entry(layer, scope, context).fields)
        title = f"{layer.title.in_language(context.language)}: {found.batch.ids[0]}"
        values = {"values": [(labels.get(name, name), shown(value)) for name, value in row.items()], "links": links}
        return html_page("item.html", title, context, values, public=layer.open)
    body = feature_document(found.batch, found.properties, address, crs, context.language)
    return _geojson(iter((body,)), found, crs, links, layer, request)


def _opened(request: Request, node: Node) -> tuple[Context, Scope, bool]:
    parse_plain(request.query)
    return node.context(request), scope_of(request), _wants_html(request)


def _wants_html(request: Request) -> bool:
    wanted = Parameters(request.query)
    if wanted.optional("f"):
        return wanted.choice("f", FORMATS) == "html"
    return request.prefers_html


def _root(scope: Scope, context: Context) -> str:
    return context.links.ogc(scope.kind, scope.slug)


def _scope_texts(scope: Scope, context: Context) -> tuple[str, str, bool]:
    """Title and description of a scope, and whether anybody may know them."""
    if scope.kind == "node":
        spec = context.generation.get(NodeSpec, "node", "node")
        own = Text(context.config.node_title, context.config.node_title_en)
        title, abstract = (spec.title, spec.abstract) if spec else (own, Text(""))
        return title.in_language(context.language), abstract.in_language(context.language), True
    find = context.dataset if scope.kind == "dataset" else context.service
    thing, _ = find(scope.slug, Action.QUERY)
    record = thing.record
    public = thing.access is AccessClass.OPEN
    return record.title.in_language(context.language), record.abstract.in_language(context.language), public


def _items_page(found: FeaturePage, page: PageEntry, links: list[Link], layer: OfferedLayer, context: Context) -> Reply:
    schema = found.batch.schema
    fields = [(field.name, field.title.in_language(context.language) or field.name) for field in schema.fields]
    columns = [found.batch.attributes.column(name).to_pylist() for name, _ in fields]
    rows = [
        {
            "id": shown(feature_id),
            "address": f"{page.address}/{feature_id}",
            "values": [shown(column[row]) for column in columns],
        }
        for row, feature_id in enumerate(found.batch.ids.tolist())
    ]
    title = layer.title.in_language(context.language)
    values = {"matched": shown(page.matched), "links": links, "fields": fields, "rows": rows}
    return html_page("items.html", title, context, values, public=layer.open)


def _geojson(
    pieces: Iterator[bytes], found: FeaturePage, crs: CrsInfo, links: list[Link], layer: OfferedLayer, request: Request
) -> Reply:
    large = len(found.batch.geometry.xy) > _JOINED_VERTICES
    stands_for = repr((str(found.state), layer.decision.fingerprint, request.path, request.query, request.language))
    # Weak: the time stamp in the answer moves while its features do not.
    etag = "W/" + hashlib.blake2b(stands_for.encode(), digest_size=12).hexdigest()
    link_header = ", ".join(f'<{link.href}>; rel="{link.rel}"; type="{link.type}"' for link in links)
    headers = (("Content-Crs", f"<{crs_uri(crs)}>"), ("Link", link_header))
    return Reply(pieces if large else b"".join(pieces), GEOJSON, 200, headers, etag, layer.open)


def _json(document: object, public: bool) -> Reply:
    return Reply(msgspec.json.encode(document), _JSON, public=public)
