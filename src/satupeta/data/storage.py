"""The data folder: where each kind of file lives. The database is the only truth; a folder without a row is garbage.

```
<data folder>/
  control.sqlite                 the node's memory
  secret                         key for cookies and tickets, made by `satupeta init`, mode 600
  blobs/<first two>/<sha256>     source files as they came
  staging/<upload id>/           what is being received, read or built
  datasets/<uuid>/releases/<uuid>/
      manifest.json  data.gpkg  keys.sqlite  snapshot/
  search/                        the search index, derived
  usage/  log/
```
"""

import os
from pathlib import Path


class Storage:
    """Paths in one data folder. Never built from names that people give: only from UUIDs and checksums."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def control_database(self) -> Path:
        """The node's memory."""
        return self.root / "control.sqlite"

    @property
    def secret(self) -> Path:
        """The key file."""
        return self.root / "secret"

    @property
    def search_index(self) -> Path:
        """The derived search index."""
        return self.root / "search"

    @property
    def staging(self) -> Path:
        """Uploads and drafts."""
        return self.root / "staging"

    def upload(self, upload_id: str) -> Path:
        """The folder of one upload or draft."""
        return self.staging / _safe(upload_id)

    @property
    def blobs(self) -> Path:
        """Source files."""
        return self.root / "blobs"

    def blob(self, sha256: str) -> Path:
        """A source file by its checksum."""
        return self.blobs / _safe(sha256)[:2] / _safe(sha256)

    def dataset(self, dataset_id: str) -> Path:
        """A dataset's folder."""
        return self.root / "datasets" / _safe(dataset_id)

    def release(self, dataset_id: str, release_id: str) -> Path:
        """A release's folder."""
        return self.dataset(dataset_id) / "releases" / _safe(release_id)


def sync_folder(folder: Path) -> None:
    """Make a rename or unlink in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _safe(identifier: str) -> str:
    if not identifier or not all(character in "0123456789abcdef-" for character in identifier):
        raise ValueError(f"not an identifier: {identifier!r}")
    return identifier
