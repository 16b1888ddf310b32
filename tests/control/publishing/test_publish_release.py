import shutil
import threading

import pytest
from django.db import connections
from tests.control.town import ROLES, Town, add_release, make_built, make_dataset, make_town

from satupeta.control.catalogue.actions.edit_record import EditRecord
from satupeta.control.catalogue.actions.give_grant import GiveGrant
from satupeta.control.catalogue.actions.set_access import SetAccess
from satupeta.control.catalogue.models import Dataset, ReferenceRole, Release
from satupeta.control.errors import Conflict, InvalidInput
from satupeta.control.jobs.models import Job, JobState
from satupeta.control.monitoring.models import AuditEntry, OutboxEntry
from satupeta.control.node import node_storage
from satupeta.control.published.models import PublishedRow
from satupeta.control.publishing.actions.publish_release import PublishRelease
from satupeta.control.publishing.models import Publication, PublicationState
from satupeta.core import published as spec
from satupeta.core.access import AccessClass, Action, Grant
from satupeta.core.errors import NotPermitted, SatuPetaError, UnknownThing
from satupeta.core.published import Record
from satupeta.core.text import Text
from satupeta.data.errors import ReleaseMissing


def latest(dataset: Dataset) -> str:
    return str(dataset.releases.first().pk)  # type: ignore[union-attr]


def published(slug: str) -> spec.Dataset:
    found = spec.decode_spec("dataset", PublishedRow.objects.get(kind="dataset", path=slug).spec)
    assert isinstance(found, spec.Dataset)
    return found


def test_a_new_dataset_gets_name_record_access_and_style(town: Town) -> None:
    upload = make_built(town, role="boundary-city")
    (dataset,) = PublishRelease(town.actor("producer"), upload.pk).execute()
    found = published("batas-baru")
    assert found.id == str(dataset.pk)
    assert (found.access, found.release.number, found.release.author) == (AccessClass.RESTRICTED, 1, "Producer")
    assert found.styles[0].name == "default"
    assert found.roles == ("boundary-city",)
    upload.refresh_from_db()
    assert upload.state == PublicationState.PUBLISHED
    assert upload.results == [{"dataset": str(dataset.pk), "slug": "batas-baru", "release": 1}]
    assert AuditEntry.objects.filter(verb="publish_release", kind="dataset").count() == 1
    assert OutboxEntry.objects.filter(kind="dataset", thing=str(dataset.pk)).exists()


def test_the_office_is_added_to_a_name_that_is_taken(town: Town) -> None:
    upload = make_built(town, title={"id": "Batas kelurahan"})
    (dataset,) = PublishRelease(town.actor("producer"), upload.pk).execute()
    assert dataset.slug == "batas-kelurahan-dinas-tata-ruang"


def test_a_replacement_keeps_all_but_the_release(town: Town) -> None:
    producer = town.actor("producer")
    EditRecord(producer, "dataset", town.dataset.pk, Record(Text("Batas resmi"), theme="batas")).execute()
    SetAccess(producer, "dataset", town.dataset.pk, AccessClass.CLOSED).execute()
    before = published("batas-kelurahan")
    upload = make_built(town, dataset=town.dataset, base=latest(town.dataset), title={"id": ""})
    PublishRelease(producer, upload.pk).execute()
    after = published("batas-kelurahan")
    assert (after.release.number, after.release.count) == (2, 2)
    assert [release.number for release in after.releases] == [2, 1]
    kept = ("slug", "access", "styles", "grants", "roles")
    assert all(getattr(after, name) == getattr(before, name) for name in kept)
    assert after.record.title == Text("Batas resmi")


def test_whoever_comes_second_is_told_of_the_release_that_came_meanwhile(town: Town) -> None:
    base = latest(town.dataset)
    first, second = (make_built(town, dataset=town.dataset, base=base) for _ in range(2))
    PublishRelease(town.actor("producer"), first.pk).execute()
    with pytest.raises(Conflict) as raised:
        PublishRelease(town.actor("producer"), second.pk).execute()
    assert "release 2 of batas-kelurahan meanwhile" in raised.value.message.en
    second.refresh_from_db()
    assert second.state == PublicationState.BUILT
    assert town.dataset.releases.count() == 2


