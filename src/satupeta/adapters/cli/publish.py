"""`satupeta publish` and `satupeta unpublish`."""

import argparse
import sqlite3
from pathlib import Path

import msgspec
from django.db import DatabaseError

from satupeta.adapters.cli.output import DONE, REFUSED, Output, exit_code
from satupeta.adapters.cli.people import acting_as
from satupeta.adapters.process.faults import disk_fault
from satupeta.control.action import Actor, node_actor
from satupeta.control.catalogue.actions.unpublish_dataset import UnpublishDataset
from satupeta.control.errors import InvalidInput
from satupeta.control.node import node_links
from satupeta.control.publishing.actions.publish_file import (
    PublishedFile,
    PublishOptions,
    RefusedLayer,
    only_organisation,
    publish_file,
)
from satupeta.core.config import Config
from satupeta.core.errors import InvalidParameter, SatuPetaError
from satupeta.core.links import Links
from satupeta.core.published import Dataset
from satupeta.core.text import Language, Text

_HAS = {"slug": "name", "organisation": "owner"}
_STAGES = {"stage": "received", "understand": "understood", "sync": "built", "publish": "published"}


def publish(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Publish files; what can be published is, the rest is listed with what to do.

    Raises:
        InvalidParameter: The options do not go together, or the owner is not named.
    """
    actor = acting_as(arguments.acting_as)
    _require_sense(actor, arguments)
    datasets: list[Dataset] = []
    refused: list[RefusedLayer] = []
    codes = {DONE}
    for name in arguments.files:
        for layer in arguments.layer or [""]:
            try:
                came = _publish_one(actor, Path(name), _options(arguments, layer), output)
            except (SatuPetaError, OSError, sqlite3.Error, DatabaseError) as error:
                told = error if isinstance(error, SatuPetaError) else disk_fault(error)
                codes.add(exit_code(told))
                came = PublishedFile(refused=(RefusedLayer(name, layer, told.code, told.message, told.advice),))
            datasets += came.datasets
            refused += came.refused
    links = node_links()
    document = {
        "datasets": [dataset_document(dataset, links, output.language) for dataset in datasets],
        "refused": [_refused_document(one, output.language) for one in refused],
    }
    output.answer(document, "\n".join(_lines(datasets, refused, links, output.language)))
    return max(codes | {REFUSED if refused else DONE})


def unpublish(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Take a dataset out of every door."""
    dataset = UnpublishDataset(node_actor(), arguments.slug).execute()
    output.answer({"slug": dataset.slug}, f"{dataset.slug} is not published any more; its releases are kept.")
    return DONE


def dataset_document(dataset: Dataset, links: Links, language: Language) -> dict[str, object]:
    """A published dataset as the command line tells of it; the bbox is longitude and latitude."""
    release, slug = dataset.release, dataset.slug
    extent = release.extent
    return {
        "slug": slug,
        "uuid": dataset.id,
        "release": release.number,
        "features": release.count,
        "geometry": release.schema.geometry.value,
        "crs": release.schema.crs,
        "bbox": [extent.west, extent.south, extent.east, extent.north] if extent else None,
        "changes": [
            {"code": change.code, "count": change.count, "message": change.message.in_language(language)}
            for change in release.changes
        ],
        "links": {
            "page": links.thing("dataset", slug),
            "wms": links.wms("dataset", slug),
            "tiles": links.tile_template("dataset", slug, "png"),
            "tilejson": links.tilejson("dataset", slug),
            "style": links.style("dataset", slug),
            "items": links.items(slug, "dataset", slug),
            **{extension: links.download(slug, extension) for extension in ("gpkg", "geojson", "csv")},
        },
    }


def _publish_one(actor: Actor, path: Path, options: PublishOptions, output: Output) -> PublishedFile:
    if not path.is_file():
        message = Text(f"Tidak ada berkas {path}.", f"There is no file {path}.")
        advice = Text("Periksa nama dan foldernya.", "Check its name and folder.")
        return PublishedFile(refused=(RefusedLayer(str(path), options.layer, "PB-005", message, advice),))
    said: set[str] = set()

    def tell(stage: str, done: int, total: int) -> None:
        if done >= total and stage in _STAGES and stage not in said:
            said.add(stage)
            output.progress(f"{path.name}: {_STAGES[stage]}")

    return publish_file(actor, path, options, tell)


def _require_sense(actor: Actor, arguments: argparse.Namespace) -> None:
    """Refuse options that say something about one thing where there are several, or about a thing that is there."""
    if arguments.dataset:
        for option in ("slug", "organisation"):
            if getattr(arguments, option):
                raise _wrong_use(
                    option,
                    f"--{option} hanya untuk dataset baru; --dataset menggantikan yang sudah ada.",
                    f"--{option} is for a new dataset; --dataset replaces one that has its {_HAS[option]}.",
                )
    several = len(arguments.files) * max(1, len(arguments.layer)) > 1
    for option in ("dataset", "slug", "title", "role"):
        if several and getattr(arguments, option):
            raise _wrong_use(
                option,
                f"--{option} hanya untuk satu layer dari satu berkas.",
                f"--{option} is for one layer of one file.",
            )
    if not arguments.dataset and not arguments.organisation:
        try:
            only_organisation(actor)
        except InvalidInput as error:
            raise InvalidParameter(error.code, error.message, error.advice, "organisation") from error


def _wrong_use(option: str, indonesian: str, english: str) -> InvalidParameter:
    advice = Text(
        f"Hilangkan --{option}, atau jalankan satu per satu.", f"Leave out --{option}, or publish one by one."
    )
    return InvalidParameter("PB-006", Text(indonesian, english), advice, option)


def _options(arguments: argparse.Namespace, layer: str) -> PublishOptions:
    said = {name: getattr(arguments, name, None) for name in PublishOptions.__struct_fields__}
    given = {name: value for name, value in said.items() if value}
    return msgspec.convert(given | {"layer": layer, "accept": arguments.yes}, PublishOptions)


def _refused_document(refused: RefusedLayer, language: Language) -> dict[str, object]:
    return {
        "file": refused.file,
        "layer": refused.layer,
        "code": refused.code,
        "message": refused.message.in_language(language),
        "advice": refused.advice.in_language(language),
    }


def _lines(datasets: list[Dataset], refused: list[RefusedLayer], links: Links, language: Language) -> list[str]:
    lines = []
    for dataset in datasets:
        release = dataset.release
        lines.append(f"{dataset.slug}: release {release.number}, {release.count} features, {release.schema.crs}")
        lines += [f"  changed: {change.message.in_language(language)} ({change.count})" for change in release.changes]
        lines.append(f"  {links.thing('dataset', dataset.slug)}")
    for one in refused:
        where = f"{one.file} {one.layer}".strip()
        message, advice = one.message.in_language(language), one.advice.in_language(language)
        lines.append(f"refused: {where}: {message} {advice} ({one.code})")
    return lines
