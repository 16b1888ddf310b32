import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.ogc.wfs.names import field_elements, field_names, layer_name, type_name


def schema(*names: str) -> Schema:
    return Schema(tuple(Field(name, FieldType.TEXT) for name in names), GeometryKind.POINT, "OGC:CRS84")


@pytest.mark.parametrize(("layer", "name"), [("kelurahan", "kelurahan"), ("2024-batas", "_2024-batas")])
def test_layers_have_names_in_xml(layer: str, name: str) -> None:
    assert type_name(layer) == name
    assert layer_name(name) == layer


def test_fields_keep_their_names_where_xml_takes_them() -> None:
    fields = field_elements(schema("nama", "luas (ha)", "luas [ha]", "1st", "geometry", "a:b"))
    assert [name for _, name in fields] == ["nama", "luas__ha_", "luas__ha__2", "_1st", "geometry_2", "a_b"]
    assert field_names(fields)["luas__ha__2"] == "luas [ha]"


@given(names=st.lists(st.text(min_size=1, max_size=12), max_size=6, unique=True))
def test_any_names_become_different_names_of_elements(names: list[str]) -> None:
    found = [name for _, name in field_elements(schema(*names))]
    assert len(set(found)) == len(names)
    for name in found:
        assert etree.QName("a", name).localname == name
