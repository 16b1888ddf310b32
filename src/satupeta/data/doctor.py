"""Do files and database agree? Finds what does not, and mends what can be mended.

The database is the only truth: a folder without a row is garbage, a row without its folder is a loss.
"""

import contextlib
import ctypes
import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path

import msgspec

from satupeta.core.errors import SatuPetaError
from satupeta.core.published import Dataset, Release
from satupeta.core.text import Text
from satupeta.data.errors import ReleaseMissing
from satupeta.data.geopackage import read_geopackage
from satupeta.data.published import Generation
from satupeta.data.release.files import sha256_of, sync_tree
from satupeta.data.release.keys import KEYS
from satupeta.data.release.manifest import (
    GEOPACKAGE,
    Manifest,
    facts_of,
    read_manifest,
    write_manifest,
)
from satupeta.data.snapshot.builder import build_snapshot
from satupeta.data.snapshot.format import FOLDER as SNAPSHOT
from satupeta.data.snapshot.format import FORMAT as SNAPSHOT_FORMAT
from satupeta.data.snapshot.format import read_facts
from satupeta.data.staging import is_receiving
from satupeta.data.storage import Storage, sync_folder

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class Kept(msgspec.Struct, frozen=True):
    """What is no garbage although the published table says nothing of it.

    Attributes:
        releases: Dataset and release id: drafts that may still be published, releases of withdrawn datasets.
        datasets: Ids of datasets that have a row: their folders may hold no release.
        building: Dataset ids that a release is being built for now.
        uploads: Ids of uploads under way.
        blobs: Checksums of their files.
    """

    releases: frozenset[tuple[str, str]] = frozenset()
    datasets: frozenset[str] = frozenset()
    building: frozenset[str] = frozenset()
    uploads: frozenset[str] = frozenset()
    blobs: frozenset[str] = frozenset()


NOTHING_KEPT = Kept()


class Finding(msgspec.Struct, frozen=True):
    """One place where files and database do not agree.

    Attributes:
        code: What is wrong: the remedy follows from it.
        place: The folder or file, below the data folder.
        message: What is wrong.
        mendable: Whether `mend` can put it right.
        dataset, release: Ids; "" where it concerns none.
    """

    code: str
    place: str
    message: Text
    mendable: bool
    dataset: str = ""
    release: str = ""


def examine(
    storage: Storage, generation: Generation, kept: Kept = NOTHING_KEPT, read_all: bool = True
) -> tuple[Finding, ...]:
    """Everything that does not agree.

    Args:
        storage: The data folder.
        generation: The published table.
        kept: What else the control plane knows of.
        read_all: Whether checksums are compared, which reads every file.
    """
    rows = [(dataset.id, release) for dataset in generation.all(Dataset, "dataset") for release in _releases(dataset)]
    known = {(dataset, release.id) for dataset, release in rows} | kept.releases
    blobs = {release.checksum for _, release in rows} | kept.blobs
    return (
        *(finding for dataset, release in rows for finding in _look_at(storage, dataset, release, read_all)),
        *_garbage_releases(storage, known, kept.datasets, kept.building),
        *_garbage_uploads(storage, kept.uploads),
        *_blobs(storage, blobs, bool(kept.uploads), read_all),
    )


