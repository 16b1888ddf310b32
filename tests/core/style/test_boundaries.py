import pytest

from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.published import REFERENCE_ROLES
from satupeta.core.style.boundaries import NAMES, with_names
from satupeta.core.style.defaults import plain_style
from satupeta.core.style.json import checked_style
from satupeta.core.style.model import FieldValue, TextSymbolizer

AREAS = Schema((Field("KODE", FieldType.TEXT), Field("NAMA", FieldType.TEXT)), GeometryKind.POLYGON, "EPSG:4326")
BARE = Schema((Field("luas", FieldType.NUMBER),), GeometryKind.POLYGON, "EPSG:4326")
PLAIN = plain_style(GeometryKind.POLYGON)


@pytest.mark.parametrize("role", REFERENCE_ROLES)
def test_each_boundary_role_names_its_areas(role: str) -> None:
    style = checked_style(with_names(PLAIN, role, AREAS))
    label = style.rules[0].symbolizers[-1]
    assert isinstance(label, TextSymbolizer)
    assert label.label == (FieldValue("NAMA"),)
    assert style.rules[0].symbolizers[:-1] == PLAIN.rules[0].symbolizers


def test_larger_areas_have_larger_names_that_stand_first() -> None:
    looks = [NAMES[role] for role in ("boundary-kelurahan", "boundary-kecamatan", "boundary-city")]
    assert [look.rank for look in looks] == sorted({look.rank for look in looks})
    assert [look.size_px for look in looks] == sorted({look.size_px for look in looks})
    assert looks[0].max_scale < looks[1].max_scale


@pytest.mark.parametrize(
    ("role", "schema"),
    [
        ("", AREAS),
        ("boundary-kelurahan", BARE),
        ("boundary-city", Schema(AREAS.fields, GeometryKind.POINT, "EPSG:4326")),
    ],
)
def test_other_styles_stay_as_they_are(role: str, schema: Schema) -> None:
    assert with_names(PLAIN, role, schema) is PLAIN
