"""What a release's folder says of itself: enough to check it, and to rebuild its snapshot from its GeoPackage."""

from pathlib import Path

import msgspec

from satupeta.core.box import Box
from satupeta.core.features.schema import Schema
from satupeta.core.ingest import ReadChoices
from satupeta.core.published import Change
from satupeta.data.errors import ReleaseMissing
from satupeta.data.release.files import sha256_of, write_durably

FORMAT = 1
MANIFEST, GEOPACKAGE = "manifest.json", "data.gpkg"


class FileFacts(msgspec.Struct, frozen=True):
    """Size and SHA-256 of one file."""

    size_bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What a release's folder holds.

    Attributes:
        format: Layout number of the folder.
        dataset, release: Ids.
        base: Id of the release it was built upon, "" for the first.
        source_checksum, source_name, source_layer: Where it came from.
        count: Features.
        schema: Fields, geometry kind, CRS.
        extent: In longitude and latitude, None without geometry.
        snapshot_format: Layout number of the snapshot.
        choices: What was decided.
        changes: What was changed on the way in.
        files: Facts of every other file, by its path in the folder.
    """

    format: int
    dataset: str
    release: str
    base: str
    source_checksum: str
    source_name: str
    source_layer: str
    count: int
    schema: Schema
    extent: Box | None
    snapshot_format: int
    choices: ReadChoices
    changes: tuple[Change, ...]
    files: dict[str, FileFacts]


def read_manifest(folder: Path, release_id: str) -> Manifest:
    """The manifest of a release's folder.

    Raises:
        ReleaseMissing: It is not there, or not readable.
    """
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ReleaseMissing(release_id) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, or replace it at once."""
    write_durably(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))


def facts_of(folder: Path) -> dict[str, FileFacts]:
    """Size and checksum of every file of a release's folder but the manifest, by path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): FileFacts(path.stat().st_size, sha256_of(path))
        for path in files
        if path.name != MANIFEST
    }
