"""Writes the lock files: every package with its checksums, for Python 3.11 to 3.13, naming no host."""

import subprocess

from steps import PROJECT, TOOLS

_GROUPS = {"everything.txt": ("build", "test", "lint", "docs"), "node.txt": ("build",)}


def main() -> None:
    """Resolve everything first; the node's own set takes the same versions."""
    folder = PROJECT / "requirements"
    folder.mkdir(exist_ok=True)
    for name, groups in _GROUPS.items():
        command = [
            TOOLS / "venv" / "bin" / "uv",
            "pip",
            "compile",
            "pyproject.toml",
            "--universal",
            "--generate-hashes",
        ]
        command += ["--python-version", "3.11", "--no-header", "--no-annotate", "--quiet", "-o", folder / name]
        command += [f"--group={group}" for group in groups]
        if name != "everything.txt":
            command += ["-c", folder / "everything.txt"]
        subprocess.run([str(part) for part in command], cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
