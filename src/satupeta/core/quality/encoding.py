"""Judging in which encoding text was written."""

import codecs
from dataclasses import dataclass

UTF8, WINDOWS_1252 = "UTF-8", "CP1252"
CHOICES = (UTF8, WINDOWS_1252, "ISO-8859-1", "CP1250", "CP1251", "GB18030", "BIG5", "SHIFT_JIS", "EUC-KR", "UTF-16")
"""What a person can choose."""
_MARKS = (
    (codecs.BOM_UTF8, "UTF-8-SIG"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


@dataclass(frozen=True, slots=True)
class EncodingGuess:
    """What bytes are likely to be written in.

    Attributes:
        name: The encoding to read with.
        sure: Whether nothing speaks against it.
        wrong: How many pieces are not readable in what was declared, or in UTF-8 where nothing was.
    """

    name: str
    sure: bool
    wrong: int = 0


def marked_encoding(start: bytes) -> str:
    """The encoding that a byte order mark names, or ""."""
    return next((name for mark, name in _MARKS if start.startswith(mark)), "")


def known_encoding(name: str) -> str:
    """Python's name of an encoding in any usual spelling (`1252`, `ANSI 1252`, `UTF8`, `88591`), or ""."""
    plain = name.strip().strip("\x00").upper().replace("ANSI ", "").replace("ISO ", "ISO-")
    tries = [
        plain,
        plain.replace("-", ""),
        f"CP{plain}",
        f"ISO{plain[:4]}-{plain[4:]}" if plain[:4] == "8859" else plain,
    ]
    for spelling in tries[::-1] if plain.isdigit() else tries:
        try:
            return codecs.lookup(spelling).name.upper()
        except (LookupError, ValueError):
            continue
    return ""


def guess_encoding(pieces: list[bytes], declared: str = "") -> EncodingGuess:
    """In which encoding the pieces were written.

    Args:
        pieces: Texts, those without a byte beyond ASCII may be left out.
        declared: What the file says, in Python's spelling; "" when it says nothing.

    Returns:
        The declared one where every piece reads in it, except that valid UTF-8 of several bytes beats a declared
        one-byte encoding: in that, everything reads. Without a declaration UTF-8 where it reads, else Windows-1252.
    """
    speaking = [piece for piece in pieces if not piece.isascii()]
    not_utf8 = sum(not _reads(piece, UTF8) for piece in speaking)
    if not speaking:
        return EncodingGuess(declared or UTF8, sure=True)
    if declared and known_encoding(declared) != known_encoding(UTF8):
        wrong = sum(not _reads(piece, declared) for piece in speaking)
        if wrong:
            return EncodingGuess(UTF8 if not not_utf8 else WINDOWS_1252, sure=False, wrong=wrong)
        if not not_utf8 and _is_one_byte(declared):
            return EncodingGuess(UTF8, sure=False, wrong=len(speaking))
        return EncodingGuess(declared, sure=True)
    if not_utf8:
        return EncodingGuess(WINDOWS_1252, sure=False, wrong=not_utf8)
    return EncodingGuess(UTF8, sure=True)


def _reads(piece: bytes, encoding: str) -> bool:
    try:
        piece.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_one_byte(encoding: str) -> bool:
    try:
        return len("é".encode(encoding)) == 1
    except UnicodeEncodeError:
        return not encoding.startswith(("UTF", "GB", "BIG", "SHIFT", "EUC", "CP9"))
