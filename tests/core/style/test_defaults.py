import pyarrow as pa
import pytest

from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.filters.tree import Comparison
from satupeta.core.style.categories import sensible_categories
from satupeta.core.style.defaults import Categories, default_style, plain_style
from satupeta.core.style.json import checked_style
from satupeta.core.style.model import LineSymbolizer, PointSymbolizer, PolygonSymbolizer, TextSymbolizer
from satupeta.core.style.palette import CATEGORIES, OUTLINED

FIELDS = (Field("kode", FieldType.TEXT), Field("jenis", FieldType.TEXT), Field("kelas_jalan", FieldType.TEXT))


def schema(kind: GeometryKind) -> Schema:
    return Schema(FIELDS, kind, "OGC:CRS84", key="kode")


@pytest.mark.parametrize("kind", list(GeometryKind))
@pytest.mark.parametrize("categories", [None, Categories("jenis", ("a", "b")), Categories("jenis", tuple("abcdefgh"))])
def test_every_default_is_a_style_that_may_be_kept(kind: GeometryKind, categories: Categories | None) -> None:
    style = checked_style(default_style(schema(kind), categories))
    assert style.name == "default"
    assert len(style.rules) == (len(categories.values) + 1 if categories else 1)


@pytest.mark.parametrize(
    "categories", [Categories("jenis", tuple("abcdefghi")), Categories("hilang", ("a",)), Categories("jenis", ())]
)
def test_what_is_no_category_leaves_features_alike(categories: Categories) -> None:
    assert default_style(schema(GeometryKind.LINE), categories) == plain_style(GeometryKind.LINE)


def test_classes_get_the_palette_in_order_and_the_rest_grey() -> None:
    style = default_style(schema(GeometryKind.POLYGON), Categories("jenis", ("a", "b", "c")))
    fills = [part.fill for rule in style.rules for part in rule.symbolizers if isinstance(part, PolygonSymbolizer)]
    assert fills[:3] == list(CATEGORIES[:3])
    assert fills[3] not in CATEGORIES
    assert style.rules[1].filter == Comparison("jenis", "=", "b")
    assert style.rules[3].filter is None


@pytest.mark.parametrize("kind", [GeometryKind.POLYGON, GeometryKind.POINT, GeometryKind.LINE])
def test_pale_classes_are_outlined(kind: GeometryKind) -> None:
    rules = default_style(schema(kind), Categories("jenis", tuple("abcdefgh"))).rules
    for rule, color in zip(rules, CATEGORIES, strict=False):
        strokes = [
            part.stroke.color for part in rule.symbolizers if not isinstance(part, TextSymbolizer) and part.stroke
        ]
        assert ("#10231f" in strokes) == (color in OUTLINED)


def contrast(color: str) -> float:
    levels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4 for level in levels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_outlined_colours_are_those_that_white_hides() -> None:
    assert {color for color in CATEGORIES if contrast(color) < 3} == OUTLINED


def test_each_kind_gets_its_own_symbol() -> None:
    kinds = {
        GeometryKind.POLYGON: [PolygonSymbolizer],
        GeometryKind.LINE: [LineSymbolizer],
        GeometryKind.POINT: [PointSymbolizer],
        GeometryKind.MIXED: [PolygonSymbolizer, LineSymbolizer, PointSymbolizer],
        GeometryKind.NONE: [],
    }
    for kind, symbols in kinds.items():
        assert [type(part) for part in plain_style(kind).rules[0].symbolizers] == symbols


def attributes(jenis: list[str | None], kelas: list[str | None]) -> pa.Table:
    return pa.table({"kode": [f"k{index % 2}" for index in range(len(jenis))], "jenis": jenis, "kelas_jalan": kelas})


def test_a_few_values_under_a_name_of_classes_are_a_category() -> None:
    few: list[str | None] = ["b", "a", "b", None, "b", "a"]
    many: list[str | None] = list("abcdef")
    assert sensible_categories(schema(GeometryKind.LINE), attributes(few, many)) == Categories("jenis", ("b", "a"))
    assert sensible_categories(schema(GeometryKind.LINE), attributes(many, few)) == Categories(
        "kelas_jalan", ("b", "a")
    )


@pytest.mark.parametrize("values", [list("abcdef"), ["a"] * 6, [None] * 6, list("abcdefghi") * 4])
def test_one_value_or_too_many_are_no_category(values: list[str | None]) -> None:
    assert sensible_categories(schema(GeometryKind.LINE), attributes(values, values)) is None
