import msgspec
import pytest
from tests.control.town import Town

from satupeta.control.catalogue.actions.set_style import SetStyle
from satupeta.control.catalogue.models import Dataset
from satupeta.control.errors import InvalidInput
from satupeta.core.features.schema import GeometryKind
from satupeta.core.style.defaults import plain_style
from satupeta.core.style.json import InvalidStyle
from satupeta.core.style.model import Style

PLAIN = plain_style(GeometryKind.LINE)


def names() -> list[str]:
    return [style["name"] for style in Dataset.objects.get().styles]


def put(town: Town, style: Style) -> None:
    SetStyle(town.actor("producer"), "batas-kelurahan", style).execute()


def test_a_style_takes_the_place_of_its_name_or_stands_beside(town: Town) -> None:
    put(town, msgspec.structs.replace(PLAIN, name="garis"))
    put(town, PLAIN)
    assert names() == ["default", "garis"]
    assert msgspec.convert(Dataset.objects.get().styles[0], Style) == PLAIN


@pytest.mark.parametrize("change", [{"name": "<b>"}, {"opacity": 2.0}, {"version": 9}])
def test_a_style_out_of_range_changes_nothing(town: Town, change: dict[str, object]) -> None:
    before = Dataset.objects.get().styles
    with pytest.raises(InvalidStyle):
        put(town, msgspec.structs.replace(PLAIN, **change))
    assert Dataset.objects.get().styles == before


def test_styles_have_a_limit(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("satupeta.control.catalogue.actions.set_style._STYLE_LIMIT", 1)
    with pytest.raises(InvalidInput):
        put(town, msgspec.structs.replace(PLAIN, name="garis"))
    put(town, PLAIN)
