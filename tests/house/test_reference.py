"""The documentation says what the program does."""

import ast
import re
from pathlib import Path

import msgspec
import pytest

import reference
from satupeta.adapters.http.routes import ROUTES
from satupeta.core.config import Config

PROJECT = Path(__file__).resolve().parents[2]
_CODE = re.compile(r"^[A-Z]{2}-\d{3}$")


@pytest.mark.parametrize(("page", "text"), reference.pages().items(), ids=lambda value: getattr(value, "name", ""))
def test_a_generated_page_is_current(page: Path, text: str) -> None:
    assert page.read_text(encoding="utf-8") == text, "run `make reference`"


@pytest.mark.parametrize("key", [field.name for field in msgspec.structs.fields(Config)])
def test_each_configuration_key_is_documented(key: str) -> None:
    assert len(reference.key_meanings().get(key, "")) > 10
    assert f"| `{key}` | `SATUPETA_{key.upper()}` |" in (reference.REFERENCE / "configuration.md").read_text()


def test_each_error_code_belongs_to_one_module() -> None:
    places: dict[str, set[str]] = {}
    for file in (PROJECT / "src").rglob("*.py"):
        for code, _, _ in reference.error_calls(ast.parse(file.read_text(encoding="utf-8"))):
            places.setdefault(code, set()).add(file.name)
    assert {code: files for code, files in places.items() if len(files) > 1} == {}


def test_an_error_says_what_and_what_to_do() -> None:
    rows = [line.split(" | ") for line in reference.error_page().splitlines() if line.startswith("| `")]
    assert len(rows) > 30
    assert all(_CODE.match(row[0].strip("| `")) for row in rows)


def test_each_address_is_listed() -> None:
    page = reference.address_page(ROUTES)
    assert all(f"| `{route.pattern}` |" in page for route in ROUTES)
