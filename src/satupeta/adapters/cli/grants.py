"""`satupeta grant …`: rights to data, given and taken back."""

import argparse

import msgspec

from satupeta.adapters.cli.output import DONE, Output, table
from satupeta.adapters.cli.people import person_of
from satupeta.adapters.cli.tokens import last_moment
from satupeta.control.action import node_actor
from satupeta.control.catalogue.actions.give_grant import GiveGrant
from satupeta.control.catalogue.actions.withdraw_grant import WithdrawGrant
from satupeta.control.catalogue.grants import grant_document, holder_words, right_of
from satupeta.control.catalogue.models import Dataset, MapService
from satupeta.control.catalogue.queries import organisation_row, thing_row
from satupeta.control.instants import iso_instant
from satupeta.core.access import Action, Grant
from satupeta.core.box import Box
from satupeta.core.config import Config
from satupeta.core.errors import InvalidParameter
from satupeta.core.features.schema import Field, FieldType, Schema
from satupeta.core.filters.tree import Among, And, Expression, Value
from satupeta.core.text import Text

_BOOLEANS = {"true": True, "false": False}


def grant_add(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Give a right to a dataset or map service."""
    thing = thing_row(arguments.kind, arguments.slug)
    holder_kind, holder = holder_of(arguments.to)
    grant = Grant(
        holder_kind,
        holder,
        frozenset(Action(action) for action in arguments.action or ["view"]),
        row_filter_of(arguments.where, thing),
        frozenset(_field(name, "--hide", thing).name for name in arguments.hide),
        area_of(arguments.area),
        iso_instant(last_moment(arguments.ends)),
    )
    row = GiveGrant(node_actor(), arguments.kind, arguments.slug, grant).execute()
    right = right_of(row)
    output.answer(grant_document(row), f"{holder_words(right)} may {_actions(right)} {thing.slug} ({row.pk})")
    return DONE


def grant_ls(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """List the rights to a thing."""
    thing = thing_row(arguments.kind, arguments.slug)
    rows = list(thing.grants.all())
    lines = [_line(str(row.pk), right_of(row)) for row in rows]
    document = {"kind": arguments.kind, "slug": thing.slug, "grants": [grant_document(row) for row in rows]}
    output.answer(document, table([("id", "holder", "may", "limits"), *lines]))
    return DONE


def grant_end(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Take a right back at once."""
    WithdrawGrant(node_actor(), arguments.grant).execute()
    output.answer({"id": arguments.grant}, f"{arguments.grant} is void.")
    return DONE


def holder_of(words: str) -> tuple[str, str]:
    """Kind and id of the holder that `person:MAIL`, `organisation:SLUG` or `token:ID` names.

    Raises:
        InvalidParameter: It is none of them.
        UnknownThing: There is no such person or organisation.
    """
    kind, _, name = words.partition(":")
    if name and kind == "person":
        return kind, str(person_of(name).pk)
    if name and kind == "organisation":
        return kind, str(organisation_row(name).pk)
    if name and kind == "token":
        return "consumer", name
    raise _wrong("--to", words, "person:MAIL, organisation:SLUG, token:ID")


def row_filter_of(conditions: list[str], thing: Dataset | MapService) -> Expression | None:
    """The filter of `FIELD=VALUE` conditions: several of one field are alternatives, fields stand together.

    Raises:
        InvalidParameter: A condition has no `=`, names no field of the data, or its value is not of the field's type.
    """
    wanted: dict[str, list[Value]] = {}
    for words in conditions:
        name, equals, text = words.partition("=")
        if not equals:
            raise _wrong("--where", words, "FIELD=VALUE")
        field = _field(name, "--where", thing)
        wanted.setdefault(field.name, []).append(_value(text, field, words))
    parts = tuple(Among(name, tuple(values)) for name, values in wanted.items())
    return And(parts) if len(parts) > 1 else (parts[0] if parts else None)


def area_of(words: str) -> Box | None:
    """The box of `WEST,SOUTH,EAST,NORTH` in degrees; None for "".

    Raises:
        InvalidParameter: It is no box.
    """
    if not words:
        return None
    try:
        west, south, east, north = (float(part) for part in words.split(","))
    except ValueError as error:
        raise _wrong("--area", words, "106.5,-6.3,106.8,-6.1") from error
    return Box.checked(west, south, east, north, "OGC:CRS84", "--area")


def _line(key: str, right: Grant) -> tuple[str, ...]:
    return key, holder_words(right), _actions(right), _limits(right)


def _field(name: str, option: str, thing: Dataset | MapService) -> Field:
    release = thing.current_release if isinstance(thing, Dataset) else None
    schema = msgspec.convert(release.schema, Schema) if release is not None else None
    field = schema.field(name) if schema else None
    if field is None:
        known = ", ".join(one.name for one in schema.fields) if schema else "-"
        raise InvalidParameter(
            "PB-022",
            Text(f"{option}: tidak ada kolom {name!r}.", f"{option}: there is no field {name!r}."),
            Text(f"Yang ada: {known}.", f"There are: {known}."),
            option,
        )
    return field


def _value(text: str, field: Field, words: str) -> Value:
    try:
        if field.type is FieldType.INTEGER:
            return int(text)
        if field.type is FieldType.NUMBER:
            return float(text)
    except ValueError as error:
        raise _wrong("--where", words, field.type.value) from error
    if field.type is FieldType.BOOLEAN:
        if text not in _BOOLEANS:
            raise _wrong("--where", words, "true, false")
        return _BOOLEANS[text]
    return text


def _actions(right: Grant) -> str:
    return ", ".join(action.value for action in Action if action in right.actions)


def _limits(right: Grant) -> str:
    area = right.area
    limits = (
        "some rows" if right.row_filter is not None else "",
        f"without {', '.join(sorted(right.hidden_fields))}" if right.hidden_fields else "",
        f"within {area.west:g},{area.south:g},{area.east:g},{area.north:g}" if area else "",
        f"until {right.ends_at}" if right.ends_at else "",
    )
    return "; ".join(limit for limit in limits if limit)


def _wrong(option: str, words: str, wanted: str) -> InvalidParameter:
    return InvalidParameter(
        "PB-021",
        Text(f"{option} {words} tidak terbaca.", f"{option} {words} cannot be read."),
        Text(f"Tulis seperti: {wanted}.", f"Write it as: {wanted}."),
        option,
    )
