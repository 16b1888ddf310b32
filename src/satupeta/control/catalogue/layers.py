"""The layers of a map service, as they are wished for and as they are kept."""

import msgspec

from satupeta.control.action import Actor
from satupeta.control.catalogue.models import MapService, ServiceLayer
from satupeta.control.catalogue.queries import dataset_row
from satupeta.control.errors import InvalidInput
from satupeta.control.permission import require_for
from satupeta.core.access import Action
from satupeta.core.published import Record
from satupeta.core.text import Text

LAYER_LIMIT = 500


class LayerWish(msgspec.Struct, frozen=True):
    """One layer of a map service; the first one lies at the bottom.

    Attributes:
        dataset: Id or slug.
        style: Name of one of the dataset's styles.
        name: Unique within the service; "" for the dataset's slug.
        title: "" in both languages for the dataset's title.
    """

    dataset: str
    style: str = "default"
    name: str = ""
    title: Text = Text("")


def put_layers(service: MapService, wishes: tuple[LayerWish, ...], actor: Actor) -> None:
    """Give a map service these layers in place of those it has.

    Raises:
        InvalidInput: There is none, a name comes twice, or a dataset has no such style.
        SignInRequired, NotPermitted, UnknownThing: The actor may not view a dataset.
    """
    if not 0 < len(wishes) <= LAYER_LIMIT:
        raise InvalidInput(
            "KT-060",
            Text(f"Layanan peta memuat 1 sampai {LAYER_LIMIT} layer.", f"A map service has 1 to {LAYER_LIMIT} layers."),
            locator="layers",
        )
    rows = [_layer(service, position, wish, actor) for position, wish in enumerate(wishes)]
    names = [row.name for row in rows]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InvalidInput(
            "KT-061",
            Text(f"Layer {twice} disebut dua kali.", f"The layer {twice} comes twice."),
            Text("Beri setiap layer nama sendiri.", "Give each layer a name of its own."),
            "layers",
        )
    service.layers.all().delete()
    ServiceLayer.objects.bulk_create(rows)


def _layer(service: MapService, position: int, wish: LayerWish, actor: Actor) -> ServiceLayer:
    dataset = dataset_row(wish.dataset)
    require_for(actor, Action.VIEW, dataset)
    if wish.style not in ("", "default") and all(style["name"] != wish.style for style in dataset.styles):
        raise InvalidInput(
            "KT-062",
            Text(f"{dataset.slug} tidak punya gaya {wish.style}.", f"{dataset.slug} has no style {wish.style}."),
            Text("Pilih gaya yang ada.", "Choose a style that exists."),
            "layers",
        )
    own = msgspec.convert(dataset.record, Record).title
    title = wish.title if wish.title.id or wish.title.en else own
    return ServiceLayer(
        service=service,
        position=position,
        name=wish.name or dataset.slug,
        dataset=dataset,
        style=wish.style or "default",
        title=msgspec.to_builtins(title),
    )
