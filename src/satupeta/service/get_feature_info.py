"""What lies at a pixel of a picture."""

import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray

from satupeta.core.box import Box
from satupeta.core.crs import project
from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.columns import MULTI_POLYGON, POLYGON
from satupeta.core.features.geometries import geometries_from_columns
from satupeta.core.features.schema import GeometryKind
from satupeta.core.features.source import FeatureQuery
from satupeta.service.context import Context
from satupeta.service.query_features import shown_batch
from satupeta.service.scope import OfferedLayer

REACH_PX = 5.0
"""How far from the pixel a point or line may lie."""


class PixelQuery(msgspec.Struct, frozen=True):
    """A pixel of a picture: column `i` from the left, row `j` from the top, at most `count` features a layer."""

    box: Box
    width_px: int
    height_px: int
    i: int
    j: int
    count: int = 1


def get_feature_info(
    layers: tuple[OfferedLayer, ...], query: PixelQuery, context: Context
) -> tuple[tuple[OfferedLayer, FeatureBatch], ...]:
    """The features at the middle of the pixel, layer by layer, each ordered by feature id, without hidden fields.

    Areas must hold the point; points and lines may lie up to `REACH_PX` away.

    Raises:
        ReleaseMissing: A release's folder is not whole.
    """
    return tuple((layer, _features_at(layer, query, context)) for layer in layers)


def _features_at(layer: OfferedLayer, query: PixelQuery, context: Context) -> FeatureBatch:
    source = context.sources.of(layer.dataset)
    schema = source.schema
    reach = 0.5 if schema.geometry is GeometryKind.POLYGON else REACH_PX
    box = _box_around(query, reach)
    near = source.read(FeatureQuery(box, None, layer.rows))
    hits = _hits(near, query, box)
    kept = np.flatnonzero(hits)[: query.count]
    ids = tuple(near.ids[kept].tolist())
    return shown_batch(source.read(FeatureQuery(None, ids)), layer)


def _hits(near: FeatureBatch, query: PixelQuery, box: Box) -> NDArray[np.bool_]:
    if not len(near):
        return np.zeros(0, np.bool_)
    crs = near.schema.crs
    corners = np.array([(box.west, box.south), (box.east, box.south), (box.east, box.north), (box.west, box.north)])
    around, middle = project(corners, box.crs, crs), project(_middle(query), box.crs, crs)
    if not (np.isfinite(around).all() and np.isfinite(middle).all()):
        return np.zeros(len(near), np.bool_)
    geometries = geometries_from_columns(near.geometry)
    areas = np.isin(near.geometry.types, (POLYGON, MULTI_POLYGON))
    held = shapely.intersects(geometries, shapely.points(middle[0]))
    reached = shapely.intersects(geometries, shapely.polygons(around))
    return np.asarray(np.where(areas, held, reached), np.bool_)


def _middle(query: PixelQuery) -> NDArray[np.float64]:
    box = query.box
    x = box.west + (query.i + 0.5) * box.width / query.width_px
    y = box.north - (query.j + 0.5) * box.height / query.height_px
    return np.array([[x, y]])


def _box_around(query: PixelQuery, reach_px: float) -> Box:
    x, y = _middle(query)[0].tolist()
    across, down = reach_px * query.box.width / query.width_px, reach_px * query.box.height / query.height_px
    return Box(x - across, y - down, x + across, y + down, query.box.crs)
