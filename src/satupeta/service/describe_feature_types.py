"""The feature types of an end-point: what its principal may ask of the WFS, and how their features look."""

import msgspec

from satupeta.core.access import Action
from satupeta.core.encode.gml import GmlType, geometry_form
from satupeta.core.errors import UnknownThing
from satupeta.core.links import type_namespace
from satupeta.core.ogc.wfs.document import TypeEntry, WfsCapabilities
from satupeta.core.ogc.wfs.names import field_elements, layer_name, type_name
from satupeta.core.published import Node
from satupeta.core.text import Text
from satupeta.service.context import Context
from satupeta.service.describe_collections import visible_schema
from satupeta.service.scope import OfferedLayer, Scope, named_layers, offered_layers

_NO_NAME = ""
"""What nothing is called, so that it gets the answer of unknown names."""


def describe_feature_types(
    scope: Scope, names: tuple[str, ...], context: Context
) -> tuple[tuple[GmlType, OfferedLayer], ...]:
    """The types of these local names, or all that the scope lists without any.

    Raises:
        UnknownLayer: A name that is not offered here, or may not be known.
        UnknownThing, SignInRequired, NotPermitted: The scope's own dataset or map service may not be asked.
    """
    if names:
        layers = tuple(find_feature_type(scope, name, context) for name in dict.fromkeys(names))
    else:
        layers = offered_layers(scope, context, Action.QUERY)
    return tuple((gml_type(layer, context), layer) for layer in layers)


def find_feature_type(scope: Scope, name: str, context: Context) -> OfferedLayer:
    """The one layer of a local name.

    Raises:
        UnknownLayer: Not offered here, or may not be known; the name of a map service is no type.
        UnknownThing, SignInRequired, NotPermitted: As `named_layers`.
    """
    layer = layer_name(name)
    if scope.kind == "service":
        offered = offered_layers(scope, context, Action.QUERY)
        own = next((one for one in offered if type_name(one.name) == name), None)
        if own is not None:
            return own
        if layer == scope.slug:
            layer = _NO_NAME
    if scope.kind == "node":
        try:
            layer = context.dataset(layer, Action.QUERY)[0].slug
        except UnknownThing:
            layer = _NO_NAME
    return named_layers(scope, (layer,), (), context, Action.QUERY)[0]


def gml_type(layer: OfferedLayer, context: Context) -> GmlType:
    """How a layer's features look to this principal.

    Raises:
        ReleaseMissing: The release's folder is not whole.
    """
    source = context.sources.of(layer.dataset)
    schema = visible_schema(source.schema, layer.decision)
    return GmlType(type_name(layer.name), field_elements(schema), geometry_form(source.world().types))


def wfs_capabilities(scope: Scope, context: Context) -> tuple[WfsCapabilities, bool]:
    """What the WFS of a scope offers to this principal, and whether anybody would get the same.

    Raises:
        UnknownThing, SignInRequired, NotPermitted: The scope's own dataset or map service may not be asked.
    """
    layers = offered_layers(scope, context, Action.QUERY)
    node = context.generation.get(Node, "node", "node")
    own = Text(context.config.node_title, context.config.node_title_en)
    organisation = (node.title if node else own).in_language(context.language)
    title, abstract = _texts(scope, layers, context)
    capabilities = WfsCapabilities(
        title.in_language(context.language) or organisation,
        abstract.in_language(context.language),
        context.links.wfs(scope.kind, scope.slug),
        type_namespace(context.links),
        (node.contact if node else "") or context.config.contact,
        organisation,
        str(context.generation.number),
        context.config.items_limit,
        tuple(_entry(layer, context) for layer in layers),
    )
    return capabilities, context.principal.is_public or all(layer.open for layer in layers)


def _texts(scope: Scope, layers: tuple[OfferedLayer, ...], context: Context) -> tuple[Text, Text]:
    if scope.kind == "dataset":
        return layers[0].dataset.record.title, layers[0].dataset.record.abstract
    if scope.kind == "service":
        record = context.service(scope.slug, Action.QUERY)[0].record
        return record.title, record.abstract
    node = context.generation.get(Node, "node", "node")
    return (node.title, node.abstract) if node else (Text(""), Text(""))


def _entry(layer: OfferedLayer, context: Context) -> TypeEntry:
    record, language = layer.dataset.record, context.language
    return TypeEntry(
        type_name(layer.name),
        layer.title.in_language(language),
        record.abstract.in_language(language),
        record.keywords,
        layer.dataset.release.extent,
        context.links.thing("dataset", layer.dataset.slug, language),
    )


def chosen_fields(kind: GmlType, names: tuple[str, ...]) -> GmlType:
    """The type with only these elements; all without any name. The geometry stays where it is named, or none is."""
    if not names:
        return kind
    fields = tuple((field, name) for field, name in kind.fields if name in names or field.name in names)
    return msgspec.structs.replace(kind, fields=fields, form=kind.form if kind.geometry in names else "")
