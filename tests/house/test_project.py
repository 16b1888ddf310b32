"""What a checkout must be besides its sources."""

import itertools
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[2]
LOCKS = [*sorted((PROJECT / "requirements").glob("*.txt")), PROJECT / "web" / "package-lock.json"]
_TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)
_MAKE = re.compile(r"(?:^|`)make ([a-z-]+)", re.MULTILINE)
_WITHOUT_TEST = {
    "__main__": "one line over the command line, which is tested",
    "settings": "derives Django's settings; every test of the control plane runs under it",
    "urls": "tables of addresses, tested through their views",
    "models": "rows, tested through the actions that write them",
    "errors": "classes without behaviour",
}


_OF_THE_NODE_ITSELF = {"ClearReleases": "the sweep of the job process asks for it, nobody else"}
"""Changes without a door for people."""


def targets() -> set[str]:
    return set(_TARGET.findall((PROJECT / "Makefile").read_text()))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_file_names_no_host_and_no_path(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"index-url|--find-links|file:|\"resolved\"|git\+", text)
    assert lock.suffix == ".json" or "://" not in text


@pytest.mark.parametrize("lock", [path for path in LOCKS if path.suffix == ".txt"], ids=lambda path: path.name)
def test_each_package_is_pinned_with_its_checksums(lock: Path) -> None:
    blocks = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
    assert [block.split()[0] for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []


def test_make_offers_what_the_documentation_names() -> None:
    pages = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *(PROJECT / "docs").rglob("*.md")]
    named = {word for page in pages for word in _MAKE.findall(page.read_text(encoding="utf-8"))}
    assert {"demo", "test"} <= named <= targets()


def test_the_documentation_names_commands_that_exist() -> None:
    known = re.findall(r"^## satupeta (\S+)", (PROJECT / "docs/reference/command-line.md").read_text(), re.MULTILINE)
    pages = [PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md")]
    named = {
        word for page in pages for word in re.findall(r"(?m)^satupeta ([a-z]+)|`satupeta ([a-z]+)", page.read_text())
    }
    assert {first or second for first, second in named} <= set(known)


def test_imports_run_one_way() -> None:
    done = subprocess.run(
        [PROJECT / ".venv/bin/lint-imports"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_nothing_generated_is_kept() -> None:
    kept = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    assert [name for name in kept if name.endswith((".so", ".mo", ".pyc", ".sqlite")) or "/node_modules/" in name] == []


def test_tests_mirror_the_source() -> None:
    tests = list((PROJECT / "tests").rglob("test_*.py"))
    tested = {file.stem.removeprefix("test_") for file in tests}
    words = " ".join(file.read_text(encoding="utf-8") for file in (PROJECT / "tests").rglob("*.py"))
    folders = {file.parent.relative_to(PROJECT / "tests") for file in tests}
    missing = []
    for module in sorted((PROJECT / "src" / "satupeta").rglob("*.py")):
        place = module.relative_to(PROJECT / "src" / "satupeta")
        if module.stem in {*_WITHOUT_TEST, "__init__"} or "migrations" in place.parts:
            continue
        dotted = ".".join(("satupeta", *place.with_suffix("").parts))
        if module.stem not in tested and dotted not in words and not {place.parent, place.parent.parent} & folders:
            missing.append(dotted)
    assert missing == []


@pytest.mark.parametrize("lock", ["everything.txt", "node.txt"])
def test_a_lock_file_holds_every_wish(lock: str) -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    chosen = groups if lock == "everything.txt" else {"build": groups["build"]}
    wishes = [Requirement(wish) for wish in [*project["project"]["dependencies"], *itertools.chain(*chosen.values())]]
    text = (PROJECT / "requirements" / lock).read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE))
    wrong = [str(wish) for wish in wishes if not wish.specifier.contains(pinned.get(canonicalize_name(wish.name), "0"))]
    assert wrong == [], "run `make lock`"


def test_every_change_has_a_door() -> None:
    rooms = [PROJECT / "src/satupeta" / room for room in ("adapters", "control/api", "control/portal", "control/jobs")]
    doors = " ".join(file.read_text(encoding="utf-8") for room in rooms for file in room.rglob("*.py"))
    changes = {
        name
        for file in (PROJECT / "src/satupeta/control").glob("*/actions/*.py")
        for name in re.findall(r"^class (\w+)\(Mutation\[", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    closed = {name for name in changes if not re.search(rf"\b{name}\(", doors)}
    assert len(changes) > 20
    assert closed <= _OF_THE_NODE_ITSELF.keys()
