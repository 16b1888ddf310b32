"""The encoding of a shapefile's table."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupeta.data.ingest.dbf import dbf_encoding


def dbf(value: bytes, language: int = 0, kind: bytes = b"C") -> bytes:
    """A table of one field and one record."""
    header = bytearray(32)
    struct.pack_into("<IHH", header, 4, 1, 65, 21)
    header[29] = language
    column = bytearray(32)
    column[:4], column[11:12], column[16] = b"NAMA", kind, 20
    return bytes(header) + bytes(column) + b"\r " + value.ljust(20) + b"\x1a"


@pytest.mark.parametrize(
    ("value", "language", "cpg", "name", "sure"),
    [
        (b"Jalan", 0, "", "UTF-8", True),
        ("Café".encode("cp1252"), 0x57, "", "CP1252", True),
        ("Café".encode("cp1252"), 0, "", "CP1252", False),
        ("Café".encode(), 0x57, "", "UTF-8", False),
        ("Café".encode(), 0, "UTF-8", "UTF-8", True),
        ("Café".encode("cp1252"), 0, "UTF-8", "CP1252", False),
        ("國語".encode("big5"), 0, "Big-5", "BIG5", True),
        ("简体".encode("gbk"), 0x4D, "", "GBK", True),
        ("Café".encode(), 0, "klingon", "UTF-8", True),
    ],
)
def test_the_bytes_are_asked_and_the_declaration_too(
    tmp_path: Path, value: bytes, language: int, cpg: str, name: str, sure: bool
) -> None:
    path = tmp_path / "a.dbf"
    path.write_bytes(dbf(value, language))
    if cpg:
        path.with_suffix(".cpg").write_text(cpg)
    guess = dbf_encoding(path)
    assert (guess.name, guess.sure) == (name, sure)


def test_numbers_say_nothing_about_text(tmp_path: Path) -> None:
    path = tmp_path / "a.dbf"
    path.write_bytes(dbf(b"\xff\xfe", kind=b"N"))
    assert dbf_encoding(path).sure


def test_a_table_that_is_not_there_is_no_failure(tmp_path: Path) -> None:
    assert dbf_encoding(tmp_path / "a.dbf").name == "UTF-8"


@given(st.binary(max_size=300))
def test_any_bytes_have_an_encoding(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("dbf") / "a.dbf"
    path.write_bytes(content)
    assert dbf_encoding(path).name
