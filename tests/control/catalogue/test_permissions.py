"""Role against mutation: who gets through, and that nothing is left by who does not."""

import uuid
from typing import Any

import pytest
from tests.control.town import ROLES, Town, add_release

from satupeta.control.action import Actor, Mutation
from satupeta.control.catalogue.actions.assign_reference_role import AssignReferenceRole
from satupeta.control.catalogue.actions.change_organisation import ChangeOrganisation
from satupeta.control.catalogue.actions.change_service import ChangeService
from satupeta.control.catalogue.actions.create_organisation import CreateOrganisation
from satupeta.control.catalogue.actions.create_service import CreateService
from satupeta.control.catalogue.actions.delete_service import DeleteService
from satupeta.control.catalogue.actions.edit_record import EditRecord
from satupeta.control.catalogue.actions.give_grant import GiveGrant
from satupeta.control.catalogue.actions.make_release_current import MakeReleaseCurrent
from satupeta.control.catalogue.actions.rename_thing import RenameThing
from satupeta.control.catalogue.actions.set_access import SetAccess
from satupeta.control.catalogue.actions.set_style import SetStyle
from satupeta.control.catalogue.actions.unpublish_dataset import UnpublishDataset
from satupeta.control.catalogue.layers import LayerWish
from satupeta.control.catalogue.models import Grant as GrantRow
from satupeta.control.monitoring.models import AuditEntry, OutboxEntry
from satupeta.control.published.models import PublishedGeneration, PublishedRow
from satupeta.core.access import AccessClass, Action, Grant
from satupeta.core.errors import NotPermitted, SignInRequired, UnknownThing
from satupeta.core.features.schema import GeometryKind
from satupeta.core.published import Record
from satupeta.core.style.defaults import plain_style
from satupeta.core.text import Text

RECORD = Record(Text("Judul", "Title"))
EDITORS = frozenset({"producer", "administrator"})
DECIDERS = EDITORS | {"steward"}
ADMINISTRATORS = frozenset({"administrator"})
WHO_MAY = {
    "create_organisation": ADMINISTRATORS,
    "change_organisation": EDITORS,
    "create_service": EDITORS,
    "change_service": EDITORS,
    "delete_service": EDITORS,
    "rename_thing": EDITORS,
    "set_access": EDITORS,
    "give_grant": EDITORS,
    "edit_record": EDITORS,
    "set_style": EDITORS,
    "make_release_current": EDITORS,
    "unpublish_dataset": EDITORS,
    "assign_reference_role": DECIDERS,
}


def mutation(verb: str, town: Town, actor: Actor) -> Mutation[Any]:
    slug = town.dataset.slug
    grant = Grant("person", str(town.people["stranger"].pk), frozenset({Action.VIEW}))
    style = plain_style(GeometryKind.POLYGON)
    layers = (LayerWish(slug),)
    made: dict[str, Mutation[Any]] = {
        "create_organisation": CreateOrganisation(actor, Text("Dinas Baru")),
        "change_organisation": ChangeOrganisation(actor, town.office.slug, Text("Dinas PUPR")),
        "create_service": CreateService(actor, town.office.slug, RECORD, layers),
        "change_service": ChangeService(actor, "peta-dasar", RECORD),
        "delete_service": DeleteService(actor, "peta-dasar"),
        "rename_thing": RenameThing(actor, "dataset", slug, "nama-baru"),
        "set_access": SetAccess(actor, "dataset", slug, AccessClass.OPEN),
        "give_grant": GiveGrant(actor, "dataset", slug, grant),
        "edit_record": EditRecord(actor, "dataset", slug, RECORD),
        "set_style": SetStyle(actor, slug, style),
        "make_release_current": MakeReleaseCurrent(actor, slug, 2),
        "unpublish_dataset": UnpublishDataset(actor, slug),
        "assign_reference_role": AssignReferenceRole(actor, "boundary-kelurahan", slug),
    }
    return made[verb]


@pytest.fixture
def prepared(town: Town) -> Town:
    """The town with a map service and a second release."""
    add_release(town.dataset)
    CreateService(
        town.actor("producer"), town.office.slug, RECORD, (LayerWish(town.dataset.slug),), "peta-dasar"
    ).execute()
    return town


def state() -> tuple[object, ...]:
    return (
        AuditEntry.objects.count(),
        OutboxEntry.objects.count(),
        PublishedGeneration.objects.get().number,
        list(PublishedRow.objects.order_by("kind", "thing").values_list("kind", "thing", "spec")),
    )


@pytest.mark.parametrize("verb", WHO_MAY)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_it_may_and_leaves_no_trace_otherwise(prepared: Town, role: str, verb: str) -> None:
    before = state()
    wanted = mutation(verb, prepared, prepared.actor(role))
    if role in WHO_MAY[verb]:
        wanted.execute()
        entry = AuditEntry.objects.first()
        assert entry is not None
        assert entry.verb == verb
        assert OutboxEntry.objects.filter(thing=entry.thing).exists()
        assert state()[2] != before[2]
    else:
        with pytest.raises(SignInRequired if role == "public" else NotPermitted):
            wanted.execute()
        assert state() == before


@pytest.mark.parametrize("verb", [verb for verb in WHO_MAY if "organisation" not in verb and verb != "create_service"])
@pytest.mark.parametrize("role", ["public", "stranger", "other producer"])
def test_closed_things_answer_as_unknown_ones(prepared: Town, role: str, verb: str) -> None:
    for kind, key in (("dataset", prepared.dataset.slug), ("service", "peta-dasar")):
        SetAccess(prepared.actor("administrator"), kind, key, AccessClass.CLOSED).execute()  # type: ignore[arg-type]
    with pytest.raises(UnknownThing):
        mutation(verb, prepared, prepared.actor(role)).execute()


def grant_edit(town: Town, **limits: object) -> None:
    grant = Grant("person", str(town.people["stranger"].pk), frozenset({Action.EDIT}), **limits)  # type: ignore[arg-type]
    GiveGrant(town.actor("producer"), "dataset", town.dataset.slug, grant).execute()


def test_a_grant_to_edit_edits_and_does_not_manage(prepared: Town) -> None:
    grant_edit(prepared)
    actor = prepared.actor("stranger")
    for verb in ("edit_record", "set_style", "make_release_current"):
        mutation(verb, prepared, actor).execute()
    for verb in ("set_access", "give_grant", "rename_thing", "unpublish_dataset", "assign_reference_role"):
        with pytest.raises(NotPermitted):
            mutation(verb, prepared, actor).execute()


def test_a_limited_grant_to_edit_does_not_replace_the_whole(prepared: Town) -> None:
    grant_edit(prepared, hidden_fields=frozenset({"nama"}))
    with pytest.raises(NotPermitted):
        mutation("make_release_current", prepared, prepared.actor("stranger")).execute()


def test_an_ended_grant_gives_nothing(prepared: Town) -> None:
    grant_edit(prepared)
    row = GrantRow.objects.get()
    row.right["ends_at"] = "2020-01-01T00:00:00Z"
    row.save()
    with pytest.raises(NotPermitted):
        mutation("edit_record", prepared, prepared.actor("stranger")).execute()


@pytest.mark.parametrize("key", ["tidak-ada", "", "../x", str(uuid.uuid4())])
def test_unknown_names_are_unknown(prepared: Town, key: str) -> None:
    with pytest.raises(UnknownThing):
        UnpublishDataset(prepared.actor("administrator"), key).execute()
