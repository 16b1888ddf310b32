import json
from importlib.resources import files

import pytest

from satupeta.core.config import Config
from satupeta.core.published import REFERENCE_ROLES
from satupeta.core.slugs import is_slug
from satupeta.demo.tangerang import (
    ACCOUNTS,
    KELURAHAN,
    KEY_FIELD,
    NODE,
    OFFICES,
    OTHERS,
    OWNER,
    SERVICE_LAYERS,
    Boundary,
)

BOUNDARIES = (KELURAHAN, *OTHERS)


@pytest.mark.parametrize(("boundary", "count"), list(zip(BOUNDARIES, (104, 155, 8), strict=True)))
def test_each_file_has_its_features_with_distinct_codes(boundary: Boundary, count: int) -> None:
    features = json.loads((files("satupeta.demo") / boundary.file).read_text(encoding="utf-8"))["features"]
    assert len({feature["properties"][KEY_FIELD] for feature in features}) == count


def test_the_boundaries_hold_every_reference_role_once() -> None:
    assert sorted(boundary.role for boundary in BOUNDARIES) == sorted(REFERENCE_ROLES)


def test_names_can_be_addresses() -> None:
    assert all(is_slug(name) for name in [*OFFICES, *(boundary.slug for boundary in BOUNDARIES)])


def test_what_is_named_is_there() -> None:
    assert OWNER in OFFICES
    assert {account.office for account in ACCOUNTS} - {""} <= set(OFFICES)
    assert set(SERVICE_LAYERS) == {boundary.slug for boundary in BOUNDARIES}
    assert set(NODE) <= set(Config.__struct_fields__)


def test_the_attribution_names_every_file_and_the_licence() -> None:
    text = (files("satupeta.demo") / "ATTRIBUTION.md").read_text(encoding="utf-8")
    assert "MIT" in text
    assert all(boundary.file in text for boundary in BOUNDARIES)