def test_an_older_release_made_current_does_not_hide_the_latest(town: Town) -> None:
    base = latest(town.dataset)
    add_release(town.dataset)
    with pytest.raises(Conflict):
        PublishRelease(town.actor("producer"), make_built(town, dataset=town.dataset, base=base).pk).execute()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_the_same_moment_one_succeeds() -> None:
    town = make_town()
    uploads = [make_built(town, dataset=town.dataset, base=latest(town.dataset)) for _ in range(2)]
    actor, outcomes, start = town.actor("producer"), [], threading.Barrier(2)

    def publish(upload: Publication) -> None:
        start.wait()
        try:
            PublishRelease(actor, upload.pk).execute()
            outcomes.append("published")
        except Conflict:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish, args=(upload,)) for upload in uploads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["published", "refused"]
    assert sorted(Release.objects.values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize("role", ROLES)
def test_an_upload_is_published_by_its_person_or_an_administrator(town: Town, role: str) -> None:
    upload = make_built(town)
    if role in ("producer", "administrator"):
        assert PublishRelease(town.actor(role), upload.pk).execute()
    else:
        with pytest.raises(UnknownThing):
            PublishRelease(town.actor(role), upload.pk).execute()
        assert Release.objects.count() == 1


@pytest.mark.parametrize("person", ["member", "other producer", "steward"])
@pytest.mark.parametrize("is_new", [True, False])
def test_an_upload_of_who_may_not_publish_there_is_refused(town: Town, person: str, is_new: bool) -> None:
    dataset = None if is_new else town.dataset
    upload = make_built(town, person, dataset, latest(town.dataset))
    with pytest.raises(NotPermitted):
        PublishRelease(town.actor(person), upload.pk).execute()
    assert Release.objects.count() == 1
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("state", [state for state in PublicationState if state != PublicationState.BUILT])
def test_only_what_is_built_is_published(town: Town, state: PublicationState) -> None:
    upload = make_built(town)
    Publication.objects.update(state=state)
    with pytest.raises(Conflict):
        PublishRelease(town.actor("producer"), upload.pk).execute()


def test_a_row_never_points_at_a_missing_folder(town: Town) -> None:
    upload = make_built(town)
    draft = upload.drafts[0]
    shutil.rmtree(node_storage().release(draft["dataset"], draft["release"]["id"]))
    with pytest.raises(ReleaseMissing):
        PublishRelease(town.actor("producer"), upload.pk).execute()


@pytest.mark.parametrize(
    "choice", [{"title": {"id": " "}}, {"slug": "Tidak Sah"}, {"slug": "dinas-lain"}, {"role": "boundary-moon"}]
)
def test_what_is_refused_at_the_last_step_leaves_nothing(town: Town, choice: dict[str, object]) -> None:
    upload = make_built(town, **choice)  # type: ignore[arg-type]
    with pytest.raises((InvalidInput, Conflict)):
        PublishRelease(town.actor("producer"), upload.pk).execute()
    assert Dataset.objects.count() == Release.objects.count() == 1
    assert not AuditEntry.objects.exists()
    assert not ReferenceRole.objects.exists()


def test_several_layers_are_published_together_or_not_at_all(town: Town) -> None:
    first, second = make_built(town, title={"id": "Satu"}), make_built(town, title={"id": "Dua"}, slug="dinas-lain")
    for name in ("choices", "drafts", "styles"):
        setattr(first, name, getattr(first, name) + getattr(second, name))
    first.save()
    with pytest.raises(SatuPetaError):
        PublishRelease(town.actor("producer"), first.pk).execute()
    assert not Dataset.objects.filter(slug="satu").exists()
    first.choices[1]["slug"] = "dua"
    first.save()
    made = PublishRelease(town.actor("producer"), first.pk).execute()
    assert [dataset.slug for dataset in made] == ["satu", "dua"]


def test_a_held_role_is_taken_only_by_who_may_give_it(town: Town) -> None:
    theirs = make_dataset("batas-lain", town.other)
    ReferenceRole.objects.create(name="boundary-city", dataset=theirs, code_field="kode", name_field="nama")
    upload = make_built(town, role="boundary-city")
    with pytest.raises(NotPermitted):
        PublishRelease(town.actor("producer"), upload.pk).execute()
    assert ReferenceRole.objects.get().dataset == theirs


def test_a_replacement_may_bring_title_access_and_role(town: Town) -> None:
    upload = make_built(
        town, dataset=town.dataset, base=latest(town.dataset), title={"id": "Lain"}, access="open", role="boundary-city"
    )
    (dataset,) = PublishRelease(town.actor("producer"), upload.pk).execute()
    found = published("batas-kelurahan")
    assert (found.record.title.id, found.access, found.roles) == ("Lain", AccessClass.OPEN, ("boundary-city",))
    assert (found.release.number, dataset.access) == (2, "open")


def test_who_may_not_set_access_publishes_nothing_with_it(town: Town) -> None:
    editor = Grant("person", str(town.people["other producer"].pk), frozenset({Action.EDIT}))
    GiveGrant(town.actor("producer"), "dataset", town.dataset.pk, editor).execute()
    upload = make_built(
        town, "other producer", town.dataset, latest(town.dataset), title={"id": ""}, access=AccessClass.OPEN
    )
    with pytest.raises(NotPermitted):
        PublishRelease(town.actor("other producer"), upload.pk).execute()
    assert (published("batas-kelurahan").release.number, town.dataset.releases.count()) == (1, 1)


def test_publishing_lets_the_upload_be_swept(town: Town) -> None:
    upload = make_built(town)
    PublishRelease(town.actor("producer"), upload.pk).execute()
    assert Job.objects.filter(kind="sweep", argument=str(upload.pk), state=JobState.WAITING).count() == 1


def test_a_state_is_told_in_both_languages(town: Town) -> None:
    upload = make_built(town)
    Publication.objects.update(state=PublicationState.BUILDING)
    with pytest.raises(Conflict) as raised:
        PublishRelease(town.actor("producer"), upload.pk).execute()
    assert raised.value.message.id == "Unggahan ini sedang dibangun."
    assert raised.value.message.en == "This upload is being built."
