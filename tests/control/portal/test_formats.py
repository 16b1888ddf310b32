from zoneinfo import ZoneInfo

import pytest

from satupeta.control.portal import formats
from satupeta.core.box import Box
from satupeta.core.text import Language

WIB = ZoneInfo("Asia/Jakarta")
INSTANT = "2026-11-24T02:41:05Z"


@pytest.mark.parametrize(
    ("value", "decimals", "indonesian", "english"),
    [
        (1957349, 0, "1.957.349", "1,957,349"),
        (178.3, 1, "178,3", "178.3"),
        (2.0, 2, "2", "2"),
        (-6.5, 1, "-6,5", "-6.5"),
        (0, 0, "0", "0"),
    ],
)
def test_numbers_carry_the_languages_marks(value: float, decimals: int, indonesian: str, english: str) -> None:
    assert formats.format_number(value, "id", decimals) == indonesian
    assert formats.format_number(value, "en", decimals) == english


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [(0, "0\u00a0B"), (999, "999\u00a0B"), (1000, "1\u00a0kB"), (1_100_000, "1,1\u00a0MB"), (10**15, "1.000\u00a0TB")],
)
def test_sizes_take_the_unit_that_fits(size_bytes: int, text: str) -> None:
    assert formats.format_size(size_bytes, "id") == text


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("id", "24 Nov 2026", "Selasa, 24 November 2026, 09.41 WIB"),
        ("en", "24 Nov 2026", "Tuesday, 24 November 2026, 9:41 a.m."),
    ],
)
def test_days_and_moments_are_local(language: Language, day: str, moment: str) -> None:
    assert formats.format_day(INSTANT, language, WIB) == day
    assert formats.format_moment(INSTANT, language, WIB) == moment


@pytest.mark.parametrize(
    ("zone", "text"), [("Asia/Makassar", "10.41 WITA"), ("Asia/Jayapura", "11.41 WIT"), ("UTC", "02.41")]
)
def test_times_name_their_zone(zone: str, text: str) -> None:
    assert formats.format_time(INSTANT, "id", ZoneInfo(zone)) == text


@pytest.mark.parametrize(
    ("now", "text"),
    [
        ("2026-11-24T09:00:00Z", "hari ini"),
        ("2026-11-24T18:00:00Z", "kemarin"),
        ("2026-11-27T09:00:00Z", "3 hari lalu"),
        ("2026-12-09T09:00:00Z", "24 Nov 2026"),
        ("2026-11-20T09:00:00Z", "24 Nov 2026"),
    ],
)
def test_ages_are_told_up_to_a_week(now: str, text: str) -> None:
    assert formats.format_age(INSTANT, now, "id", WIB) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [("id", "6°10′52,1″ LS 106°38′28,4″ BT"), ("en", "6°10′52.1″ S 106°38′28.4″ E")],
)
def test_positions_are_sexagesimal(language: Language, text: str) -> None:
    assert formats.format_position(106.641222, -6.181139, language) == text


def test_minutes_and_seconds_carry_over() -> None:
    assert formats.format_position(-0.99999999, 0.5, "id") == "0°30′0″ LU 1°00′0″ BB"


def test_an_extent_names_two_corners() -> None:
    assert formats.format_extent(Box(106.5, -6.5, 107.0, -6.0), "id").count(" – ") == 1
