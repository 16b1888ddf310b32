import uuid

import msgspec
import pytest
from tests.control.town import Town

from satupeta.control.errors import Conflict, InvalidInput
from satupeta.control.jobs.models import Job, JobState
from satupeta.control.publishing.actions.cancel_publication import CancelPublication
from satupeta.control.publishing.actions.choose_reading import ChooseReading
from satupeta.control.publishing.actions.fail_upload import fail_upload
from satupeta.control.publishing.choices import Choice
from satupeta.control.publishing.models import ENDED, Publication, PublicationState
from satupeta.control.publishing.queries import draft_folders, live_uploads
from satupeta.core.errors import UnknownThing
from satupeta.core.features.schema import GeometryKind
from satupeta.core.ingest import (
    Doubt,
    DoubtCode,
    LayerUnderstanding,
    Option,
    ReadChoices,
    SourceFormat,
    StagedFile,
    Understanding,
)
from satupeta.core.text import Text

RINGS = Doubt(DoubtCode.RINGS, Text("Cincin"), Text("1"), 1, "repair", (Option("repair", Text("Perbaiki")),))
SETTLED = ReadChoices("b", answers={"rings": "repair"})


def layer(name: str, *doubts: Doubt) -> LayerUnderstanding:
    return LayerUnderstanding(
        name, SourceFormat.GEOJSON, 2, GeometryKind.POLYGON, {"Polygon": 2}, "OGC:CRS84", "WGS 84", "UTF-8", (), (),
        None, None, doubts,
    )  # fmt: skip


def make_upload(town: Town, **values: object) -> Publication:
    understanding = Understanding(StagedFile("cd" * 32, 9, "b.geojson"), (layer("b", RINGS), layer("c")))
    return Publication.objects.create(
        person=town.people["producer"],
        organisation=town.office,
        file_name="b.geojson",
        checksum="cd" * 32,
        **{"state": PublicationState.UNDERSTOOD, "understanding": msgspec.to_builtins(understanding)} | values,
    )


def wish(reading: ReadChoices = SETTLED, dataset: str = "") -> Choice:
    return Choice(dataset or str(uuid.uuid4()), reading, Text("Batas"))


def choose(town: Town, upload: Publication, *choices: Choice, build: bool = True) -> Publication:
    return ChooseReading(town.actor("producer"), upload.pk, choices, build).execute()


def test_settled_choices_are_kept_and_built_next(town: Town) -> None:
    upload = make_upload(town)
    choose(town, upload, wish(), wish(ReadChoices("c")))
    upload.refresh_from_db()
    assert upload.state == PublicationState.BUILDING
    assert [choice["reading"]["layer"] for choice in upload.choices] == ["b", "c"]
    assert Job.objects.get().kind == "build"


@pytest.mark.parametrize(
    ("choices", "locator"),
    [
        ((), "choices"),
        ((wish(ReadChoices("b")),), "rings"),
        ((wish(ReadChoices("b", answers={"rings": "pray"})),), "rings"),
        ((wish(ReadChoices("z")),), "layer"),
        ((wish(ReadChoices()),), "layer"),
        ((wish(dataset="d" * 32), wish(ReadChoices("c"), "d" * 32)), "choices"),
    ],
)
def test_open_questions_keep_a_file_from_being_built(town: Town, choices: tuple[Choice, ...], locator: str) -> None:
    upload = make_upload(town)
    with pytest.raises(InvalidInput) as raised:
        choose(town, upload, *choices)
    assert raised.value.locator == locator
    assert not Job.objects.exists()


def test_a_replacement_is_of_the_dataset_it_was_uploaded_for(town: Town) -> None:
    upload = make_upload(town, dataset=town.dataset)
    with pytest.raises(InvalidInput):
        choose(town, upload, wish())
    assert choose(town, upload, wish(dataset=str(town.dataset.pk))).state == PublicationState.BUILDING


def test_open_doubts_do_not_keep_a_file_from_being_read_again(town: Town) -> None:
    upload = choose(town, make_upload(town), wish(ReadChoices("b", crs="EPSG:32748")), build=False)
    assert upload.state == PublicationState.UNDERSTANDING
    assert Job.objects.get().kind == "understand"


@pytest.mark.parametrize(
    "state",
    [state for state in PublicationState if state not in (PublicationState.UNDERSTOOD, PublicationState.BUILT)],
)
def test_choices_are_taken_only_when_the_upload_waits_for_them(town: Town, state: PublicationState) -> None:
    with pytest.raises(Conflict):
        choose(town, make_upload(town, state=state), wish())


def test_somebody_elses_upload_is_unknown(town: Town) -> None:
    upload = make_upload(town)
    for role in ("public", "member", "steward"):
        with pytest.raises(UnknownThing):
            CancelPublication(town.actor(role), upload.pk).execute()


@pytest.mark.parametrize("state", list(PublicationState))
def test_giving_up_ends_an_upload_once(town: Town, state: PublicationState) -> None:
    upload = make_upload(town, state=state)
    cancel = CancelPublication(town.actor("producer"), upload.pk)
    if state in ENDED:
        with pytest.raises(Conflict):
            cancel.execute()
        return
    assert str(upload.pk) in live_uploads()
    cancel.execute()
    assert Publication.objects.get().state == PublicationState.CANCELLED
    assert str(upload.pk) not in live_uploads()
    assert Job.objects.get().kind == "sweep"


def test_giving_up_ends_the_waiting_job(town: Town) -> None:
    upload = make_upload(town)
    choose(town, upload, wish())
    CancelPublication(town.actor("producer"), upload.pk).execute()
    assert Job.objects.get(kind="build").state == JobState.CANCELLED


def test_a_job_that_failed_leads_back_to_the_choice_with_a_number_to_quote(town: Town) -> None:
    upload = make_upload(town, state=PublicationState.BUILDING)
    fail_upload(str(upload.pk))
    upload.refresh_from_db()
    assert upload.state == PublicationState.UNDERSTOOD
    assert str(upload.pk) in str(upload.error)


def test_drafts_that_may_still_be_published_are_told(town: Town) -> None:
    draft = {"dataset": "d", "base": "", "release": {"id": "r"}, "choices": {}}
    make_upload(town, state=PublicationState.BUILT, drafts=[draft])
    make_upload(town, state=PublicationState.CANCELLED, drafts=[{**draft, "dataset": "e"}])
    assert draft_folders() == {("d", "r")}
