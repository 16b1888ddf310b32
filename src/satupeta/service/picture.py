"""Drawing layers as somebody may see them: shared by maps and picture tiles."""

import hashlib

import msgspec

from satupeta import __version__
from satupeta.core.box import Box
from satupeta.core.encode.picture import PNG, PictureFormat, content_type, encode_picture
from satupeta.core.errors import OverBudget
from satupeta.core.render.paint import PaintLayer, margin_px, paint
from satupeta.core.render.scale import scale_denominator
from satupeta.core.render.view import View
from satupeta.core.text import Text
from satupeta.service.context import Context
from satupeta.service.labels import picture_labels
from satupeta.service.painting import painted_rules, stack_of
from satupeta.service.reply import Reply
from satupeta.service.scope import OfferedLayer


class Picture(msgspec.Struct, frozen=True):
    """What a drawn picture shows.

    Attributes:
        box: What its outer edges cover, in a served CRS.
        width_px, height_px: Its size.
        background: `#rrggbb`, or "" for a transparent picture.
        pixel_ratio: Its pixels for one pixel of 0.28 mm.
        format: One of `PICTURE_FORMATS`.
    """

    box: Box
    width_px: int
    height_px: int
    background: str = ""
    pixel_ratio: float = 1.0
    format: PictureFormat = PNG


def picture_etag(layers: tuple[OfferedLayer, ...], picture: Picture, context: Context) -> str:
    """Stands for the picture's bytes: program, states, styles, limits of the decisions, filters, the picture itself."""
    parts = [
        (str(context.sources.of(layer.dataset).state), layer.style, layer.decision.fingerprint, layer.filter)
        for layer in layers
    ]
    return hashlib.sha256(msgspec.json.encode([__version__, parts, picture])).hexdigest()[:32]


def draw(layers: tuple[OfferedLayer, ...], picture: Picture, context: Context) -> Reply:
    """Draw layers over each other, the first at the bottom, and encode them.

    Raises:
        OverBudget: More pixels than the node draws.
        InvalidBox: The box leaves what its CRS can tell.
        ReleaseMissing: A release's folder is not whole.
    """
    _require_budget(picture, context.config.picture_limit_px)
    scale = scale_denominator(picture.box, picture.width_px / picture.pixel_ratio)
    stack = stack_of(layers, scale, context)
    reach = margin_px([symbolizer for layer in stack for symbolizer in layer.symbolizers])
    view = View.of(picture.box, picture.width_px, picture.height_px, reach * picture.pixel_ratio)
    painted = [PaintLayer(layer.source.world(), painted_rules(layer, view), layer.opacity) for layer in stack]
    labels = picture_labels(stack, view, scale, picture.pixel_ratio, context)
    image = paint(painted, view, picture.background, picture.pixel_ratio, labels)
    return Reply(
        encode_picture(image, picture.format),
        content_type(picture.format),
        etag=picture_etag(layers, picture, context),
        public=all(layer.open for layer in layers),
    )


def _require_budget(picture: Picture, limit_px: int) -> None:
    if picture.width_px * picture.height_px > limit_px:
        raise OverBudget(
            "PT-040",
            Text(
                f"Gambar {picture.width_px} × {picture.height_px} piksel terlalu besar.",
                f"A picture of {picture.width_px} × {picture.height_px} pixels is too large.",
            ),
            Text(f"Paling banyak {limit_px} piksel.", f"At most {limit_px} pixels."),
            "width",
        )
