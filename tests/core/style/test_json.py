import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.filters.tree import And, Comparison
from satupeta.core.style.json import InvalidStyle, decode_style, encode_style
from satupeta.core.style.model import (
    FieldValue,
    LineSymbolizer,
    PointSymbolizer,
    PolygonSymbolizer,
    Rule,
    Stroke,
    Style,
    TextSymbolizer,
)
from satupeta.core.text import Text

shares = st.floats(0, 1)
colors = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)
dashes = st.lists(st.floats(0.5, 50), max_size=5).map(tuple)
strokes = st.builds(Stroke, colors, st.floats(0.05, 100), shares, dashes)
symbolizers = st.one_of(
    st.builds(PolygonSymbolizer, st.one_of(st.just(""), colors), shares, st.one_of(st.none(), strokes)),
    st.builds(LineSymbolizer, strokes),
    st.builds(PointSymbolizer, st.sampled_from(["circle", "cross"]), st.floats(0.5, 200), colors),
    st.builds(
        TextSymbolizer,
        st.lists(
            st.one_of(st.text(max_size=12), st.builds(FieldValue, st.text(max_size=12))), min_size=1, max_size=4
        ).map(tuple),
        st.floats(6, 64),
        st.integers(200, 800),
        colors,
        placement=st.sampled_from(["point", "line", "interior"]),
    ),
)
rules = st.builds(
    Rule,
    st.lists(symbolizers, max_size=3).map(tuple),
    st.builds(Text, st.text(max_size=20)),
    st.sampled_from([None, And((Comparison("a", "=", 1),))]),
    st.floats(0, 1e9),
)
styles = st.builds(Style, st.just("gaya"), st.lists(rules, max_size=3).map(tuple), opacity=shares)


@given(styles)
def test_styles_come_back_as_they_went(style: Style) -> None:
    assert decode_style(encode_style(style)) == style


SOUND = Style(
    "gaya",
    (
        Rule(
            (
                PolygonSymbolizer("#aabbcc", 1.0, Stroke("#000000", 1.0, 1.0, (2.0, 1.0))),
                PointSymbolizer(stroke=Stroke("#000000")),
            )
        ),
    ),
)


def changed(path: str, value: Any) -> bytes:
    document: Any = json.loads(encode_style(SOUND))
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    place = document
    for step in way:
        place = place[step]
    place[last] = value
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("path", "value", "locator"),
    [
        ("version", 2, "version"),
        ("name", "../x", "name"),
        ("name", "", "name"),
        ("opacity", 1.5, "opacity"),
        ("title", {"id": "x" * 201}, "title.id"),
        ("rules/0/min_scale", -1, "rules[0].min_scale"),
        ("rules/0/symbolizers/0/fill", "red;}</style>", "rules[0].symbolizers[0].fill"),
        ("rules/0/symbolizers/0/fill_opacity", -0.1, "rules[0].symbolizers[0].fill_opacity"),
        ("rules/0/symbolizers/0/stroke/color", "", "rules[0].symbolizers[0].stroke.color"),
        ("rules/0/symbolizers/0/stroke/width_px", 0, "rules[0].symbolizers[0].stroke.width_px"),
        ("rules/0/symbolizers/0/stroke/width_px", 1e9, "rules[0].symbolizers[0].stroke.width_px"),
        ("rules/0/symbolizers/0/stroke/dash", [0, 0], "rules[0].symbolizers[0].stroke.dash"),
        ("rules/0/symbolizers/0/stroke/dash", [-1, 5], "rules[0].symbolizers[0].stroke.dash[0]"),
        ("rules/0/symbolizers/0/stroke/dash", [1] * 17, "rules[0].symbolizers[0].stroke.dash"),
        ("rules/0/symbolizers/1/size_px", 201, "rules[0].symbolizers[1].size_px"),
        ("rules/0/symbolizers/1/mark", "skull", "$"),
        ("rules/0/symbolizers/1/type", "photo", "$"),
        ("rules", "many", "$"),
        ("rules", [{"symbolizers": []}] * 257, "rules"),
    ],
)
def test_values_out_of_range_are_refused_with_their_place(path: str, value: Any, locator: str) -> None:
    with pytest.raises(InvalidStyle) as refused:
        decode_style(changed(path, value))
    assert refused.value.locator == locator


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"\xff", b"null", b'{"name": "x"}', b"[" * 100_000, b" " * 2_000_000]
)
def test_what_is_no_style_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidStyle):
        decode_style(data)


def test_the_sound_one_is_sound() -> None:
    assert decode_style(changed("opacity", 0.5)).opacity == 0.5


@pytest.mark.parametrize(
    ("label", "place"),
    [
        ({"label": []}, "label"),
        ({"label": ["x" * 300]}, "label"),
        ({"size_px": 5}, "size_px"),
        ({"size_px": 1e9}, "size_px"),
        ({"weight": 100}, "weight"),
        ({"color": "red"}, "color"),
        ({"halo_color": "url(x)"}, "halo_color"),
        ({"halo_px": 50}, "halo_px"),
        ({"repeat_px": 1e6}, "repeat_px"),
        ({"wrap_em": 1000}, "wrap_em"),
        ({"offset_px": [0, 1e9]}, "offset_px[1]"),
        ({"rank": 1000}, "rank"),
    ],
)
def test_labels_out_of_range_are_refused_with_their_place(label: dict[str, object], place: str) -> None:
    text = {"type": "text", "label": [{"field": "nama"}], **label}
    document = {"name": "gaya", "rules": [{"symbolizers": [text]}]}
    with pytest.raises(InvalidStyle) as refused:
        decode_style(json.dumps(document))
    assert refused.value.locator == f"rules[0].symbolizers[0].{place}"


@pytest.mark.parametrize("label", ["{nama}", [{"call": "nama"}], [["nama"]], [7]])
def test_a_label_is_words_and_fields_and_nothing_else(label: object) -> None:
    document = {"name": "gaya", "rules": [{"symbolizers": [{"type": "text", "label": label}]}]}
    with pytest.raises(InvalidStyle):
        decode_style(json.dumps(document))
