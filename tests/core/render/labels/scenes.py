"""Labelled points, areas and lines for tests, and a picture of them."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

import satupeta.data
from satupeta.core.box import Box
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.features.world import world_columns
from satupeta.core.render.labels.anchors import Anchors
from satupeta.core.render.labels.candidates import LabelLayer, LabelRule, margin_of
from satupeta.core.render.labels.ink import Label, Mask
from satupeta.core.render.labels.labelling import labels_in
from satupeta.core.render.labels.typeface import Typefaces
from satupeta.core.render.paint import paint
from satupeta.core.render.view import View
from satupeta.core.style.model import FieldValue, TextSymbolizer

NAME = TextSymbolizer((FieldValue("nama"),))
STREET = TextSymbolizer((FieldValue("nama"),), placement="line", repeat_px=200)


class NoMasks:
    """Keeps nothing."""

    def get(self, key: object) -> Mask | None:
        """Nothing."""
        return None

    def keep(self, key: object, mask: Mask) -> None:
        """Nothing."""


@lru_cache(maxsize=1)
def typefaces() -> Typefaces:
    """Those that the program brings, read once."""
    return Typefaces(files(satupeta.data).joinpath("fonts/plus_jakarta_sans.ttf").read_bytes())


def layer(
    shapes: Sequence[shapely.Geometry],
    names: Sequence[object],
    symbolizer: TextSymbolizer = NAME,
    **fields: list[object],
) -> LabelLayer:
    """Features in longitude and latitude with their names."""
    columns = world_columns(columns_from_geometries(np.array(shapes, dtype=object)), "OGC:CRS84")
    rows = np.arange(len(shapes), dtype=np.int32)
    values = pa.table({"nama": names, **fields})
    return LabelLayer(Anchors(columns), (LabelRule(symbolizer, rows, rows + 1, values),))


def labels(
    layers: Sequence[LabelLayer], box: Box, width_px: int, height_px: int, ratio: float = 1.0
) -> tuple[Label, ...]:
    """What stands in a picture."""
    margin = margin_of([rule.symbolizer for one in layers for rule in one.rules], ratio)
    view = View.of(box, width_px, height_px, margin)
    return labels_in(layers, view, margin, ratio, typefaces(), NoMasks())


def picture(layers: Sequence[LabelLayer], box: Box, width_px: int, height_px: int) -> NDArray[np.uint8]:
    """Labels alone, shape (height, width, 4)."""
    image = paint((), View.of(box, width_px, height_px), labels=labels(layers, box, width_px, height_px))
    return np.moveaxis(np.asarray(image.pixels, np.uint8), 0, 2)


def inked_boxes(found: Sequence[Label]) -> NDArray[np.float64]:
    """West, north, east, south of the pixels that each label covers."""
    boxes = []
    for label in found:
        rows, columns = np.nonzero(label.mask.halo)
        x, y = label.column + label.mask.left, label.row + label.mask.top
        boxes.append((columns.min() + x, rows.min() + y, columns.max() + x + 1, rows.max() + y + 1))
    return np.array(boxes, np.float64).reshape(-1, 4)
