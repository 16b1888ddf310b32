"""What layers a door offers to whom: shared by pictures, tiles, capabilities, collections and feature questions.

A dataset's door offers the dataset's slug; a map service's door its layers by their own names, and its slug for all of
them; the node's doors the slugs of all datasets, and of all map services for all their layers.
"""

from typing import Literal

import msgspec

from satupeta.core.access import AccessClass, Action, Decision, joined_filter, refusal_error, require
from satupeta.core.errors import UnknownLayer, UnknownThing
from satupeta.core.filters.check import checked
from satupeta.core.filters.tree import And, Expression, Meets
from satupeta.core.published import Dataset, Service, ServiceLayer
from satupeta.core.style.model import Style
from satupeta.core.text import Text
from satupeta.service.context import Context


class Scope(msgspec.Struct, frozen=True):
    """Under which address a protocol is asked: the node's own, a dataset's or a map service's."""

    kind: Literal["node", "dataset", "service"] = "node"
    slug: str = ""


class OfferedLayer(msgspec.Struct, frozen=True):
    """One dataset drawn in one way, as this principal may have it.

    Attributes:
        name: What requests call it in its scope.
        title: What people call it.
        dataset: Where its features come from.
        style: How it is drawn unless another of `styles` is asked for.
        styles: How it may be drawn.
        decision: Allows the action that was asked about, with its limits; those of the map service joined with those
            of the data.
        open: Whether anybody would get the same.
        filter: What the request wants of it; None for all. It names no hidden field.
    """

    name: str
    title: Text
    dataset: Dataset
    style: Style
    styles: tuple[Style, ...]
    decision: Decision
    open: bool
    filter: Expression | None = None

    @property
    def rows(self) -> Expression | None:
        """The features that the decision lets through and the request wants; None for all."""
        return joined_filter(self.decision, self.filter)


class OfferedGroup(msgspec.Struct, frozen=True):
    """A map service as one name that stands for all its layers, the first at the bottom.

    Attributes:
        whole: Whether no layer of the service is withheld from this principal.
    """

    name: str
    title: Text
    service: Service
    layers: tuple[OfferedLayer, ...]
    whole: bool


def offered_layers(scope: Scope, context: Context, action: Action) -> tuple[OfferedLayer, ...]:
    """The layers that a scope lists to this principal, map services left aside.

    Ordered by name; those of a map service as it orders them.

    Raises:
        UnknownThing, SignInRequired, NotPermitted: The scope's own dataset or map service may not be used so.
    """
    if scope.kind == "dataset":
        dataset, decision = context.dataset(scope.slug, action)
        return (_dataset_layer(dataset, decision),)
    if scope.kind == "service":
        service, decision = context.service(scope.slug, action)
        return _group(service, decision, context, action).layers
    asked = ((dataset, context.decision(dataset, action)) for dataset in context.generation.all(Dataset, "dataset"))
    return tuple(_dataset_layer(dataset, decision) for dataset, decision in asked if decision.allowed)


def offered_groups(scope: Scope, context: Context, action: Action) -> tuple[OfferedGroup, ...]:
    """The map services that a scope lists to this principal: those with at least one layer it may have.

    Raises:
        UnknownThing, SignInRequired, NotPermitted: As `offered_layers`.
    """
    if scope.kind == "dataset":
        context.dataset(scope.slug, action)
        return ()
    if scope.kind == "service":
        service, decision = context.service(scope.slug, action)
        groups = [_group(service, decision, context, action)]
    else:
        asked = [(service, context.decision(service, action)) for service in context.generation.all(Service, "service")]
        groups = [_group(service, decision, context, action) for service, decision in asked if decision.allowed]
    return tuple(group for group in groups if group.layers)


