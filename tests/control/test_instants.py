from datetime import UTC, datetime, timedelta, timezone

import pytest

from satupeta.control.instants import iso_instant


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (None, ""),
        (datetime(2026, 1, 1, tzinfo=UTC), "2026-01-01T00:00:00Z"),
        (datetime(2026, 1, 1, 7, 0, 0, 999_999, timezone(timedelta(hours=7))), "2026-01-01T00:00:00Z"),
    ],
)
def test_moments_are_written_in_utc(moment: datetime | None, text: str) -> None:
    assert iso_instant(moment) == text
