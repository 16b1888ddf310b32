"""Text a person reads, in Indonesian and English."""

from typing import Literal

import msgspec

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")


class Text(msgspec.Struct, frozen=True):
    """One text in two languages; English falls back to Indonesian when it is empty."""

    id: str
    en: str = ""

    def in_language(self, language: Language) -> str:
        """The text in `language`, or in the other one where that is empty."""
        return (self.en or self.id) if language == "en" else (self.id or self.en)

    def format(self, **values: object) -> "Text":
        """Both languages with `values` put in place of `{name}` marks.

        Raises:
            KeyError: A mark has no value.
        """
        return Text(self.id.format(**values), self.en.format(**values))
