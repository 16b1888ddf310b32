"""The published table, read: one generation of it for one request.

The table lives in the control database (`published(kind, id, path, generation, spec)` and the one-row
`published_generation(number)`), is written by the control plane in the transaction of the change itself, and is read
here by raw SQL. A `Generation` holds a read transaction, so that a request sees one state from start to end.
"""

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar, cast

from satupeta.core.published import Kind, Spec, decode_spec
from satupeta.data.errors import NodeNotReady

SpecT = TypeVar("SpecT", bound=Spec)
_CACHE_ROWS = 4096
_BY_ID = "SELECT id, generation, spec FROM published WHERE kind=? AND id=?"
_BY_PATH = "SELECT id, generation, spec FROM published WHERE kind=? AND path=?"


class SpecCache:
    """Decoded rows, bounded, shared by the generations of one process."""

    def __init__(self, limit: int = _CACHE_ROWS) -> None:
        self._limit = limit
        self._rows: OrderedDict[tuple[str, str, int], Spec] = OrderedDict()
        self._lock = threading.Lock()

    def decoded(self, kind: Kind, row_id: str, generation: int, spec: bytes | str) -> Spec:
        """The row's spec, decoded once."""
        key = (kind, row_id, generation)
        with self._lock:
            known = self._rows.get(key)
            if known is not None:
                self._rows.move_to_end(key)
                return known
        fresh = decode_spec(kind, spec)
        with self._lock:
            self._rows[key] = fresh
            while len(self._rows) > self._limit:
                self._rows.popitem(last=False)
        return fresh


class Generation:
    """The published table as it stood at one moment. Safe to use from several threads."""

    def __init__(self, database: Path, cache: SpecCache) -> None:
        self._cache = cache
        self._lock = threading.Lock()
        self._connection = _connect(database)
        self._connection.execute("BEGIN")
        row = self._connection.execute("SELECT number FROM published_generation").fetchone()
        self.number = int(row[0]) if row else 0

    def get(self, spec_type: type[SpecT], kind: Kind, row_id: str) -> SpecT | None:
        """The spec of this id, or None."""
        return cast(
            SpecT | None, self._one("SELECT id, generation, spec FROM published WHERE kind=? AND id=?", kind, row_id)
        )

    def at_path(self, spec_type: type[SpecT], kind: Kind, path: str) -> SpecT | None:
        """The spec at this slug, or None."""
        return cast(
            SpecT | None, self._one("SELECT id, generation, spec FROM published WHERE kind=? AND path=?", kind, path)
        )

    def all(self, spec_type: type[SpecT], kind: Kind) -> Iterator[SpecT]:
        """Every spec of a kind, ordered by path, then id."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT id, generation, spec FROM published WHERE kind=? ORDER BY path, id", (kind,)
            ).fetchall()
        for row_id, generation, spec in rows:
            yield cast(SpecT, self._cache.decoded(kind, row_id, generation, spec))

    def close(self) -> None:
        """End the read transaction."""
        with self._lock:
            self._connection.close()

    def _one(self, sql: str, kind: Kind, key: str) -> Spec | None:
        with self._lock:
            row = self._connection.execute(sql, (kind, key)).fetchone()
        return self._cache.decoded(kind, row[0], row[1], row[2]) if row else None


class Published:
    """Hands out the newest generation; asks `PRAGMA data_version` each time and opens a new one when it moved."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._cache = SpecCache()
        self._lock = threading.Lock()
        self._probe = _connect(database)
        self._version = -1
        self._current: Generation | None = None

    def newest(self) -> Generation:
        """The newest generation. An older one stays readable for the requests that hold it, until they let it go.

        Raises:
            NodeNotReady: The control database is missing or not initialised.
        """
        with self._lock:
            try:
                version = int(self._probe.execute("PRAGMA data_version").fetchone()[0])
                if self._current is None or version != self._version:
                    self._current = Generation(self._database, self._cache)
                    self._version = version
            except sqlite3.OperationalError as error:
                raise NodeNotReady(str(self._database)) from error
            return self._current


def _connect(database: Path) -> sqlite3.Connection:
    if not database.exists():
        raise NodeNotReady(str(database))
    connection = sqlite3.connect(
        f"file:{database}?mode=ro", uri=True, check_same_thread=False, isolation_level=None, timeout=5.0
    )
    connection.execute("PRAGMA query_only=1")
    return connection
