"""What a verb answers with."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers and body, as far as the verb knows them; the adapter adds caching, language and transport.

    Attributes:
        status: HTTP status.
        body: All of it, pieces of it, or the file to send.
        content_type: With charset where it is text.
        headers: Further headers.
        etag: Strong validator without quotes, or "" when there is none.
        public: Whether anybody may have it, so that shared caches may keep it.
    """

    body: bytes | Iterator[bytes] | Path
    content_type: str
    status: int = 200
    headers: tuple[tuple[str, str], ...] = field(default=())
    etag: str = ""
    public: bool = False
