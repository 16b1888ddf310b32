"""The layer tree that a WMS announces to a principal, as values."""

from math import isqrt

from satupeta.core.access import Action
from satupeta.core.box import Box
from satupeta.core.features.schema import GeometryKind
from satupeta.core.ogc.wms.document import Capabilities, LayerEntry, StyleEntry
from satupeta.core.published import Node, Record
from satupeta.core.style.model import Style
from satupeta.core.text import Text
from satupeta.service.context import Context
from satupeta.service.get_legend import legend_link
from satupeta.service.scope import OfferedGroup, OfferedLayer, Scope, offered_groups, offered_layers


def get_capabilities(scope: Scope, context: Context) -> tuple[Capabilities, bool]:
    """What the WMS of a scope offers to this principal, and whether anybody would get the same.

    Raises:
        UnknownThing, SignInRequired, NotPermitted: The scope's own dataset or map service may not be seen.
    """
    layers = tuple(layer for layer in offered_layers(scope, context, Action.VIEW) if _is_drawn(layer))
    groups = offered_groups(scope, context, Action.VIEW)
    title, abstract = _texts(scope, context)
    node = context.generation.get(Node, "node", "node")
    language = context.language
    own = Text(context.config.node_title, context.config.node_title_en)
    root = _root(scope, title.in_language(language), layers, groups, context)
    public = all(layer.open for layer in layers) and all(group.whole for group in groups)
    capabilities = Capabilities(
        title.in_language(language),
        abstract.in_language(language),
        context.links.wms(scope.kind, scope.slug),
        (node.contact if node else "") or context.config.contact,
        (node.title if node else own).in_language(language),
        str(context.generation.number),
        isqrt(context.config.picture_limit_px),
        root,
    )
    return capabilities, public or context.principal.is_public


def layer_entry(layer: OfferedLayer, scope: Scope, context: Context) -> LayerEntry:
    """One layer as the document says it."""
    language = context.language
    record = layer.dataset.record
    return LayerEntry(
        layer.name,
        layer.title.in_language(language),
        record.abstract.in_language(language),
        record.keywords,
        layer.dataset.release.extent,
        tuple(
            StyleEntry(style.name, style.title.in_language(language), legend_link(layer, style.name, scope, context))
            for style in _own_first(layer)
        ),
        context.decision(layer.dataset, Action.QUERY).allowed,
        page=context.links.thing("dataset", layer.dataset.slug, language),
    )


def _root(
    scope: Scope, title: str, layers: tuple[OfferedLayer, ...], groups: tuple[OfferedGroup, ...], context: Context
) -> LayerEntry:
    entries = tuple(layer_entry(layer, scope, context) for layer in layers)
    if scope.kind == "service":
        # The service's own name stands for all its layers: it is the root of their tree.
        name = groups[0].name if groups else ""
        return LayerEntry(name, title, extent=_extent(layers), children=entries)
    named = tuple(_group_entry(group, context) for group in groups)
    return LayerEntry("", title, extent=_extent(layers), children=entries + named)


def _group_entry(group: OfferedGroup, context: Context) -> LayerEntry:
    language = context.language
    record: Record = group.service.record
    return LayerEntry(
        group.name,
        group.title.in_language(language),
        record.abstract.in_language(language),
        record.keywords,
        _extent(group.layers),
        queryable=all(context.decision(layer.dataset, Action.QUERY).allowed for layer in group.layers),
        page=context.links.thing("service", group.service.slug, language),
    )


def _texts(scope: Scope, context: Context) -> tuple[Text, Text]:
    if scope.kind == "dataset":
        record = context.dataset(scope.slug, Action.VIEW)[0].record
        return record.title, record.abstract
    if scope.kind == "service":
        record = context.service(scope.slug, Action.VIEW)[0].record
        return record.title, record.abstract
    node = context.generation.get(Node, "node", "node")
    if node is not None:
        return node.title, node.abstract
    return Text(context.config.node_title, context.config.node_title_en), Text("")


def _is_drawn(layer: OfferedLayer) -> bool:
    return layer.dataset.release.schema.geometry is not GeometryKind.NONE


def _own_first(layer: OfferedLayer) -> tuple[Style, ...]:
    return (layer.style, *(style for style in layer.styles if style is not layer.style))


def _extent(layers: tuple[OfferedLayer, ...]) -> Box | None:
    found: Box | None = None
    for layer in layers:
        extent = layer.dataset.release.extent
        if extent is not None:
            found = extent if found is None else found.union(extent)
    return found
