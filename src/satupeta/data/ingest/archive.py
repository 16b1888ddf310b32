"""Zip archives: bounded before they are opened, unpacked under generated names into the upload's own folder."""

import errno
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from satupeta.core.config import Config
from satupeta.core.ingest import SourceFormat
from satupeta.core.text import Text
from satupeta.data.errors import RefusedFile
from satupeta.data.ingest.order import Source
from satupeta.data.ingest.refusals import lone_shapefile_part, missing_shapefile_part
from satupeta.data.staging import disk_errors, require_room

_TAIL_BYTES = 22 + 0xFFFF
_END_RECORD = struct.Struct("<4s4H2LH")
_END_MARK, _END64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
_DIRECTORY_BYTES_A_FILE = 4096
_RATIO_FLOOR_BYTES = 16 << 20
_DEEPEST = 16
_PIECE_BYTES = 1 << 20
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, ValueError)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NESTED = frozenset({".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".kmz", ".shz"})
_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NEEDED_PARTS = (".shp", ".shx", ".dbf")
_SINGLE = {
    ".gpkg": SourceFormat.GEOPACKAGE,
    ".geojson": SourceFormat.GEOJSON,
    ".json": SourceFormat.GEOJSON,
    ".csv": SourceFormat.CSV,
    ".tsv": SourceFormat.CSV,
}


@dataclass(slots=True)
class Unpacked:
    """What an archive held.

    Attributes:
        sources: What can be read.
        refused: Why the rest cannot.
    """

    sources: list[Source] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Member:
    info: zipfile.ZipInfo
    path: PurePosixPath

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower()


def unpack(archive: Path, name: str, folder: Path, config: Config) -> Unpacked:
    """Unpack what can be read of a zip archive.

    Args:
        archive: The file.
        name: What people call it.
        folder: An existing, empty folder of this upload.
        config: Limits.

    Raises:
        RefusedFile: It is damaged, encrypted, climbs out of its folder, links, nests, swells beyond a limit, or holds
            nothing that is taken.
        StorageFull: The disk has no room for its content.
    """
    _require_small_directory(archive, name, config)
    try:
        with zipfile.ZipFile(archive) as opened:
            members = _checked_members(opened, archive, name, config)
            require_room(folder, sum(member.info.file_size for member in members))
            unpacked = _unpack_members(opened, members, folder)
    except _DAMAGE as error:
        raise _damaged(name) from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        # A seek to a place before the file's start: an offset that lies.
        raise _damaged(name) from error
    if not unpacked.sources:
        raise unpacked.refused[0] if unpacked.refused else _nothing(name)
    return unpacked


def _require_small_directory(archive: Path, name: str, config: Config) -> None:
    """Look at the end record before the directory itself is read into memory."""
    size = archive.stat().st_size
    with archive.open("rb") as file:
        file.seek(max(size - _TAIL_BYTES, 0))
        tail = file.read()
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END_RECORD.size:
        raise _damaged(name)
    record = _END_RECORD.unpack_from(tail, at)
    entries, directory_bytes = record[4], record[5]
    if _END64_LOCATOR in tail[max(at - 20, 0) : at]:
        entries, directory_bytes = _zip64_counts(tail, at)
    limit = config.archive_files_limit
    if entries > limit or directory_bytes > limit * _DIRECTORY_BYTES_A_FILE:
        raise _too_many(name, limit)


def _zip64_counts(tail: bytes, at: int) -> tuple[int, int]:
    """Entries and directory size of a ZIP64 end record; beyond every limit when it is not where it should be."""
    record = tail[max(at - 76, 0) : at - 20]
    if record[:4] != b"PK\x06\x06":
        return 1 << 62, 1 << 62
    entries, directory_bytes = struct.unpack_from("<QQ", record, 32)
    return entries, directory_bytes


def _checked_members(opened: zipfile.ZipFile, archive: Path, name: str, config: Config) -> list[_Member]:
    infos = [info for info in opened.infolist() if not info.is_dir()]
    if len(opened.infolist()) > config.archive_files_limit:
        raise _too_many(name, config.archive_files_limit)
    total = sum(info.file_size for info in infos)
    _require_bounded(total, archive.stat().st_size, name, config)
    members = [_Member(info, _safe_path(info, name)) for info in infos]
    kept = [member for member in members if not _is_litter(member.path)]
    for member in kept:
        _require_plain(member, name)
    return kept


def _require_bounded(total: int, packed: int, name: str, config: Config) -> None:
    if total > config.archive_limit_bytes:
        limit = config.archive_limit_bytes
        raise _refusal(
            "UN-003",
            name,
            Text(
                f"menjadi {total / 1e9:.1f} GB bila dibuka; batasnya {limit / 1e9:.1f} GB",
                f"becomes {total / 1e9:.1f} GB when opened; the limit is {limit / 1e9:.1f} GB",
            ),
            Text(
                "Bagi isinya, atau minta pengelola menaikkan `archive_limit_bytes`.",
                "Split it, or ask the administrator to raise `archive_limit_bytes`.",
            ),
        )
    if total > _RATIO_FLOOR_BYTES and total > packed * config.archive_ratio_limit:
        raise _refusal(
            "UN-004",
            name,
            Text(
                f"membesar {total // max(packed, 1)} kali bila dibuka; batasnya {config.archive_ratio_limit} kali",
                f"grows {total // max(packed, 1)} times when opened; the limit is {config.archive_ratio_limit}",
            ),
            Text("Kirim berkasnya tanpa zip.", "Send the file without a zip."),
        )


def _safe_path(info: zipfile.ZipInfo, name: str) -> PurePosixPath:
    path = PurePosixPath(info.filename)
    climbs = ".." in path.parts or path.is_absolute() or "\\" in info.orig_filename or ":" in path.parts[0]
    if climbs or "\x00" in info.orig_filename or len(path.parts) > _DEEPEST:
        raise _refusal(
            "UN-006",
            name,
            Text(
                f"berisi nama yang keluar dari foldernya: `{info.filename[:80]}`",
                f"holds a name that leaves its folder: `{info.filename[:80]}`",
            ),
            Text("Buat zip hanya dari nama berkas biasa.", "Make the zip from plain file names."),
        )
    return path


def _require_plain(member: _Member, name: str) -> None:
    mode = member.info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise _refusal(
            "UN-007",
            name,
            Text(f"berisi tautan: `{member.path}`", f"holds a link: `{member.path}`"),
            Text("Masukkan berkasnya sendiri, bukan tautannya.", "Put the file itself in, not a link to it."),
        )
    if member.info.flag_bits & 0x1:
        raise _refusal(
            "UN-010",
            name,
            Text("terkunci kata sandi", "is locked with a password"),
            Text("Buat zip tanpa kata sandi.", "Make the zip without a password."),
        )
    if member.suffix in _NESTED:
        raise _refusal(
            "UN-008",
            name,
            Text(f"berisi arsip lagi: `{member.path}`", f"holds another archive: `{member.path}`"),
            Text("Buka arsip di dalamnya, lalu zip isinya.", "Open the inner archive and zip its content."),
        )
    if member.info.compress_type not in _METHODS:
        raise _refusal(
            "UN-009",
            name,
            Text("dipadatkan dengan cara yang tidak biasa", "is compressed in an unusual way"),
            Text("Buat zip biasa (deflate).", "Make an ordinary zip (deflate)."),
        )


def _is_litter(path: PurePosixPath) -> bool:
    return "__MACOSX" in path.parts or path.name.startswith(".") or path.name == "Thumbs.db"


def _unpack_members(opened: zipfile.ZipFile, members: list[_Member], folder: Path) -> Unpacked:
    unpacked = Unpacked()
    for number, parts in enumerate(_shapefiles(members)):
        missing = [part for part in _NEEDED_PARTS if part not in parts]
        if missing:
            unpacked.refused.append(_incomplete(parts, missing))
            continue
        for suffix, member in parts.items():
            _extract(opened, member, folder / f"shapefile-{number}{suffix}")
        path = folder / f"shapefile-{number}.shp"
        unpacked.sources.append(Source(SourceFormat.SHAPEFILE, str(path), parts[".shp"].path.stem))
    for number, member in enumerate(member for member in members if member.suffix in _SINGLE):
        path = folder / f"file-{number}{member.suffix}"
        _extract(opened, member, path)
        unpacked.sources.append(Source(_SINGLE[member.suffix], str(path), member.path.stem))
    unpacked.sources = _with_own_stems(unpacked.sources)
    return unpacked


def _shapefiles(members: list[_Member]) -> Iterator[dict[str, _Member]]:
    """Members that belong together: one folder, one stem without regard to case; the exact spelling wins."""
    groups: dict[tuple[PurePosixPath, str], list[_Member]] = {}
    for member in members:
        if member.suffix in _SHAPEFILE_PARTS:
            groups.setdefault((member.path.parent, member.path.stem.casefold()), []).append(member)
    for group in groups.values():
        mains = [member for member in group if member.suffix == ".shp"]
        for main in mains or group[:1]:
            others = sorted(group, key=lambda member: member.path.stem == main.path.stem)
            parts = {member.suffix: member for member in others}
            if mains:
                parts[".shp"] = main
            yield parts


def _incomplete(parts: dict[str, _Member], missing: list[str]) -> RefusedFile:
    some = next(iter(parts.values()))
    if ".shp" not in parts:
        return lone_shapefile_part(some.path.name)
    main = parts[".shp"].path
    return missing_shapefile_part(main.name, [f"{main.stem}{suffix}" for suffix in missing])


def _with_own_stems(sources: list[Source]) -> list[Source]:
    seen: dict[str, int] = {}
    found = []
    for source in sources:
        turn = seen[source.stem] = seen.get(source.stem, 0) + 1
        stem = source.stem if turn == 1 else f"{source.stem} ({turn})"
        found.append(Source(source.format, source.path, stem))
    return found


def _extract(opened: zipfile.ZipFile, member: _Member, target: Path) -> None:
    with opened.open(member.info) as packed, disk_errors(target), target.open("xb") as file:
        shutil.copyfileobj(packed, file, _PIECE_BYTES)


def _damaged(name: str) -> RefusedFile:
    return _refusal(
        "UN-009",
        name,
        Text("rusak atau bukan zip", "is damaged, or no zip"),
        Text("Buat ulang zipnya, lalu unggah lagi.", "Make the zip again, then upload it."),
    )


def _too_many(name: str, limit: int) -> RefusedFile:
    return _refusal(
        "UN-005",
        name,
        Text(f"berisi lebih dari {limit} berkas", f"holds more than {limit} files"),
        Text("Bagi menjadi beberapa zip.", "Split it into several zips."),
    )


def _nothing(name: str) -> RefusedFile:
    return _refusal(
        "UN-011",
        name,
        Text("tidak berisi data yang diterima", "holds no data that is taken"),
        Text(
            "Masukkan Shapefile, GeoPackage, GeoJSON atau CSV.",
            "Put a Shapefile, GeoPackage, GeoJSON or CSV into it.",
        ),
    )


def _refusal(code: str, name: str, what: Text, advice: Text) -> RefusedFile:
    return RefusedFile(code, Text(f"Zip `{name}` {what.id}.", f"The zip `{name}` {what.en}."), advice, name)
