import pytest
from tests.control.town import Town

from satupeta.control.catalogue.actions.create_service import CreateService
from satupeta.control.catalogue.actions.give_grant import GiveGrant
from satupeta.control.catalogue.actions.withdraw_grant import WithdrawGrant
from satupeta.control.catalogue.layers import LayerWish
from satupeta.control.catalogue.models import Grant as GrantRow
from satupeta.control.catalogue.queries import ThingKind, discoverable, organisations
from satupeta.control.errors import InvalidInput
from satupeta.control.published.models import PublishedRow
from satupeta.control.published.specs import rights
from satupeta.core import published as spec
from satupeta.core.access import PUBLIC, AccessClass, Action, Grant
from satupeta.core.box import Box
from satupeta.core.errors import NotPermitted, UnknownThing
from satupeta.core.filters.tree import Among
from satupeta.core.published import Record
from satupeta.core.text import Text


def give(town: Town, kind: ThingKind = "dataset", key: str = "batas-kelurahan", **values: object) -> GrantRow:
    given: dict[str, object] = {
        "holder_kind": "person",
        "holder": str(town.people["stranger"].pk),
        "actions": frozenset({Action.QUERY}),
    }
    return GiveGrant(town.actor("producer"), kind, key, Grant(**given | values)).execute()  # type: ignore[arg-type]


def test_a_grant_travels_whole_to_the_published_row(town: Town) -> None:
    limits = {
        "row_filter": Among("kode", ("a", "b")),
        "hidden_fields": frozenset({"nik"}),
        "area": Box(106, -7, 107, -6),
        "ends_at": "2030-01-01T00:00:00Z",
    }
    row = give(town, **limits)  # type: ignore[arg-type]
    found = spec.decode_spec("dataset", PublishedRow.objects.get(kind="dataset").spec)
    assert isinstance(found, spec.Dataset)
    (grant,) = found.grants
    assert rights([row]) == (grant,)
    assert {name: getattr(grant, name) for name in limits} == limits
    assert grant.actions == {Action.DISCOVER, Action.VIEW, Action.QUERY}


def test_a_withdrawn_grant_is_gone_at_once(town: Town) -> None:
    row = give(town)
    WithdrawGrant(town.actor("producer"), row.pk).execute()
    assert not GrantRow.objects.exists()
    assert '"grants":[]' in PublishedRow.objects.get(kind="dataset").spec


def test_a_service_is_granted_too(town: Town) -> None:
    CreateService(
        town.actor("producer"), town.office.pk, Record(Text("Peta")), (LayerWish("batas-kelurahan"),), "peta"
    ).execute()
    row = give(town, "service", "peta")
    assert str(town.people["stranger"].pk) in PublishedRow.objects.get(kind="service").spec
    WithdrawGrant(town.actor("producer"), row.pk).execute()
    assert str(town.people["stranger"].pk) not in PublishedRow.objects.get(kind="service").spec


@pytest.mark.parametrize("role", ["stranger", "member", "other producer", "steward"])
def test_only_who_manages_withdraws(town: Town, role: str) -> None:
    row = give(town)
    with pytest.raises(NotPermitted):
        WithdrawGrant(town.actor(role), row.pk).execute()
    assert GrantRow.objects.exists()


def test_an_unknown_grant_is_unknown(town: Town) -> None:
    with pytest.raises(UnknownThing):
        WithdrawGrant(town.actor("producer"), "x").execute()


@pytest.mark.parametrize(
    "values",
    [
        {"actions": frozenset()},
        {"actions": frozenset({Action.MANAGE})},
        {"holder": "nobody"},
        {"holder_kind": "robot"},
        {"holder_kind": "organisation"},
    ],
)
def test_a_grant_gives_something_to_somebody(town: Town, values: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        give(town, **values)  # type: ignore[arg-type]


def test_what_may_be_known_of_is_listed(town: Town) -> None:
    assert [thing.slug for thing in discoverable(PUBLIC, "dataset")] == ["batas-kelurahan"]
    row = PublishedRow.objects.get(kind="dataset")
    row.spec = row.spec.replace('"restricted"', '"closed"')
    row.save()
    assert list(discoverable(PUBLIC, "dataset")) == []
    assert len(list(discoverable(town.actor("member").principal, "dataset"))) == 1
    assert AccessClass.CLOSED in {thing.access for thing in discoverable(town.actor("steward").principal, "dataset")}


def test_organisations_are_listed_by_name(town: Town) -> None:
    assert [found.slug for found in organisations()] == ["dinas-lain", "dinas-tata-ruang"]


@pytest.mark.parametrize("ends_at", ["2020-01-01T00:00:00Z", "31-12-2030", "soon"])
def test_a_grant_that_could_not_hold_is_refused(town: Town, ends_at: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        give(town, ends_at=ends_at)
    assert refused.value.locator == "ends_at"
