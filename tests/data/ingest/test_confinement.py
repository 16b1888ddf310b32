"""Files that a confined process no longer sees."""

import subprocess
import sys
from pathlib import Path

import pytest

START = """
import ctypes, sys
from pathlib import Path
from satupeta.data.ingest.confinement import confine_files
ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
allowed = [Path(sys.prefix), Path(sys.base_prefix), Path("/usr"), Path("/not/there"), Path(sys.argv[1])]
print(confine_files(allowed, [Path(sys.argv[2])]))
"""


def confined(tmp_path: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Python code that may read `read`, write `write`, and do nothing elsewhere."""
    for name in ("read", "write", "else"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a").write_text("x")
    arguments = [str(tmp_path / name) for name in ("read", "write", "else")]
    command = [sys.executable, "-c", START + code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.stdout.startswith("False"):
        pytest.skip("this kernel has no Landlock")
    return done


@pytest.mark.parametrize(
    "code",
    [
        "open('/etc/passwd')",
        "open(sys.argv[3] + '/a')",
        "open(sys.argv[1] + '/../else/a')",
        "open(sys.argv[1] + '/a', 'w')",
        "open(sys.argv[1] + '/b', 'w')",
        "Path(sys.argv[1] + '/a').unlink()",
        "list(Path('/home').iterdir())",
    ],
)
def test_what_lies_elsewhere_is_gone(tmp_path: Path, code: str) -> None:
    assert "PermissionError" in confined(tmp_path, code).stderr


@pytest.mark.parametrize(
    "code",
    ["open(sys.argv[1] + '/a').read()", "open(sys.argv[2] + '/b', 'w').close()", "Path(sys.argv[2] + '/a').unlink()"],
)
def test_what_is_needed_stays(tmp_path: Path, code: str) -> None:
    assert confined(tmp_path, code).returncode == 0
