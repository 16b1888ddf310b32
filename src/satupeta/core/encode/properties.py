"""Attributes as JSON objects, one a feature."""

import msgspec
import pyarrow as pa

_CHUNK_ROWS = 4096


def encode_properties(attributes: pa.Table, count: int) -> list[bytes]:
    """Each row as a JSON object in the order of the columns; nulls and numbers that are not finite become `null`."""
    if not attributes.num_columns:
        return [b"{}"] * count
    encoder = msgspec.json.Encoder()
    encoded: list[bytes] = []
    for start in range(0, attributes.num_rows, _CHUNK_ROWS):
        encoded.extend(encoder.encode(row) for row in attributes.slice(start, _CHUNK_ROWS).to_pylist())
    return encoded
