"""Colours as numbers."""

Color = tuple[float, float, float]
"""Red, green and blue, 0 to 1."""


def parse_color(color: str) -> Color:
    """`#rrggbb` as three numbers from 0 to 1."""
    red, green, blue = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue
