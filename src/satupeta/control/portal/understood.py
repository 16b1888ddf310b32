"""What was understood of an upload, as the pages ask about it, and what people answered."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from django.http import QueryDict

from satupeta.control.portal.cards import GEOMETRY_WORDS
from satupeta.control.portal.formats import format_number
from satupeta.control.publishing.choices import Choice, choices_of, drafts_of, understanding_of
from satupeta.control.publishing.models import Publication
from satupeta.control.publishing.queries import declared_key
from satupeta.core import published as spec
from satupeta.core.access import AccessClass
from satupeta.core.ingest import Doubt, LayerUnderstanding, Option, ReadChoices
from satupeta.core.text import Language, Text

OTHER = "_other"
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class DoubtPage:
    """One doubt with the answer that is chosen on the page, the proposal at first."""

    doubt: Doubt
    field: str
    chosen: str
    takes_any: bool

    @property
    def first(self) -> tuple[Option, ...]:
        """The answers shown at once: a few, or all up to the chosen one."""
        return self.doubt.options[: self._shown]

    @property
    def further(self) -> tuple[Option, ...]:
        """The answers that are folded away."""
        return self.doubt.options[self._shown :]

    @property
    def _shown(self) -> int:
        values = [option.value for option in self.doubt.options]
        return max(_SHOWN, values.index(self.chosen) + 1 if self.chosen in values else 0)


@dataclass(frozen=True, slots=True)
class LayerPage:
    """One layer as the page shows it.

    Attributes:
        layer: What was understood.
        number: Its place in the file: names its fields in the form.
        geometry: In a word.
        sentences: What the node understood.
        doubts: What it asks about.
        title: Proposed for a new dataset.
        chosen: Whether it is to be published.
        keys: Fields that can name a feature for good.
        key: The one chosen.
    """

    layer: LayerUnderstanding
    number: int
    geometry: str
    sentences: tuple[str, ...]
    doubts: tuple[DoubtPage, ...]
    title: str
    chosen: bool
    keys: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """One built release as the preview shows it."""

    title: str
    release: spec.Release
    geometry: str
    replaces: str


def layer_pages(publication: Publication, posted: QueryDict, language: Language) -> tuple[LayerPage, ...]:
    """Every layer of an upload, with the answers that were posted last or chosen before."""
    understanding = understanding_of(publication)
    before = {choice.reading.layer: choice for choice in choices_of(publication)}
    wanted = posted.getlist("layer") or list(before) or [layer.name for layer in understanding.layers]
    return tuple(
        _layer_page(layer, number, posted, before.get(layer.name), layer.name in wanted, publication, language)
        for number, layer in enumerate(understanding.layers)
    )


def draft_pages(publication: Publication, language: Language) -> tuple[DraftPage, ...]:
    """Every draft that was built of an upload."""
    replaced = publication.dataset.slug if publication.dataset else ""
    return tuple(
        DraftPage(
            choice.title.in_language(language) or draft.release.source_layer,
            draft.release,
            GEOMETRY_WORDS[draft.release.schema.geometry].in_language(language),
            replaced,
        )
        for choice, draft in zip(choices_of(publication), drafts_of(publication), strict=True)
    )


def read_choice(posted: QueryDict, layer: LayerUnderstanding, number: int, dataset: str) -> Choice:
    """What a person decided about the layer at place `number`, read from the form of `layer_pages`.

    The form asks for title, access and role of new datasets only.
    """
    answers = {doubt.code.value: _answer(posted, number, doubt) for doubt in layer.doubts}
    given = {code: answer for code, answer in answers.items() if answer}
    reading = ReadChoices(
        layer=layer.name,
        crs=given.pop("crs", "") or posted.get(f"crs-{number}", "").strip(),
        encoding=given.pop("encoding", ""),
        key=posted.get(f"key-{number}", ""),
        answers=given,
    )
    access = posted.get("access", "")
    return Choice(
        dataset=dataset,
        reading=reading,
        title=Text(posted.get(f"title-{number}", "").strip(), posted.get(f"title_en-{number}", "").strip()),
        access=AccessClass(access) if access in set(AccessClass) else None,
        role=posted.get(f"role-{number}", "") if posted.get(f"role-{number}") in spec.REFERENCE_ROLES else "",
    )


def _answer(posted: QueryDict, number: int, doubt: Doubt) -> str:
    chosen = posted.get(f"doubt-{number}-{doubt.code.value}", "")
    return posted.get(f"other-{number}-{doubt.code.value}", "").strip() if chosen == OTHER else chosen


def _layer_page(
    layer: LayerUnderstanding,
    number: int,
    posted: QueryDict,
    before: Choice | None,
    chosen: bool,
    publication: Publication,
    language: Language,
) -> LayerPage:
    reading = before.reading if before else ReadChoices()
    titled = posted.get(f"title-{number}") or (before.title.id if before else "")
    keys = tuple(field.name for field in layer.fields if field.unique)
    return LayerPage(
        layer=layer,
        number=number,
        geometry=GEOMETRY_WORDS[layer.geometry].in_language(language),
        sentences=_sentences(layer, language),
        doubts=tuple(_doubt_page(doubt, number, posted, reading) for doubt in layer.doubts),
        title=titled or proposed_title(layer.name, publication),
        chosen=chosen,
        keys=keys,
        key=posted.get(f"key-{number}", reading.key or declared_key(publication.dataset_id)),
    )


def _doubt_page(doubt: Doubt, number: int, posted: QueryDict, reading: ReadChoices) -> DoubtPage:
    name = f"doubt-{number}-{doubt.code.value}"
    chosen = posted.get(name) or reading.answer(doubt.code) or doubt.proposal
    return DoubtPage(doubt, name, chosen, takes_any=doubt.code.value in ("crs", "encoding"))


def _sentences(layer: LayerUnderstanding, language: Language) -> tuple[str, ...]:
    count, fields = format_number(layer.count, language), format_number(len(layer.fields), language)
    geometry = GEOMETRY_WORDS[layer.geometry].in_language(language).lower()
    kinds = ", ".join(f"{format_number(number, language)} {kind}" for kind, number in layer.geometry_types.items())
    said = [
        Text(f"{count} benda ({geometry}), {fields} kolom.", f"{count} features ({geometry}), {fields} fields."),
        Text(f"Jenis geometri: {kinds}.", f"Geometry types: {kinds}.") if kinds else None,
        Text(f"Sistem koordinat: {layer.crs_title}.", f"CRS: {layer.crs_title}.") if layer.crs_title else None,
        Text(f"Huruf dibaca sebagai {layer.encoding}.", f"Text is read as {layer.encoding}.")
        if layer.encoding
        else None,
    ]
    return tuple(text.in_language(language) for text in said if text is not None)


def proposed_title(layer: str, publication: Publication) -> str:
    """A title from the names of layer and file: words apart, the first letter large."""
    stem = PurePath(publication.file_name).name.split(".")[0]
    words = re.sub(r"[_\-\s]+", " ", layer or stem).strip() or stem
    return words[:1].upper() + words[1:]