def named_layers(
    scope: Scope, names: tuple[str, ...], styles: tuple[str, ...], context: Context, action: Action
) -> tuple[OfferedLayer, ...]:
    """The layers that a request names, in its order, each with the style it asks for.

    Args:
        scope: Where it is asked.
        names: Layer names; that of a map service stands for all its layers that the principal may have.
        styles: One a name, or none at all; "" and `default` mean the layer's own.
        context: The request's view of the node.
        action: What for.

    Raises:
        UnknownLayer: A name or style that is not offered here, or may not be known (`locator` is `layers` or
            `styles`).
        UnknownThing: The scope itself is unknown or may not be known.
        SignInRequired, NotPermitted: Known, but may not be used so.
    """
    asked = styles or ("",) * len(names)
    if len(asked) != len(names):
        raise UnknownLayer(
            "PT-032",
            Text(f"{len(names)} layer, tetapi {len(asked)} gaya.", f"{len(names)} layers, but {len(asked)} styles."),
            Text("Beri satu gaya untuk setiap layer, atau kosongkan.", "Give one style a layer, or none at all."),
            "styles",
        )
    found: list[OfferedLayer] = []
    for position, (name, style) in enumerate(zip(names, asked, strict=True), 1):
        members = _named(scope, name, position, context, action)
        found.extend(_styled(layer, style, position, alone=len(members) == 1) for layer in members)
    return tuple(found)


def filtered_layers(
    scope: Scope,
    names: tuple[str, ...],
    styles: tuple[str, ...],
    filters: tuple[Expression | None, ...],
    context: Context,
    action: Action,
) -> tuple[OfferedLayer, ...]:
    """As `named_layers`, each with the filter of its name; that of a map service holds for all its layers.

    Args:
        scope, names, styles, context, action: As there.
        filters: One a name, or none at all.

    Raises:
        InvalidFilter: A filter does not fit its layer; hidden fields answer as unknown ones do.
        UnknownLayer, UnknownThing, SignInRequired, NotPermitted: As `named_layers`.
    """
    whole = named_layers(scope, names, styles, context, action)
    if not any(filters):
        return whole
    found: list[OfferedLayer] = []
    for name, wanted in zip(names, filters, strict=True):
        count = len(named_layers(scope, (name,), (), context, action))
        found.extend(_filtered(layer, wanted) for layer in whole[len(found) : len(found) + count])
    return tuple(found)


def whole_scope(scope: Scope, style: str, context: Context, action: Action) -> tuple[OfferedLayer, ...]:
    """All that a dataset's or map service's door draws at once; `style` as in `named_layers`.

    Raises:
        UnknownLayer: A style that is not offered, or nothing of a map service may be known.
        UnknownThing: There is no such dataset or map service, or it may not be known.
        SignInRequired, NotPermitted: Known, but may not be used so.
    """
    if scope.kind == "dataset":
        return named_layers(scope, (scope.slug,), (style,), context, action)
    service, decision = context.service(scope.slug, action)
    members = _whole_service(service, decision, 1, context, action)
    return tuple(_styled(layer, style, 1, alone=False) for layer in members)


def joined_decision(outer: Decision, inner: Decision) -> Decision:
    """What two allowing decisions let through together: a map service's and its data's."""
    filters: list[Expression] = [part for part in (outer.row_filter, inner.row_filter) if part is not None]
    if outer.area is not None and inner.area is not None:
        filters.append(Meets(outer.area))
    row_filter = And(tuple(filters)) if len(filters) > 1 else (filters[0] if filters else None)
    return Decision(inner.outcome, row_filter, outer.hidden_fields | inner.hidden_fields, inner.area or outer.area)


def _named(scope: Scope, name: str, position: int, context: Context, action: Action) -> tuple[OfferedLayer, ...]:
    if scope.kind == "service":
        service, decision = context.service(scope.slug, action)
        return _in_service(service, decision, name, scope.slug, position, context, action)
    if scope.kind == "dataset":
        dataset, decision = context.dataset(scope.slug, action)
        if name not in (dataset.slug, scope.slug):
            raise _unknown_layer(position)
        return (_dataset_layer(dataset, decision),)
    try:
        return (_dataset_layer(*context.dataset(name, action)),)
    except UnknownThing:
        pass
    try:
        service, decision = context.service(name, action)
    except UnknownThing:
        raise _unknown_layer(position) from None
    return _whole_service(service, decision, position, context, action)


