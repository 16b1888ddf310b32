"""How areas of each level of administration are named on a map."""

import msgspec

from satupeta.core.features.schema import GeometryKind, Schema
from satupeta.core.region_fields import region_fields
from satupeta.core.style.model import FieldValue, Style, TextSymbolizer

NAMES: dict[str, TextSymbolizer] = {
    "boundary-city": TextSymbolizer((), 15.0, 700, halo_px=1.8, rank=30),
    "boundary-kecamatan": TextSymbolizer((), 12.5, 650, rank=20, max_scale=600_000),
    "boundary-kelurahan": TextSymbolizer((), 11.5, 600, color="#2f4a44", rank=10, max_scale=120_000),
}
"""By reference role: the larger the area, the larger its name, the farther off it is read, the sooner it stands."""


def with_names(style: Style, role: str, schema: Schema) -> Style:
    """A style whose areas bear their names as those of a reference role do.

    Args:
        style: As it is without names; every rule with symbols is given a label.
        role: That the dataset is to hold, or "".
        schema: Tells the field of the names: without one, or without areas, the style stays as it is.
    """
    _, name, _ = region_fields(schema)
    if role not in NAMES or not name or schema.geometry is not GeometryKind.POLYGON:
        return style
    label = msgspec.structs.replace(NAMES[role], label=(FieldValue(name),))
    rules = (
        msgspec.structs.replace(rule, symbolizers=(*rule.symbolizers, label)) if rule.symbolizers else rule
        for rule in style.rules
    )
    return msgspec.structs.replace(style, rules=tuple(rules))
