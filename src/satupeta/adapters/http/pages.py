"""HTML answers of protocols: templates over the values that verbs return, everything in them escaped."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec
from django.template import Context as TemplateContext
from django.template import Engine

from satupeta.adapters.http.static import ROOT
from satupeta.core.config import Config
from satupeta.core.links import Links
from satupeta.core.text import Language, Text
from satupeta.service.reply import Reply

HTML = "text/html; charset=utf-8"
_MANIFEST = ROOT / "satupeta" / "manifest.json"
_engine = Engine(dirs=[str(Path(__file__).parent / "templates")], autoescape=True)
_WORDS = {
    "api": Text("Definisi API", "API definition"),
    "address": Text("Alamat", "Address"),
    "as_json": Text("Sebagai JSON", "As JSON"),
    "collections": Text("Koleksi", "Collections"),
    "conformance": Text("Kesesuaian", "Conformance"),
    "count": Text("Jumlah", "Count"),
    "feature": Text("Fitur", "Feature"),
    "features": Text("Fitur", "Features"),
    "fields": Text("Kolom", "Fields"),
    "link": Text("Tautan", "Links"),
    "next": Text("Berikutnya", "Next"),
    "none": Text("Tidak ada.", "None."),
    "operation": Text("Operasi", "Operation"),
    "page": Text("Halaman dataset", "Page of the dataset"),
    "parameters": Text("Parameter", "Parameters"),
    "previous": Text("Sebelumnya", "Previous"),
    "sign_in": Text("Masuk", "Sign in"),
    "skip": Text("Langsung ke isi", "Skip to content"),
}


class _ManifestEntry(msgspec.Struct):
    file: str
    src: str = ""


class Frame(Protocol):
    """What every page needs; a verb's `Context` is one."""

    @property
    def language(self) -> Language:
        """Of the page's own words."""
        ...

    @property
    def links(self) -> Links:
        """Makes addresses."""
        ...

    @property
    def config(self) -> Config:
        """Names the node."""
        ...


class ErrorFrame(NamedTuple):
    """The frame of a page that says what went wrong."""

    language: Language
    links: Links
    config: Config


def html_page(template: str, title: str, context: Frame, values: Mapping[str, object], *, public: bool) -> Reply:
    """A page from a template.

    Args:
        template: File name in `templates`.
        title: Of the page.
        context: Gives language, addresses and the node's name.
        values: What the template shows.
        public: Whether anybody may have it.
    """
    shared = {
        "title": title,
        "language": context.language,
        "node_title": Text(context.config.node_title, context.config.node_title_en).in_language(context.language),
        "home": context.links.home(context.language),
        "stylesheets": [context.links.static(f"satupeta/{path}") for path in stylesheets(_MANIFEST)],
        "say": {name: text.in_language(context.language) for name, text in _WORDS.items()},
    }
    text = _engine.get_template(template).render(TemplateContext({**values, **shared}))
    return Reply(text.encode("utf-8", "replace"), HTML, public=public)


def stylesheets(manifest: Path) -> tuple[str, ...]:
    """The portal's style sheet as it was built, all there are where none is so named; none where nothing was built."""
    try:
        text = manifest.read_bytes()
    except FileNotFoundError:
        return ()
    entries = msgspec.json.decode(text, type=dict[str, _ManifestEntry])
    found = [entry.file for entry in entries.values() if entry.file.endswith(".css")]
    own = [entry.file for entry in entries.values() if entry.src.endswith("/portal.css")]
    return tuple(own or sorted(found))


def shown(value: object) -> str:
    """A value of a feature as pages show it: as data, not in the manner of a language."""
    return "" if value is None else str(value)
