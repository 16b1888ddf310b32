"""`satupeta rename`, `access`, `record …`, `release …` and `role …`: what is changed of things that are there."""

import argparse

import msgspec

from satupeta.adapters.cli.output import DONE, Output, table
from satupeta.control.action import node_actor
from satupeta.control.catalogue.access import access_document, access_notice
from satupeta.control.catalogue.actions.assign_reference_role import AssignReferenceRole
from satupeta.control.catalogue.actions.edit_record import EditRecord
from satupeta.control.catalogue.actions.make_release_current import MakeReleaseCurrent
from satupeta.control.catalogue.actions.rename_thing import RenameThing
from satupeta.control.catalogue.actions.set_access import SetAccess
from satupeta.control.catalogue.models import ReferenceRole
from satupeta.control.catalogue.queries import dataset_row, thing_row
from satupeta.control.instants import iso_instant
from satupeta.control.node import node_links
from satupeta.core.access import AccessClass
from satupeta.core.config import Config
from satupeta.core.published import Record
from satupeta.core.text import Text

_PLAIN = ("theme", "licence", "contact")


def rename(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Give a thing another name; the old one leads to it for ever."""
    before = arguments.slug
    thing = RenameThing(node_actor(), arguments.kind, before, arguments.new).execute()
    page = node_links().thing(arguments.kind, thing.slug)
    output.answer({"kind": arguments.kind, "slug": thing.slug, "links": {"page": page}}, f"{thing.slug}: {page}")
    return DONE


def access(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Give a dataset or map service another access class."""
    thing = SetAccess(node_actor(), arguments.kind, arguments.slug, AccessClass(arguments.access)).execute()
    notice = access_notice(thing)
    document = {"kind": arguments.kind, "slug": thing.slug, **access_document(thing, output.language)}
    lines = [f"{thing.slug}: {thing.access}", *([notice.in_language(output.language)] if notice else [])]
    output.answer(document, "\n".join(lines))
    return DONE


def record_show(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Print what is written about a thing."""
    thing = thing_row(arguments.kind, arguments.slug)
    _tell_record(arguments.kind, thing.slug, msgspec.convert(thing.record, Record), output)
    return DONE


def record_set(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Change what is said of a thing's record; the rest of it stays."""
    before = msgspec.convert(thing_row(arguments.kind, arguments.slug).record, Record)
    after = changed_record(before, arguments)
    thing = EditRecord(node_actor(), arguments.kind, arguments.slug, after).execute()
    _tell_record(arguments.kind, thing.slug, after, output)
    return DONE


def changed_record(record: Record, said: argparse.Namespace) -> Record:
    """The record with what was said in place of what was there; what is None stays."""
    title, abstract = _text(record.title, said.title, said.title_en), _text(record.abstract, *_abstract(said))
    plain = {name: value for name in _PLAIN if (value := getattr(said, name)) is not None}
    keywords = record.keywords if said.keyword is None else tuple(word for word in said.keyword if word)
    return msgspec.structs.replace(record, title=title, abstract=abstract, keywords=keywords, **plain)


def release_current(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Serve another release of a dataset from now on."""
    dataset = MakeReleaseCurrent(node_actor(), arguments.slug, arguments.number).execute()
    output.answer({"slug": dataset.slug, "release": arguments.number}, f"{dataset.slug}: release {arguments.number}")
    return DONE


def release_ls(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """List a dataset's releases, the newest first."""
    dataset = dataset_row(arguments.slug)
    documents = [
        {
            "number": release.number,
            "current": release.pk == dataset.current_release_id,
            "published_at": iso_instant(release.published_at),
            "author": release.author,
            "features": release.count,
            "source": release.source_name,
        }
        for release in dataset.releases.all()
    ]
    rows = [tuple("yes" if value is True else str(value or "") for value in one.values()) for one in documents]
    heading = ("number", "current", "published", "author", "features", "source")
    output.answer({"slug": dataset.slug, "releases": documents}, table([heading, *rows]))
    return DONE


def role_set(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Give a reference role to a dataset."""
    said = (arguments.code_field, arguments.name_field, arguments.parent_field)
    role = AssignReferenceRole(node_actor(), arguments.role, arguments.slug, *said).execute()
    document = _role_document(role)
    output.answer(document, f"{role.name}: {document['dataset']}")
    return DONE


def role_ls(_arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """List the reference roles that are held."""
    documents = [_role_document(role) for role in ReferenceRole.objects.select_related("dataset").order_by("pk")]
    heading = ("role", "dataset", "code", "name", "parent")
    output.answer({"roles": documents}, table([heading, *(tuple(one.values()) for one in documents)]))
    return DONE


def _role_document(role: ReferenceRole) -> dict[str, str]:
    return {
        "role": role.name,
        "dataset": role.dataset.slug,
        "code_field": role.code_field,
        "name_field": role.name_field,
        "parent_field": role.parent_field,
    }


def _tell_record(kind: str, slug: str, record: Record, output: Output) -> None:
    rows = [
        (name, " / ".join(part for part in (value.id, value.en) if part) if isinstance(value, Text) else str(value))
        for name, value in msgspec.structs.asdict(record).items()
        if value and value != Text("") and name not in ("created_at", "updated_at", "keywords")
    ]
    keywords = [("keywords", ", ".join(record.keywords))] if record.keywords else []
    output.answer({"kind": kind, "slug": slug, "record": record}, table([("field", slug), *rows, *keywords]))


def _abstract(said: argparse.Namespace) -> tuple[str | None, str | None]:
    return said.abstract, said.abstract_en


def _text(text: Text, indonesian: str | None, english: str | None) -> Text:
    return Text(text.id if indonesian is None else indonesian, text.en if english is None else english)
