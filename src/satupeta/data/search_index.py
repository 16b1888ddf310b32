"""The catalogue's search index: derived from the published table, rebuilt at will, never asked for permission.

Words are taken apart here, for documents and questions alike: lower case without marks, codes such as `36.71.05` as
one word, each word with its Indonesian and English stem. Only the job process writes; every process may read.
"""

import re
import shutil
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import msgspec
import snowballstemmer
import tantivy

from satupeta.core.text import Text

FORMAT = 1
"""Moves with the fields below; an index of another format is left alone and made anew beside it."""
_WORD = re.compile(r"\w+(?:[.]\w+)*")
_WORD_LIMIT, _WORD_LENGTH = 16, 60
_WRITER_BYTES = 15_000_000
_TITLE_WEIGHT, _EXACT_WEIGHT, _PREFIX_WEIGHT = 3.0, 2.0, 0.5
_STEMMERS = threading.local()


class SearchDocument(msgspec.Struct, frozen=True):
    """One thing that can be found.

    Attributes:
        kind: `dataset`, `service` or `organisation`.
        id: UUID of the thing.
        title: Weighs most.
        texts: All else that it can be found by: abstract, keywords, theme, organisation, field names, codes.
    """

    kind: str
    id: str
    title: Text
    texts: tuple[str, ...] = ()


class SearchHit(msgspec.Struct, frozen=True):
    """One thing that was found; whether it may be shown is for the access decision."""

    kind: str
    id: str
    score: float


class SearchIndex:
    """The index in one folder. Opened when first used, so that it may be made before a fork."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / f"format-{FORMAT}"
        self._lock = threading.Lock()
        self._index: tantivy.Index | None = None
        self._seen = 0

    @property
    def exists(self) -> bool:
        """Whether there is an index to read."""
        return (self._folder / "meta.json").is_file()

    def update(self, documents: Iterable[SearchDocument], removed: Iterable[tuple[str, str]] = ()) -> None:
        """Put documents in place of their older forms and take out the removed kinds and ids, in one commit."""
        writer = self._writable().writer(_WRITER_BYTES, 1)
        for kind, thing in removed:
            writer.delete_documents_by_term("key", f"{kind} {thing}")
        for document in documents:
            writer.delete_documents_by_term("key", f"{document.kind} {document.id}")
            writer.add_document(_indexed(document))
        _commit(writer)

    def rebuild(self, documents: Iterable[SearchDocument]) -> None:
        """Put these documents in place of everything. Readers see the old index until it is whole.

        An index that cannot be opened is thrown away: nothing in it is lost.
        """
        try:
            index = self._writable()
        except ValueError:
            shutil.rmtree(self._folder, ignore_errors=True)
            index = self._writable()
        writer = index.writer(_WRITER_BYTES, 1)
        writer.delete_all_documents()
        for document in documents:
            writer.add_document(_indexed(document))
        _commit(writer)

    def search(self, text: str, limit: int) -> list[SearchHit]:
        """Things in which every word of `text` occurs, as it is, as a stem or as a beginning; best first.

        Args:
            text: As typed; only its first sixteen words count.
            limit: Most hits.

        Returns:
            Nothing without a word in `text` or without an index.
        """
        words = list(dict.fromkeys(words_of(text)))[:_WORD_LIMIT]
        index = self._readable() if words and limit > 0 else None
        if index is None:
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, _word_query(index.schema, word)) for word in words])
        searcher = index.searcher()
        hits = []
        for score, address in searcher.search(query, limit).hits:
            kind, _, thing = str(searcher.doc(address).get_first("key")).partition(" ")
            hits.append(SearchHit(kind, thing, float(score)))
        return hits

    def _writable(self) -> tantivy.Index:
        self._folder.mkdir(parents=True, exist_ok=True)
        return tantivy.Index(_schema(), path=str(self._folder), reuse=True)

    def _readable(self) -> tantivy.Index | None:
        """The index as it was last committed, or None while there is none."""
        with self._lock:
            try:
                committed = (self._folder / "meta.json").stat().st_mtime_ns
            except FileNotFoundError:
                self._index = None
                return None
            if self._index is None:
                self._index = tantivy.Index.open(str(self._folder))
                self._index.config_reader("manual")
            if committed != self._seen:
                self._index.reload()
                self._seen = committed
            return self._index


def words_of(text: str) -> Iterator[str]:
    """The words of a text: lower case, without marks, codes with their dots."""
    plain = unicodedata.normalize("NFKD", text).lower()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for word in _WORD.findall(plain.replace("_", " ")):
        yield word[:_WORD_LENGTH]


@lru_cache(maxsize=8192)
def stems_of(word: str) -> tuple[str, ...]:
    """The Indonesian and the English stem of a word; of a code or number only itself."""
    if not word.isalpha():
        return (word,)
    if not hasattr(_STEMMERS, "pair"):
        _STEMMERS.pair = (snowballstemmer.stemmer("indonesian"), snowballstemmer.stemmer("english"))
    return tuple(dict.fromkeys(stemmer.stemWord(word) for stemmer in _STEMMERS.pair))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw")
    for name in ("title", "body", "exact"):
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace")
    return builder.build()


def _indexed(document: SearchDocument) -> tantivy.Document:
    title = [*words_of(document.title.id), *words_of(document.title.en)]
    body = [word for text in document.texts for word in words_of(text)]
    found = tantivy.Document()
    found.add_text("key", f"{document.kind} {document.id}")
    found.add_text("title", " ".join(stem for word in title for stem in stems_of(word)))
    found.add_text("body", " ".join(stem for word in body for stem in stems_of(word)))
    found.add_text("exact", " ".join((*title, *body)))
    return found


def _word_query(schema: tantivy.Schema, word: str) -> tantivy.Query:
    either = [
        tantivy.Query.boost_query(tantivy.Query.term_query(schema, "exact", word), _EXACT_WEIGHT),
        tantivy.Query.boost_query(
            tantivy.Query.regex_query(schema, "exact", f"{word.replace('.', '[.]')}.*"), _PREFIX_WEIGHT
        ),
    ]
    for stem in stems_of(word):
        either.append(tantivy.Query.term_query(schema, "body", stem))
        either.append(tantivy.Query.boost_query(tantivy.Query.term_query(schema, "title", stem), _TITLE_WEIGHT))
    return tantivy.Query.disjunction_max_query(either, 0.1)


def _commit(writer: tantivy.IndexWriter) -> None:
    writer.commit()
    writer.wait_merging_threads()
