from datetime import UTC, datetime, timedelta, tzinfo

import pytest
from django.utils import timezone
from tests.control.town import ROLES, Town

from satupeta.control.accounts.actions.create_person import CreatePerson
from satupeta.control.accounts.actions.grant_node_role import GrantNodeRole
from satupeta.control.accounts.actions.issue_token import IssueToken
from satupeta.control.accounts.actions.join_organisation import JoinOrganisation
from satupeta.control.accounts.actions.revoke_node_role import RevokeNodeRole
from satupeta.control.accounts.actions.revoke_token import RevokeToken
from satupeta.control.accounts.actions.set_password import SetPassword
from satupeta.control.accounts.actions.sign_out_everywhere import SignOutEverywhere
from satupeta.control.accounts.actors import actor_of, token_of
from satupeta.control.accounts.models import Person
from satupeta.control.action import Actor, node_actor
from satupeta.control.errors import Conflict, InvalidInput
from satupeta.control.monitoring.models import AuditEntry
from satupeta.core.access import Action, NodeRole, OfficeRole
from satupeta.core.errors import NotPermitted, SatuPetaError, SignInRequired, UnknownThing


def administrative(town: Town, actor: Actor) -> list[object]:
    subject = town.people["stranger"].pk
    return [
        CreatePerson(actor, "baru@kota.example", "Baru"),
        GrantNodeRole(actor, subject, NodeRole.STEWARD),
        RevokeNodeRole(actor, town.people["steward"].pk, NodeRole.STEWARD),
        JoinOrganisation(actor, subject, town.office.slug, OfficeRole.MEMBER),
        SetPassword(actor, subject, "panjang-sekali-9"),
        SignOutEverywhere(actor, subject),
        IssueToken(actor, subject, "uji"),
    ]


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("administrator", "stranger")])
def test_nobody_but_administrators_changes_other_people(town: Town, role: str) -> None:
    for mutation in administrative(town, town.actor(role)):
        with pytest.raises(SignInRequired if role == "public" else NotPermitted):
            mutation.execute()  # type: ignore[attr-defined]
    assert not AuditEntry.objects.exists()


def test_administrators_change_people_and_each_change_is_audited(town: Town) -> None:
    for mutation in administrative(town, town.actor("administrator")):
        mutation.execute()  # type: ignore[attr-defined]
        entry = AuditEntry.objects.first()
        assert entry is not None
        assert entry.verb == mutation.verb  # type: ignore[attr-defined]
        assert entry.name == "Administrator"


def test_people_change_what_is_their_own(town: Town) -> None:
    actor = town.actor("member")
    SetPassword(actor, actor.person_id, "panjang-sekali-9").execute()
    SignOutEverywhere(actor, actor.person_id).execute()
    assert Person.objects.get(pk=town.people["member"].pk).epoch == 3


def test_a_token_cannot_give_itself_more(town: Town) -> None:
    token, _ = IssueToken(town.actor("producer"), town.people["producer"].pk, "baca").execute()
    limited = actor_of(town.people["producer"], token)
    with pytest.raises(NotPermitted):
        IssueToken(limited, town.people["producer"].pk, "lebih", frozenset(Action)).execute()


@pytest.mark.parametrize(
    ("mail", "name", "password", "locator"),
    [
        ("bukan surel", "Nama", "", "mail"),
        ("a@kota.example", "  ", "", "name"),
        ("a@kota.example", "Nama", "pendek", "password"),
        ("a@kota.example", "Nama", "1234567890123", "password"),
        ("rahmawati@kota.example", "Rahmawati Dewi", "rahmawati@kota.example", "password"),
    ],
)
def test_people_are_registered_only_with_what_can_be_kept(
    town: Town, mail: str, name: str, password: str, locator: str
) -> None:
    with pytest.raises(InvalidInput) as raised:
        CreatePerson(node_actor(), mail, name, password).execute()
    assert raised.value.locator == locator


def test_one_mail_address_is_one_person(town: Town) -> None:
    with pytest.raises(Conflict):
        CreatePerson(node_actor(), "PRODUCER@kota.example", "Lagi").execute()


def test_the_last_administrator_stays(town: Town) -> None:
    last = town.people["administrator"].pk
    with pytest.raises(Conflict):
        RevokeNodeRole(node_actor(), last, NodeRole.ADMINISTRATOR).execute()
    GrantNodeRole(node_actor(), town.people["steward"].pk, NodeRole.ADMINISTRATOR).execute()
    RevokeNodeRole(node_actor(), last, NodeRole.ADMINISTRATOR).execute()


def test_a_token_works_until_it_is_revoked_and_is_kept_only_as_its_hash(town: Town) -> None:
    actor = town.actor("producer")
    token, secret = IssueToken(actor, actor.person_id, "uji", frozenset({Action.EDIT})).execute()
    assert token_of(secret) == token
    assert secret not in str(AuditEntry.objects.values_list("before", "after"))
    assert secret not in str(list(type(token).objects.values()))
    RevokeToken(actor, token.pk).execute()
    assert token_of(secret) is None


def test_a_token_ends(town: Town) -> None:
    actor = town.actor("producer")
    now = timezone.now()
    token, secret = IssueToken(actor, actor.person_id, "uji", ends_at=now + timedelta(hours=1)).execute()
    assert token_of(secret) == token
    type(token).objects.update(ends_at=now)
    assert token_of(secret) is None


@pytest.mark.parametrize("zone", [UTC, None])
def test_a_token_that_has_ended_already_is_not_made(town: Town, zone: tzinfo | None) -> None:
    actor = town.actor("producer")
    past = datetime(2020, 1, 1, tzinfo=zone)
    with pytest.raises(InvalidInput) as refused:
        IssueToken(actor, actor.person_id, "uji", ends_at=past).execute()
    assert refused.value.locator == "ends_at"


@pytest.mark.parametrize("token_id", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_unknown_tokens_are_unknown(town: Town, token_id: str) -> None:
    with pytest.raises(UnknownThing):
        RevokeToken(town.actor("producer"), token_id).execute()


def test_somebody_elses_token_is_not_revoked(town: Town) -> None:
    token, secret = IssueToken(node_actor(), town.people["producer"].pk, "uji").execute()
    with pytest.raises(SatuPetaError):
        RevokeToken(town.actor("member"), token.pk).execute()
    assert token_of(secret) is not None


def test_deactivation_ends_tokens_too(town: Town) -> None:
    _, secret = IssueToken(node_actor(), town.people["producer"].pk, "uji").execute()
    SignOutEverywhere(node_actor(), town.people["producer"].pk, deactivate=True).execute()
    assert token_of(secret) is None
