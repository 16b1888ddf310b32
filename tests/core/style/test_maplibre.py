import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from satupeta.core.box import Box
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.filters.evaluate import matching
from satupeta.core.filters.tree import (
    Among,
    And,
    Comparison,
    ComparisonOperator,
    Expression,
    IsNull,
    Like,
    Meets,
    Not,
    Or,
)
from satupeta.core.style.defaults import Categories, default_style, plain_style
from satupeta.core.style.maplibre import Untranslatable, fails, holds, style_layers, zoom_of
from satupeta.core.style.model import LineSymbolizer, PointSymbolizer, PolygonSymbolizer, Rule, Stroke, Style

ENGINE = Path(__file__).resolve().parents[3] / "web/node_modules/@maplibre/maplibre-gl-style-spec/dist/index.mjs"
SCHEMA = Schema(
    (Field("teks", FieldType.TEXT), Field("angka", FieldType.NUMBER), Field("aktif", FieldType.BOOLEAN)),
    GeometryKind.MIXED,
    "OGC:CRS84",
)
ROWS: list[dict[str, Any]] = [
    {"teks": "abcabc", "angka": 1, "aktif": True},
    {"teks": "ABC", "angka": 2.5, "aktif": False},
    {"teks": "", "angka": -1, "aktif": None},
    {"teks": None, "angka": None, "aktif": True},
    {"teks": "abxc", "angka": 0, "aktif": None},
    {"teks": "c", "angka": None, "aktif": False},
]
TABLE = pa.Table.from_pylist(ROWS)
OPERATORS: list[ComparisonOperator] = ["=", "<>", "<", "<=", ">", ">="]
SCRIPT = """
import { featureFilter, validateStyleMin } from %s;
let text = "";
for await (const piece of process.stdin) text += piece;
const { filters, rows, styles } = JSON.parse(text);
const features = rows.map((row) => ({
  type: 3, properties: Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)), geometry: [],
}));
const answers = filters.map((filter) => {
  const test = featureFilter(filter, "layers[0].filter").filter;
  return features.map((feature) => test({ zoom: 5 }, feature));
});
const errors = styles.map((style) => validateStyleMin(style).map((error) => error.message));
console.log(JSON.stringify({ answers, errors }));
"""


def engine(filters: list[Any], styles: list[Any]) -> Any:
    if not ENGINE.is_file():
        pytest.skip("needs the packages of web")
    script = SCRIPT % json.dumps(ENGINE.as_uri())
    given = json.dumps({"filters": filters, "rows": ROWS, "styles": styles})
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout)


def tree(source: random.Random, depth: int) -> Expression:
    kind = source.randrange(8 if depth else 5)
    operator: ComparisonOperator = source.choice(OPERATORS)
    if kind == 0:
        return Comparison("teks", operator, source.choice(["abcabc", "b", "", None]))
    if kind == 1:
        return Comparison("angka", operator, source.choice([-1, 0, 1, 2.5, None]))
    if kind == 2:
        return Among("teks", tuple(source.sample(["abcabc", "", "c", None], source.randrange(4))))
    if kind == 3:
        parts = [source.choice(["", "a", "b", "c", "ab", "bc", "X"]) for _ in range(source.randrange(1, 5))]
        return Like("teks", "%".join(parts), source.random() < 0.5)
    if kind == 4:
        return IsNull(source.choice(["teks", "angka"])) if source.random() < 0.5 else Comparison("aktif", "=", True)
    inner = tuple(tree(source, depth - 1) for _ in range(source.randrange(3)))
    choices: list[Expression] = [Not(tree(source, depth - 1)), And(inner), Or(inner)]
    return choices[kind - 5]


@pytest.mark.program("node")
def test_the_engine_takes_the_features_that_evaluation_takes() -> None:
    source = random.Random(5)
    trees = [tree(source, 3) for _ in range(400)]
    answers = engine([holds(one) for one in trees] + [fails(one) for one in trees], [])["answers"]
    for index, one in enumerate(trees):
        assert answers[index] == matching(one, TABLE, None, SCHEMA).tolist(), one
        assert answers[index + len(trees)] == matching(Not(one), TABLE, None, SCHEMA).tolist(), one


def document(style: Style, kind: GeometryKind = GeometryKind.MIXED) -> dict[str, Any]:
    source = {"type": "vector", "url": "https://peta.example/tiles.json"}
    return {"version": 8, "sources": {"data": source}, "layers": style_layers(style, "jalan", "data", kind)}


