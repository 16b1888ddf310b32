"""A page of a collection's features."""

from dataclasses import dataclass, replace

from satupeta.core.access import joined_filter
from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.source import FeatureQuery, FeatureSource, State
from satupeta.core.ogc.features.request import ItemsRequest
from satupeta.service.context import Context
from satupeta.service.describe_collections import visible_schema
from satupeta.service.scope import OfferedLayer


@dataclass(frozen=True, slots=True)
class FeaturePage:
    """What was found.

    Attributes:
        batch: The features of the page, ordered by id, without hidden fields.
        properties: Ready JSON objects, one a feature; None where the decision hides something.
        matched: How many match in all.
        state: Which state of the dataset this is.
    """

    batch: FeatureBatch
    properties: list[bytes] | None
    matched: int
    state: State


def query_features(request: ItemsRequest, layer: OfferedLayer, context: Context) -> FeaturePage:
    """The features that a request asks for and that the layer's decision lets through.

    Raises:
        InvalidFilter: The filter names an unknown field or compares what cannot be compared.
        ReleaseMissing: The release's folder is not whole.
    """
    source = context.sources.of(layer.dataset)
    allowed = joined_filter(layer.decision, request.filter)
    wanted = FeatureQuery(request.box, None, allowed, request.limit, request.offset, exact=True)
    return found_features(source, wanted, layer, source.matched(wanted))


def found_features(source: FeatureSource, query: FeatureQuery, layer: OfferedLayer, matched: int) -> FeaturePage:
    """The features of a query as this layer's decision shows them."""
    batch = shown_batch(source.read(query), layer)
    ready = layer.decision.hides_nothing and len(batch) > 0
    return FeaturePage(batch, source.properties_json(batch.ids) if ready else None, matched, source.state)


def shown_batch(batch: FeatureBatch, layer: OfferedLayer) -> FeatureBatch:
    """A batch without the fields that the layer's decision hides."""
    schema = visible_schema(batch.schema, layer.decision)
    if schema is batch.schema:
        return batch
    return replace(batch, attributes=batch.attributes.select([field.name for field in schema.fields]), schema=schema)
