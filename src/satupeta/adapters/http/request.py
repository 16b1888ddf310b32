"""One HTTP request as a frozen value: everything an adapter may look at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from satupeta.core.errors import InvalidParameter
from satupeta.core.languages import weighted
from satupeta.core.text import Language, Text

_MAX_PARAMETERS = 200


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked.

    Attributes:
        method: Upper case.
        path: Decoded, below the configured prefix and without the language, such as `/d/kelurahan/wms`.
        query: Decoded pairs in the order they came.
        headers: Lower-case names; repeated ones joined by a comma.
        language: From the path's `/en`, else `lang`, else `Accept-Language`, else the node's own.
        parts: What the route's pattern took from the path.
        body: Of a POST to an adapter, whole.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    language: Language = "id"
    parts: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str:
        """A header by its lower-case name, or ""."""
        return self.headers.get(name, "")

    @property
    def prefers_html(self) -> bool:
        """Whether this is a person's browser: HTML is named in `Accept` and wanted most."""
        ranges = dict(weighted(self.header("accept")))
        html = ranges.get("text/html", 0.0)
        return html > 0 and html >= max(
            (weight for name, weight in ranges.items() if name.endswith("json")), default=0.0
        )


def parse_query(raw: bytes) -> tuple[tuple[str, str], ...]:
    """The pairs of a query string; bytes that are no UTF-8 become replacement marks.

    Raises:
        InvalidParameter: More pairs than any door could use.
    """
    try:
        pairs = parse_qsl(raw.decode("latin-1"), keep_blank_values=True, max_num_fields=_MAX_PARAMETERS)
    except ValueError as error:
        raise InvalidParameter(
            "PT-001",
            Text("Parameter terlalu banyak.", "There are too many parameters."),
            Text(f"Kirim paling banyak {_MAX_PARAMETERS}.", f"Send at most {_MAX_PARAMETERS}."),
        ) from error
    return tuple(pairs)


def header_map(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """ASGI header pairs as a map of lower-case names."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        separator = "; " if name == "cookie" else ", "
        headers[name] = headers[name] + separator + value if name in headers else value
    return headers


def below_prefix(prefix: str, path: str) -> str:
    """A path without the configured prefix, which a proxy may have stripped already."""
    if prefix and (path == prefix or path.startswith(prefix + "/")):
        return path[len(prefix) :] or "/"
    return path


def split_language(path: str) -> tuple[str, Language | None]:
    """A path without its leading `/en`, and the language that this names."""
    if path == "/en" or path.startswith("/en/"):
        return path[3:] or "/", "en"
    return path, None
