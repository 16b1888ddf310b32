"""The ceilings of the house style, for Python, Cython and TypeScript alike."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
FILE_LINES, FUNCTION_LINES, PUBLIC_METHODS = 600, 60, 15
_ENDINGS = (".py", ".pyx", ".pxd", ".ts")
_GENERATED = {"migrations", "node_modules", "static", "_data", "dist"}
_CYTHON_FUNCTION = re.compile(r"(?P<indent>\s*)c?p?def\b[^=]*\(")


def sources(*endings: str) -> list[Path]:
    """Every source file that a person keeps, with one of these endings."""
    folders = [PROJECT / name for name in ("src", "tests", "scripts", "bench", "web/src")]
    files = (file for folder in folders for file in folder.rglob("*") if file.name.endswith(endings))
    return sorted(file for file in files if not _GENERATED & set(file.parts) and not file.name.endswith(".d.ts"))


def named(file: Path) -> str:
    return str(file.relative_to(PROJECT))


def test_files_are_short() -> None:
    lengths = {named(file): len(file.read_text(encoding="utf-8").splitlines()) for file in sources(*_ENDINGS)}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES} == {}


def test_functions_are_short() -> None:
    trees = {named(file): ast.parse(file.read_text(encoding="utf-8")) for file in sources(".py")}
    found = [(name, *item) for name, tree in trees.items() for item in function_lengths(tree)]
    assert [item for item in found if item[2] > FUNCTION_LINES] == []


def test_classes_are_small() -> None:
    trees = {named(file): ast.parse(file.read_text(encoding="utf-8")) for file in sources(".py")}
    found = [(name, *item) for name, tree in trees.items() for item in public_methods(tree)]
    assert [item for item in found if item[2] > PUBLIC_METHODS] == []


def test_kernel_functions_are_short() -> None:
    texts = {named(file): file.read_text(encoding="utf-8").splitlines() for file in sources(".pyx")}
    found = [(name, *item) for name, lines in texts.items() for item in cython_function_lengths(lines)]
    assert [item for item in found if item[2] > FUNCTION_LINES] == []


def test_modules_are_named_by_nouns() -> None:
    vague = {"utils.py", "helpers.py", "common.py", "manager.py", "misc.py"}
    found = {named(file) for file in sources(".py") if file.name in vague}
    assert found <= {"src/satupeta/core/ogc/common.py"}


def test_broad_handlers_stand_at_the_two_edges_only() -> None:
    found = [named(file) for file in sources(".py") if "src" in file.parts and broad_handlers(file)]
    assert len(found) <= 2, found


def function_lengths(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def public_methods(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            methods = [item for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)]
            yield node.name, sum(not method.name.startswith("_") for method in methods)


def cython_function_lengths(lines: list[str]) -> Iterator[tuple[str, int]]:
    start, last, indent = 0, 0, -1
    for number, line in enumerate([*lines, "end"]):
        if not line.strip():
            continue
        depth = len(line) - len(line.lstrip())
        if indent >= 0 and depth <= indent and not line.lstrip().startswith((")", "#")):
            yield lines[start].strip(), last - start + 1
            indent = -1
        found = _CYTHON_FUNCTION.match(line)
        if indent < 0 and found:
            start, indent = number, len(found["indent"])
        last = number


def broad_handlers(file: Path) -> list[int]:
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            names = {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)} if node.type else {""}
            if names & {"", "Exception", "BaseException"}:
                found.append(node.lineno)
    return found


def test_the_measure_sees_a_long_kernel_function() -> None:
    lines = ["cdef int f(int a) nogil:", *["    a += 1"] * 70, "", "def g(x):", "    return x"]
    assert list(cython_function_lengths(lines)) == [("cdef int f(int a) nogil:", 71), ("def g(x):", 2)]
