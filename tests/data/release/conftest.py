"""A data folder in which releases are built."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.reader import read_here

from satupeta.core.config import Config
from satupeta.core.ingest import Draft, ReadChoices
from satupeta.data.release.build import build_draft
from satupeta.data.staging import stage
from satupeta.data.storage import Storage

DATASET = str(uuid.UUID(int=1))
Build = Callable[..., Draft]


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "data")


@pytest.fixture
def build(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Stage a file and build a release of it."""
    monkeypatch.setattr("satupeta.data.ingest.reading.read_in_child", read_here)

    def run(content: bytes, choices: ReadChoices | None = None, base: str = "", name: str = "a.geojson") -> Draft:
        upload_id = str(uuid.uuid4())
        staged = stage(storage, upload_id, [content], name, 1 << 30)
        return build_draft(storage, Config(), staged, upload_id, choices or ReadChoices(), DATASET, base)

    return run


def points(*keys: str | None, field: str = "kode") -> bytes:
    """One point a key."""
    features = [
        {
            "type": "Feature",
            "properties": {field: key},
            "geometry": {"type": "Point", "coordinates": [106.6 + number / 1000, -6.1]},
        }
        for number, key in enumerate(keys)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()
