"""Builds a release's folder as a draft: complete, durable and under its final name before any row speaks of it."""

import shutil
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pyarrow as pa

from satupeta.core.config import Config
from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.geometries import columns_from_geometries
from satupeta.core.ingest import Doubt, Draft, LayerUnderstanding, ReadChoices, StagedFile, open_doubts
from satupeta.core.published import Change, Release
from satupeta.core.text import Text
from satupeta.data.errors import RefusedFile, ReleaseMissing
from satupeta.data.geopackage import table_name, write_geopackage
from satupeta.data.ingest.reading import read_layer
from satupeta.data.ingest.refusals import nothing_inside, unknown_field
from satupeta.data.release.files import sync_tree
from satupeta.data.release.keys import KEYS, assign_ids
from satupeta.data.release.manifest import FORMAT, GEOPACKAGE, Manifest, facts_of, read_manifest, write_manifest
from satupeta.data.release.shaping import Shaped, shape
from satupeta.data.snapshot.builder import build_snapshot
from satupeta.data.snapshot.format import FOLDER as SNAPSHOT
from satupeta.data.snapshot.format import SnapshotFacts
from satupeta.data.staging import RELEASE_SIZE_RATIO, disk_errors, require_room
from satupeta.data.storage import Storage, sync_folder

Progress = Callable[[str, int, int], None]
"""Called with the stage (`read`, `shape`, `geopackage`, `snapshot`, `sync`), and how many of how many are done."""
_STAGES = ("read", "shape", "geopackage", "snapshot", "sync")


def build_draft(
    storage: Storage,
    config: Config,
    staged: StagedFile,
    upload_id: str,
    choices: ReadChoices,
    dataset_id: str,
    base: str,
    progress: Progress = lambda stage, done, total: None,
) -> Draft:
    """Build the next release of a dataset from a layer of a staged file.

    Killed at any moment it leaves nothing but folders that no row speaks of.

    Args:
        storage: The data folder.
        config: Limits.
        staged: The file.
        upload_id: UUID of the upload.
        choices: Every doubt of the layer is answered.
        dataset_id: UUID of the dataset, which need not exist yet.
        base: Id of the dataset's release of the highest number, whose feature ids are kept; "" for the first.
        progress: Told how far it is.

    Returns:
        The draft; its folder is `storage.release(dataset_id, draft.release.id)`.

    Raises:
        RefusedFile: The file cannot be taken, a doubt is open, or the key is not there.
        InvalidGeometry: A geometry has no place on the map.
        ReleaseMissing: The base's folder is not whole.
        StorageFull: The disk has no room or is read-only.
    """
    _tell(progress, "read")
    held_key = _held_key(storage, dataset_id, base)
    layer, table = read_layer(storage, staged, config, upload_id, choices, held_key)
    _require_settled(open_doubts(layer, choices))
    _tell(progress, "shape")
    shaped = _told_of_ids(shape(layer, table, choices, _key(layer, choices, held_key)), held_key)
    if not len(shaped.geometries):
        raise nothing_inside(staged.name)
    require_room(storage.root, int(RELEASE_SIZE_RATIO * max(staged.size_bytes, table.nbytes)))
    release_id = str(uuid.uuid4())
    part = storage.upload(upload_id) / f"draft-{release_id}"
    try:
        with disk_errors(part):
            part.mkdir(parents=True)
            batch = _with_ids(shaped, part, _base_keys(storage, dataset_id, base))
            facts = _write_files(batch, part, layer.name, progress)
            settled = msgspec.structs.replace(choices, layer=layer.name, key=shaped.schema.key or held_key)
            draft = _draft(staged, settled, shaped, facts, part, dataset_id, base, release_id)
            _tell(progress, "sync")
            _settle(draft, part, storage, facts)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    progress(_STAGES[-1], len(_STAGES), len(_STAGES))
    return draft


def _held_key(storage: Storage, dataset_id: str, base: str) -> str:
    """The declared key of the dataset, which the release that this one follows may have gone without."""
    return read_manifest(storage.release(dataset_id, base), base).choices.key if base else ""