CASES = [
    *(plain_style(kind) for kind in GeometryKind),
    default_style(SCHEMA, Categories("teks", ("a", "b", "c"))),
    Style(
        "kaya",
        (
            Rule(
                (PolygonSymbolizer("#aabbcc", 0.5, Stroke("#000000", 2, 0.5, (4, 2, 1), "miter", "square")),),
                max_scale=1e6,
            ),
            Rule((LineSymbolizer(Stroke("#ff0000", 3, dash=(4, 2))),), filter=Like("teks", "%a%b")),
            Rule((PointSymbolizer("triangle", 6, "", 1, Stroke("#00ff00", 20)),), min_scale=5e4),
        ),
        opacity=0.5,
    ),
]


@pytest.mark.program("node")
def test_the_engine_finds_every_style_valid() -> None:
    assert engine([], [document(style) for style in CASES])["errors"] == [[]] * len(CASES)


def test_layers_stand_over_the_tiles_of_their_name() -> None:
    layers = style_layers(plain_style(GeometryKind.POLYGON), "kelurahan", "data", GeometryKind.POLYGON)
    assert [(layer["type"], layer["source"], layer["source-layer"]) for layer in layers] == [
        ("fill", "data", "kelurahan"),
        ("line", "data", "kelurahan"),
    ]
    assert len({layer["id"] for layer in layers}) == 2
    assert "filter" not in layers[0]


def test_opacity_of_the_layer_goes_into_its_parts() -> None:
    style = Style("x", (Rule((PolygonSymbolizer("#aabbcc", 0.5, Stroke("#000000", opacity=0.8)),)),), opacity=0.5)
    fill, line = style_layers(style, "x", "data", GeometryKind.POLYGON)
    assert fill["paint"]["fill-opacity"] == 0.25
    assert line["paint"]["line-opacity"] == 0.4


def test_scales_are_zooms() -> None:
    assert zoom_of(279541132.014) == pytest.approx(0, abs=1e-3)
    assert zoom_of(279541132.014 / 2**10) == pytest.approx(10, abs=1e-3)
    assert (zoom_of(1e12), zoom_of(1e-9)) == (0, 24)


def spans(*rules: Rule) -> list[tuple[str, float, float, Any]]:
    layers = style_layers(Style("x", rules), "x", "data", GeometryKind.LINE)
    return [
        (layer["id"].split("/")[1], layer.get("minzoom", 0), layer.get("maxzoom", 24), layer.get("filter"))
        for layer in layers
    ]


LINE = (LineSymbolizer(Stroke("#000000")),)
SCALES = [279541132.0137 / 2**zoom for zoom in range(25)]
FIRST, SECOND = ["!", ["has", "a"]], ["!", ["has", "b"]]


def test_the_rest_is_what_no_rule_of_that_zoom_took() -> None:
    found = spans(
        Rule(LINE, filter=IsNull("a"), max_scale=SCALES[8]),
        Rule(LINE, filter=IsNull("b"), min_scale=SCALES[12]),
        Rule(LINE),
    )
    rounded = [(name, round(least, 3), round(most, 3), test) for name, least, most, test in found]
    assert rounded == [
        ("0.0", 8, 24, FIRST),
        ("1.0", 0, 12, SECOND),
        ("2.0", 0, 8, ["!", SECOND]),
        ("2.1", 8, 12, ["all", ["!", FIRST], ["!", SECOND]]),
        ("2.2", 12, 24, ["!", FIRST]),
    ]


def test_a_second_rule_for_the_rest_takes_nothing_where_the_first_draws() -> None:
    found = spans(Rule(LINE, max_scale=SCALES[9]), Rule(LINE))
    assert [(name, round(least, 3), round(most, 3)) for name, least, most, _ in found] == [
        ("0.0", 9, 24),
        ("1.0", 0, 9),
    ]


@pytest.mark.parametrize(
    "expression", [Meets(Box(0, 0, 1, 1)), Like("teks", "a_b"), Not(And((Meets(Box(0, 0, 1, 1)),)))]
)
def test_what_cannot_be_said_gives_way_to_the_plain_style(expression: Expression) -> None:
    with pytest.raises(Untranslatable):
        holds(expression)
    plain = style_layers(plain_style(GeometryKind.LINE), "x", "data", GeometryKind.LINE)
    assert style_layers(Style("x", (Rule(LINE, filter=expression),)), "x", "data", GeometryKind.LINE) == plain
