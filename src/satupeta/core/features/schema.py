"""What a dataset's features are made of."""

from enum import StrEnum

import msgspec

from satupeta.core.text import Text


class GeometryKind(StrEnum):
    """What a dataset's geometries have in common."""

    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"
    MIXED = "mixed"
    NONE = "none"


class FieldType(StrEnum):
    """The attribute types a node keeps. Times are ISO 8601 text with a zone where the source gave one."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"


class Field(msgspec.Struct, frozen=True):
    """One attribute.

    Attributes:
        name: As in the source, unique without regard to case.
        type: What its values are.
        title: What people call it; the name where nothing better is known.
    """

    name: str
    type: FieldType
    title: Text = Text("")


class Schema(msgspec.Struct, frozen=True):
    """The fields of a dataset with its geometry and CRS.

    Attributes:
        fields: In the source's order; never the geometry and never the feature id.
        geometry: What the geometries have in common.
        crs: Code of the stored coordinates, or WKT where no code is known. Coordinates are x, y.
        key: The declared key field, or "" without one.
        time_field: The field that `datetime` asks for, or "" without one.
    """

    fields: tuple[Field, ...]
    geometry: GeometryKind
    crs: str
    key: str = ""
    time_field: str = ""

    def field(self, name: str) -> Field | None:
        """The field of this exact name, or None."""
        return next((field for field in self.fields if field.name == name), None)
