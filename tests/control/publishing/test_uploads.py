"""An upload on its way through the job process, on the real database file and in real children."""

import json
import shutil
import uuid
from pathlib import Path

import pytest
from tests.control.town import Town, make_built, make_town

from satupeta.control.jobs.models import Job
from satupeta.control.jobs.run_jobs import run_waiting
from satupeta.control.node import node_config, node_storage
from satupeta.control.publishing.actions.build_drafts import build_drafts
from satupeta.control.publishing.actions.cancel_publication import CancelPublication
from satupeta.control.publishing.actions.choose_reading import ChooseReading
from satupeta.control.publishing.actions.clear_dataset import clear_dataset, sweep_blobs
from satupeta.control.publishing.actions.publish_release import PublishRelease
from satupeta.control.publishing.actions.refuse_upload import refuse_upload
from satupeta.control.publishing.actions.register_upload import RegisterUpload
from satupeta.control.publishing.actions.sweep_upload import sweep_upload
from satupeta.control.publishing.actions.understand_upload import understand_upload
from satupeta.control.publishing.choices import Choice, understanding_of
from satupeta.control.publishing.models import Publication, PublicationState
from satupeta.control.publishing.progress import ProgressRow
from satupeta.core.ingest import ReadChoices
from satupeta.core.text import Text
from satupeta.data.errors import RefusedFile, StorageFull
from satupeta.data.staging import StagingWriter, receive, stage

POINT = {"type": "Feature", "properties": {"kode": "a"}, "geometry": {"type": "Point", "coordinates": [106.6, -6.2]}}
UNDERSTANDING = {
    "file": {"sha256": "cd" * 32, "size_bytes": 1, "name": "a.csv"},
    "layers": [
        {
            "name": "a", "format": "csv", "count": 1, "geometry": "point", "geometry_types": {}, "crs": "EPSG:4326",
            "crs_title": "", "encoding": "", "sample_text": [], "fields": [], "native_extent": None, "extent": None,
        }
    ],
}  # fmt: skip


def upload(town: Town, text: str) -> Publication:
    upload_id = str(uuid.uuid4())
    limit = node_config().upload_limit_bytes
    staged = stage(node_storage(), upload_id, [text.encode()], "titik.geojson", limit)
    return RegisterUpload(town.actor("producer"), upload_id, staged, town.office.slug).execute()


def fresh(publication: Publication) -> Publication:
    return Publication.objects.get(pk=publication.pk)


@pytest.mark.django_db(transaction=True)
def test_an_upload_goes_through_the_job_process_to_its_release() -> None:
    town = make_town()
    made = upload(town, json.dumps({"type": "FeatureCollection", "features": [POINT]}))
    run_waiting()
    made = fresh(made)
    assert (made.state, made.stage, made.done) == (PublicationState.UNDERSTOOD, "understand", 1)
    layer = understanding_of(made).layer("")
    assert layer is not None
    choice = Choice(str(uuid.uuid4()), ReadChoices(layer.name, key="kode"), Text("Titik"))
    ChooseReading(town.actor("producer"), made.pk, (choice,), build=False).execute()
    run_waiting()
    assert fresh(made).state == PublicationState.UNDERSTOOD
    ChooseReading(town.actor("producer"), made.pk, (choice,)).execute()
    run_waiting()
    made = fresh(made)
    assert (made.state, len(made.drafts), len(made.styles)) == (PublicationState.BUILT, 1, 1)
    (dataset,) = PublishRelease(town.actor("producer"), made.pk).execute()
    assert dataset.slug == "titik"
    sweep_upload(str(made.pk))
    assert not node_storage().upload(str(made.pk)).exists()
    assert node_storage().release(str(dataset.pk), str(dataset.current_release_id)).is_dir()


@pytest.mark.django_db(transaction=True)
def test_a_file_that_cannot_be_read_ends_its_upload_with_the_reason() -> None:
    made = upload(make_town(), "bukan peta")
    run_waiting()
    made = fresh(made)
    assert made.state == PublicationState.REFUSED
    assert made.error is not None
    assert made.error["message"]["id"]
    assert not node_storage().upload(str(made.pk)).exists()
    assert not node_storage().blob(made.checksum).exists()


@pytest.mark.parametrize("state", [PublicationState.CANCELLED, PublicationState.PUBLISHED])
def test_what_has_ended_is_neither_read_nor_built_again(town: Town, state: PublicationState) -> None:
    made = make_built(town)
    Publication.objects.update(state=state)
    assert understand_upload(made.pk).state == build_drafts(made.pk).state == state


