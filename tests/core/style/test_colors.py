import pytest

from satupeta.core.style.colors import Color, parse_color


@pytest.mark.parametrize(
    ("text", "color"), [("#000000", (0, 0, 0)), ("#ffffff", (1, 1, 1)), ("#ff8000", (1, 128 / 255, 0))]
)
def test_colours_are_read(text: str, color: Color) -> None:
    assert parse_color(text) == pytest.approx(color)
