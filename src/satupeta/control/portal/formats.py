"""Numbers, sizes, dates and positions as people read them, in Indonesian and English."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from satupeta.core.box import Box
from satupeta.core.text import Language

_MONTHS: dict[Language, tuple[str, ...]] = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_LONG_MONTHS: dict[Language, tuple[str, ...]] = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_DAYS: dict[Language, tuple[str, ...]] = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_ZONE_NAMES = {"WIB": 7, "WITA": 8, "WIT": 9}
_UNITS = ("B", "kB", "MB", "GB", "TB")


def format_number(value: float, language: Language, decimals: int = 0) -> str:
    """A number with the language's marks: `1.957.349` or `1,957,349`; zeros after the mark are left out."""
    text = f"{value:,.{decimals}f}"
    if decimals:
        text = text.rstrip("0").rstrip(".")
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def format_size(size_bytes: int, language: Language) -> str:
    """A size with its unit after a space that does not break: `1,1 MB`."""
    step = min((len(str(max(size_bytes, 1))) - 1) // 3, len(_UNITS) - 1)
    return f"{format_number(size_bytes / 1000**step, language, 1 if step else 0)}\u00a0{_UNITS[step]}"


def format_day(instant: str, language: Language, zone: ZoneInfo) -> str:
    """The day of an ISO 8601 instant in a zone: `24 Nov 2026`."""
    local = datetime.fromisoformat(instant).astimezone(zone)
    return f"{local.day} {_MONTHS[language][local.month - 1]} {local.year}"


def format_moment(instant: str, language: Language, zone: ZoneInfo) -> str:
    """Day and time in full: `Selasa, 24 November 2026, 09.41 WIB`."""
    local = datetime.fromisoformat(instant).astimezone(zone)
    day = f"{_DAYS[language][local.weekday()]}, {local.day} {_LONG_MONTHS[language][local.month - 1]} {local.year}"
    return f"{day}, {format_time(instant, language, zone)}"


def format_time(instant: str, language: Language, zone: ZoneInfo) -> str:
    """The time of day: `09.41 WIB` or `9:41 a.m.`."""
    local = datetime.fromisoformat(instant).astimezone(zone)
    if language == "en":
        return f"{local.hour % 12 or 12}:{local:%M} {'a.m.' if local.hour < 12 else 'p.m.'}"
    offset = local.utcoffset() or timedelta(0)
    name = next((name for name, hours in _ZONE_NAMES.items() if timedelta(hours=hours) == offset), "")
    return f"{local:%H.%M} {name}".rstrip()


def format_age(instant: str, now: str, language: Language, zone: ZoneInfo) -> str:
    """How long ago up to seven days (`hari ini`, `kemarin`, `3 hari lalu`), then the day."""
    then, today = (datetime.fromisoformat(text).astimezone(zone).date() for text in (instant, now))
    days = (today - then).days
    if days == 0:
        return "hari ini" if language == "id" else "today"
    if days == 1:
        return "kemarin" if language == "id" else "yesterday"
    if 1 < days <= 7:
        return f"{days} hari lalu" if language == "id" else f"{days} days ago"
    return format_day(instant, language, zone)


def format_position(longitude: float, latitude: float, language: Language) -> str:
    """Degrees, minutes and seconds: `6°10′52,1″ LS 106°38′28,4″ BT`."""
    words = ("LS", "LU", "BB", "BT") if language == "id" else ("S", "N", "W", "E")
    north_south = words[0] if latitude < 0 else words[1]
    east_west = words[2] if longitude < 0 else words[3]
    return f"{_sexagesimal(latitude, language)} {north_south} {_sexagesimal(longitude, language)} {east_west}"


def format_extent(box: Box, language: Language) -> str:
    """South-west and north-east corner of a box in longitude and latitude."""
    corners = ((box.west, box.south), (box.east, box.north))
    return " – ".join(format_position(longitude, latitude, language) for longitude, latitude in corners)


def _sexagesimal(degrees: float, language: Language) -> str:
    tenths = round(abs(degrees) * 36_000)
    whole, rest = divmod(tenths, 36_000)
    minutes, rest = divmod(rest, 600)
    return f"{whole}°{minutes:02d}′{format_number(rest / 10, language, 1)}″"
