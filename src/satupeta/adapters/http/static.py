"""Files of the front end: built names that carry a hash are kept for ever, others are asked for again."""

import re
from pathlib import Path

import satupeta
from satupeta.adapters.http.request import Request
from satupeta.core.access import unknown_thing
from satupeta.service.reply import Reply

PREFIX = "/static/"
ROOT = Path(satupeta.__file__).parent / "control" / "static"
_SEGMENT = re.compile(r"[A-Za-z0-9_@-][A-Za-z0-9._@-]{0,200}")
_HASHED = re.compile(r"[.-][A-Za-z0-9_-]{8,}\.[a-z0-9]+(\.map)?$")
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".geojson": "application/geo+json",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".pbf": "application/x-protobuf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


def get_static(request: Request, root: Path = ROOT) -> Reply:
    """A file below `root`.

    Raises:
        UnknownThing: No such file, of no known type, or a path that is not made of plain names.
    """
    segments = request.path.removeprefix(PREFIX).split("/")
    if not all(_SEGMENT.fullmatch(segment) for segment in segments):
        raise unknown_thing()
    file = root.joinpath(*segments)
    content_type = _TYPES.get(file.suffix)
    if content_type is None or not file.is_file() or not file.resolve().is_relative_to(root.resolve()):
        raise unknown_thing()
    status = file.stat()
    kept = "public, max-age=31536000, immutable" if _HASHED.search(file.name) else "public, max-age=0, must-revalidate"
    headers = (("Cache-Control", kept), ("Vary", "Accept-Encoding"))
    etag = f"{status.st_mtime_ns:x}-{status.st_size:x}"
    return Reply(file, content_type, headers=headers, etag=etag, public=True)
