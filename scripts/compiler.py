"""A C compiler: the machine's own when it works, else the one that comes as a Python package."""

import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from debian import install
from steps import TOOLS, Problem, run

_STAND_IN = TOOLS / "bin" / "zigcc"
_ZIG = "ziglang==0.17.1"
_PROBE = "#include <math.h>\ndouble probe(double x) { return sqrt(x); }\n"
_STAND_IN_SOURCE = '''#!{python}
"""Calls zig as a C compiler with the words that setuptools uses."""

import os
import sys

dropped = ("-Wl,-Bsymbolic-functions",)
words = [word.replace("-march=x86-64-v", "-march=x86_64_v") for word in sys.argv[1:] if word not in dropped]
os.environ.setdefault("ZIG_GLOBAL_CACHE_DIR", "{cache}")
os.environ.setdefault("ZIG_LOCAL_CACHE_DIR", "{cache}")
fixed = ["cc", "-target", "{machine}-linux-gnu.2.28", "-O2", "-fno-sanitize=undefined"]
os.execv("{zig}", ["{zig}", *fixed, *words])
'''


def compiler_environment(uv: Path) -> dict[str, str]:
    """What the build of the kernels must be told: nothing when the machine's own compiler works.

    Raises:
        Problem: No compiler can be had, or Python's headers are missing.
    """
    _require_headers()
    if "CC" in os.environ and _works(os.environ["CC"]):
        return {}
    for name in ("gcc", "cc", "clang"):
        if shutil.which(name) and _works(name):
            return {"CC": name, "LDSHARED": f"{name} -shared"}
    return _stand_in(uv)


def _require_headers() -> None:
    if (Path(sysconfig.get_path("include")) / "Python.h").is_file():
        return
    name = f"python{sys.version_info.major}.{sys.version_info.minor}-dev"
    install([name], f"Python's headers (Python.h) are missing: install the package {name} and start again.")
    if not (Path(sysconfig.get_path("include")) / "Python.h").is_file():
        raise Problem("Python's headers (Python.h) are missing: install those that belong to this Python.")


def _works(compiler: str) -> bool:
    """Whether it compiles and links a shared object that needs the C library's headers."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "probe.c"
        source.write_text(_PROBE)
        command = [*compiler.split(), "-shared", "-fPIC", str(source), "-lm", "-o", str(source.with_suffix(".so"))]
        try:
            return subprocess.run(command, capture_output=True, check=False, timeout=120).returncode == 0
        except (OSError, subprocess.TimeoutExpired):
            return False


def _stand_in(uv: Path) -> dict[str, str]:
    folder = TOOLS / "zig"
    if not (folder / "ziglang" / "zig").is_file():
        run([uv, "pip", "install", "--python", sys.executable, "--target", folder, _ZIG], "fetching a C compiler")
    _STAND_IN.parent.mkdir(parents=True, exist_ok=True)
    _STAND_IN.write_text(
        _STAND_IN_SOURCE.format(
            python=sys.executable,
            cache=TOOLS / "zig-cache",
            machine=platform.machine(),
            zig=folder / "ziglang" / "zig",
        )
    )
    _STAND_IN.chmod(0o755)
    if not _works(str(_STAND_IN)):
        raise Problem("No C compiler works: install gcc with the C library's headers (libc6-dev) and start again.")
    return {"CC": str(_STAND_IN), "LDSHARED": f"{_STAND_IN} -shared"}
