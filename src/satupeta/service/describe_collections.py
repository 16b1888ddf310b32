"""The collections of an end-point: what its principal may ask features of."""

from satupeta.core.access import Action, Decision, unknown_thing
from satupeta.core.errors import UnknownLayer
from satupeta.core.features.schema import Schema
from satupeta.core.ogc.features.document import CollectionEntry
from satupeta.core.text import Text
from satupeta.service.context import Context
from satupeta.service.scope import OfferedLayer, Scope, named_layers, offered_layers


def describe_collections(scope: Scope, context: Context) -> tuple[OfferedLayer, ...]:
    """The collections that a scope lists to this principal.

    Raises:
        UnknownThing, SignInRequired, NotPermitted: The scope's own dataset or map service may not be asked.
    """
    return offered_layers(scope, context, Action.QUERY)


def find_collection(scope: Scope, name: str, context: Context) -> OfferedLayer:
    """One collection by its id or, outside map services, by an old slug.

    Raises:
        UnknownThing: Unknown, or may not be known.
        SignInRequired, NotPermitted: Known, but may not be asked.
    """
    if scope.kind == "service":
        try:
            layers = named_layers(scope, (name,), (), context, Action.QUERY)
        except UnknownLayer:
            raise unknown_thing() from None
        if len(layers) != 1 or layers[0].name != name:
            raise unknown_thing()
        return layers[0]
    if scope.kind == "dataset":
        own, _ = context.dataset(scope.slug, Action.QUERY)
        if name not in (own.slug, scope.slug):
            raise unknown_thing()
    return named_layers(Scope(), (context.dataset(name, Action.QUERY)[0].slug,), (), context, Action.QUERY)[0]


def collection_entry(layer: OfferedLayer, scope: Scope, context: Context) -> CollectionEntry:
    """What a collection says of itself in this scope."""
    dataset, language, links = layer.dataset, context.language, context.links
    record = dataset.record
    schema = visible_schema(dataset.release.schema, layer.decision)
    return CollectionEntry(
        layer.name,
        layer.title.in_language(language),
        record.abstract.in_language(language),
        record.keywords,
        links.collection(layer.name, scope.kind, scope.slug),
        dataset.release.extent,
        schema.crs,
        dataset.release.published_at,
        links.thing("dataset", dataset.slug, language),
        links.tilejson("dataset", dataset.slug),
        record.licence,
        tuple((field.name, _titled(field.title, field.name).in_language(language)) for field in schema.fields),
        schema,
    )


def visible_schema(schema: Schema, decision: Decision) -> Schema:
    """The schema without the fields that the decision hides."""
    hidden = decision.hidden_fields
    if not hidden:
        return schema
    fields = tuple(field for field in schema.fields if field.name not in hidden)
    key = "" if schema.key in hidden else schema.key
    time_field = "" if schema.time_field in hidden else schema.time_field
    return Schema(fields, schema.geometry, schema.crs, key, time_field)


def _titled(title: Text, name: str) -> Text:
    return title if title.id or title.en else Text(name)
