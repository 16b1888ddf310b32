import json

import numpy as np
import pyarrow as pa
import pytest
import shapely
from shapely.geometry import shape

from satupeta.core.crs import project
from satupeta.core.encode.geojson import collection_pieces, feature_pieces, with_members
from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema


def batch(*texts: str | None, crs: str = "OGC:CRS84") -> FeatureBatch:
    shapes = np.array([text and shapely.from_wkt(text) for text in texts], dtype=object)
    schema = Schema((Field("nama", FieldType.TEXT),), GeometryKind.MIXED, crs)
    table = pa.table({"nama": [f'Jalan "{row}"' for row in range(len(texts))]})
    return FeatureBatch(np.arange(1, len(texts) + 1, dtype=np.int32), columns_from_geometries(shapes), table, schema)


def test_features_carry_id_geometry_and_properties() -> None:
    (piece,) = feature_pieces(batch("POINT (106.5 -6.25)"))
    assert json.loads(piece) == {
        "type": "Feature",
        "id": 1,
        "geometry": {"type": "Point", "coordinates": [106.5, -6.25]},
        "properties": {"nama": 'Jalan "0"'},
    }


def test_a_feature_without_geometry_has_null() -> None:
    (piece,) = feature_pieces(batch(None))
    assert json.loads(piece)["geometry"] is None


def test_exteriors_are_closed_and_counter_clockwise() -> None:
    (piece,) = feature_pieces(batch("POLYGON ((0 0, 0 1, 1 1, 1 0, 0 0))"))
    ring = json.loads(piece)["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1]
    assert shapely.LinearRing(ring).is_ccw


def test_projected_coordinates_are_written_in_degrees() -> None:
    (piece,) = feature_pieces(batch("POINT (680345 9317725)", crs="EPSG:32748"))
    wanted = project(np.array([[680345.0, 9317725.0]]), "EPSG:32748", "OGC:CRS84")[0]
    assert json.loads(piece)["geometry"]["coordinates"] == pytest.approx(wanted.tolist(), abs=5.1e-8)


def test_ready_properties_are_used() -> None:
    (piece,) = feature_pieces(batch("POINT (1 1)"), [b'{"siap":1}'])
    assert json.loads(piece)["properties"] == {"siap": 1}


def test_a_collection_streams_into_one_document() -> None:
    pieces = collection_pieces(feature_pieces(batch(*["POINT (1 2)"] * 1100)), {"numberMatched": 1100})
    document = json.loads(b"".join(pieces))
    assert (document["type"], document["numberMatched"]) == ("FeatureCollection", 1100)
    assert [feature["id"] for feature in document["features"]] == list(range(1, 1101))
    assert shape(document["features"][0]["geometry"]) == shapely.Point(1, 2)


def test_an_empty_collection_is_a_document() -> None:
    assert json.loads(b"".join(collection_pieces([]))) == {"type": "FeatureCollection", "features": []}


def test_members_are_added_at_the_end() -> None:
    assert with_members(b'{"a":1}', {"b": [2]}) == b'{"a":1,"b":[2]}'
