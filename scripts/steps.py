"""Steps of the set-up: each runs once for one state of what it reads, and fails with one plain sentence."""

import errno
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
TOOLS = PROJECT / ".tools"
VENV = PROJECT / ".venv"
WEB = PROJECT / "web"
_STAMPS = TOOLS / "stamps"
_LOG = TOOLS / "log"
_NEEDED_BYTES = 2 * 2**30
_FULL = ("no space left", "enospc")
_OFFLINE = ("dns error", "name resolution", "failed to fetch", "failed to establish", "enotfound", "eai_again")


class Problem(Exception):
    """Why the set-up cannot go on, in one sentence that says what to do."""


def fingerprint(paths: Iterable[Path], *more: str) -> str:
    """The state of files (folders are walked) and further words, as a checksum."""
    digest = hashlib.sha256(repr((sys.version_info[:3], *more)).encode())
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "node_modules" not in file.parts:
                digest.update(str(file.relative_to(PROJECT)).encode() + file.read_bytes())
    return digest.hexdigest()


def is_done(step: str, state: str) -> bool:
    """Whether this step was done for this state."""
    stamp = _STAMPS / step
    return stamp.is_file() and stamp.read_text() == state


def mark_done(step: str, state: str) -> None:
    """Remember that this step was done for this state."""
    _STAMPS.mkdir(parents=True, exist_ok=True)
    (_STAMPS / step).write_text(state)


def run(
    command: Sequence[str | Path], doing: str, environment: Mapping[str, str] | None = None, folder: Path = PROJECT
) -> None:
    """Run a command, its output kept in a file and shown only when it fails.

    Raises:
        Problem: It is missing or it failed.
    """
    with start(command, doing, environment, folder) as process:
        finish(process, doing)


def start(
    command: Sequence[str | Path], doing: str, environment: Mapping[str, str] | None = None, folder: Path = PROJECT
) -> subprocess.Popen[bytes]:
    """Start a command that runs beside others; `finish` waits for it.

    Raises:
        Problem: It is missing.
    """
    print(f"  {doing}", flush=True)
    _LOG.mkdir(parents=True, exist_ok=True)
    with _log_of(doing).open("wb") as log:
        try:
            return subprocess.Popen(
                [str(part) for part in command],
                cwd=folder,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        except FileNotFoundError as error:
            raise Problem(f"The program {command[0]} is missing: install it and start again.") from error


def finish(process: subprocess.Popen[bytes], doing: str) -> None:
    """Wait for a started command.

    Raises:
        Problem: It failed.
    """
    if process.wait() == 0:
        return
    output = _log_of(doing).read_text(errors="replace")
    reason = _reason(output, doing)
    if reason is None:
        print("\n".join(output.splitlines()[-25:]), file=sys.stderr)
        reason = f"It failed while {doing}: the last lines are above, all of them in {_log_of(doing)}."
    raise Problem(reason)


def check_disk() -> None:
    """Make sure that there is room.

    Raises:
        Problem: The disk is too full or cannot be written.
    """
    try:
        TOOLS.mkdir(exist_ok=True)
        (TOOLS / ".writable").write_text("")
    except OSError as error:
        raise disk_problem(error) from error
    if not VENV.exists() and shutil.disk_usage(PROJECT).free < _NEEDED_BYTES:
        raise Problem(f"The disk is too full: free {_NEEDED_BYTES >> 30} GiB under {PROJECT} and start again.")


def disk_problem(error: OSError) -> Problem:
    """What an error of the disk means."""
    if error.errno == errno.ENOSPC:
        return Problem(f"The disk is full: make room under {PROJECT} and start again.")
    return Problem(f"{error.filename or PROJECT} cannot be written ({error.strerror}): change its rights or its place.")


def _reason(output: str, doing: str) -> str | None:
    lowered = output.lower()
    if any(words in lowered for words in _FULL):
        return f"The disk is full: make room under {PROJECT} and start again."
    if any(words in lowered for words in _OFFLINE):
        return f"No network while {doing}: connect this machine to its package registries and start again."
    return None


def _log_of(doing: str) -> Path:
    return _LOG / (doing.replace(" ", "-").replace("/", "-") + ".log")
