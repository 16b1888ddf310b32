"""From a staged file to the readable files in it, each in the upload's own folder under a generated name."""

import os
import shutil
from pathlib import Path, PurePath

from satupeta.core.config import Config
from satupeta.core.ingest import SourceFormat, StagedFile
from satupeta.core.text import Text
from satupeta.data.errors import RefusedFile
from satupeta.data.ingest.archive import Unpacked, unpack
from satupeta.data.ingest.order import Source
from satupeta.data.ingest.refusals import lone_shapefile_part, unsupported
from satupeta.data.staging import disk_errors

_FORMATS = {
    ".geojson": SourceFormat.GEOJSON,
    ".json": SourceFormat.GEOJSON,
    ".gpkg": SourceFormat.GEOPACKAGE,
    ".csv": SourceFormat.CSV,
    ".tsv": SourceFormat.CSV,
    ".txt": SourceFormat.CSV,
}
_ARCHIVES = (".zip", ".shz")
_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_MAGIC = {b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"SQLi": "GeoPackage", b"%PDF": "PDF", b"\x1f\x8b": "gzip"}


def open_contents(staged: StagedFile, blob: Path, folder: Path, config: Config) -> Unpacked:
    """The readable files of a staged file.

    Args:
        staged: What it is called.
        blob: Where it lies.
        folder: An existing, empty folder of this upload.
        config: Limits.

    Raises:
        RefusedFile: The format is not taken, the content contradicts the name, or the archive is refused.
        StorageFull: The disk has no room for an archive's content.
    """
    suffix = PurePath(staged.name).suffix.lower()
    found = _content(blob)
    if suffix in _SHAPEFILE_PARTS:
        raise lone_shapefile_part(staged.name)
    if suffix in _ARCHIVES:
        _require_content(found == "zip", staged.name, found)
        return unpack(blob, staged.name, folder, config)
    if suffix not in _FORMATS:
        raise unsupported(staged.name)
    source_format = _FORMATS[suffix]
    wanted = "GeoPackage" if source_format is SourceFormat.GEOPACKAGE else ""
    _require_content(found == wanted, staged.name, found)
    target = folder / f"file{suffix}"
    with disk_errors(target):
        _lay(blob, target)
    return Unpacked([Source(source_format, str(target), PurePath(staged.name).stem)])


def _content(blob: Path) -> str:
    with blob.open("rb") as file:
        start = file.read(8)
    return next((name for magic, name in _MAGIC.items() if start.startswith(magic)), "")


def _lay(blob: Path, target: Path) -> None:
    """The blob under a second name; a copy where the file system has no links."""
    try:
        os.link(blob, target)
    except OSError:
        shutil.copyfile(blob, target)


def _require_content(fits: bool, name: str, found: str) -> None:
    if fits:
        return
    seen = found or "lain"
    raise RefusedFile(
        "UN-013",
        Text(
            f"Nama berkas `{name}` tidak cocok dengan isinya ({seen}).",
            f"The name `{name}` does not fit the content ({found or 'something else'}).",
        ),
        Text("Beri akhiran nama yang benar, lalu unggah lagi.", "Give it the right extension, then upload it again."),
        name,
    )
