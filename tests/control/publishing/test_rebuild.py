"""Snapshots of another format are rebuilt in the background while the node serves."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.control.publishing.test_publish_file import SQUARE, publish, write_geojson
from tests.control.town import make_town
from tests.node import Answer, AsgiClient

from satupeta.adapters.http.application import Application
from satupeta.control.jobs.models import Job, JobState
from satupeta.control.jobs.queue import enqueue
from satupeta.control.jobs.run_jobs import run_jobs, run_waiting
from satupeta.control.node import node_config, node_key, node_storage
from satupeta.control.publishing.actions.rebuild_snapshots import ask_rebuilds, rebuild_release
from satupeta.core.access import AccessClass
from satupeta.core.published import Dataset
from satupeta.data.release.manifest import read_manifest
from satupeta.data.release.snapshots import is_outdated
from satupeta.data.snapshot.format import FORMAT

pytestmark = pytest.mark.django_db(transaction=True)
DOORS = ("/d/batas-kota/unduh/batas-kota.csv", "/d/batas-kota/tiles/12/3260/2118.mvt")


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    """A published dataset."""
    (made,) = publish(make_town(), write_geojson(tmp_path, *([SQUARE] * 4)), access=AccessClass.OPEN).datasets
    return made


def folder_of(dataset: Dataset) -> Path:
    return node_storage().release(dataset.id, dataset.release.id)


def make_old(dataset: Dataset) -> None:
    """As an earlier version of the program left it."""
    for name, field in (("snapshot/facts.json", '"format":'), ("manifest.json", '"snapshot_format": ')):
        file = folder_of(dataset) / name
        text = file.read_text()
        assert f"{field}{FORMAT}" in text
        # At once, as everything in a release changes: a reader must not find half a file.
        (file.parent / "old").write_text(text.replace(f"{field}{FORMAT}", f"{field}0"))
        (file.parent / "old").replace(file)


@pytest.fixture
def client() -> Iterator[AsgiClient]:
    """A worker that has opened nothing yet."""
    application = Application(node_config(), node_key())
    yield AsgiClient(application)
    application.close()


def asked(client: AsgiClient) -> list[Answer]:
    return [client.get(door) for door in DOORS]


def test_the_job_process_mends_what_another_version_left(dataset: Dataset, client: AsgiClient) -> None:
    before = [answer.body for answer in asked(client)]
    make_old(dataset)
    later = AsgiClient(Application(node_config(), node_key()))
    assert [(answer.status, answer.headers["retry-after"]) for answer in asked(later)] == [(503, "30")] * 2
    end = threading.Event()
    worker = threading.Timer(20, end.set)
    worker.start()
    run_jobs(lambda: end.is_set() or Job.objects.filter(kind="rebuild", state=JobState.DONE).exists())
    worker.cancel()
    assert [(answer.status, answer.body) for answer in asked(later)] == [(200, body) for body in before]
    manifest = read_manifest(folder_of(dataset), dataset.release.id)
    assert (manifest.snapshot_format, manifest.count) == (FORMAT, 4)
    assert list(node_storage().staging.iterdir()) == []


def test_readers_meanwhile_see_the_old_or_the_new_whole(dataset: Dataset) -> None:
    application = Application(node_config(), node_key())
    whole = [answer.body for answer in asked(AsgiClient(application))]
    seen: set[tuple[int, bool]] = set()
    end = threading.Event()

    def read() -> None:
        while not end.is_set():
            fresh = Application(node_config(), node_key())
            answers = asked(AsgiClient(fresh))
            seen.update((answer.status, answer.body == body) for answer, body in zip(answers, whole, strict=True))
            fresh.close()

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(5):
        make_old(dataset)
        rebuild_release(f"{dataset.id}/{dataset.release.id}")
    end.set()
    reader.join()
    assert {(200, True)} <= seen <= {(200, True), (503, False)}
    # Who had it open keeps what was open: its files are mapped.
    assert [answer.body for answer in asked(AsgiClient(application))] == whole
    application.close()


def test_each_release_is_asked_for_once_and_what_is_well_never(dataset: Dataset) -> None:
    assert ask_rebuilds() == 0
    make_old(dataset)
    assert (ask_rebuilds(), ask_rebuilds()) == (1, 1)
    assert Job.objects.filter(kind="rebuild").count() == 1
    enqueue("sweep")
    while run_waiting():
        pass
    assert Job.objects.get(kind="rebuild").state == JobState.DONE
    assert ask_rebuilds() == 0


def test_a_rebuild_killed_before_the_manifest_is_taken_up_again(dataset: Dataset) -> None:
    manifest = folder_of(dataset) / "manifest.json"
    manifest.write_text(manifest.read_text().replace(f'"snapshot_format": {FORMAT}', '"snapshot_format": 0'))
    assert is_outdated(node_storage(), dataset.id, dataset.release.id)
    rebuild_release(f"{dataset.id}/{dataset.release.id}")
    assert not is_outdated(node_storage(), dataset.id, dataset.release.id)


def test_what_is_damaged_is_left_to_the_doctor(dataset: Dataset) -> None:
    (folder_of(dataset) / "snapshot/facts.json").unlink()
    assert not is_outdated(node_storage(), dataset.id, dataset.release.id)
    rebuild_release(f"{dataset.id}/{dataset.release.id}")
    assert not (folder_of(dataset) / "snapshot/facts.json").exists()
