import pytest

from satupeta.core.ogc.wms.versions import NEWEST, OLDER, Version, negotiated, spoken


@pytest.mark.parametrize(
    ("wanted", "version"),
    [
        ("", NEWEST),
        ("1.3.0", NEWEST),
        ("1.3.1", NEWEST),
        ("2.0.0", NEWEST),
        ("1.1.1", OLDER),
        ("1.2.0", OLDER),
        ("1.1.0", OLDER),
        ("1.0.0", OLDER),
        ("0.0.1", OLDER),
        (" 1.1.1 ", OLDER),
        ("satu", NEWEST),
        ("1..1", NEWEST),
        ("9" * 5000, NEWEST),
        ("\u0661.\u0661.\u0661", NEWEST),
    ],
)
def test_capabilities_come_in_the_nearest_version_below(wanted: str, version: Version) -> None:
    assert negotiated(wanted) is version
    assert spoken([("request", "GetCapabilities"), ("version", wanted)]) is version


@pytest.mark.parametrize(
    ("pairs", "version"),
    [
        ([("VERSION", "1.1.1"), ("REQUEST", "GetMap")], OLDER),
        ([("VERSION", "1.1.0"), ("REQUEST", "GetMap")], NEWEST),
        ([("VERSION", "1.1.1"), ("VERSION", "1.3.0")], NEWEST),
        ([], NEWEST),
    ],
)
def test_errors_speak_the_version_of_their_request(pairs: list[tuple[str, str]], version: Version) -> None:
    assert spoken(pairs) is version
