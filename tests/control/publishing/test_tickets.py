import time
import uuid

import pytest
from tests.control.town import Town

from satupeta.control.accounts.actions.join_organisation import JoinOrganisation
from satupeta.control.accounts.actions.sign_out_everywhere import SignOutEverywhere
from satupeta.control.action import node_actor
from satupeta.control.errors import InvalidInput
from satupeta.control.jobs.models import Job
from satupeta.control.publishing.actions.register_upload import RegisterUpload
from satupeta.control.publishing.models import Publication
from satupeta.control.publishing.tickets import TICKET_LIFE_S, Admission, admit_actor, issue_ticket, read_ticket
from satupeta.core.errors import NotPermitted, SignInRequired, UnknownThing
from satupeta.core.ingest import StagedFile

STAGED = StagedFile("ab" * 32, 100, "batas.geojson")


def ticket(town: Town) -> str:
    return issue_ticket(town.actor("producer"), town.office.slug)


def register(admission: Admission) -> Publication:
    return RegisterUpload(
        admission.actor, str(uuid.uuid4()), STAGED, admission.organisation, admission.dataset, admission.ticket
    ).execute()


def test_a_ticket_admits_one_upload(town: Town) -> None:
    text = ticket(town)
    publication = register(read_ticket(text))
    assert (publication.person, publication.organisation) == (town.people["producer"], town.office)
    assert Job.objects.get().kind == "understand"
    with pytest.raises(SignInRequired):
        read_ticket(text)


def test_of_two_uploads_with_one_ticket_the_second_is_refused(town: Town) -> None:
    text = ticket(town)
    first, second = read_ticket(text), read_ticket(text)
    register(first)
    with pytest.raises(SignInRequired):
        register(second)
    assert Publication.objects.count() == 1


def test_a_ticket_for_a_dataset_replaces_that_one(town: Town) -> None:
    admission = read_ticket(issue_ticket(town.actor("producer"), "", "batas-kelurahan"))
    assert (admission.organisation, admission.dataset) == (str(town.office.pk), str(town.dataset.pk))
    assert register(admission).dataset == town.dataset


def test_a_ticket_ends(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    text = ticket(town)
    later = time.time() + TICKET_LIFE_S
    monkeypatch.setattr("satupeta.control.publishing.tickets.time.time", lambda: later)
    with pytest.raises(SignInRequired):
        read_ticket(text)


@pytest.mark.parametrize("text", ["", "a.b.c", "x" * 2000, "WyJhIl0.99999999999.AAAA"])
def test_foreign_tickets_admit_nothing(town: Town, text: str) -> None:
    with pytest.raises(SignInRequired):
        read_ticket(text)


def test_a_ticket_is_worth_what_its_person_may_now(town: Town) -> None:
    text = ticket(town)
    JoinOrganisation(node_actor(), town.people["producer"].pk, town.office.pk, None).execute()
    with pytest.raises(NotPermitted):
        read_ticket(text)


def test_a_ticket_of_who_was_deactivated_admits_nothing(town: Town) -> None:
    text = ticket(town)
    SignOutEverywhere(node_actor(), town.people["producer"].pk, deactivate=True).execute()
    with pytest.raises(SignInRequired):
        read_ticket(text)


@pytest.mark.parametrize(
    ("role", "error"), [("public", SignInRequired), ("member", NotPermitted), ("other producer", NotPermitted)]
)
def test_who_may_not_publish_gets_no_ticket(town: Town, role: str, error: type[Exception]) -> None:
    for organisation, dataset in ((town.office.slug, ""), ("", town.dataset.slug)):
        with pytest.raises(error):
            issue_ticket(town.actor(role), organisation, dataset)


def test_an_upload_needs_an_owner_that_exists(town: Town) -> None:
    with pytest.raises(InvalidInput):
        admit_actor(node_actor(), "")
    with pytest.raises(UnknownThing):
        admit_actor(node_actor(), "tidak-ada")
