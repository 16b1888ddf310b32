"""Features of one type as a WFS client asks for them."""

from dataclasses import dataclass

import msgspec

from satupeta.core.access import unknown_thing
from satupeta.core.encode.gml import GmlType
from satupeta.core.errors import InvalidFilter, InvalidParameter
from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.schema import Schema
from satupeta.core.features.source import FeatureQuery, Order, State
from satupeta.core.filters.check import checked
from satupeta.core.filters.fes import fitted
from satupeta.core.filters.tree import And, Expression
from satupeta.core.ogc.wfs.names import field_names
from satupeta.core.ogc.wfs.request import GetFeature, parse_resource_id
from satupeta.core.text import Text
from satupeta.service.context import Context
from satupeta.service.describe_collections import visible_schema
from satupeta.service.describe_feature_types import chosen_fields, find_feature_type, gml_type
from satupeta.service.query_features import shown_batch
from satupeta.service.scope import OfferedLayer, Scope


@dataclass(frozen=True, slots=True)
class FoundFeatures:
    """What was found.

    Attributes:
        layer: Where.
        kind: How its features look, with the elements that are wanted.
        batch: The features of the page, without hidden fields; empty where only their number is wanted.
        matched: How many match in all.
        state: Which state of the dataset this is.
        limit: Most features of a page.
    """

    layer: OfferedLayer
    kind: GmlType
    batch: FeatureBatch
    matched: int
    state: State
    limit: int


def query_feature_type(request: GetFeature, scope: Scope, context: Context) -> FoundFeatures:
    """The features that a request asks for and that the layer's decision lets through.

    Raises:
        UnknownLayer, UnknownThing, SignInRequired, NotPermitted: The type may not be asked here.
        UnknownThing: A feature is asked for by its id and there is none.
        InvalidFilter: A filter does not fit the type; hidden fields answer as unknown ones do.
        InvalidParameter: A name that the type does not have.
        ReleaseMissing: The release's folder is not whole.
    """
    layer = find_feature_type(scope, request.type_name, context)
    source = context.sources.of(layer.dataset)
    kind = gml_type(layer, context)
    schema = visible_schema(source.schema, layer.decision)
    layer = msgspec.structs.replace(layer, filter=_filter(request, schema, kind))
    limit = context.config.items_limit
    query = FeatureQuery(
        request.box,
        _ids(request.ids, kind.name),
        layer.rows,
        min(limit, request.count if request.count is not None else limit),
        request.start,
        exact=True,
        order=_order(request.order, kind),
    )
    _require_known(request.properties, kind)
    matched = source.matched(query)
    wanted = msgspec.structs.replace(query, limit=0) if request.hits else query
    batch = shown_batch(source.read(wanted), layer)
    if request.alone and not len(batch):
        raise unknown_thing()
    return FoundFeatures(
        layer, chosen_fields(kind, request.properties), batch, matched, source.state, query.limit or limit
    )


def _filter(request: GetFeature, schema: Schema, kind: GmlType) -> Expression | None:
    parts: list[Expression] = []
    if request.fes is not None:
        parts.append(_named(fitted(request.fes, schema, field_names(kind.fields)), schema, "FILTER"))
    if request.cql is not None:
        parts.append(_named(request.cql, schema, "CQL_FILTER"))
    return And(tuple(parts)) if len(parts) > 1 else (parts[0] if parts else None)


def _named(expression: Expression, schema: Schema, locator: str) -> Expression:
    try:
        return checked(expression, schema)
    except InvalidFilter as error:
        raise InvalidFilter(error.code, error.message, error.advice, locator) from error


def _ids(texts: tuple[str, ...] | None, name: str) -> tuple[int, ...] | None:
    """Feature ids; a resource id of another type or none at all names no feature of this one."""
    if texts is None:
        return None
    parsed = (parse_resource_id(text) for text in texts)
    return tuple(number for own, number in parsed if number is not None and own == name)


def _order(order: tuple[Order, ...], kind: GmlType) -> tuple[Order, ...]:
    names = {**{field.name: field.name for field, _ in kind.fields}, **field_names(kind.fields)}
    for key in order:
        if key.field not in names:
            raise _unknown_property("SORTBY", key.field)
    return tuple(Order(names[key.field], key.descending) for key in order)


def _require_known(names: tuple[str, ...], kind: GmlType) -> None:
    known = {kind.geometry, *(field.name for field, _ in kind.fields), *field_names(kind.fields)}
    for name in names:
        if name not in known:
            raise _unknown_property("PROPERTYNAME", name)


def _unknown_property(locator: str, name: str) -> InvalidParameter:
    shown = name[:60]
    return InvalidParameter(
        "WF-006",
        Text(f"{locator}: tidak ada kolom “{shown}”.", f"{locator}: there is no property “{shown}”."),
        Text("Lihat DescribeFeatureType.", "See DescribeFeatureType."),
        locator,
    )
