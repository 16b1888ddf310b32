"""Runs the reading child: a clean environment, a time limit, and plain words for every way it can end."""

import contextlib
import logging
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import msgspec

from satupeta.data.errors import RefusedFile
from satupeta.data.ingest.order import ANSWER_NAME, Answer, Order
from satupeta.data.ingest.refusals import reader_crashed, reader_too_slow

_ANSWER_LIMIT_BYTES = 32 << 20
_LOG_NAME, _LAST_BYTES = "reader.log", 500
_CRASH = reader_crashed("").code
_log = logging.getLogger(__name__)
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "ARROW_IO_THREADS": "1",
    "GDAL_NUM_THREADS": "1",
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_SKIP": "VRT,WMS,WMTS,WCS,DERIVED,PLMOSAIC,EEDAI,STACIT,STACTA",
    "OGR_SKIP": "OGR_VRT,WFS,OAPIF,CSW,HTTP,GDALG,OGCAPI,ADBC,LIBKML,KML,GPSBabel,SQLite,Elasticsearch,Carto",
    "OGR_GEOJSON_MAX_OBJ_SIZE": "500",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "SHAPE_RESTORE_SHX": "NO",
    "PROJ_NETWORK": "OFF",
}
"""All that the child sees. The skips stop the drivers that follow an address or a path before GDAL registers them;
the child deregisters the rest itself."""


def read_in_child(order: Order, name: str) -> Answer:
    """Let the child read.

    Args:
        order: What to read; its folder exists.
        name: What people call the file, for refusals.

    Raises:
        RefusedFile: The child refused the file, crashed, or ran out of time or memory.
    """
    folder = Path(order.folder)
    command = [sys.executable, "-I", "-m", "satupeta.data.ingest.child"]
    with (folder / _LOG_NAME).open("wb") as log:
        child = subprocess.Popen(  # noqa: S603 - a fixed command
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=log,
            env=_ENVIRONMENT,
            cwd=folder,
            start_new_session=True,
        )
        try:
            _tell(child, msgspec.json.encode(order))
            if not _has_ended(child, order.time_s):
                raise reader_too_slow(name, order.time_s)
        finally:
            _end(child)
    if child.returncode == -signal.SIGXCPU:
        raise reader_too_slow(name, order.time_s)
    try:
        return _answer(folder / ANSWER_NAME, child.returncode, name)
    except RefusedFile as refused:
        if refused.code == _CRASH:
            _log.warning("the reader of %r ended with %d: %r", name, child.returncode, _last_words(folder))
        raise


def _tell(child: subprocess.Popen[bytes], order: bytes) -> None:
    """Hand the order over; a child that has died already is found out by its exit code."""
    if child.stdin is not None:
        with contextlib.suppress(BrokenPipeError), child.stdin:
            child.stdin.write(order)


def _has_ended(child: subprocess.Popen[bytes], time_s: float) -> bool:
    """Wait for the child: at its descriptor, because `Popen.wait` looks only every 50 ms."""
    descriptor = os.pidfd_open(child.pid)
    try:
        ending = select.poll()
        ending.register(descriptor, select.POLLIN)
        if not ending.poll(1000 * time_s):
            return False
    finally:
        os.close(descriptor)
    child.wait()
    return True


def _last_words(folder: Path) -> bytes:
    with (folder / _LOG_NAME).open("rb") as log:
        log.seek(-min(_LAST_BYTES, log.seek(0, os.SEEK_END)), os.SEEK_END)
        return log.read()


def _answer(path: Path, exit_code: int, name: str) -> Answer:
    if exit_code != 0 or not path.is_file() or path.stat().st_size > _ANSWER_LIMIT_BYTES:
        raise reader_crashed(name)
    try:
        answer = msgspec.json.decode(path.read_bytes(), type=Answer)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise reader_crashed(name) from error
    if answer.refusal is not None:
        refusal = answer.refusal
        raise RefusedFile(refusal.code, refusal.message, refusal.advice, refusal.locator)
    return answer


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and whatever it started; nothing of it is left."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
