"""Moments as published specs write them."""

from datetime import UTC, datetime

from django.utils import timezone

from satupeta.control.errors import InvalidInput
from satupeta.core.text import Text


def iso_instant(moment: datetime | None) -> str:
    """ISO 8601 in UTC with seconds, ending in `Z`; "" for None."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


def instant_ahead(moment: datetime | None, locator: str = "ends_at") -> datetime | None:
    """A moment at which something shall end, in UTC where it names no zone; None for no end.

    Raises:
        InvalidInput: It has passed: what ends then would never hold.
    """
    if moment is None:
        return None
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if known <= timezone.now():
        raise InvalidInput(
            "KT-070",
            Text(f"{iso_instant(known)} sudah lewat.", f"{iso_instant(known)} has passed."),
            Text("Pilih hari yang akan datang.", "Choose a day to come."),
            locator,
        )
    return known
