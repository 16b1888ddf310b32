"""The synthetic city of the demonstration: made into files, and published through the node's own path."""

import shutil
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path

from satupeta.adapters.process.companion import run_apart
from satupeta.control.action import node_actor
from satupeta.control.catalogue.actions.create_service import CreateService
from satupeta.control.catalogue.actions.edit_record import EditRecord
from satupeta.control.catalogue.actions.set_style import SetStyle
from satupeta.control.catalogue.layers import LayerWish
from satupeta.control.catalogue.models import Dataset, MapService
from satupeta.control.publishing.actions.publish_file import PublishOptions, publish_file
from satupeta.core.access import AccessClass
from satupeta.data.errors import RefusedFile
from satupeta.data.geopackage import write_geopackage
from satupeta.data.storage import Storage
from satupeta.demo.city.datasets import city_datasets
from satupeta.demo.city.entries import ENTRIES, MAP_LAYERS, MAP_OFFICE, MAP_RECORD, MAP_SLUG, Entry

Tell = Callable[[str], None]
_FOLDER = uuid.uuid5(uuid.NAMESPACE_URL, "urn:satupeta:demo:city")


def publish_city(storage: Storage, size: float, tell: Tell) -> None:
    """Publish what is not there yet of a city: its datasets, then the map over them.

    Args:
        storage: The files wait in a folder of its staging until they are published.
        size: Share of the whole city.
        tell: Told of each step.

    Raises:
        RefusedFile: The node does not take its own demonstration data.
    """
    known = set(Dataset.objects.values_list("slug", flat=True))
    missing = [entry for entry in ENTRIES if entry.slug not in known]
    folder = storage.upload(str(_FOLDER))
    # What a killed process left.
    shutil.rmtree(folder, ignore_errors=True)
    try:
        # In a process of its own: the memory that a whole city takes is given back before it is published.
        if missing and not run_apart(partial(write_city, folder, size, {entry.slug for entry in missing}, tell)):
            return
        for entry in missing:
            _publish(entry, folder / f"{entry.slug}.gpkg", tell)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for entry in ENTRIES:
        _describe(entry)
    if not MapService.objects.filter(slug=MAP_SLUG).exists():
        layers = tuple(LayerWish(slug, style) for slug, style in MAP_LAYERS)
        CreateService(node_actor(), MAP_OFFICE, MAP_RECORD, layers, slug=MAP_SLUG, access=AccessClass.OPEN).execute()
        tell(f"Made the map service {MAP_SLUG}")


def write_city(folder: Path, size: float, slugs: set[str], tell: Tell) -> None:
    """Make a city and write these of its datasets as GeoPackages into a new folder."""
    tell("Making a synthetic city")
    folder.mkdir(parents=True)
    for dataset in city_datasets(size):
        slug = dataset.entry.slug
        if slug in slugs:
            write_geopackage(folder / f"{slug}.gpkg", dataset.batch, slug, dataset.entry.record.title.id)
            tell(f"Made {len(dataset.batch)} features for {slug}")


def _publish(entry: Entry, file: Path, tell: Tell) -> None:
    tell(f"Publishing {file.name}")
    options = PublishOptions(
        title=entry.record.title.id,
        slug=entry.slug,
        organisation=entry.office,
        access=AccessClass.OPEN,
        key=entry.key,
        accept=True,
    )
    came = publish_file(node_actor(), file, options)
    if came.refused:
        refused = came.refused[0]
        raise RefusedFile(refused.code, refused.message, refused.advice, file.name)
    _describe(entry)
    tell(f"Published {came.datasets[0].release.count} features as {entry.slug}")


def _describe(entry: Entry) -> None:
    """Give a dataset its styles and record, unless it has them; the record comes last and shows that all is done."""
    dataset = Dataset.objects.get(slug=entry.slug)
    if dataset.record["theme"] or dataset.record["title"]["id"] != entry.record.title.id:
        return
    for style in entry.styles:
        SetStyle(node_actor(), entry.slug, style).execute()
    EditRecord(node_actor(), "dataset", entry.slug, entry.record).execute()
