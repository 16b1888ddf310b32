"""What can go wrong where bytes live.

SatuPetaError
└── DataError
    ├── NodeNotReady        the data folder or the control database is missing
    ├── ReleaseMissing      a release's folder is not there or not whole
    │   └── SnapshotOutdated  its snapshot is of another format and must be built again
    ├── StorageFull         the disk has no room, or is read-only
    └── RefusedFile         a file that was given cannot be taken; says why and what to do
"""

from satupeta.core.errors import SatuPetaError
from satupeta.core.text import Text


class DataError(SatuPetaError):
    """Something about stored bytes."""


class NodeNotReady(DataError):
    """The data folder or the control database is missing."""

    def __init__(self, place: str) -> None:
        super().__init__(
            "SM-001",
            Text(f"Simpul di {place} belum disiapkan.", f"The node at {place} is not set up."),
            Text("Jalankan `satupeta init`.", "Run `satupeta init`."),
            place,
        )


class ReleaseMissing(DataError):
    """A release's folder is not there or not whole."""

    def __init__(self, release: str) -> None:
        super().__init__(
            "SM-002",
            Text(f"Berkas rilis {release} tidak lengkap.", f"The files of release {release} are not whole."),
            Text("Jalankan `satupeta doctor`.", "Run `satupeta doctor`."),
            release,
        )


class SnapshotOutdated(ReleaseMissing):
    """A release's snapshot is of another format and must be built again from its GeoPackage."""


class StorageFull(DataError):
    """The disk has no room, or is read-only."""


class RefusedFile(DataError):
    """A file that was given cannot be taken."""
