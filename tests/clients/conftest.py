"""A running node with the boundaries of Kota Tangerang, and what is known of them without the node."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

import satupeta
from tests.proofs.workbench import Server, Workshop

KELURAHAN = Path(satupeta.__file__).parent / "demo" / "kelurahan_36.71_kota_tangerang.geojson"
SLUG = "kelurahan"
SERVICE = "batas"


@dataclass(frozen=True)
class RunningNode:
    """`satupeta serve` with one open dataset and a map service over it."""

    address: str
    dataset: str = SLUG
    service: str = SERVICE


@pytest.fixture(scope="session")
def running_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningNode]:
    """The node; what it logged as a fault fails the tests' end."""
    folder = tmp_path_factory.mktemp("clients") / "data"
    with Workshop(folder) as workshop:
        workshop.done("init")
        workshop.done("organisation", "add", "Bappeda", "--slug", "bappeda")
        words = ("--organisation", "bappeda", "--access", "open", "--yes")
        workshop.done("publish", KELURAHAN, "--slug", SLUG, "--title", "Kelurahan", "--key", "kode", *words)
        workshop.done("service", "create", SERVICE, "--title", "Batas", *words[:4], "--layer", SLUG)
    with Server(folder) as server:
        yield RunningNode(server.address)
    assert "Traceback" not in server.said()


@pytest.fixture(scope="session")
def source() -> list[dict[str, Any]]:
    """The features of the file as the json module reads it."""
    features: list[dict[str, Any]] = json.loads(KELURAHAN.read_text(encoding="utf-8"))["features"]
    return features


@pytest.fixture(scope="session")
def names(source: list[dict[str, Any]]) -> dict[str, str]:
    """Name by code, from the file."""
    return {feature["properties"]["kode"]: feature["properties"]["nama"] for feature in source}


@pytest.fixture(scope="session")
def shapes(source: list[dict[str, Any]]) -> dict[str, shapely.Geometry]:
    """Shape by code, from the file."""
    return {feature["properties"]["kode"]: shape(feature["geometry"]) for feature in source}
