"""Builds the package with bounds-checked kernels into a folder of its own, for fuzzing: `checked_kernels.py FOLDER`."""

import os
import sys

from compiler import compiler_environment
from steps import PROJECT, TOOLS, Problem, run


def main(folder: str) -> None:
    """Build into `folder`, which then goes into PYTHONPATH."""
    environment = {**compiler_environment(TOOLS / "venv" / "bin" / "uv"), "SATUPETA_CHECKED_KERNELS": "1"}
    command = [sys.executable, "setup.py", "build", "--build-base", "build/base", "--build-lib", folder, "--force"]
    run(command, "building the checked kernels", {**os.environ, **environment}, PROJECT)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Problem as problem:
        sys.exit(str(problem))
