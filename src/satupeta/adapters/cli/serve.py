"""`satupeta serve`: the web workers and the job process, until they are told to stop."""

import argparse
import signal
import socket
import threading
from collections.abc import Callable

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from satupeta.adapters.cli.output import DONE, Output
from satupeta.adapters.process.companion import Companion
from satupeta.adapters.process.folder import node_key
from satupeta.adapters.process.listener import listen
from satupeta.adapters.process.server import serve as serve_node
from satupeta.control.jobs.run_jobs import run_jobs
from satupeta.core.config import Config
from satupeta.data.errors import NodeNotReady
from satupeta.data.storage import Storage


def serve(_arguments: argparse.Namespace, output: Output, config: Config) -> int:
    """Serve; says on standard error when connections are taken."""
    listener = listen(config.host, config.port)
    if is_outdated():
        raise NodeNotReady(str(config.data_folder))
    serve_with(config, listener, (), lambda: output.progress(f"Serving at {config.address}"))
    return DONE


def serve_with(
    config: Config, listener: socket.socket, beside: tuple[Companion, ...], on_ready: Callable[[], None]
) -> None:
    """Serve with the job process and further companions beside the web workers; ends the process."""
    companions = (Companion("jobs", work_jobs), *beside)
    serve_node(config, node_key(Storage(config.data_folder)), listener, companions, on_ready)


def work_jobs() -> None:
    """Do jobs until SIGTERM."""
    told = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: told.set())
    run_jobs(told.is_set)


def is_outdated() -> bool:
    """Whether the database is of an older version of the program, or empty."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
