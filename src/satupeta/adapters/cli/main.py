"""Entry point of the program `satupeta`."""

import argparse
import importlib
import os
import sqlite3
import sys
import traceback
from types import TracebackType

import django
from django.db import DatabaseError

from satupeta.adapters.cli.arguments import build_parser
from satupeta.adapters.cli.output import DONE, NODE_FAULT, Output, exit_code
from satupeta.adapters.configuration import read_configuration
from satupeta.adapters.process.faults import disk_fault
from satupeta.adapters.process.folder import configuration_file, keep_configuration, prepare_folder
from satupeta.core.config import Config
from satupeta.core.errors import SatuPetaError
from satupeta.data.errors import NodeNotReady
from satupeta.data.storage import Storage

_KEYS = ("data_folder", "host", "port", "workers")
_WITHOUT_DJANGO = {"settings"}
_MAKING = {"setup", "demo"}


def main(words: list[str] | None = None) -> None:
    """Run one command and exit with its code: 0 done, 2 wrong use, 3 something was refused, 4 the node's own fault."""
    sys.excepthook = _unexpected
    # No linear algebra is done here, and a process that forks should have no threads.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    arguments = build_parser().parse_args(words)
    sys.exit(run(arguments, Output(arguments.json)))


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Run a parsed command.

    Returns:
        The exit code.
    """
    try:
        config = _configure(arguments)
        command = importlib.import_module(f"satupeta.adapters.cli.{arguments.module}")
        return int(getattr(command, arguments.verb)(arguments, output, config))
    except SatuPetaError as error:
        output.failure(error)
        return exit_code(error)
    except (OSError, sqlite3.Error, DatabaseError) as error:
        output.failure(disk_fault(error))
        return NODE_FAULT
    except KeyboardInterrupt:
        return DONE


def _configure(arguments: argparse.Namespace) -> Config:
    said = {key: getattr(arguments, key, None) for key in _KEYS}
    config, arguments.origins = read_configuration(said)
    storage = Storage(config.data_folder)
    if arguments.kept and not configuration_file(storage).exists():
        prepare_folder(storage)
        keep_configuration(storage, arguments.kept)
        config, arguments.origins = read_configuration(said)
    # Django's settings, web workers and jobs read the same configuration again: hand on what was said here.
    for key, value in said.items():
        if value is not None:
            os.environ[f"SATUPETA_{key.upper()}"] = str(getattr(config, key))
    if arguments.module not in _WITHOUT_DJANGO:
        if arguments.module in _MAKING:
            prepare_folder(storage)
        elif not storage.control_database.exists() or not storage.secret.exists():
            raise NodeNotReady(str(storage.root))
        os.environ["DJANGO_SETTINGS_MODULE"] = "satupeta.adapters.settings"
        django.setup()
    return config


def _unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    traceback.print_exception(kind, error, trace)
    print("The node failed. Please report the lines above.", file=sys.stderr, flush=True)
    os._exit(NODE_FAULT)


if __name__ == "__main__":
    main()
