"""Debian packages: installed when run as root, else named in one plain sentence."""

import os
import shutil
from collections.abc import Sequence

from steps import Problem, run


def install(packages: Sequence[str], sentence: str) -> None:
    """Install Debian packages.

    Args:
        packages: Names.
        sentence: What to say where they cannot be installed from here.

    Raises:
        Problem: Not root, not Debian, or the installation failed.
    """
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Problem(sentence)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-q"], "asking Debian for its packages", quiet)
    names = " ".join(packages)
    run(["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages], f"installing {names}", quiet)


def install_programs(wanted: dict[str, str]) -> list[str]:
    """Install what tests drive: program name to Debian package.

    Returns:
        Sentences about what could not be installed; tests that need it are left out and listed.
    """
    missing = sorted({package for program, package in wanted.items() if shutil.which(program) is None})
    if not missing:
        return []
    names = " ".join(missing)
    try:
        install(missing, f"Tests that need {names} are left out: install them with `apt-get install {names}`.")
    except Problem as problem:
        return [str(problem)]
    return []
