"""What lies at a pixel, compared with the shapes themselves."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tests.node import SmallNode, areas, fill

from satupeta.core.access import Action
from satupeta.core.box import Box
from satupeta.core.features.geometries import geometries_from_columns
from satupeta.service.context import Context
from satupeta.service.get_feature_info import PixelQuery, get_feature_info
from satupeta.service.scope import Scope, named_layers

BOX = Box(106.599, -6.201, 106.641, -6.159)
SIZE = 60


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    folder: Path = tmp_path_factory.mktemp("info")
    node = SmallNode(folder)
    fill(node)
    return node.context()


@given(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1))
def test_areas_are_those_that_hold_the_middle_of_the_pixel(context: Context, i: int, j: int) -> None:
    batch = areas()
    x, y = BOX.west + (i + 0.5) * BOX.width / SIZE, BOX.north - (j + 0.5) * BOX.height / SIZE
    holding = shapely.intersects(geometries_from_columns(batch.geometry), shapely.Point(x, y))
    layers = named_layers(Scope(), ("kelurahan",), (), context, Action.QUERY)
    ((_, found),) = get_feature_info(layers, PixelQuery(BOX, SIZE, SIZE, i, j, 10), context)
    assert found.ids.tolist() == batch.ids[np.flatnonzero(holding)].tolist()
