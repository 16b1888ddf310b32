"""What a client holds already, and answers that say so before anything is drawn.

Standard: RFC 9110, 8.8.3.2 (weak comparison) and 13.1.2 (If-None-Match).
"""

from satupeta.adapters.http.request import Request
from satupeta.service.reply import Reply


def holds(request: Request, etag: str) -> bool:
    """Whether the client holds the answer that `etag`, with or without quotes, stands for."""
    held = request.header("if-none-match").strip()
    if held == "*":
        return True
    bare = etag.removeprefix("W/").strip('"')
    return bare in (part.strip().removeprefix("W/").strip('"') for part in held.split(","))


def not_modified(etag: str) -> Reply:
    """The answer to a client that holds this already."""
    return Reply(b"", "text/plain", 304, etag=etag)
