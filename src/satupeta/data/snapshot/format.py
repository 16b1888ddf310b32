"""What a snapshot folder holds. Another format number is rebuilt from the release's GeoPackage, never migrated."""

from pathlib import Path

import msgspec

from satupeta.core.box import Box
from satupeta.core.features.schema import Schema
from satupeta.data.errors import ReleaseMissing, SnapshotOutdated

FORMAT = 1
FOLDER = "snapshot"
FACTS = "facts.json"
ATTRIBUTES = "attributes.arrow"
PROPERTIES = "properties.bin"
NATIVE_TREE = "native.rtree"
WORLD_TREE = "world.rtree"


class SnapshotFacts(msgspec.Struct, frozen=True):
    """What is known of a snapshot without opening its columns; written last, so that it stands for a whole folder.

    Attributes:
        format: Layout number.
        count: Features.
        schema: Fields, geometry kind, CRS.
        extent: In longitude and latitude, None without any geometry.
        files: Size in bytes of every other file.
    """

    format: int
    count: int
    schema: Schema
    extent: Box | None
    files: dict[str, int]

    @property
    def size_bytes(self) -> int:
        """Size of all files together."""
        return sum(self.files.values())


class _Numbered(msgspec.Struct):
    format: int


def array_file(name: str) -> str:
    """File name of an array column."""
    return f"{name}.npy"


def read_facts(folder: Path, release_id: str) -> SnapshotFacts:
    """The facts of a snapshot folder whose files are all there.

    Raises:
        SnapshotOutdated: It is of another format.
        ReleaseMissing: It is not there or not whole.
    """
    try:
        text = (folder / FACTS).read_bytes()
        if msgspec.json.decode(text, type=_Numbered).format != FORMAT:
            raise SnapshotOutdated(release_id)
        facts = msgspec.json.decode(text, type=SnapshotFacts)
        whole = all((folder / name).stat().st_size == size for name, size in facts.files.items())
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise ReleaseMissing(release_id) from error
    if not whole:
        raise ReleaseMissing(release_id)
    return facts
