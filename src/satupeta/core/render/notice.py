"""A picture that says something in words: what went wrong, for clients that show nothing but pictures."""

from satupeta.core.box import Box
from satupeta.core.raster.image import ImageData
from satupeta.core.render.labels.ink import Label, mask_of
from satupeta.core.render.labels.labelling import placed_text
from satupeta.core.render.labels.lettering import clean
from satupeta.core.render.labels.typeface import Typeface, Typefaces
from satupeta.core.render.paint import paint
from satupeta.core.render.view import View
from satupeta.core.style.colors import parse_color

_SIZE_PX, _LINE_PX, _RIM_PX, _WEIGHT, _HALO_PX = 13.0, 18, 8, 600, 2.0
_INK, _HALO = "#ad2118", "#ffffff"
_WORLD = Box(-1.0, -1.0, 1.0, 1.0)


def draw_notice(words: str, width_px: int, height_px: int, background: str, typefaces: Typefaces) -> ImageData:
    """Words from the top left on, broken at spaces, as far as the picture goes; "" for nothing but its background.

    Args:
        words: What to say.
        width_px, height_px: Of the picture.
        background: `#rrggbb`, or "" for a transparent picture.
        typefaces: What letters look like.
    """
    face = typefaces.of_weight(_WEIGHT)
    labels = []
    for number, line in enumerate(_broken(clean(words), width_px - 2 * _RIM_PX, face) if words else []):
        row = _RIM_PX + _LINE_PX * number + _LINE_PX // 2
        if row > height_px:
            break
        mask = mask_of(placed_text(face.shaped(line), (0.0, face.ascent / 3), _SIZE_PX, face), _HALO_PX)
        if mask is not None:
            labels.append(Label(mask, _RIM_PX, row, parse_color(_INK), parse_color(_HALO), 1.0))
    return paint((), View.of(_WORLD, width_px, height_px), background, labels=labels)


def _broken(text: str, width_px: float, face: Typeface) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and face.shaped(longer).width * _SIZE_PX <= width_px:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