def mend(storage: Storage, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Remove garbage and rebuild snapshots.

    Returns:
        What could not be mended, with the reason where trying showed one.
    """
    return tuple(rest for finding in findings if (rest := _mended(storage, finding)) is not None)


def rebuild_snapshot(storage: Storage, dataset_id: str, release_id: str) -> None:
    """Build a release's snapshot again from its GeoPackage and put it in place at once.

    Raises:
        ReleaseMissing: The release's folder is not there or its manifest is not readable.
        sqlite3.Error, ValueError: Its GeoPackage is damaged.
        InvalidGeometry: A geometry of it is.
        OSError: The disk is full or read-only.
    """
    folder = storage.release(dataset_id, release_id)
    manifest = read_manifest(folder, release_id)
    workshop = storage.upload(str(uuid.uuid4()))
    workshop.mkdir(parents=True)
    try:
        facts = build_snapshot(read_geopackage(folder / GEOPACKAGE, manifest.schema), workshop / SNAPSHOT)
        sync_tree(workshop / SNAPSHOT)
        _exchange(workshop / SNAPSHOT, folder / SNAPSHOT)
        sync_folder(folder)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    fresh = msgspec.structs.replace(manifest, snapshot_format=facts.format, files=facts_of(folder))
    write_manifest(folder, fresh)


def _releases(dataset: Dataset) -> list[Release]:
    by_id = {release.id: release for release in (dataset.release, *dataset.releases)}
    return list(by_id.values())


def _look_at(storage: Storage, dataset: str, release: Release, read_all: bool) -> Iterator[Finding]:
    folder = storage.release(dataset, release.id)
    try:
        manifest = read_manifest(folder, release.id)
    except ReleaseMissing:
        message = Text("Folder rilis hilang atau tak terbaca.", "The release's folder is gone or not readable.")
        yield Finding("DK-001", _below(storage, folder), message, False, dataset, release.id)
        return
    for name in (GEOPACKAGE, KEYS):
        if not _is_sound(folder / name, manifest, name, read_all):
            message = Text(f"{name} hilang atau berubah.", f"{name} is gone or was changed.")
            yield Finding("DK-002", _below(storage, folder / name), message, False, dataset, release.id)
    if not _is_snapshot_sound(folder, manifest, release.id, read_all):
        message = Text("Snapshot rusak atau berformat lain.", "The snapshot is damaged or of another format.")
        yield Finding("DK-003", _below(storage, folder / SNAPSHOT), message, True, dataset, release.id)


def _is_sound(path: Path, manifest: Manifest, name: str, read_all: bool) -> bool:
    facts = manifest.files.get(name)
    if facts is None or not path.is_file() or path.stat().st_size != facts.size_bytes:
        return False
    return not read_all or sha256_of(path) == facts.sha256


def _is_snapshot_sound(folder: Path, manifest: Manifest, release_id: str, read_all: bool) -> bool:
    try:
        facts = read_facts(folder / SNAPSHOT, release_id)
    except SatuPetaError:
        return False
    names = [name for name in manifest.files if name.startswith(f"{SNAPSHOT}/")]
    whole = len(names) == len(facts.files) + 1 and facts.format == SNAPSHOT_FORMAT
    return whole and all(_is_sound(folder / name, manifest, name, read_all) for name in names)


def _garbage_releases(
    storage: Storage, known: set[tuple[str, str]], rows: frozenset[str], building: frozenset[str]
) -> Iterator[Finding]:
    datasets = {dataset for dataset, _ in known} | rows | building
    for folder in _folders(storage.root / "datasets"):
        if folder.name not in datasets:
            message = Text("Folder dataset tanpa baris.", "A dataset's folder without a row.")
            yield Finding("DK-004", _below(storage, folder), message, True, folder.name)
        elif folder.name not in building:
            for release in _folders(folder / "releases"):
                if (folder.name, release.name) not in known:
                    message = Text("Folder rilis tanpa baris.", "A release's folder without a row.")
                    yield Finding("DK-004", _below(storage, release), message, True, folder.name, release.name)


def _garbage_uploads(storage: Storage, uploads: frozenset[str]) -> Iterator[Finding]:
    for folder in _folders(storage.staging):
        if folder.name not in uploads and not is_receiving(folder):
            message = Text("Sisa unggahan.", "What is left of an upload.")
            yield Finding("DK-005", _below(storage, folder), message, True)


def _blobs(storage: Storage, wanted: set[str], uploading: bool, read_all: bool) -> Iterator[Finding]:
    found = {path.name: path for folder in _folders(storage.blobs) for path in _entries(folder)}
    for name, path in sorted(found.items()):
        if name not in wanted and not uploading:
            message = Text("Berkas sumber tanpa rilis.", "A source file without a release.")
            yield Finding("DK-006", _below(storage, path), message, True)
        elif name in wanted and read_all and sha256_of(path) != name:
            message = Text("Berkas sumber berubah.", "A source file was changed.")
            yield Finding("DK-007", _below(storage, path), message, False)
    for name in sorted(wanted - found.keys()):
        message = Text("Berkas sumber hilang.", "A source file is gone.")
        yield Finding("DK-008", _below(storage, storage.blob(name)), message, False)


def _mended(storage: Storage, finding: Finding) -> Finding | None:
    if not finding.mendable:
        return finding
    try:
        if finding.code == "DK-003":
            rebuild_snapshot(storage, finding.dataset, finding.release)
        else:
            _remove(storage.root / finding.place)
    except (SatuPetaError, OSError, sqlite3.Error, ValueError) as error:
        reason = Text(f"{finding.message.id} Gagal: {error}", f"{finding.message.en} Failed: {error}")
        return msgspec.structs.replace(finding, message=reason, mendable=False)
    return None


def _remove(path: Path) -> None:
    """Remove a file or folder; a node that runs may be sweeping it at the same moment, which is as good."""
    while path.is_dir():
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(path)
    path.unlink(missing_ok=True)
    with contextlib.suppress(FileNotFoundError):
        sync_folder(path.parent)


def _exchange(new: Path, old: Path) -> None:
    """Put `new` at `old`'s place in one step, so that no reader finds nothing; two steps where that is not known."""
    if not old.exists():
        new.rename(old)
        return
    libc = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(new), os.fsencode(old)
    if libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) != 0:
        old.rename(new.with_name("old-snapshot"))
        new.rename(old)


def _folders(parent: Path) -> list[Path]:
    return [path for path in _entries(parent) if path.is_dir()]


def _entries(parent: Path) -> list[Path]:
    """What lies in a folder, by name; nothing where it is gone, which a node that runs may see to at any moment."""
    try:
        return sorted(parent.iterdir())
    except FileNotFoundError:
        return []


def _below(storage: Storage, path: Path) -> str:
    return path.relative_to(storage.root).as_posix()
