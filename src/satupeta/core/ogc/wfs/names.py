"""Names of layers and fields as names in XML (Namespaces in XML 1.0, NCName)."""

import re

from satupeta.core.features.schema import Field, Schema
from satupeta.core.filters.tree import GEOMETRY

_LETTERS = r"A-Za-z_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u3001-\uD7FF"
_UNFIT = re.compile(rf"[^{_LETTERS}0-9.\u00B7\u0300-\u036F-]")
_START = re.compile(rf"[{_LETTERS}]")


def type_name(layer: str) -> str:
    """The local name of a layer's features: layers are slugs, to which a name in XML may need a letter first."""
    plain = _UNFIT.sub("_", layer)
    return plain if _START.match(plain) else f"_{plain}"


def layer_name(local: str) -> str:
    """The layer that a local name stands for."""
    return local.removeprefix("_")


def field_elements(schema: Schema) -> tuple[tuple[Field, str], ...]:
    """Each field with its element's local name: its own where XML takes it, told apart where two would be equal."""
    taken = {GEOMETRY}
    found = []
    for field in schema.fields:
        base = _UNFIT.sub("_", field.name)
        base = base if _START.match(base) else f"_{base}"
        name, number = base, 2
        while name in taken:
            name, number = f"{base}_{number}", number + 1
        taken.add(name)
        found.append((field, name))
    return tuple(found)


def field_names(elements: tuple[tuple[Field, str], ...]) -> dict[str, str]:
    """Names of elements to names of fields."""
    return {name: field.name for field, name in elements}