def test_a_refusal_while_building_leads_back_to_the_choices(town: Town) -> None:
    made = make_built(town)
    Publication.objects.update(state=PublicationState.BUILDING, understanding={})
    refused = refuse_upload(fresh(made), RefusedFile("UN-001", Text("Salah")))
    assert (refused.state, refused.drafts) == (PublicationState.UNDERSTOOD, [])


@pytest.mark.parametrize("understood", [False, True])
def test_want_of_room_ends_only_an_upload_that_was_not_read(town: Town, understood: bool) -> None:
    made = make_built(town)
    Publication.objects.update(understanding={} if understood else None)
    refused = refuse_upload(fresh(made), StorageFull("SM-010", Text("Penuh")))
    assert refused.state == (PublicationState.UNDERSTOOD if understood else PublicationState.REFUSED)
    assert Job.objects.filter(kind="sweep", argument=str(made.pk)).exists() is not understood


def test_a_cancelled_upload_stays_cancelled_whatever_comes_later(town: Town) -> None:
    made = make_built(town)
    CancelPublication(town.actor("producer"), made.pk).execute()
    refused = refuse_upload(made, RefusedFile("UN-001", Text("Salah")))
    assert (refused.state, refused.error) == (PublicationState.CANCELLED, None)


def test_sweeping_removes_drafts_that_nobody_published(town: Town) -> None:
    made = make_built(town)
    draft = made.drafts[0]
    folder = node_storage().release(draft["dataset"], draft["release"]["id"])
    sweep_upload(str(made.pk))
    assert folder.is_dir()
    CancelPublication(town.actor("producer"), made.pk).execute()
    for _ in range(2):
        sweep_upload(str(made.pk))
        assert not folder.parent.parent.exists()


def test_a_file_that_something_speaks_of_is_not_swept(town: Town) -> None:
    storage, limit = node_storage(), node_config().upload_limit_bytes
    first, second = (str(uuid.uuid4()) for _ in range(2))
    with StagingWriter(storage, first, "a.csv", limit) as writer:
        staged = receive(writer, [b"a,b"])
        sweep_blobs()
        assert storage.blob(staged.sha256).exists()
        one = RegisterUpload(town.actor("producer"), first, staged, town.office.slug).execute()
    again = stage(storage, second, [b"a,b"], "a.csv", limit)
    two = RegisterUpload(town.actor("producer"), second, again, town.office.slug).execute()
    for made, is_there in ((one, True), (two, False)):
        CancelPublication(town.actor("producer"), made.pk).execute()
        sweep_upload(str(made.pk))
        assert storage.blob(staged.sha256).exists() is is_there


def test_new_choices_clear_the_drafts_before(town: Town) -> None:
    made = make_built(town)
    draft = made.drafts[0]
    folder = node_storage().release(draft["dataset"], draft["release"]["id"])
    Publication.objects.update(understanding=UNDERSTANDING)
    choice = Choice(str(uuid.uuid4()), ReadChoices("a"), Text("A"))
    ChooseReading(town.actor("producer"), made.pk, (choice,), queued=False).execute()
    assert folder.is_dir()
    assert Job.objects.get(kind="clear").argument == draft["dataset"]
    clear_dataset(draft["dataset"])
    assert not folder.parent.parent.exists()


def test_a_dataset_that_is_built_for_is_left_alone(town: Town) -> None:
    made = make_built(town)
    draft = made.drafts[0]
    Publication.objects.update(state=PublicationState.BUILDING, drafts=[])
    clear_dataset(draft["dataset"])
    assert node_storage().release(draft["dataset"], draft["release"]["id"]).is_dir()


def test_sweeping_leaves_what_was_published(town: Town) -> None:
    made = make_built(town)
    draft = made.drafts[0]
    PublishRelease(town.actor("producer"), made.pk).execute()
    sweep_upload(str(made.pk))
    assert node_storage().release(draft["dataset"], draft["release"]["id"]).is_dir()


def test_a_folder_without_a_row_is_swept_too(town: Town, tmp_path: Path) -> None:
    folder = node_storage().upload(str(uuid.uuid4()))
    folder.mkdir(parents=True)
    sweep_upload(folder.name)
    assert not folder.exists()
    shutil.rmtree(folder, ignore_errors=True)


def test_progress_is_written_when_a_stage_begins_and_ends(town: Town) -> None:
    made = make_built(town)
    heard: list[tuple[str, int, int]] = []
    tell = ProgressRow(made.pk, lambda stage, done, total: heard.append((stage, done, total)))
    for done in range(101):
        tell("read", done, 100)
    made = fresh(made)
    assert (made.stage, made.done, made.total) == ("read", 100, 100)
    assert len(heard) == 101
