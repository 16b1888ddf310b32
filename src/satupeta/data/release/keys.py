"""Feature ids that last: a cumulative table from declared key to id that travels with every release.

An id once given is never given again: not to another key, and not after the key has gone.
"""

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from satupeta.core.text import Text
from satupeta.data.errors import RefusedFile
from satupeta.data.release.files import sync_file
from satupeta.data.storage import Storage, sync_folder

KEYS = "keys.sqlite"
"""Name of the table in a release's folder, and in that of a dataset whose releases were cleared."""
_MOST = int(np.iinfo(np.int32).max)
_SCHEMA = (
    "CREATE TABLE feature_key (field TEXT NOT NULL, value TEXT NOT NULL, fid INTEGER NOT NULL,"
    " PRIMARY KEY (field, value)) WITHOUT ROWID",
    "CREATE TABLE last_fid (number INTEGER NOT NULL)",
    "INSERT INTO last_fid VALUES (0)",
)


def assign_ids(
    base: Path | None, target: Path, key: str, values: pa.ChunkedArray | None, count: int
) -> NDArray[np.int32]:
    """Give each feature its id and write the table that the next release builds upon.

    Args:
        base: `keys.sqlite` of the release that this one follows; None for the first.
        target: The new one; must not exist.
        key: Declared key field; "" without one: every feature gets a new id.
        values: Its values, unique and none missing; None without a key.
        count: Number of features.

    Returns:
        Ids in row order: the known one of each known key, new ones in row order for the rest.

    Raises:
        RefusedFile: Ids are used up.
        sqlite3.Error: The base is damaged, a key comes twice, or the disk is full.
    """
    if base is not None:
        shutil.copyfile(base, target)
        target.chmod(0o644)
    connection = sqlite3.connect(target, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN EXCLUSIVE")
        if base is None:
            for statement in _SCHEMA:
                connection.execute(statement)
        known = _known_ids(connection, key, values) if values is not None else np.zeros(count, np.int64)
        ids = _with_new_ids(known, int(connection.execute("SELECT number FROM last_fid").fetchone()[0]))
        if values is not None:
            fresh = np.flatnonzero(known == 0)
            texts = _texts(values)
            rows = ((key, texts[row], int(ids[row])) for row in fresh)
            connection.executemany("INSERT INTO feature_key VALUES (?,?,?)", rows)
        connection.execute("UPDATE last_fid SET number = max(number, ?)", (int(ids.max(initial=0)),))
        connection.execute("COMMIT")
    finally:
        connection.close()
    sync_file(target)
    return ids


def keep_keys(storage: Storage, dataset_id: str, releases: Iterable[str]) -> None:
    """Keep the fullest table of these releases beside them: the next release is built upon it when they are gone."""
    kept = storage.dataset(dataset_id) / KEYS
    tables = [path for one in releases if (path := storage.release(dataset_id, one) / KEYS).is_file()]
    if not tables:
        return
    fullest = max(tables, key=_last_id)
    if kept.is_file() and _last_id(kept) >= _last_id(fullest):
        return
    part = kept.with_name(f"{KEYS}.part")
    shutil.copyfile(fullest, part)
    sync_file(part)
    part.replace(kept)
    sync_folder(kept.parent)


def _last_id(path: Path) -> int:
    """The highest id that a table gave; 0 for a file that is no table."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            return int(connection.execute("SELECT number FROM last_fid").fetchone()[0])
    except (sqlite3.Error, TypeError):
        return 0


def _known_ids(connection: sqlite3.Connection, key: str, values: pa.ChunkedArray) -> NDArray[np.int64]:
    """Ids of values known before, 0 for the others."""
    find = connection.cursor()
    sql = "SELECT fid FROM feature_key WHERE field=? AND value=?"
    rows = (find.execute(sql, (key, text)).fetchone() for text in _texts(values))
    return np.array([0 if row is None else row[0] for row in rows], np.int64)


def _with_new_ids(known: NDArray[np.int64], last: int) -> NDArray[np.int32]:
    fresh = known == 0
    if last + int(fresh.sum()) > _MOST:
        raise RefusedFile(
            "UN-030",
            Text("Nomor benda dataset ini habis.", "The feature ids of this dataset are used up."),
            Text("Terbitkan sebagai dataset baru.", "Publish it as a new dataset."),
        )
    ids = known.copy()
    ids[fresh] = last + 1 + np.arange(int(fresh.sum()))
    return ids.astype(np.int32)


def _texts(values: pa.ChunkedArray) -> list[str]:
    return [str(value) for value in values.to_pylist()]
