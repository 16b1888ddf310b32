"""`satupeta serve`: gunicorn forks web workers and companions from one loaded program and watches over them."""

import gc
import signal
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.db import connections
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from uvicorn_worker import UvicornWorker

from satupeta.adapters.http.application import build_application
from satupeta.adapters.http.messages import AsgiApplication
from satupeta.adapters.process.companion import Companion, Companions
from satupeta.adapters.process.lifetime import end_with_parent
from satupeta.adapters.process.log import ProcessLog, start_log
from satupeta.adapters.process.protocol import BoundedProtocol
from satupeta.core.config import Config

_GRACE_S = 10


class WebWorker(UvicornWorker):  # type: ignore[misc]
    """uvicorn in a gunicorn worker: no websockets, no access log of its own, no name in the headers."""

    CONFIG_KWARGS: ClassVar[dict[str, Any]] = {
        "loop": "uvloop",
        "http": BoundedProtocol,
        "ws": "none",
        "lifespan": "on",
        "access_log": False,
        "server_header": False,
    }


def serve(
    config: Config,
    key: bytes,
    listener: socket.socket,
    companions: Iterable[Companion],
    on_ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until SIGTERM or SIGINT. Ends the process.

    Args:
        config: The node's configuration; Django is set up with it.
        key: The node's key.
        listener: What `listener.listen` gave.
        companions: Processes beside the web workers.
        on_ready: Runs once in the master when connections are taken.
    """
    start_log(config)
    application = build_application(config, key)
    NodeArbiter(_Server(config, application, listener, on_ready), Companions(companions)).run()


class NodeArbiter(Arbiter):  # type: ignore[misc]
    """gunicorn's master that also keeps the companions."""

    def __init__(self, server: "_Server", companions: Companions) -> None:
        super().__init__(server)
        self._companions = companions

    def manage_workers(self) -> None:
        """Keep the web workers and the companions."""
        super().manage_workers()
        self._companions.keep(self._let_go)

    def stop(self, graceful: bool = True) -> None:
        """Stop everything; a companion that does not end in time is killed."""
        self._companions.end(signal.SIGTERM)
        super().stop(graceful)
        limit = time.monotonic() + _GRACE_S
        while self._companions.living() and time.monotonic() < limit:
            self.reap_workers()
            time.sleep(0.05)
        self._companions.end(signal.SIGKILL)
        self.reap_workers()

    def _let_go(self) -> None:
        for listener in self.LISTENERS:
            listener.sock.close()
        for worker in self.WORKERS.values():
            worker.tmp.close()


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn's view of the program: its settings and the application that is loaded before the fork."""

    def __init__(
        self, config: Config, application: AsgiApplication, listener: socket.socket, on_ready: Callable[[], None]
    ) -> None:
        self._config = config
        self._application = application
        self._listener = listener
        self._on_ready = on_ready
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what the configuration says."""
        settings = {
            "bind": [f"fd://{self._listener.fileno()}"],
            "workers": self._config.workers,
            "worker_class": WebWorker,
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": _GRACE_S,
            "keepalive": 15,
            "logger_class": ProcessLog,
            "loglevel": self._config.log_level,
            "proc_name": "satupeta",
            "control_socket_disable": True,
            "when_ready": self._ready,
            "post_fork": _after_fork,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> AsgiApplication:
        """The application, built once before any fork."""
        return self._application

    def _ready(self, _arbiter: Arbiter) -> None:
        connections.close_all()
        # Nothing that is loaded by now is ever collected, so its pages stay shared between the processes.
        gc.collect()
        gc.freeze()
        self._on_ready()


def _after_fork(arbiter: Arbiter, _worker: WebWorker) -> None:
    end_with_parent(arbiter.pid)
