"""Runs the reading child: a clean environment, a time limit, and plain words for every way it can end."""

import logging
import os
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
            child.communicate(msgspec.json.encode(order), timeout=order.time_s)
        except subprocess.TimeoutExpired:
            raise reader_too_slow(name, order.time_s) from None
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
