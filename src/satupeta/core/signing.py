"""Short signed texts: cookies and tickets that somebody else carries and cannot change.

A sealed text is `<payload>.<end>.<mark>`: payload and mark in base64url without padding, the end as decimal seconds.
The mark is HMAC-SHA256 (RFC 2104) over purpose, end and payload, so that a text sealed for one purpose is worth
nothing for another.
"""

import base64
import binascii
import hashlib
import hmac


def seal(key: bytes, purpose: str, payload: bytes, expires_at: int) -> str:
    """`payload`, readable by everybody, changeable by nobody without `key`.

    Args:
        key: At least 32 secret bytes.
        purpose: What the text is for, such as `principal`.
        payload: Any bytes.
        expires_at: Second since 1970 from which on the text is void.

    Returns:
        ASCII that is safe in a cookie, a header and an address.
    """
    return f"{_encoded(payload)}.{expires_at}.{_encoded(_mark(key, purpose, payload, expires_at))}"


def unseal(key: bytes, purpose: str, text: str, now: int) -> bytes | None:
    """The payload of a text that `seal` made for this purpose and that has not ended by second `now`; else None."""
    parts = text.split(".")
    if len(parts) != 3 or not parts[1].isascii() or not parts[1].isdecimal() or len(parts[1]) > 15:
        return None
    payload, mark = _decoded(parts[0]), _decoded(parts[2])
    if payload is None or mark is None:
        return None
    expires_at = int(parts[1])
    if not hmac.compare_digest(mark, _mark(key, purpose, payload, expires_at)):
        return None
    return payload if now < expires_at else None


def _mark(key: bytes, purpose: str, payload: bytes, expires_at: int) -> bytes:
    head = purpose.encode()
    message = len(head).to_bytes(4, "big") + head + expires_at.to_bytes(8, "big") + payload
    return hmac.new(key, message, hashlib.sha256).digest()


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _decoded(text: str) -> bytes | None:
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    # One spelling only: base64 ignores spare bits, and two spellings of one text would both pass.
    return data if _encoded(data) == text else None
