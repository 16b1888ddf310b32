"""What the three rules of `fill.blend` mean for one pixel."""

import math

RGBA = tuple[float, float, float, float]


def share(area: float, opacity: float, rule: str) -> float:
    """How much of a pixel's colour a paint takes over, 0 to 1.

    Args:
        area: Sum of the signed areas with which the shapes cover the pixel.
        opacity: Of the paint, 0 to 1.
        rule: `nonzero` all shapes are one; `evenodd` what is covered twice is bare again; `layered` each whole layer
            of the sum is blended by itself, then what is left of it.
    """
    area = abs(area)
    if rule == "nonzero":
        return opacity * min(area, 1.0)
    if rule == "evenodd":
        return opacity * (1.0 - abs(area % 2.0 - 1.0))
    whole = math.floor(area)
    return 1.0 - (1.0 - opacity) ** whole * (1.0 - opacity * (area - whole))


def blended(pixel: RGBA, color: tuple[float, float, float], taken: float) -> RGBA:
    """A premultiplied pixel after a colour has taken over a share of it."""
    red, green, blue, alpha = pixel
    return (
        red + (color[0] - red) * taken,
        green + (color[1] - green) * taken,
        blue + (color[2] - blue) * taken,
        alpha + (1.0 - alpha) * taken,
    )


def layer_by_layer(pixel: RGBA, color: tuple[float, float, float], opacity: float, areas: list[float]) -> RGBA:
    """Feature by feature: what `layered` gives in one step where at most one area is not whole."""
    for area in areas:
        pixel = blended(pixel, color, opacity * min(abs(area), 1.0))
    return pixel
