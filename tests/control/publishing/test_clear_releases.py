"""Releases that have had their time, and folders that no row speaks of."""

import os
import signal
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone
from msgspec import structs
from tests.control.publishing.test_kills import state
from tests.control.publishing.test_publish_file import SQUARE, publish, write_geojson
from tests.control.town import Town, add_release, make_built, make_town

from satupeta.control.action import node_actor
from satupeta.control.catalogue.actions.unpublish_dataset import UnpublishDataset
from satupeta.control.catalogue.models import Dataset, Release
from satupeta.control.jobs.models import Job
from satupeta.control.jobs.sweep import clear_releases
from satupeta.control.monitoring.models import AuditEntry
from satupeta.control.node import node_storage
from satupeta.control.published.models import PublishedRow
from satupeta.control.publishing.actions.clear_dataset import clear_dataset
from satupeta.control.publishing.actions.clear_releases import ClearReleases
from satupeta.control.publishing.models import Publication, PublicationState
from satupeta.core import published as spec
from satupeta.core.config import Config
from satupeta.core.errors import NotPermitted
from satupeta.core.features.source import FeatureQuery
from satupeta.data.snapshot.reader import SnapshotSource


@pytest.fixture(autouse=True)
def keep(settings: Any, node_settings: Config) -> None:
    """Two releases beside the current one, and a week for what is unpublished."""
    settings.SATUPETA_CONFIG = Config(data_folder=node_settings.data_folder, keep_releases=2, keep_unpublished_days=7)


def later(days: float = 1.0) -> datetime:
    return timezone.now() + timedelta(days=days)


def with_releases(town: Town, count: int) -> list[Release]:
    """The town's dataset with this many releases, each with a folder; the newest one is current."""
    town.dataset.current_release = [add_release(town.dataset) for _ in range(count - 1)][-1]
    town.dataset.save()
    releases = list(town.dataset.releases.order_by("number"))
    for release in releases:
        (node_storage().release(str(town.dataset.pk), str(release.pk)) / "snapshot").mkdir(parents=True)
    return releases


def numbers(town: Town) -> list[int]:
    return sorted(town.dataset.releases.values_list("number", flat=True))


def test_the_oldest_go_and_their_folders_follow(town: Town) -> None:
    releases = with_releases(town, 5)
    clear_releases(later())
    assert numbers(town) == [3, 4, 5]
    text = PublishedRow.objects.get(kind="dataset", thing=str(town.dataset.pk)).spec
    found = spec.decode_spec("dataset", text)
    assert isinstance(found, spec.Dataset)
    assert [release.number for release in found.releases] == [5, 4, 3]
    assert AuditEntry.objects.get(verb="clear_releases").before == {"releases": [2, 1]}
    folders = [node_storage().release(str(town.dataset.pk), str(one.pk)) for one in releases]
    assert all(folder.is_dir() for folder in folders)
    clear_dataset(Job.objects.get(kind="clear").argument)
    assert [folder.is_dir() for folder in folders] == [False, False, True, True, True]
    clear_releases(later())
    assert AuditEntry.objects.filter(verb="clear_releases").count() == 1


def test_the_current_one_and_the_newest_are_kept_whatever_their_age(town: Town) -> None:
    releases = with_releases(town, 5)
    Dataset.objects.update(current_release=releases[0])
    clear_releases(later())
    assert numbers(town) == [1, 4, 5]


def test_what_is_built_upon_is_kept(town: Town, settings: Any) -> None:
    releases = with_releases(town, 5)
    upload = make_built(town, dataset=town.dataset, base=str(releases[0].pk))
    clear_releases(later())
    assert numbers(town) == [1, 3, 4, 5]
    settings.SATUPETA_CONFIG = structs.replace(settings.SATUPETA_CONFIG, keep_releases=0)
    Publication.objects.filter(pk=upload.pk).update(state=PublicationState.BUILDING)
    clear_releases(later())
    assert numbers(town) == [1, 3, 4, 5]
    Publication.objects.filter(pk=upload.pk).update(state=PublicationState.CANCELLED)
    clear_releases(later())
    assert numbers(town) == [5]


def test_a_dataset_that_was_changed_just_now_is_left_alone(town: Town) -> None:
    with_releases(town, 5)
    clear_releases(timezone.now())
    assert len(numbers(town)) == 5


def test_only_an_administrator_clears_releases(town: Town) -> None:
    with pytest.raises(NotPermitted):
        ClearReleases(town.actor("producer"), town.dataset.pk, later()).execute()


def test_an_unpublished_dataset_loses_its_files_in_time_and_never_its_numbers(town: Town, tmp_path: Path) -> None:
    first = publish(town, write_geojson(tmp_path, SQUARE, SQUARE), key="kode").datasets[0]
    UnpublishDataset(node_actor(), first.slug).execute()
    clear_releases(later(6))
    assert Release.objects.filter(dataset_id=first.id).count() == 1
    clear_releases(later(8))
    clear_dataset(first.id)
    left = {path.name for path in node_storage().dataset(first.id).iterdir()}
    assert left == {"keys.sqlite"}
    assert not node_storage().blob(first.release.checksum).exists()
    again = publish(town, write_geojson(tmp_path, SQUARE, SQUARE, SQUARE), dataset=first.slug, key="kode").datasets[0]
    assert again.release.number == 2
    place = node_storage().release(again.id, again.release.id)
    assert SnapshotSource.open(place, again.release.id).read(FeatureQuery()).ids.max() == 3


def ended_by_kill(work: Callable[[], object]) -> bool:
    connections.close_all()
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def counting_down(steps: int, call: Callable[..., Any]) -> Callable[..., Any]:
    """The call, which kills this process instead of being made for the n-th time."""
    left = iter(range(steps))

    def counted(*words: Any, **named: Any) -> Any:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*words, **named)

    return counted


@pytest.mark.django_db(transaction=True)
def test_killed_anywhere_the_rows_are_all_there_or_none_and_folders_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    town = make_town()
    releases = with_releases(town, 5)
    before, steps = state(), 0

    def clear_rows() -> None:
        wrapper = counting_down(steps, lambda execute, *words: execute(*words))
        with connection.execute_wrapper(wrapper):
            clear_releases(later())

    while ended_by_kill(clear_rows):
        assert state() == before
        steps += 1
    assert steps > 10
    assert numbers(town) == [3, 4, 5]
    steps = 0

    def clear_folders() -> None:
        monkeypatch.setattr(os, "rmdir", counting_down(steps, os.rmdir))
        clear_dataset(str(town.dataset.pk))

    while ended_by_kill(clear_folders):
        steps += 1
        assert steps < 20
    folders = [node_storage().release(str(town.dataset.pk), str(one.pk)) for one in releases]
    assert [folder.is_dir() for folder in folders] == [False, False, True, True, True]


def test_a_folder_of_a_new_dataset_is_no_garbage_for_long(town: Town) -> None:
    identity = str(uuid.uuid4())
    folder = node_storage().release(identity, str(uuid.uuid4()))
    folder.mkdir(parents=True)
    clear_dataset(identity)
    assert not node_storage().dataset(identity).exists()
