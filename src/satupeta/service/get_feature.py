"""One feature by its id."""

from satupeta.core.access import joined_filter, unknown_thing
from satupeta.core.features.source import FeatureQuery
from satupeta.core.ogc.features.request import parse_feature_id
from satupeta.service.context import Context
from satupeta.service.query_features import FeaturePage, found_features
from satupeta.service.scope import OfferedLayer


def get_feature(feature_id: str, layer: OfferedLayer, context: Context) -> FeaturePage:
    """The feature of this id, as a page of one.

    Raises:
        UnknownThing: There is none, or the decision does not let it through: both answer alike.
        ReleaseMissing: The release's folder is not whole.
    """
    number = parse_feature_id(feature_id)
    if number is None:
        raise unknown_thing()
    source = context.sources.of(layer.dataset)
    page = found_features(source, FeatureQuery(None, (number,), joined_filter(layer.decision, None)), layer, 1)
    if len(page.batch) != 1:
        raise unknown_thing()
    return page
