"""What the reading child may no longer do."""

import subprocess
import sys
from pathlib import Path

import pytest

from satupeta.data.ingest import lockdown

VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>'
    "</OGRVRTDataSource>"
)


def in_child(code: str) -> subprocess.CompletedProcess[str]:
    """Python code after the lockdown of the reading child."""
    start = (
        "import pyogrio.raw\nfrom satupeta.data.ingest import lockdown\n"
        "isolated = lockdown.leave_network(); lockdown.drop_drivers(); "
        "lockdown.limit_resources(1 << 30, 5, 1 << 20)\n"
    )
    return subprocess.run([sys.executable, "-c", start + code], capture_output=True, text=True, check=False)


def test_only_the_accepted_drivers_are_left() -> None:
    done = in_child("print(sorted(pyogrio.list_drivers()))")
    assert done.stdout.strip() == str(sorted(lockdown.ALLOWED_DRIVERS)), done.stderr


def test_a_vrt_is_no_format_any_more(tmp_path: Path) -> None:
    path = tmp_path / "a.vrt"
    path.write_text(VRT)
    done = in_child(f"pyogrio.read_info({str(path)!r})")
    assert "DataSourceError" in done.stderr


def test_the_network_is_gone(asked: tuple[str, list[str]]) -> None:
    address, seen = asked
    done = in_child(f"import urllib.request\nprint(isolated)\nurllib.request.urlopen({address!r}, timeout=3)")
    if done.stdout.strip() != "True":
        pytest.skip("this system does not let a process leave its network")
    assert "URLError" in done.stderr
    assert seen == []


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("bytearray(2 << 30)", "MemoryError"),
        ("open('large', 'wb').write(bytes(4 << 20))", "File too large"),
        ("[open('/dev/null') for _ in range(100)]", "Too many open files"),
    ],
)
def test_limits_hold(code: str, error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert error in in_child(f"import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n{code}").stderr
