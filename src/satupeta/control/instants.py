"""Moments as published specs write them."""

from datetime import UTC, datetime


def iso_instant(moment: datetime | None) -> str:
    """ISO 8601 in UTC with seconds, ending in `Z`; "" for None."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""
