"""The encoding of a shapefile's attribute table, from what it declares and from its bytes."""

import struct
from pathlib import Path

from satupeta.core.quality.encoding import EncodingGuess, guess_encoding, known_encoding

_LANGUAGE_DRIVERS = {
    0x01: "CP437",
    0x02: "CP850",
    0x03: "CP1252",
    0x13: "CP932",
    0x4D: "GBK",
    0x4E: "CP949",
    0x4F: "CP950",
    0x50: "CP874",
    0x57: "CP1252",
    0x58: "CP1252",
    0x59: "CP1252",
    0x64: "CP852",
    0x65: "CP866",
    0x78: "CP950",
    0x79: "CP949",
    0x7A: "GBK",
    0x7B: "CP932",
    0x7C: "CP874",
    0xC8: "CP1250",
    0xC9: "CP1251",
}
"""dBASE language driver ids to Python's encodings."""
_SAMPLE_BYTES = 8 << 20


def dbf_encoding(path: Path) -> EncodingGuess:
    """In which encoding the text fields of a `.dbf` are written.

    A `.cpg` beside it counts before the language driver id in its header.
    """
    declared = _declared_by_cpg(path)
    if not path.exists():
        return guess_encoding([], declared)
    with path.open("rb") as file:
        start = file.read(_SAMPLE_BYTES)
    if not declared and len(start) > 29:
        declared = _LANGUAGE_DRIVERS.get(start[29], "")
    return guess_encoding(_texts(start), declared)


def _declared_by_cpg(path: Path) -> str:
    cpg = path.with_suffix(".cpg")
    if not cpg.exists():
        return ""
    return known_encoding(cpg.read_bytes()[:64].decode("ascii", "ignore"))


def _texts(start: bytes) -> list[bytes]:
    """Values of the text fields that hold a byte beyond ASCII."""
    if len(start) < 32:
        return []
    header_bytes, record_bytes = struct.unpack_from("<HH", start, 8)
    columns = _text_columns(start[32:header_bytes])
    if not columns or record_bytes < 2:
        return []
    found: list[bytes] = []
    for record in range(header_bytes, len(start) - record_bytes + 1, record_bytes):
        row = start[record : record + record_bytes]
        if not row.isascii():
            values = (row[first:last].strip(b" \x00") for first, last in columns)
            found.extend(value for value in values if not value.isascii())
    return found


def _text_columns(descriptors: bytes) -> list[tuple[int, int]]:
    columns, at = [], 1
    for offset in range(0, len(descriptors) - 31, 32):
        if descriptors[offset] == 0x0D:
            break
        length = descriptors[offset + 16]
        if descriptors[offset + 11 : offset + 12] == b"C":
            columns.append((at, at + length))
        at += length
    return columns
