"""`satupeta config …`: what the node is started with."""

import argparse
from pathlib import Path

import msgspec

from satupeta.adapters.cli.output import DONE, Output, table
from satupeta.core.config import Config


def config_show(arguments: argparse.Namespace, output: Output, config: Config) -> int:
    """Every key with its value and where it came from."""
    rows = [(key, _plain(value), arguments.origins[key]) for key, value in msgspec.structs.asdict(config).items()]
    document = {key: {"value": value, "origin": origin} for key, value, origin in rows}
    output.answer(
        document, table([("key", "value", "from"), *((key, str(value), origin) for key, value, origin in rows)])
    )
    return DONE


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Path) else value
