"""`satupeta service …`: map services, one by one or as a file says."""

import argparse
import tomllib
from pathlib import Path

import msgspec

from satupeta.adapters.cli.offices import office_of
from satupeta.adapters.cli.output import DONE, Output
from satupeta.control.action import node_actor
from satupeta.control.catalogue.access import access_document, access_notice
from satupeta.control.catalogue.actions.change_service import ChangeService
from satupeta.control.catalogue.actions.create_service import CreateService
from satupeta.control.catalogue.actions.delete_service import DeleteService
from satupeta.control.catalogue.layers import LayerWish
from satupeta.control.catalogue.models import MapService
from satupeta.control.node import node_links
from satupeta.core.access import AccessClass
from satupeta.core.config import Config
from satupeta.core.errors import InvalidParameter
from satupeta.core.published import Record
from satupeta.core.text import Language, Text


class ServiceFileLayer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A layer written as a table instead of `DATASET[:STYLE]`."""

    dataset: str
    style: str = "default"
    name: str = ""
    title: str = ""
    title_en: str = ""


class ServiceFileEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[service]]` of a file; `layers` from the lowest to the highest."""

    slug: str
    title: str
    layers: tuple[str | ServiceFileLayer, ...]
    title_en: str = ""
    abstract: str = ""
    abstract_en: str = ""
    organisation: str = ""
    access: AccessClass = AccessClass.OPEN


class ServiceFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole file."""

    service: tuple[ServiceFileEntry, ...]


def service_create(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Make a map service."""
    service = CreateService(
        node_actor(),
        office_of(arguments.organisation).pk,
        Record(Text(arguments.title), Text(arguments.abstract)),
        tuple(layer_wish(words) for words in arguments.layer),
        slug=arguments.slug,
        access=AccessClass(arguments.access or AccessClass.OPEN),
    ).execute()
    output.answer(_document(service, output.language), _lines(service, output.language))
    return DONE


def service_apply(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Make or change map services as a file says; those that it does not name stay as they are."""
    services = [_apply(entry) for entry in read_service_file(Path(arguments.file)).service]
    lines = "\n".join(_lines(service, output.language) for service in services)
    output.answer({"services": [_document(service, output.language) for service in services]}, lines)
    return DONE


def service_delete(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Take a map service out of every door; its data stays."""
    DeleteService(node_actor(), arguments.slug).execute()
    output.answer({"slug": arguments.slug}, f"{arguments.slug} is gone.")
    return DONE


def read_service_file(path: Path) -> ServiceFile:
    """The map services that a TOML or JSON file describes.

    Raises:
        InvalidParameter: It cannot be read or says something unknown.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            return msgspec.json.decode(text, type=ServiceFile)
        return msgspec.convert(tomllib.loads(text), ServiceFile)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.DecodeError) as error:
        raise InvalidParameter(
            "PB-003",
            Text(f"{path} tidak dapat dipakai: {error}.", f"{path} cannot be used: {error}."),
            Text("Lihat petunjuk layanan peta.", "See the how-to on map services."),
            str(path),
        ) from error


def layer_wish(words: str) -> LayerWish:
    """The layer that `DATASET[:STYLE]` stands for."""
    dataset, _, style = words.partition(":")
    return LayerWish(dataset, style or "default")


def _apply(entry: ServiceFileEntry) -> MapService:
    record = Record(Text(entry.title, entry.title_en), Text(entry.abstract, entry.abstract_en))
    layers = tuple(_wish(layer) for layer in entry.layers)
    if MapService.objects.filter(slug=entry.slug).exists():
        return ChangeService(node_actor(), entry.slug, record, layers, entry.access).execute()
    office = office_of(entry.organisation)
    return CreateService(node_actor(), office.pk, record, layers, slug=entry.slug, access=entry.access).execute()


def _wish(layer: str | ServiceFileLayer) -> LayerWish:
    if isinstance(layer, str):
        return layer_wish(layer)
    return LayerWish(layer.dataset, layer.style, layer.name, Text(layer.title, layer.title_en))


def _lines(service: MapService, language: Language) -> str:
    notice = access_notice(service)
    page = f"{service.slug}: {node_links().thing('service', service.slug)}"
    return page + (f"\n  {notice.in_language(language)}" if notice else "")


def _document(service: MapService, language: Language) -> dict[str, object]:
    links = node_links()
    return {
        "slug": service.slug,
        "uuid": str(service.pk),
        **access_document(service, language),
        "links": {
            "page": links.thing("service", service.slug),
            "wms": links.wms("service", service.slug),
            "tiles": links.tilejson("service", service.slug),
            "ogc": links.ogc("service", service.slug),
        },
    }
