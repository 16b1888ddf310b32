"""Tiles and the documents that lead to them."""

from dataclasses import replace

from satupeta.adapters.http.node import Node
from satupeta.adapters.http.request import Request
from satupeta.adapters.http.scopes import scope_of
from satupeta.adapters.http.validators import holds, not_modified
from satupeta.core.access import unknown_thing
from satupeta.core.ogc.common import Parameters
from satupeta.core.tiling import MAX_ZOOM, Tile
from satupeta.service.get_picture_tile import PictureTileSpec, get_picture_tile, picture_tile_etag
from satupeta.service.get_style import StyleSpec, get_style
from satupeta.service.get_tile import VectorTileSpec, get_vector_tile, vector_tile_etag
from satupeta.service.get_tilejson import get_tilejson as describe_tiles
from satupeta.service.reply import Reply


def get_vector(request: Request, node: Node) -> Reply:
    """A vector tile."""
    spec, context = VectorTileSpec(scope_of(request), tile_of(request)), node.context(request)
    if request.header("if-none-match"):
        etag = vector_tile_etag(spec, context)
        if holds(request, etag):
            return not_modified(etag)
    return get_vector_tile(spec, context)


def get_picture(request: Request, node: Node) -> Reply:
    """A tile as a picture; the row may carry `@2x` for twice the pixels."""
    parameters = Parameters(request.query)
    parameters.refuse_unknown(("style", "lang"))
    row, _, ratio = request.parts["y"].partition("@")
    if ratio not in ("", "2x"):
        raise unknown_thing()
    plain = replace(request, parts={**request.parts, "y": row})
    spec = PictureTileSpec(scope_of(request), tile_of(plain), 2 if ratio else 1, parameters.optional("style"))
    context = node.context(request)
    if request.header("if-none-match"):
        etag = picture_tile_etag(spec, context)
        if holds(request, etag):
            return not_modified(etag)
    return get_picture_tile(spec, context)


def get_tilejson(request: Request, node: Node) -> Reply:
    """The TileJSON document."""
    return describe_tiles(scope_of(request), node.context(request))


def get_style_document(request: Request, node: Node) -> Reply:
    """The MapLibre style of the vector tiles; of a dataset in another of its styles by `style`."""
    parameters = Parameters(request.query)
    parameters.refuse_unknown(("style", "lang"))
    return get_style(StyleSpec(scope_of(request), parameters.optional("style")), node.context(request))


def tile_of(request: Request) -> Tile:
    """The tile that an address names.

    Raises:
        InvalidParameter: Zoom, column or row is no whole number or lies outside the grid.
    """
    parameters = Parameters((name, request.parts[name]) for name in ("z", "x", "y"))
    zoom = parameters.integer("z", 0, MAX_ZOOM)
    column, row = (parameters.integer(name, 0, 2**zoom - 1) for name in ("x", "y"))
    return Tile.checked(zoom, column, row)
