"""Datasets and map services as lists show them."""

from dataclasses import dataclass

from satupeta.control.portal.addresses import bounds_text, picture_address
from satupeta.control.portal.reading import Reading, Thing
from satupeta.core import published as spec
from satupeta.core.access import AccessClass, Action
from satupeta.core.box import Box, smallest
from satupeta.core.features.schema import GeometryKind
from satupeta.core.style.scales import first_look
from satupeta.core.text import Text

GEOMETRY_WORDS: dict[GeometryKind, Text] = {
    GeometryKind.POINT: Text("Titik", "Points"),
    GeometryKind.LINE: Text("Garis", "Lines"),
    GeometryKind.POLYGON: Text("Poligon", "Polygons"),
    GeometryKind.MIXED: Text("Campuran", "Mixed"),
    GeometryKind.NONE: Text("Tabel", "Table"),
}
ACCESS_WORDS: dict[AccessClass, Text] = {
    AccessClass.OPEN: Text("Terbuka", "Open"),
    AccessClass.RESTRICTED: Text("Terbatas", "Restricted"),
    AccessClass.CLOSED: Text("Tertutup", "Closed"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One line of a list.

    Attributes:
        kind: `dataset` or `service`.
        title, abstract, office, about: In the page's language; `about` says what it is made of.
        release: Of a dataset.
        access: Said where it is not open.
        picture: Address of its thumbnail, "" without one.
        bounds: Its extent for the map, "" without one.
        in_viewer: Whether the reader may see it on the map.
    """

    kind: str
    slug: str
    title: str
    abstract: str
    office: str
    about: str
    release: spec.Release | None
    access: str
    picture: str
    bounds: str
    in_viewer: bool


def card_of(thing: Thing, view: Reading, width_px: int = 144, height_px: int = 112) -> Card:
    """A thing as a list shows it to this reader."""
    office = view.organisations.get(thing.organisation)
    viewable = view.may(thing, Action.VIEW)
    box = extent_of(thing, view)
    is_dataset = isinstance(thing, spec.Dataset)
    return Card(
        kind="dataset" if is_dataset else "service",
        slug=thing.slug,
        title=thing.record.title.in_language(view.language),
        abstract=thing.record.abstract.in_language(view.language),
        office=office.name.in_language(view.language) if office else "",
        about=about(thing).in_language(view.language),
        release=thing.release if isinstance(thing, spec.Dataset) else None,
        access="" if thing.access is AccessClass.OPEN else ACCESS_WORDS[thing.access].in_language(view.language),
        picture=picture_address(thing.slug, _looked_at(thing, box, width_px, height_px), width_px, height_px)
        if viewable
        else "",
        bounds=bounds_text(box),
        in_viewer=viewable and box is not None,
    )


def _looked_at(thing: Thing, box: Box | None, width_px: int, height_px: int) -> Box | None:
    """What the thumbnail shows: the middle of a dataset that is drawn in detail only."""
    if box is None or not isinstance(thing, spec.Dataset):
        return box
    return first_look(thing.styles[0], box, width_px, height_px)


def about(thing: Thing) -> Text:
    """What a thing is made of, in a word."""
    if isinstance(thing, spec.Dataset):
        return GEOMETRY_WORDS[thing.release.schema.geometry]
    return Text("Layanan peta", "Map service")


def extent_of(thing: Thing, view: Reading) -> Box | None:
    """The extent of a dataset, or of all layers of a map service that the reader may see."""
    if isinstance(thing, spec.Dataset):
        return thing.release.extent
    box: Box | None = None
    for dataset in layers_of(thing, view):
        found = dataset.release.extent
        if found is not None:
            box = found if box is None else box.union(found)
    return box


def city_extent(view: Reading) -> Box | None:
    """The city's extent as this reader may know it: of the least wide boundaries, which may reach beyond the city."""
    boxes = [box for _, dataset in view.roles if (box := dataset.release.extent) is not None]
    if boxes:
        return smallest(boxes)
    return view.node.extent if view.node else None


def layers_of(service: spec.Service, view: Reading) -> tuple[spec.Dataset, ...]:
    """The datasets of a service that this reader may see, in its order."""
    found = (view.get(spec.Dataset, "dataset", layer.dataset) for layer in service.layers)
    return tuple(dataset for dataset in found if dataset is not None and view.may(dataset, Action.VIEW))


def newest_first(things: tuple[spec.Dataset, ...]) -> list[spec.Dataset]:
    """Datasets by the day of their current release."""
    return sorted(things, key=lambda thing: (thing.release.published_at, thing.slug), reverse=True)
