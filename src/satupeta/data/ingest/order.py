"""What the reading child is told and what it answers: JSON both ways."""

import msgspec

from satupeta.core.ingest import LayerUnderstanding, SourceFormat
from satupeta.core.text import Text

ANSWER_NAME = "answer.json"
"""The child's answer, in the order's folder; it is there only when the child came to its end."""
GEOMETRY_COLUMN = "\x00geometry"
"""Name of the geometry in the table that the child writes: no safe field name holds a control character."""


class Source(msgspec.Struct, frozen=True):
    """One readable file in the upload's own folder.

    Attributes:
        format: What it must be; nothing else is tried.
        path: Absolute, with a generated name.
        stem: What people called it, without extension.
    """

    format: SourceFormat
    path: str
    stem: str


class Order(msgspec.Struct, frozen=True):
    """What to read, and how.

    Attributes:
        sources: The files.
        folder: Where tables and the answer are written.
        layer: The only layer wanted; "" for all.
        crs, encoding, coordinates, key: As chosen; "" to find out.
        held_key: The declared key of the dataset that is replaced, for where none is chosen; "" without one.
        memory_bytes, time_s, file_bytes: Limits the child sets on itself.
    """

    sources: tuple[Source, ...]
    folder: str
    layer: str
    crs: str
    encoding: str
    coordinates: str
    key: str
    memory_bytes: int
    time_s: int
    file_bytes: int
    held_key: str = ""


class LayerRead(msgspec.Struct, frozen=True):
    """One layer: what was understood, and the Arrow file in the folder that holds its rows."""

    understanding: LayerUnderstanding
    table: str


class Refusal(msgspec.Struct, frozen=True):
    """Why the file cannot be taken."""

    code: str
    message: Text
    advice: Text
    locator: str


class Answer(msgspec.Struct, frozen=True):
    """What the child found."""

    layers: tuple[LayerRead, ...] = ()
    skipped: tuple[Text, ...] = ()
    refusal: Refusal | None = None