def _key(layer: LayerUnderstanding, choices: ReadChoices, held_key: str) -> str:
    """The key that is chosen, or the dataset's; where that one is not in the file, its doubt is answered."""
    names = [field.name for field in layer.fields]
    if choices.key not in ("", *names):
        raise unknown_field(choices.key, names)
    return choices.key or (held_key if held_key in names else "")


def _told_of_ids(shaped: Shaped, held_key: str) -> Shaped:
    """With the change that no feature keeps its id, where the key is another one than before."""
    if held_key in ("", shaped.schema.key):
        return shaped
    message = Text(
        f"Nomor benda baru: kuncinya bukan lagi `{held_key}`.", f"Ids renewed: the key is not `{held_key}` any more."
    )
    return replace(shaped, changes=(*shaped.changes, Change("ids-renewed", len(shaped.geometries), message)))


def _with_ids(shaped: Shaped, part: Path, base_keys: Path | None) -> FeatureBatch:
    key, count = shaped.schema.key, len(shaped.geometries)
    values = shaped.attributes.column(key) if key else None
    ids = assign_ids(base_keys, part / KEYS, key, values, count)
    attributes = shaped.attributes
    if not attributes.num_columns:
        attributes = pa.table({"": pa.nulls(count)}).select([])
    return FeatureBatch(ids, columns_from_geometries(shaped.geometries), attributes, shaped.schema)


def _write_files(batch: FeatureBatch, part: Path, layer_name: str, progress: Progress) -> SnapshotFacts:
    _tell(progress, "geopackage")
    write_geopackage(part / GEOPACKAGE, batch, table_name(layer_name), layer_name)
    _tell(progress, "snapshot")
    return build_snapshot(batch, part / SNAPSHOT)


def _draft(
    staged: StagedFile,
    settled: ReadChoices,
    shaped: Shaped,
    facts: SnapshotFacts,
    part: Path,
    dataset_id: str,
    base: str,
    release_id: str,
) -> Draft:
    release = Release(
        id=release_id,
        number=0,
        published_at="",
        author="",
        checksum=staged.sha256,
        source_name=staged.name,
        source_layer=settled.layer,
        count=facts.count,
        schema=shaped.schema,
        extent=facts.extent,
        changes=shaped.changes,
        size_bytes=(part / GEOPACKAGE).stat().st_size,
    )
    return Draft(dataset_id, base, release, settled)


def _settle(draft: Draft, part: Path, storage: Storage, facts: SnapshotFacts) -> None:
    """Checksums, fsync of everything, then the final name, then fsync of every folder that a name was made in."""
    release = draft.release
    manifest = Manifest(
        format=FORMAT,
        dataset=draft.dataset,
        release=release.id,
        base=draft.base,
        source_checksum=release.checksum,
        source_name=release.source_name,
        source_layer=release.source_layer,
        count=release.count,
        schema=release.schema,
        extent=release.extent,
        snapshot_format=facts.format,
        choices=draft.choices,
        changes=release.changes,
        files=facts_of(part),
    )
    write_manifest(part, manifest)
    sync_tree(part)
    place = storage.release(draft.dataset, release.id)
    place.parent.mkdir(parents=True, exist_ok=True)
    part.rename(place)
    for folder in (place.parent, place.parent.parent, place.parent.parent.parent, storage.root):
        sync_folder(folder)


def _base_keys(storage: Storage, dataset_id: str, base: str) -> Path | None:
    if not base:
        kept = storage.dataset(dataset_id) / KEYS
        return kept if kept.is_file() else None
    keys = storage.release(dataset_id, base) / KEYS
    if not keys.is_file():
        raise ReleaseMissing(base)
    return keys


def _require_settled(doubts: tuple[Doubt, ...]) -> None:
    if not doubts:
        return
    codes = ", ".join(doubt.code.value for doubt in doubts)
    raise RefusedFile(
        "UN-028",
        Text(f"Masih ada keraguan: {doubts[0].message.id}", f"There is an open doubt: {doubts[0].message.en}"),
        Text(f"Putuskan dahulu: {codes}.", f"Decide first: {codes}."),
        doubts[0].code.value,
    )


def _tell(progress: Progress, stage: str) -> None:
    progress(stage, _STAGES.index(stage), len(_STAGES))
