"""What a command prints: lines for people, or one JSON document."""

import sys
from dataclasses import dataclass

import msgspec

from satupeta.core.config import ConfigurationError
from satupeta.core.errors import InvalidParameter, SatuPetaError
from satupeta.core.text import Language
from satupeta.data.errors import DataError, RefusedFile

DONE, WRONG_USE, REFUSED, NODE_FAULT = 0, 2, 3, 4
"""Exit codes of every command."""


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command's answer goes.

    Attributes:
        json: Whether one JSON document is wanted instead of lines.
        language: Of messages.
    """

    json: bool
    language: Language = "en"

    def answer(self, document: object, lines: str) -> None:
        """Print the document, or the lines that say the same."""
        if self.json:
            print(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())
        elif lines:
            print(lines)

    def progress(self, line: str) -> None:
        """Say how far it is; on standard error, so that the answer stays alone on standard output."""
        print(line, file=sys.stderr, flush=True)

    def failure(self, error: SatuPetaError) -> None:
        """Say what went wrong and what to do."""
        message, advice = error.message.in_language(self.language), error.advice.in_language(self.language)
        if self.json:
            self.answer({"error": {"code": error.code, "message": message, "advice": advice}}, "")
        else:
            print(f"{message} {advice} ({error.code})".replace("  ", " "), file=sys.stderr)


def exit_code(error: SatuPetaError) -> int:
    """What a command that ends with this error exits with."""
    if isinstance(error, ConfigurationError | InvalidParameter):
        return WRONG_USE
    if isinstance(error, DataError) and not isinstance(error, RefusedFile):
        return NODE_FAULT
    return NODE_FAULT if error.code.startswith("PR-") else REFUSED


def table(rows: list[tuple[str, ...]]) -> str:
    """Rows as lines with aligned columns; the first row is the heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
