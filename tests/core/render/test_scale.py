import numpy as np
import pytest

from satupeta.core.box import Box
from satupeta.core.filters.tree import Expression, IsNull
from satupeta.core.render.scale import active_rules, assigned_rows, scale_denominator
from satupeta.core.style.model import Rule, Style
from satupeta.core.text import Text
from satupeta.core.tiling import Tile


@pytest.mark.parametrize(
    ("box", "width_px", "scale"),
    [
        (Box(0, 0, 280, 140, "EPSG:32748"), 1000, 1000),
        (Box(0, 0, 1, 1), 1000, 111319.49079327358 / 0.28),
        (Tile(0, 0, 0).box(), 256, 559082264.0287178),
        (Tile(15, 0, 0).box(), 256, 17061.836671),
    ],
)
def test_scales_are_those_of_the_standards(box: Box, width_px: int, scale: float) -> None:
    assert scale_denominator(box, width_px) == pytest.approx(scale)


def rule(title: str, **limits: object) -> Rule:
    return Rule((), Text(title), **limits)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scale", "titles"), [(500, "ad"), (1000, "abd"), (1999, "abd"), (2000, "ab"), (5000, "ab"), (9000, "a")]
)
def test_minimum_is_included_and_maximum_is_not(scale: float, titles: str) -> None:
    rules = (rule("a"), rule("b", min_scale=1000, max_scale=9000), rule("d", max_scale=2000))
    assert "".join(found.title.id for found in active_rules(Style("x", rules), scale)) == titles


def test_rules_share_the_rows() -> None:
    answers: dict[Expression, list[int]] = {IsNull("a"): [9, 4, 100], IsNull("b"): [4, 7]}

    def matching(expression: Expression) -> np.ndarray:
        return np.array(answers[expression], np.int32)

    rules = (rule("a", filter=IsNull("a")), rule("rest"), rule("b", filter=IsNull("b")), rule("none"))
    assigned = assigned_rows(rules, np.array([2, 4, 7, 9], np.int32), matching)
    assert [rows.tolist() for rows in assigned] == [[4, 9], [2, 7], [4, 7], []]
    assert all(rows.dtype == np.int32 for rows in assigned)
