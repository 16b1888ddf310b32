"""WMS 1.3.0 and 1.1.1 over HTTP: parse, do, write.

Standard: OGC 06-042, 7.2 to 7.4; OGC 01-068r3, 7; OGC 05-078r4, 12 (GetLegendGraphic).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from satupeta.adapters.http.node import Node
from satupeta.adapters.http.pages import html_page, shown
from satupeta.adapters.http.request import Request
from satupeta.adapters.http.scopes import scope_of
from satupeta.adapters.http.validators import holds, not_modified
from satupeta.control.statuses import said_of
from satupeta.core.access import Action
from satupeta.core.encode.picture import content_type, encode_picture, is_clear
from satupeta.core.error_document import Said
from satupeta.core.errors import InvalidFilter, NotPermitted, SatuPetaError, SignInRequired, UnknownLayer
from satupeta.core.ogc.wms.document import write_capabilities
from satupeta.core.ogc.wms.document_111 import write_older_capabilities
from satupeta.core.ogc.wms.errors import (
    CurrentUpdateSequence,
    InvalidUpdateSequence,
    LayerNotQueryable,
    UnknownStyle,
)
from satupeta.core.ogc.wms.info import LayerInfo, write_geojson, write_text
from satupeta.core.ogc.wms.request import (
    ErrorPicture,
    GetCapabilities,
    GetFeatureInfo,
    GetLegendGraphic,
    GetMap,
    parse_error_picture,
    parse_request,
)
from satupeta.core.ogc.wms.versions import NEWEST
from satupeta.core.render.notice import draw_notice
from satupeta.core.text import Language, Text
from satupeta.data.typefaces import label_typefaces
from satupeta.service.context import Context
from satupeta.service.describe_collections import collection_entry
from satupeta.service.get_capabilities import get_capabilities
from satupeta.service.get_feature_info import PixelQuery, get_feature_info
from satupeta.service.get_legend import LegendSpec, get_legend
from satupeta.service.get_map import MapSpec, get_map, map_etag
from satupeta.service.reply import Reply
from satupeta.service.scope import OfferedLayer, Scope, filtered_layers, named_layers


def get_wms(request: Request, node: Node) -> Reply:
    """One WMS operation.

    Raises:
        SatuPetaError: What the door says as a service exception.
    """
    try:
        return _answer(request, node)
    except SatuPetaError as error:
        picture = parse_error_picture(request.query, node.config.picture_limit_px)
        if picture is None:
            raise
        return _error_picture(picture, said_of(error), request.language)


def _answer(request: Request, node: Node) -> Reply:
    wanted = parse_request(request.query, node.config.picture_limit_px)
    context, scope = node.context(request), scope_of(request)
    if isinstance(wanted, GetCapabilities):
        return _capabilities(wanted, scope, context)
    if isinstance(wanted, GetFeatureInfo):
        return _info(wanted, scope, context)
    if isinstance(wanted, GetLegendGraphic):
        with _wms_names():
            return get_legend(LegendSpec(scope, wanted.layer, wanted.style, wanted.format, wanted.scale), context)
    return _map(wanted, scope, context, request)


def _map(wanted: GetMap, scope: Scope, context: Context, request: Request) -> Reply:
    spec = MapSpec(
        scope,
        wanted.layers,
        wanted.styles,
        wanted.box,
        wanted.width_px,
        wanted.height_px,
        wanted.transparent,
        wanted.background,
        filters=wanted.filters,
        format=wanted.format,
    )
    with _wms_names():
        if request.header("if-none-match"):
            etag = map_etag(spec, context)
            if holds(request, etag):
                return not_modified(etag)
        return get_map(spec, context)


def _error_picture(wanted: ErrorPicture, said: Said, language: Language) -> Reply:
    """Background, and the words of the exception where they are wanted.

    Blank it tells nothing of why (7.3.3.11); in words just what a report would.
    """
    background = "" if wanted.transparent and is_clear(wanted.format) else wanted.background
    words = f"{said.message.in_language(language)} {said.advice.in_language(language)}" if wanted.says else ""
    image = draw_notice(words, wanted.width_px, wanted.height_px, background, label_typefaces())
    body = encode_picture(image, wanted.format)
    return Reply(body, content_type(wanted.format), headers=(("Cache-Control", "no-store"),))


def _capabilities(wanted: GetCapabilities, scope: Scope, context: Context) -> Reply:
    capabilities, public = get_capabilities(scope, context)
    _compare_sequences(wanted.update_sequence, capabilities.update_sequence)
    write = write_capabilities if wanted.version is NEWEST else write_older_capabilities
    return Reply(write(capabilities), f"{wanted.version.document_type}; charset=utf-8", public=public)


def _compare_sequences(held: str, current: str) -> None:
    """Refuse who holds this document already, or a newer one than there is (7.2.3.5)."""
    if not held:
        return
    advice = Text("Kosongkan UPDATESEQUENCE.", "Leave UPDATESEQUENCE empty.")
    if held == current:
        raise CurrentUpdateSequence(
            "WM-007",
            Text("UPDATESEQUENCE: dokumen tidak berubah.", "UPDATESEQUENCE: the document has not changed."),
            advice,
            "UPDATESEQUENCE",
        )
    if not (held.isascii() and held.isdecimal() and len(held) <= 18) or int(held) > int(current):
        raise InvalidUpdateSequence(
            "WM-008",
            Text("UPDATESEQUENCE: lebih baru dari yang ada.", "UPDATESEQUENCE: newer than what there is."),
            advice,
            "UPDATESEQUENCE",
        )


def _info(wanted: GetFeatureInfo, scope: Scope, context: Context) -> Reply:
    layers = _queryable(wanted, scope, context)
    picture = wanted.map
    pixel = PixelQuery(picture.box, picture.width_px, picture.height_px, wanted.i, wanted.j, wanted.count)
    found = tuple(
        LayerInfo(
            layer.name,
            layer.title.in_language(context.language),
            batch,
            dict(collection_entry(layer, scope, context).fields),
        )
        for layer, batch in get_feature_info(layers, pixel, context)
    )
    public = all(layer.open for layer in layers)
    if wanted.format == "text/html":
        return _info_page(found, context, public)
    if wanted.format == "text/plain":
        return Reply(write_text(found), "text/plain; charset=utf-8", public=public)
    return Reply(write_geojson(found), wanted.format, public=public)


def _queryable(wanted: GetFeatureInfo, scope: Scope, context: Context) -> tuple[OfferedLayer, ...]:
    with _wms_names():
        picture = wanted.map
        filtered_layers(scope, picture.layers, picture.styles, picture.filters, context, Action.VIEW)
        filters = dict(zip(picture.layers, picture.filters, strict=False))
        seen = named_layers(scope, wanted.layers, (), context, Action.VIEW)
        try:
            own = tuple(filters.get(name) for name in wanted.layers)
            return filtered_layers(scope, wanted.layers, (), own, context, Action.QUERY)
        except (SignInRequired, NotPermitted) as error:
            raise LayerNotQueryable(error.code, error.message, error.advice, seen[0].name) from error


@contextmanager
def _wms_names() -> Iterator[None]:
    """Names that are not offered are layers or styles: WMS has a code for each (annex E.1)."""
    try:
        yield
    except UnknownLayer as error:
        locator = error.locator.upper()
        kind = UnknownStyle if locator == "STYLES" else UnknownLayer
        raise kind(error.code, error.message, error.advice, locator) from error
    except InvalidFilter as error:
        raise InvalidFilter(error.code, error.message, error.advice, "CQL_FILTER") from error


def _info_page(found: tuple[LayerInfo, ...], context: Context, public: bool) -> Reply:
    layers = [
        {
            "title": layer.title,
            "rows": [
                [(layer.labels.get(name, name), shown(value)) for name, value in row.items()] for row in layer.rows()
            ],
        }
        for layer in found
    ]
    title = ", ".join(layer.title for layer in found)
    return html_page("info.html", title, context, {"layers": layers}, public=public)
