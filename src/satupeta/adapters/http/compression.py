"""Which answers are compressed, and pages of the control plane compressed on their way out.

Pages carry marks against forged writes, and repeat words of the request: where the same secret stands in many answers,
their compressed sizes give it away letter by letter (BREACH). Here none does: Django masks the mark with fresh
randomness in every answer, an upload's ticket is made anew for every page, the secret of an API token is shown once,
in the answer to a write, and cookies stand in no page.
"""

from dataclasses import dataclass, field

from isal import igzip

from satupeta.adapters.http.messages import Message, Send
from satupeta.core.languages import weighted

GZIP_LEVEL = 1
LEAST_COMPRESSED_BYTES = 1024
_COMPRESSED_TYPES = ("application/json", "application/geo+json", "application/xml", "application/javascript")
_COMPRESSED_ENDINGS = ("+json", "+xml", "vector-tile")
_BODILESS = (204, 304)


def is_compressible(content_type: str) -> bool:
    """Whether bytes of this type become smaller."""
    kind = content_type.split(";")[0].strip().lower()
    return kind.startswith("text/") or kind in _COMPRESSED_TYPES or kind.endswith(_COMPRESSED_ENDINGS)


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether a client takes gzip."""
    accepted = dict(weighted(accept_encoding))
    return accepted.get("gzip", accepted.get("*", 0.0)) > 0


@dataclass(slots=True)
class CompressedPages:
    """An ASGI channel that gathers a text and sends it compressed; everything else goes through as it comes.

    Attributes:
        send: Where it goes.
        takes_gzip: Whether the client takes it.
    """

    send: Send
    takes_gzip: bool
    _start: Message | None = None
    _pieces: list[bytes] = field(default_factory=list)

    async def __call__(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = {**message, "headers": _varied(message["headers"])}
        elif self._start is None:
            await self.send(message)
        else:
            self._pieces.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self._send_whole(self._start, b"".join(self._pieces))

    async def _send_whole(self, start: Message, body: bytes) -> None:
        headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
        if self.takes_gzip and len(body) >= LEAST_COMPRESSED_BYTES:
            body = igzip.compress(body, GZIP_LEVEL)
            headers.append((b"content-encoding", b"gzip"))
        headers.append((b"content-length", str(len(body)).encode()))
        await self.send({**start, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})


def _is_page(start: Message) -> bool:
    named = {name.lower(): value for name, value in start["headers"]}
    kind = named.get(b"content-type", b"").decode("latin-1")
    return start["status"] not in _BODILESS and b"content-encoding" not in named and is_compressible(kind)


def _varied(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers with `Accept-Encoding` among what the answer varies by."""
    varies = [value for name, value in headers if name.lower() == b"vary"]
    others = [pair for pair in headers if pair[0].lower() != b"vary"]
    return [*others, (b"vary", b", ".join([*varies, b"Accept-Encoding"]))]
