import pytest

from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.region_fields import region_fields


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("kode", "nama", "kode_induk"), ("kode", "nama", "kode_induk")),
        (("lat", "NAMOBJ", "KDEPUM"), ("KDEPUM", "NAMOBJ", "")),
        (("x", "y"), ("", "", "")),
    ],
)
def test_fields_are_told_from_their_usual_names(names: tuple[str, ...], found: tuple[str, str, str]) -> None:
    schema = Schema(tuple(Field(name, FieldType.TEXT) for name in names), GeometryKind.POLYGON, "OGC:CRS84")
    assert region_fields(schema) == found
