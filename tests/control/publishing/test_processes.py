import os
import subprocess
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.control.town import Town, make_built

from satupeta.control.action import node_actor
from satupeta.control.node import node_storage
from satupeta.control.publishing.actions.end_abandoned import KEEP, end_abandoned
from satupeta.control.publishing.actions.register_upload import RegisterUpload
from satupeta.control.publishing.models import Publication, PublicationState
from satupeta.control.publishing.processes import is_alive, this_process
from satupeta.control.publishing.queries import draft_folders, kept_blobs, live_uploads
from satupeta.core.ingest import StagedFile


def dead_process() -> str:
    child = subprocess.Popen(["true"])
    host, _, started = this_process().split()
    child.wait()
    return f"{host} {child.pid} {started}"


def test_this_process_runs_and_one_that_ended_does_not() -> None:
    assert is_alive(this_process())
    assert not is_alive(dead_process())


def test_an_id_that_is_used_again_is_another_process() -> None:
    host, process_id, started = this_process().split()
    assert not is_alive(f"{host} {process_id} {int(started) + 1}")


@pytest.mark.parametrize("process", ["", "other-host 1 1", "nonsense"])
def test_what_cannot_be_asked_is_taken_to_run(process: str) -> None:
    assert is_alive(process)


def test_a_process_that_nobody_buried_does_not_run() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    host, _, started = this_process().split()
    assert not is_alive(f"{host} {child} {started}")
    os.waitpid(child, 0)


def test_only_uploads_outside_the_queue_name_their_process(town: Town) -> None:
    staged = StagedFile("ab" * 32, 1, "a.geojson")
    for queued, process in ((True, ""), (False, this_process())):
        made = RegisterUpload(node_actor(), str(uuid.uuid4()), staged, "dinas-lain", queued=queued).execute()
        assert made.process == process


def test_what_a_dead_process_left_is_garbage_and_is_swept(town: Town) -> None:
    made = make_built(town)
    draft = made.drafts[0]
    folder = node_storage().release(draft["dataset"], draft["release"]["id"])
    assert live_uploads() == {str(made.pk)}
    assert end_abandoned(timezone.now()) == 0
    Publication.objects.update(process=dead_process())
    assert not live_uploads()
    assert not draft_folders()
    assert "cd" * 32 not in kept_blobs()
    assert end_abandoned(timezone.now()) == 1
    assert Publication.objects.get().state == PublicationState.CANCELLED
    assert not folder.exists()


def test_an_upload_waits_for_its_person_a_month(town: Town) -> None:
    make_built(town)
    assert end_abandoned(timezone.now() + KEEP - timedelta(hours=1)) == 0
    assert end_abandoned(timezone.now() + KEEP + timedelta(hours=1)) == 1
