"""What a person decided about one layer of an upload."""

import msgspec

from satupeta.control.errors import InvalidInput
from satupeta.control.publishing.models import Publication
from satupeta.core.access import AccessClass
from satupeta.core.ingest import Draft, LayerUnderstanding, ReadChoices, Understanding, open_doubts
from satupeta.core.text import Text


class Choice(msgspec.Struct, frozen=True):
    """One layer to publish.

    Attributes:
        dataset: UUID of the dataset it becomes: an existing one is replaced, another one is made.
        reading: How the file is read.
        title: Of a new dataset, or the new title of the one that is replaced; empty to keep that one's.
        slug: Of a new dataset; "" to propose one from the title.
        access: Of the dataset; None for the default of a new one's organisation, or to keep it.
        role: Reference role it takes, or "".
    """

    dataset: str
    reading: ReadChoices
    title: Text = Text("")
    slug: str = ""
    access: AccessClass | None = None
    role: str = ""


def understanding_of(publication: Publication) -> Understanding:
    """What was understood of an upload.

    Raises:
        InvalidInput: Nothing yet.
    """
    if publication.understanding is None:
        raise InvalidInput(
            "UN-080",
            Text("Berkas ini belum selesai dibaca.", "This file has not been read yet."),
            Text("Tunggu sebentar, lalu coba lagi.", "Wait a moment, then try again."),
            str(publication.pk),
        )
    return msgspec.convert(publication.understanding, Understanding)


def choices_of(publication: Publication) -> tuple[Choice, ...]:
    """What was decided about an upload."""
    return msgspec.convert(publication.choices, tuple[Choice, ...])


def drafts_of(publication: Publication) -> tuple[Draft, ...]:
    """What was built of an upload, one draft a choice."""
    return msgspec.convert(publication.drafts, tuple[Draft, ...])


def which_layer(understanding: Understanding) -> InvalidInput:
    """What is said where no layer of a file, or none of several, is named."""
    names = ", ".join(layer.name for layer in understanding.layers)
    file = understanding.file.name
    return InvalidInput(
        "UN-081",
        Text(f"Layer mana dari {file}?", f"Which layer of {file}?"),
        Text(f"Sebutkan satu dari: {names}.", f"Name one of: {names}."),
        "layer",
    )


def require_settled(understanding: Understanding, choice: Choice) -> LayerUnderstanding:
    """The layer of a choice that leaves no doubt open.

    Raises:
        InvalidInput: There is no such layer, or a doubt of it is open.
    """
    layer = understanding.layer(choice.reading.layer)
    if layer is None:
        raise which_layer(understanding)
    doubts = open_doubts(layer, choice.reading)
    if doubts:
        raise InvalidInput(
            "UN-082",
            Text(f"{layer.name}: {doubts[0].message.id}", f"{layer.name}: {doubts[0].message.en}"),
            Text("Putuskan setiap keraguan dahulu.", "Decide each doubt first."),
            doubts[0].code.value,
        )
    return layer
