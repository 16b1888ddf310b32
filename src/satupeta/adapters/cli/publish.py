"""`satupeta publish` and `satupeta unpublish`."""

import argparse
from pathlib import Path

import msgspec

from satupeta.adapters.cli.output import DONE, REFUSED, Output
from satupeta.adapters.cli.people import acting_as
from satupeta.control.action import Actor, node_actor
from satupeta.control.catalogue.actions.unpublish_dataset import UnpublishDataset
from satupeta.control.node import node_links
from satupeta.control.publishing.actions.publish_file import (
    PublishedFile,
    PublishOptions,
    RefusedLayer,
    publish_file,
)
from satupeta.core.config import Config
from satupeta.core.links import Links
from satupeta.core.published import Dataset
from satupeta.core.text import Language, Text

_STAGES = {"stage": "received", "understand": "understood", "sync": "built", "publish": "published"}


def publish(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Publish files; what can be published is, the rest is listed with what to do."""
    actor = acting_as(arguments.acting_as)
    datasets: list[Dataset] = []
    refused: list[RefusedLayer] = []
    for name in arguments.files:
        for layer in arguments.layer or [""]:
            came = _publish_one(actor, Path(name), _options(arguments, layer), output)
            datasets += came.datasets
            refused += came.refused
    links = node_links()
    document = {
        "datasets": [dataset_document(dataset, links, output.language) for dataset in datasets],
        "refused": [_refused_document(one, output.language) for one in refused],
    }
    output.answer(document, "\n".join(_lines(datasets, refused, links, output.language)))
    return REFUSED if refused else DONE


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
