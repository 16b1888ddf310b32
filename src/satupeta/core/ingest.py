"""What a node understood of a file, what it doubts, what a person chose, and the draft that came of it.

All of it is kept as JSON by the control plane: the choices stay with the release they made.
"""

from enum import StrEnum

import msgspec

from satupeta.core.box import Box
from satupeta.core.features.schema import FieldType, GeometryKind
from satupeta.core.published import Change, Release
from satupeta.core.text import Text


class SourceFormat(StrEnum):
    """The formats a node takes in."""

    SHAPEFILE = "shapefile"
    GEOPACKAGE = "geopackage"
    GEOJSON = "geojson"
    CSV = "csv"


class DoubtCode(StrEnum):
    """What a node asks about before it publishes."""

    CRS = "crs"
    ENCODING = "encoding"
    AXES = "axes"
    RINGS = "rings"
    Z = "z"
    EMPTY = "empty"
    MIXED = "mixed"
    COORDINATES = "coordinates"
    KEY = "key"


class StagedFile(msgspec.Struct, frozen=True):
    """A file that arrived whole and is kept under its checksum.

    Attributes:
        sha256: In hex; names the file in the data folder.
        size_bytes: Its length.
        name: As the person called it: shown, never used as a path.
    """

    sha256: str
    size_bytes: int
    name: str


class Option(msgspec.Struct, frozen=True):
    """One possible answer to a doubt."""

    value: str
    title: Text


class Doubt(msgspec.Struct, frozen=True):
    """Something that is not as it should be, with a proposal.

    Attributes:
        code: What it is about: the key of its answer in `ReadChoices.answers`.
        message: What is wrong.
        reason: Why the node thinks so, in numbers.
        count: How many features it touches; 0 where it is about the layer as a whole.
        proposal: The value of the option that the node would take; "" when it has none to propose.
        options: Every answer that can be chosen, the proposal first.
        examples: What changes, a few of them.
    """

    code: DoubtCode
    message: Text
    reason: Text
    count: int
    proposal: str
    options: tuple[Option, ...]
    examples: tuple[Text, ...] = ()


class FieldUnderstanding(msgspec.Struct, frozen=True):
    """One attribute as it was read.

    Attributes:
        name: As it will be published: unique without regard to case, no control characters.
        source_name: As the file spells it.
        type: What its values are.
        samples: Up to five different values as text.
        filled: Share of features that have a value, 0 to 1.
        unique: Whether no value is missing and none comes twice, so that it can be the key.
    """

    name: str
    source_name: str
    type: FieldType
    samples: tuple[str, ...]
    filled: float
    unique: bool


class LayerUnderstanding(msgspec.Struct, frozen=True):
    """One layer as it was read, under the choices made so far.

    Attributes:
        name: Chooses the layer in `ReadChoices.layer`.
        format: Of the file it lies in.
        count: Features.
        geometry: What the geometries have in common.
        geometry_types: How many features of each type, such as `{"Polygon": 100, "MultiPolygon": 4}`.
        crs: Code, or WKT where no code is known; "" when missing.
        crs_title: What people call it; "" when missing.
        encoding: Of the text, such as `UTF-8`.
        sample_text: A few values in that encoding, those with letters beyond ASCII first.
        fields: In the file's order.
        native_extent: West, south, east, north in the layer's own coordinates; None without geometry.
        extent: In longitude and latitude; None without geometry or CRS.
        doubts: What to decide before publishing.
        changes: What reading itself changed, without a question.
        vertices: Of all geometries.
    """

    name: str
    format: SourceFormat
    count: int
    geometry: GeometryKind
    geometry_types: dict[str, int]
    crs: str
    crs_title: str
    encoding: str
    sample_text: tuple[str, ...]
    fields: tuple[FieldUnderstanding, ...]
    native_extent: tuple[float, float, float, float] | None
    extent: Box | None
    doubts: tuple[Doubt, ...] = ()
    changes: tuple[Change, ...] = ()
    vertices: int = 0


class Understanding(msgspec.Struct, frozen=True):
    """Everything that was understood of one file.

    Attributes:
        file: The file.
        layers: What can be published.
        skipped: What was found in it and cannot be, with the reason.
    """

    file: StagedFile
    layers: tuple[LayerUnderstanding, ...]
    skipped: tuple[Text, ...] = ()

    def layer(self, name: str) -> LayerUnderstanding | None:
        """The layer of this name; "" gives the only one there is."""
        if not name:
            return self.layers[0] if len(self.layers) == 1 else None
        return next((layer for layer in self.layers if layer.name == name), None)


class ReadChoices(msgspec.Struct, frozen=True):
    """What a person decided.

    Attributes:
        layer: Name of the layer; may stay "" when there is only one.
        crs: Code or WKT that overrules what the file says; "" leaves it.
        encoding: Overrules what the file says; "" leaves it.
        key: Field that names a feature for good, so that its id survives a replacement; "" without one.
        answers: Doubt code to the value of the chosen option.
    """

    layer: str = ""
    crs: str = ""
    encoding: str = ""
    key: str = ""
    answers: dict[str, str] = {}

    def answer(self, code: DoubtCode) -> str:
        """The answer to a doubt, or "" when it is still open."""
        if code is DoubtCode.CRS and self.crs:
            return self.crs
        if code is DoubtCode.ENCODING and self.encoding:
            return self.encoding
        return self.answers.get(code.value, "")


class Draft(msgspec.Struct, frozen=True):
    """A release whose folder is complete and durable, but which no row speaks of yet.

    Attributes:
        dataset: Id of the dataset it is for.
        base: Id of the release it was built upon, "" for the first: publishing on another one is refused.
        release: All but `number`, `published_at` and `author`, which the publish transaction gives.
        choices: What was decided.
    """

    dataset: str
    base: str
    release: Release
    choices: ReadChoices


def open_doubts(layer: LayerUnderstanding, choices: ReadChoices) -> tuple[Doubt, ...]:
    """The doubts of a layer that no answer was given to, or whose answer is none of the options.

    CRS and encoding take any answer: the reader refuses one that it does not know. A doubt of the key is settled by
    another field that can be the key.
    """
    has_key = any(field.unique and field.name == choices.key for field in layer.fields)
    return tuple(
        doubt
        for doubt in layer.doubts
        if not _answers(doubt, choices.answer(doubt.code)) and not (has_key and doubt.code is DoubtCode.KEY)
    )


def accept_proposals(layer: LayerUnderstanding, choices: ReadChoices) -> ReadChoices:
    """The choices with every open doubt that has a proposal answered by it."""
    taken = {doubt.code.value: doubt.proposal for doubt in open_doubts(layer, choices) if doubt.proposal}
    return msgspec.structs.replace(choices, answers={**choices.answers, **taken})


def _answers(doubt: Doubt, answer: str) -> bool:
    if doubt.code in (DoubtCode.CRS, DoubtCode.ENCODING):
        return bool(answer)
    return any(option.value == answer for option in doubt.options)
