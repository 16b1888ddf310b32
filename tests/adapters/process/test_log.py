import logging
import re
import subprocess
import sys

import pytest

from satupeta.adapters.process.log import UtcLine

_PROGRAM = """
import logging
from satupeta.adapters.process.log import start_log
from satupeta.core.config import Config
start_log(Config(log_level="{level}"))
for name in ("satupeta.access", "gunicorn.error"):
    for level in (logging.DEBUG, logging.INFO, logging.WARNING):
        logging.getLogger(name).log(level, logging.getLevelName(level))
"""


@pytest.mark.parametrize(
    ("level", "lines"),
    [
        ("info", ["INFO satupeta.access", "WARNING satupeta.access", "WARNING gunicorn.error"]),
        ("warning", ["WARNING satupeta.access", "WARNING gunicorn.error"]),
        ("error", []),
    ],
)
def test_libraries_are_quieter_than_the_node(level: str, lines: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(level=level)], capture_output=True, text=True, timeout=30, check=True
    )
    assert [" ".join(line.split()[2:4]) for line in done.stderr.splitlines()] == lines


def test_a_line_begins_with_its_instant_in_utc() -> None:
    record = logging.LogRecord("satupeta", logging.INFO, "", 0, "said", None, None)
    record.created, record.msecs = 0.0, 7.0
    assert re.match(r"1970-01-01T00:00:00\.007Z said$", UtcLine("%(asctime)s %(message)s").format(record))
