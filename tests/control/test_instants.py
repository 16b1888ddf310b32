from datetime import UTC, datetime, timedelta, timezone

import pytest

from satupeta.control.errors import InvalidInput
from satupeta.control.instants import instant_ahead, iso_instant


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


def test_an_end_lies_ahead() -> None:
    soon = datetime.now(UTC) + timedelta(minutes=1)
    assert instant_ahead(None) is None
    assert instant_ahead(soon) == instant_ahead(soon.replace(tzinfo=None)) == soon
    with pytest.raises(InvalidInput):
        instant_ahead(soon - timedelta(minutes=2))
