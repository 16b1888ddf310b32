"""Names of the built front end's files."""

import json
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent.parent / "static" / "satupeta"
_SOURCES = {
    "portal.js": "src/pages/portal.ts",
    "portal.css": "src/styles/portal.css",
    "icons.svg": "src/icons/icons.svg",
    "brand.svg": "src/icons/brand.svg",
}


def asset_path(name: str) -> str:
    """Path below the static root of one built file: `portal.js`, `portal.css`, `icons.svg` or `brand.svg`.

    Raises:
        FileNotFoundError: The front end is not built: run `make web`.
    """
    manifest = _FOLDER / "manifest.json"
    return f"satupeta/{_built(manifest, manifest.stat().st_mtime_ns)[_SOURCES[name]]}"


@lru_cache(maxsize=2)
def _built(manifest: Path, _changed_ns: int) -> dict[str, str]:
    entries = json.loads(manifest.read_text(encoding="utf-8"))
    return {source: entry["file"] for source, entry in entries.items()}
