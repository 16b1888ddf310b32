"""A whole dataset as one file."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

from satupeta.core.access import Action, joined_filter
from satupeta.core.encode.csv import csv_pieces
from satupeta.core.encode.geojson import collection_pieces, feature_pieces
from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.columns import EMPTY, POINT
from satupeta.core.features.source import FeatureQuery, FeatureSource
from satupeta.data.geopackage import GeoPackageWriter, table_name
from satupeta.service.context import Context
from satupeta.service.describe_collections import visible_schema
from satupeta.service.query_features import shown_batch
from satupeta.service.reply import Reply
from satupeta.service.scope import OfferedLayer, Scope, offered_layers

DownloadFormat = Literal["gpkg", "geojson", "csv"]
_PAGE_ROWS = 10_000
_PIECE_BYTES = 1 << 18
_CONTENT_TYPES: dict[DownloadFormat, str] = {
    "gpkg": "application/geopackage+sqlite3",
    "geojson": "application/geo+json",
    "csv": "text/csv; charset=utf-8; header=present",
}


class DownloadSpec(msgspec.Struct, frozen=True):
    """Which dataset, in which format."""

    slug: str
    format: DownloadFormat


def download_dataset(spec: DownloadSpec, context: Context) -> Reply:
    """All features of a dataset that the decision lets through.

    Where it hides nothing and there are no edits, a GeoPackage is the release's own file. Everything else is written
    while it is sent: GeoJSON and CSV page by page, a GeoPackage into a file that has no name any more when the first
    byte leaves.

    Raises:
        UnknownThing, SignInRequired, NotPermitted: As the access decision says.
        ReleaseMissing: The release's folder is not whole.
    """
    layer = offered_layers(Scope("dataset", spec.slug), context, Action.DOWNLOAD)[0]
    source = context.sources.of(layer.dataset)
    state = source.state
    name = f"{layer.dataset.slug}-r{layer.dataset.release.number}.{spec.format}"
    parts = [str(state), spec.format, layer.decision.fingerprint]
    body: Path | Iterator[bytes]
    if spec.format == "gpkg" and layer.decision.hides_nothing and not state.sequence:
        body = context.sources.geopackage(layer.dataset)
    else:
        body = _WRITERS[spec.format](source, layer)
    return Reply(
        body=body,
        content_type=_CONTENT_TYPES[spec.format],
        headers=(("Content-Disposition", f'attachment; filename="{name}"'),),
        etag="-".join(part for part in parts if part),
        public=layer.open,
    )


def _pages(source: FeatureSource, layer: OfferedLayer) -> Iterator[FeatureBatch]:
    """All features that the decision lets through, without hidden fields, a page at a time, ordered by id."""
    allowed = joined_filter(layer.decision, None)
    offset = 0
    while True:
        page = source.read(FeatureQuery(filter=allowed, limit=_PAGE_ROWS, offset=offset))
        if len(page):
            yield shown_batch(page, layer)
        if len(page) < _PAGE_ROWS:
            return
        offset += _PAGE_ROWS


def _geojson(source: FeatureSource, layer: OfferedLayer) -> Iterator[bytes]:
    def features() -> Iterator[bytes]:
        for page in _pages(source, layer):
            ready = source.properties_json(page.ids) if layer.decision.hides_nothing else None
            yield from feature_pieces(page, ready)

    return _joined(collection_pieces(features()))


def _csv(source: FeatureSource, layer: OfferedLayer) -> Iterator[bytes]:
    points = bool(np.isin(source.world().types, (POINT, EMPTY)).all())
    return csv_pieces(_pages(source, layer), visible_schema(source.schema, layer.decision), points)


def _geopackage(source: FeatureSource, layer: OfferedLayer) -> Iterator[bytes]:
    schema = visible_schema(source.schema, layer.decision)
    slug = layer.dataset.slug
    with tempfile.TemporaryDirectory(prefix="satupeta-download-") as folder:
        path = Path(folder) / "data.gpkg"
        with GeoPackageWriter(path, schema, table_name(slug), slug) as writer:
            for page in _pages(source, layer):
                writer.append(page)
            writer.finish()
        file = path.open("rb")
    with file:
        while piece := file.read(_PIECE_BYTES):
            yield piece


def _joined(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Small pieces gathered into large ones."""
    gathered, size = [], 0
    for piece in pieces:
        gathered.append(piece)
        size += len(piece)
        if size >= _PIECE_BYTES:
            yield b"".join(gathered)
            gathered, size = [], 0
    yield b"".join(gathered)


_WRITERS: dict[DownloadFormat, Callable[[FeatureSource, OfferedLayer], Iterator[bytes]]] = {
    "gpkg": _geopackage,
    "geojson": _geojson,
    "csv": _csv,
}
