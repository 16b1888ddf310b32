"""A folder in which commands are run one after the other, each in a process of its own."""

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

KELURAHAN = str(files("satupeta.demo") / "kelurahan_36.71_kota_tangerang.geojson")


class Workplace:
    """A folder with a node in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str, code: int = 0, said: str = "", seed: str = "random") -> str:
        """Standard output of a command that must end with `code`; `seed` is that of the process's hashes."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SATUPETA_")}
        kept["PYTHONHASHSEED"] = seed
        command = [sys.executable, "-m", "satupeta", *words]
        done = subprocess.run(
            command, cwd=self.folder, env=kept, input=said, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout

    def document(self, *words: str, code: int = 0, said: str = "", seed: str = "random") -> dict[str, Any]:
        """The one JSON document of a command."""
        found: dict[str, Any] = json.loads(self.run(*words, "--json", code=code, said=said, seed=seed))
        return found
