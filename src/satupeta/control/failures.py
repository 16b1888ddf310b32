"""What can go wrong between a client and a verb.

SatuPetaError
└── HttpError
    ├── BodyTooLarge        a body that is larger than any that is no upload
    ├── BodyTooSlow         a body that did not arrive in time
    ├── Busy                the queue for drawing is full; try again shortly
    ├── MethodNotAllowed    this address does not take that method
    └── UnexpectedFailure   the node's own fault, with a number to quote
"""

from satupeta.core.errors import SatuPetaError
from satupeta.core.text import Text

RETRY_AFTER_S = 2
REBUILD_RETRY_AFTER_S = 30
"""A job is rebuilding what was asked for."""


class HttpError(SatuPetaError):
    """Something about the exchange itself."""


class BodyTooLarge(HttpError):
    """A body that is larger than any that is no upload."""


class BodyTooSlow(HttpError):
    """A body that did not arrive in time."""


class Busy(HttpError):
    """The queue for drawing is full."""


class MethodNotAllowed(HttpError):
    """This address does not take that method."""


class UnexpectedFailure(HttpError):
    """The node's own fault; the number stands in the log beside the cause."""


def body_too_large(limit_bytes: int) -> BodyTooLarge:
    """What is said to a body that is too large."""
    return BodyTooLarge(
        "SV-005",
        Text(f"Isi permintaan lebih dari {limit_bytes} bita.", f"The body has more than {limit_bytes} bytes."),
        Text("Berkas dikirim ke /api/v1/uploads.", "Files are sent to /api/v1/uploads."),
        "body",
    )


def body_too_slow(seconds: int) -> BodyTooSlow:
    """What is said to a body that does not end."""
    return BodyTooSlow(
        "SV-006",
        Text(f"Isi permintaan tidak selesai dalam {seconds} detik.", f"The body did not end within {seconds} seconds."),
        Text("Kirim lagi.", "Send it again."),
        "body",
    )


def busy() -> Busy:
    """What a full queue says."""
    return Busy(
        "SV-001",
        Text("Simpul sedang penuh.", "The node is busy."),
        Text(f"Coba lagi dalam {RETRY_AFTER_S} detik.", f"Try again in {RETRY_AFTER_S} seconds."),
    )


def method_not_allowed(method: str, allowed: tuple[str, ...]) -> MethodNotAllowed:
    """What an address says to a method that it does not take."""
    names = ", ".join(allowed)
    return MethodNotAllowed(
        "SV-002",
        Text(f"Alamat ini tidak menerima {method}.", f"This address does not take {method}."),
        Text(f"Pakai {names}.", f"Use {names}."),
        "method",
    )


def unexpected(number: str) -> UnexpectedFailure:
    """What a person is told of a fault of the node's own."""
    return UnexpectedFailure(
        "SV-004",
        Text(f"Ada kesalahan pada simpul. Nomornya {number}.", f"The node failed. The number is {number}."),
        Text("Sampaikan nomor itu kepada pengelola simpul.", "Quote that number to the node's administrator."),
        number,
    )
