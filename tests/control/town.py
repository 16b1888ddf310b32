"""Two offices, everybody who may come to them, and data of the first."""

import uuid
from dataclasses import dataclass
from pathlib import Path

import msgspec
from django.utils import timezone

from satupeta.control.accounts.actors import actor_of
from satupeta.control.accounts.models import Membership, NodeRoleHeld, Person
from satupeta.control.action import Actor
from satupeta.control.catalogue.models import Dataset, Organisation, Release
from satupeta.control.catalogue.naming import claim_slug
from satupeta.control.node import node_storage
from satupeta.control.published.rows import rebuild_rows
from satupeta.control.publishing.choices import Choice
from satupeta.control.publishing.models import Publication, PublicationState
from satupeta.core import published as spec
from satupeta.core.access import PUBLIC, AccessClass, NodeRole, OfficeRole
from satupeta.core.box import Box
from satupeta.core.features.schema import Field, FieldType, GeometryKind, Schema
from satupeta.core.ingest import Draft, ReadChoices
from satupeta.core.style.defaults import default_style
from satupeta.core.text import Text

SCHEMA = Schema(
    (
        Field("kode", FieldType.TEXT),
        Field("nama", FieldType.TEXT),
        Field("kode_induk", FieldType.TEXT),
    ),
    GeometryKind.POLYGON,
    "OGC:CRS84",
    key="kode",
)
ROLES = ("public", "stranger", "member", "producer", "other producer", "steward", "publisher", "administrator")


@dataclass(frozen=True)
class Town:
    """What `make_town` made.

    Attributes:
        office, other: Organisations.
        people: Everybody but the public, by role.
        dataset: Of `office`, restricted.
    """

    office: Organisation
    other: Organisation
    people: dict[str, Person]
    dataset: Dataset

    def actor(self, role: str) -> Actor:
        """Somebody of this role, as they are in the database now."""
        return Actor(PUBLIC, "") if role == "public" else actor_of(Person.objects.get(pk=self.people[role].pk))


def make_town() -> Town:
    """Write it all, with the published rows."""
    office, other = make_organisation("dinas-tata-ruang"), make_organisation("dinas-lain")
    people = {role: make_person(role) for role in ROLES[1:]}
    Membership.objects.create(person=people["member"], organisation=office, role=OfficeRole.MEMBER.value)
    Membership.objects.create(person=people["producer"], organisation=office, role=OfficeRole.PRODUCER.value)
    Membership.objects.create(person=people["other producer"], organisation=other, role=OfficeRole.PRODUCER.value)
    for role in NodeRole:
        NodeRoleHeld.objects.create(person=people[role.value], role=role.value)
    dataset = make_dataset("batas-kelurahan", office)
    rebuild_rows()
    return Town(office, other, people, dataset)


def make_person(name: str) -> Person:
    """A person with the password `rahasia-kota`."""
    person = Person(mail=f"{name.replace(' ', '-')}@kota.example", name=name.title())
    person.set_password("rahasia-kota")
    person.save()
    return person


def make_organisation(slug: str, access: AccessClass = AccessClass.RESTRICTED) -> Organisation:
    """An organisation under its slug."""
    made = Organisation.objects.create(
        slug=slug, name={"id": slug.replace("-", " ").title(), "en": ""}, default_access=access.value
    )
    claim_slug(slug, "organisation", made.pk)
    return made


def make_dataset(slug: str, office: Organisation, access: AccessClass = AccessClass.RESTRICTED) -> Dataset:
    """A dataset with one current release, which has no files."""
    title = Text(slug.replace("-", " ").capitalize())
    made = Dataset.objects.create(
        slug=slug,
        organisation=office,
        access=access.value,
        record=msgspec.to_builtins(spec.Record(title=title)),
        styles=[msgspec.to_builtins(default_style(SCHEMA))],
    )
    claim_slug(slug, "dataset", made.pk)
    made.current_release = add_release(made)
    made.save()
    return made


def add_release(dataset: Dataset) -> Release:
    """One more release, which is not made current."""
    number = dataset.releases.count() + 1
    return Release.objects.create(
        id=uuid.uuid4(),
        dataset=dataset,
        number=number,
        published_at=timezone.now(),
        author="Tester",
        checksum="ab" * 32,
        source_name="batas.geojson",
        source_layer="batas",
        count=104,
        schema=msgspec.to_builtins(SCHEMA),
        extent=msgspec.to_builtins(Box(106.5, -6.3, 106.8, -6.1)),
        size_bytes=1000,
    )


def make_built(
    town: Town, person: str = "producer", dataset: Dataset | None = None, base: str = "", **choice: object
) -> Publication:
    """An upload of a person whose draft is built: a folder with nothing but a manifest, and its rows."""
    identity = str(dataset.pk) if dataset else str(uuid.uuid4())
    release = spec.Release(
        str(uuid.uuid4()), 0, "", "", "cd" * 32, "b.geojson", "b", 2, SCHEMA, Box(106.5, -6.3, 106.9, -6.1)
    )
    folder: Path = node_storage().release(identity, release.id)
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    wish = msgspec.convert({"dataset": identity, "reading": {}, "title": {"id": "Batas baru"}} | choice, Choice)
    return Publication.objects.create(
        person=town.people[person],
        organisation=town.office,
        dataset=dataset,
        state=PublicationState.BUILT,
        file_name="b.geojson",
        checksum="cd" * 32,
        choices=[msgspec.to_builtins(wish)],
        drafts=[msgspec.to_builtins(Draft(identity, base, release, ReadChoices()))],
        styles=[msgspec.to_builtins(default_style(SCHEMA))],
    )
