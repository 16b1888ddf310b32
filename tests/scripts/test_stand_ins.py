import os
from pathlib import Path

import pytest

import compiler
import debian
import node
from steps import Problem


@pytest.mark.parametrize("name", ["false", "no-such-compiler"])
def test_a_program_that_compiles_nothing_is_no_compiler(name: str) -> None:
    assert not compiler._works(name)


def test_a_compiler_without_headers_is_no_compiler(tmp_path: Path) -> None:
    fake = tmp_path / "gcc"
    fake.write_text("#!/bin/sh\necho 'math.h: No such file' >&2\nexit 1\n")
    fake.chmod(0o755)
    assert not compiler._works(str(fake))


@pytest.mark.parametrize(
    ("version", "is_enough"),
    [
        ("v18.20.0", False),
        ("v20.18.9", False),
        ("v20.19.0", True),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
        ("nonsense", False),
    ],
)
def test_node_must_be_new_enough(tmp_path: Path, version: str, is_enough: bool) -> None:
    fake = tmp_path / "node"
    fake.write_text(f"#!/bin/sh\necho {version}\n")
    fake.chmod(0o755)
    assert node._new_enough(str(fake)) is is_enough


def test_without_root_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Problem, match="python3-dev"):
        debian.install(["python3-dev"], "Install python3-dev and start again.")
    assert debian.install_programs({"no-such-program": "no-such-package"}) == [
        "Tests that need no-such-package are left out: install them with `apt-get install no-such-package`."
    ]


def test_programs_that_are_there_are_not_installed() -> None:
    assert debian.install_programs({"sh": "dash"}) == []
