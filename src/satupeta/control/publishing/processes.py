"""Which process works on an upload outside the job queue, and whether it still does."""

import os
import socket
from pathlib import Path


def this_process() -> str:
    """Names this process: host, id and the moment it started, because ids are used again."""
    return f"{socket.gethostname()} {os.getpid()} {_started(os.getpid())}"


def is_alive(process: str) -> bool:
    """Whether the process that `this_process` named still runs; on another host it is taken to run."""
    parts = process.split()
    if len(parts) != 3 or parts[0] != socket.gethostname():
        return True
    return _started(int(parts[1])) == parts[2]


def _started(process_id: int) -> str:
    """Clock ticks since boot at which the process started (proc(5), field 22), "-" for one that does not run."""
    try:
        told = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "-"
    state, *fields = told.rpartition(")")[2].split()
    return "-" if state == "Z" else fields[18]
