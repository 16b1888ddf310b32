"""Open releases, kept open while they are used."""

import threading
from collections import OrderedDict
from pathlib import Path

from satupeta.core.features.source import FeatureSource
from satupeta.core.published import Dataset
from satupeta.core.render.labels.anchors import Anchors
from satupeta.data.errors import ReleaseMissing
from satupeta.data.snapshot.reader import SnapshotSource
from satupeta.data.storage import Storage

_OPEN_LIMIT = 256


class Sources:
    """Hands out the source of a dataset's current release; at most `limit` stay open a process."""

    def __init__(self, storage: Storage, limit: int = _OPEN_LIMIT) -> None:
        self._storage = storage
        self._limit = limit
        self._open: OrderedDict[str, FeatureSource] = OrderedDict()
        self._anchors: OrderedDict[str, Anchors] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, dataset: Dataset) -> FeatureSource:
        """The source of the dataset's current release.

        Raises:
            ReleaseMissing: Its folder is not there or not whole.
        """
        release = dataset.release.id
        with self._lock:
            known = self._open.get(release)
            if known is not None:
                self._open.move_to_end(release)
                return known
        source = SnapshotSource.open(self._storage.release(dataset.id, release), release)
        with self._lock:
            self._open[release] = source
            while len(self._open) > self._limit:
                self._open.popitem(last=False)
        return source

    def anchors(self, dataset: Dataset) -> Anchors:
        """Where the features of the dataset's current release are named: found once, and kept.

        Raises:
            ReleaseMissing: Its folder is not there or not whole.
        """
        columns = self.of(dataset).world()
        with self._lock:
            known = self._anchors.get(dataset.release.id)
            # A source that was closed and opened again maps its columns anew.
            if known is None or known.columns is not columns:
                known = self._anchors[dataset.release.id] = Anchors(columns)
                while len(self._anchors) > self._limit:
                    self._anchors.popitem(last=False)
            self._anchors.move_to_end(dataset.release.id)
            return known

    def geopackage(self, dataset: Dataset) -> Path:
        """The file of the dataset's current release: closed and read-only.

        Raises:
            ReleaseMissing: It is not there.
        """
        path = self._storage.release(dataset.id, dataset.release.id) / "data.gpkg"
        if not path.is_file():
            raise ReleaseMissing(dataset.release.id)
        return path
