"""An error as the one JSON document that every door tells it by."""

from typing import NamedTuple

import msgspec

from satupeta.core.errors import SatuPetaError
from satupeta.core.text import Language, Text


class Said(NamedTuple):
    """What a client is told of an error."""

    message: Text
    advice: Text
    locator: str


class ErrorDocument(msgspec.Struct, frozen=True):
    """The one shape of an error in JSON: the node's own fields, with those of OGC API beside them.

    Attributes:
        code: Short stable code for support.
        status: HTTP status.
        type: Name of the class of errors, for programs.
        title, detail, description: Message, and message with advice, in the language of the request.
        message, advice: In both languages.
        locator: The parameter, field or file concerned; "" when none is.

    Standard: OGC 17-069r4, 7.5.1 (`code`, `description`); RFC 9457, 3.1 (`type`, `title`, `status`, `detail`).
    """

    code: str
    status: int
    type: str
    title: str
    detail: str
    description: str
    message: Text
    advice: Text
    locator: str


def error_document(code: str, status: int, kind: str, said: Said, language: Language) -> ErrorDocument:
    """The document of an error.

    Args:
        code: The error's own.
        status: HTTP status that goes with it.
        kind: Name of its class for programs.
        said: What may be told of it.
        language: Of the fields that are plain text.
    """
    title = said.message.in_language(language)
    detail = f"{title} {said.advice.in_language(language)}".strip()
    message, advice = _both(said.message), _both(said.advice)
    return ErrorDocument(code, status, kind, title, detail, detail, message, advice, said.locator)


def error_words(error: SatuPetaError) -> dict[str, object]:
    """An error as it is kept with an upload: code, message and advice in both languages, and what it is about."""
    return {
        "code": error.code,
        "message": msgspec.to_builtins(_both(error.message)),
        "advice": msgspec.to_builtins(_both(error.advice)),
        "locator": error.locator,
    }


def _both(text: Text) -> Text:
    return Text(text.in_language("id"), text.in_language("en"))
