"""`satupeta style …`: how datasets are drawn."""

import argparse
from pathlib import Path

import msgspec

from satupeta.adapters.cli.output import DONE, Output, table
from satupeta.control.action import node_actor
from satupeta.control.catalogue.actions.set_style import SetStyle
from satupeta.control.catalogue.models import Dataset
from satupeta.control.catalogue.queries import dataset_row
from satupeta.control.node import node_links
from satupeta.core.config import Config
from satupeta.core.errors import InvalidParameter
from satupeta.core.style.json import decode_style
from satupeta.core.style.model import Style
from satupeta.core.text import Text


def style_set(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Draw a dataset as a file says."""
    style = read_style(Path(arguments.file), arguments.name)
    dataset = SetStyle(node_actor(), arguments.slug, style).execute()
    links = {"style": node_links().style("dataset", dataset.slug)}
    output.answer({"slug": dataset.slug, "style": style.name, "links": links}, f"{dataset.slug}: style {style.name}")
    return DONE


def style_ls(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """List a dataset's styles; with `--json` whole, so that one can be changed and set again."""
    dataset = dataset_row(arguments.slug)
    styles = styles_of(dataset)
    rows = [(style.name, style.title.id, str(len(style.rules))) for style in styles]
    output.answer({"slug": dataset.slug, "styles": styles}, table([("name", "title", "rules"), *rows]))
    return DONE


def styles_of(dataset: Dataset) -> tuple[Style, ...]:
    """A dataset's styles, `default` first."""
    return msgspec.convert(dataset.styles, tuple[Style, ...])


def read_style(path: Path, name: str = "") -> Style:
    """The style in a JSON file, under another name when one is given.

    Raises:
        InvalidParameter: The file cannot be read.
        InvalidStyle: It holds no style.
    """
    try:
        style = decode_style(path.read_bytes())
    except OSError as error:
        raise InvalidParameter(
            "PB-023",
            Text(f"{path} tidak terbaca: {error}.", f"{path} cannot be read: {error}."),
            Text("Periksa nama dan foldernya.", "Check its name and folder."),
            str(path),
        ) from error
    return msgspec.structs.replace(style, name=name) if name else style
