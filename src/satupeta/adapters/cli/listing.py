"""`satupeta ls`: what the node holds."""

import argparse

from satupeta.adapters.cli.output import DONE, Output, table
from satupeta.control.action import node_actor
from satupeta.control.catalogue.queries import discoverable, organisations
from satupeta.core.config import Config
from satupeta.core.published import Dataset, Service


def ls(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """List datasets, map services and offices."""
    everybody = node_actor().principal
    found: dict[str, list[dict[str, object]]] = {}
    if arguments.kind in ("all", "datasets"):
        found["datasets"] = [
            _dataset(thing) for thing in discoverable(everybody, "dataset") if isinstance(thing, Dataset)
        ]
    if arguments.kind in ("all", "services"):
        found["services"] = [
            _service(thing) for thing in discoverable(everybody, "service") if isinstance(thing, Service)
        ]
    if arguments.kind in ("all", "organisations"):
        found["organisations"] = [{"slug": office.slug, "title": office.name.id} for office in organisations()]
    output.answer(found, "\n\n".join(_lines(kind, things) for kind, things in found.items()))
    return DONE


def _dataset(thing: Dataset) -> dict[str, object]:
    return {
        "slug": thing.slug,
        "title": thing.record.title.id,
        "access": thing.access.value,
        "release": thing.release.number,
        "features": thing.release.count,
        "uuid": thing.id,
    }


def _service(thing: Service) -> dict[str, object]:
    return {
        "slug": thing.slug,
        "title": thing.record.title.id,
        "access": thing.access.value,
        "layers": len(thing.layers),
        "uuid": thing.id,
    }


def _lines(kind: str, things: list[dict[str, object]]) -> str:
    if not things:
        return f"{kind}: none"
    heading = [tuple(key for key in things[0] if key != "uuid")]
    return f"{kind}\n" + table(heading + [tuple(str(thing[key]) for key in heading[0]) for thing in things])
