"""One log for all processes of a node: lines on standard error."""

import logging
import logging.config
import time

from gunicorn.glogging import Logger

from satupeta.core.config import Config

_QUIET = ("gunicorn.error", "uvicorn.error", "asyncio", "django", "pyogrio", "pyogrio._io", "fontTools")
_FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s %(message)s"


class UtcLine(logging.Formatter):
    """One record as a line that begins with its instant in UTC."""

    converter = time.gmtime  # type: ignore[assignment]
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"


def start_log(config: Config) -> None:
    """Send every log record from the configured level on to standard error; of libraries, warnings only."""
    level = config.log_level.upper()
    quiet = level if level in ("DEBUG", "ERROR") else "WARNING"
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"()": UtcLine, "fmt": _FORMAT}},
            "handlers": {"error": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["error"], "level": level},
            "loggers": {name: {"level": quiet, "handlers": [], "propagate": True} for name in _QUIET},
        }
    )


class ProcessLog(Logger):  # type: ignore[misc]
    """gunicorn's log without handlers of its own."""

    def setup(self, cfg: object) -> None:
        """Let records go to the node's own log."""
        self.cfg = cfg
        self._access_log_enabled = False
        self.error_log.propagate = True