def _in_service(
    service: Service, decision: Decision, name: str, asked_as: str, position: int, context: Context, action: Action
) -> tuple[OfferedLayer, ...]:
    layer = next((layer for layer in service.layers if layer.name == name), None)
    if layer is None:
        if name in (service.slug, asked_as):
            return _whole_service(service, decision, position, context, action)
        raise _unknown_layer(position)
    dataset = context.generation.get(Dataset, "dataset", layer.dataset)
    if dataset is None:
        raise _unknown_layer(position)
    try:
        inner = require(context.decision(dataset, action))
    except UnknownThing:
        raise _unknown_layer(position) from None
    return (_service_layer(service, layer, dataset, joined_decision(decision, inner)),)


def _whole_service(
    service: Service, decision: Decision, position: int, context: Context, action: Action
) -> tuple[OfferedLayer, ...]:
    group = _group(service, decision, context, action)
    if group.layers:
        return tuple(msgspec.structs.replace(layer, open=layer.open and group.whole) for layer in group.layers)
    # Nothing of it may be had: the first layer that says why speaks, and one that may not be known says nothing.
    for layer in service.layers:
        dataset = context.generation.get(Dataset, "dataset", layer.dataset)
        refusal = dataset and refusal_error(context.decision(dataset, action).outcome)
        if refusal and not isinstance(refusal, UnknownThing):
            raise refusal
    raise _unknown_layer(position)


def _group(service: Service, decision: Decision, context: Context, action: Action) -> OfferedGroup:
    layers = []
    for layer in service.layers:
        dataset = context.generation.get(Dataset, "dataset", layer.dataset)
        inner = context.decision(dataset, action) if dataset else None
        if dataset and inner and inner.allowed:
            layers.append(_service_layer(service, layer, dataset, joined_decision(decision, inner)))
    return OfferedGroup(
        service.slug, service.record.title, service, tuple(layers), whole=len(layers) == len(service.layers)
    )


def _dataset_layer(dataset: Dataset, decision: Decision) -> OfferedLayer:
    return OfferedLayer(
        dataset.slug,
        dataset.record.title,
        dataset,
        dataset.styles[0],
        dataset.styles,
        decision,
        dataset.access is AccessClass.OPEN,
    )


def _service_layer(service: Service, layer: ServiceLayer, dataset: Dataset, decision: Decision) -> OfferedLayer:
    is_open = service.access is AccessClass.OPEN and dataset.access is AccessClass.OPEN
    return OfferedLayer(
        layer.name,
        layer.title if layer.title.id or layer.title.en else dataset.record.title,
        dataset,
        dataset.style(layer.style) or dataset.styles[0],
        dataset.styles,
        decision,
        is_open,
    )


def _styled(layer: OfferedLayer, name: str, position: int, *, alone: bool) -> OfferedLayer:
    if name in ("", "default"):
        return layer
    style = next((style for style in layer.styles if style.name == name), None) if alone else None
    if style is None:
        raise UnknownLayer(
            "PT-031",
            Text(f"Gaya ke-{position} tidak ada untuk layer ini.", f"Style {position} is not offered for its layer."),
            Text("Lihat daftar gaya di GetCapabilities, atau kosongkan.", "See the styles listed, or leave it empty."),
            "styles",
        )
    return msgspec.structs.replace(layer, style=style)


def _filtered(layer: OfferedLayer, wanted: Expression | None) -> OfferedLayer:
    if wanted is None:
        return layer
    checked(wanted, layer.dataset.release.schema, layer.decision.hidden_fields)
    return msgspec.structs.replace(layer, filter=wanted)


def _unknown_layer(position: int) -> UnknownLayer:
    """The one answer for layer names that are unknown or may not be known."""
    return UnknownLayer(
        "PT-030",
        Text(f"Layer ke-{position} tidak ada di sini.", f"Layer {position} is not offered here."),
        Text("Periksa namanya di daftar layer.", "Check its name in the list of layers."),
        "layers",
    )
