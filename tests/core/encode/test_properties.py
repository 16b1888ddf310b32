import json

import pyarrow as pa

from satupeta.core.encode.properties import encode_properties


def test_rows_become_objects_in_the_order_of_fields() -> None:
    table = pa.table({"b": ["é", None], "a": [1, -2], "x": [0.5, float("nan")], "t": [True, False]})
    assert [piece.decode() for piece in encode_properties(table, 2)] == [
        '{"b":"é","a":1,"x":0.5,"t":true}',
        '{"b":null,"a":-2,"x":null,"t":false}',
    ]


def test_without_fields_every_feature_has_an_empty_object() -> None:
    assert encode_properties(pa.table({}), 3) == [b"{}"] * 3


def test_many_rows_are_encoded_in_order() -> None:
    encoded = encode_properties(pa.table({"n": list(range(10_000))}), 10_000)
    assert [json.loads(piece)["n"] for piece in encoded] == list(range(10_000))
