import json
import shutil
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.control.town import Town, make_dataset

from satupeta.control.action import node_actor
from satupeta.control.catalogue.actions.create_service import CreateService
from satupeta.control.catalogue.actions.edit_record import EditRecord
from satupeta.control.catalogue.actions.make_release_current import MakeReleaseCurrent
from satupeta.control.catalogue.actions.unpublish_dataset import UnpublishDataset
from satupeta.control.catalogue.layers import LayerWish
from satupeta.control.jobs.models import Job
from satupeta.control.monitoring.consume_outbox import consume_outbox, documents, rebuild_search
from satupeta.control.monitoring.models import OutboxCursor, OutboxEntry
from satupeta.control.monitoring.queries import forget_read_entries, history_of, search_lag
from satupeta.control.node import node_storage
from satupeta.core.published import Record
from satupeta.core.text import Text
from satupeta.data.search_index import SearchIndex


@pytest.fixture
def index(town: Town) -> SearchIndex:
    """The node's index, made anew for the town."""
    shutil.rmtree(node_storage().search_index, ignore_errors=True)
    rebuild_search()
    return SearchIndex(node_storage().search_index)


def found(index: SearchIndex, text: str) -> list[str]:
    return [hit.id for hit in index.search(text, 10)]


def rename(town: Town, title: str) -> None:
    EditRecord(node_actor(), "dataset", town.dataset.pk, Record(Text(title))).execute()


def test_the_index_follows_the_outbox(town: Town, index: SearchIndex) -> None:
    assert found(index, "sungai") == []
    rename(town, "Sungai")
    assert Job.objects.get().kind == "index"
    assert search_lag().entries == 1
    assert consume_outbox() == 1
    assert found(index, "sungai") == [str(town.dataset.pk)]
    assert search_lag() == search_lag().__class__(0, 0.0)
    assert consume_outbox() == 0


def test_an_index_left_by_a_killed_commit_is_made_anew(town: Town, index: SearchIndex) -> None:
    folder = next(node_storage().search_index.iterdir())
    for segment in json.loads((folder / "meta.json").read_text(encoding="utf-8"))["segments"]:
        for number in range(100):
            (folder / f"{segment['segment_id'].replace('-', '')}.{number}.del").touch()
    for title in ("Sungai", "Jalan"):
        rename(town, title)
        assert consume_outbox() == 1
        assert found(index, title) == [str(town.dataset.pk)]
    assert found(index, "sungai") == []


def test_what_is_unpublished_is_not_found_and_comes_back(town: Town, index: SearchIndex) -> None:
    UnpublishDataset(node_actor(), town.dataset.pk).execute()
    consume_outbox()
    assert found(index, "kelurahan") == []
    MakeReleaseCurrent(node_actor(), town.dataset.pk, 1).execute()
    consume_outbox()
    assert found(index, "kelurahan") == [str(town.dataset.pk)]


def test_things_are_found_by_office_field_and_layer(town: Town, index: SearchIndex) -> None:
    service = CreateService(node_actor(), town.office.pk, Record(Text("Peta dasar")), (LayerWish("batas-kelurahan"),))
    made = service.execute()
    consume_outbox()
    assert found(index, "kode_induk") == [str(town.dataset.pk)]
    assert set(found(index, "tata ruang")) == {str(town.dataset.pk), str(town.office.pk), str(made.pk)}
    assert set(found(index, "kelurahan")) == {str(town.dataset.pk), str(made.pk)}


def test_an_index_that_went_missing_is_made_whole(town: Town, index: SearchIndex) -> None:
    rename(town, "Sungai")
    shutil.rmtree(node_storage().search_index)
    consume_outbox()
    assert found(index, "sungai") == [str(town.dataset.pk)]
    assert search_lag().entries == 0


def test_a_kill_between_index_and_cursor_changes_nothing(town: Town, index: SearchIndex) -> None:
    rename(town, "Sungai")
    consume_outbox()
    OutboxCursor.objects.update(sequence=0)
    consume_outbox()
    assert found(index, "sungai") == [str(town.dataset.pk)]


def test_a_batch_is_read_to_its_end(town: Town, index: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("satupeta.control.monitoring.consume_outbox._BATCH", 2)
    for number in range(5):
        rename(town, f"Sungai {number}")
    assert consume_outbox() == 5


def test_the_lag_has_an_age(town: Town, index: SearchIndex) -> None:
    rename(town, "Sungai")
    assert search_lag(timezone.now() + timedelta(seconds=60)).seconds > 59


def test_only_what_everybody_has_read_is_forgotten(town: Town, index: SearchIndex) -> None:
    rename(town, "Sungai")
    rename(town, "Kali")
    late = timezone.now() + timedelta(days=1)
    assert forget_read_entries(late) == 0
    consume_outbox()
    assert forget_read_entries(timezone.now() - timedelta(days=1)) == 0
    assert forget_read_entries(late) == 1
    assert OutboxEntry.objects.count() == 1


def test_every_published_thing_is_a_document(town: Town) -> None:
    make_dataset("belum-tertulis", town.office)
    assert {document.kind for document in documents()} == {"dataset", "organisation"}


def test_the_history_of_a_thing_is_told_newest_first(town: Town) -> None:
    rename(town, "Sungai")
    rename(town, "Kali")
    entries = list(history_of("dataset", town.dataset.pk))
    assert [entry.after["title"]["id"] for entry in entries if entry.after] == ["Kali", "Sungai"]
    assert [entry.before["title"]["id"] for entry in entries if entry.before] == ["Sungai", "Batas kelurahan"]
