import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.control.town import Town, make_dataset

from satupeta.control.action import node_actor
from satupeta.control.catalogue.actions.create_service import CreateService
from satupeta.control.catalogue.actions.delete_service import DeleteService
from satupeta.control.catalogue.actions.rename_thing import RenameThing
from satupeta.control.catalogue.layers import LayerWish
from satupeta.control.catalogue.models import Slug
from satupeta.control.catalogue.naming import claim_slug, propose_slug
from satupeta.control.catalogue.queries import dataset_row
from satupeta.control.errors import Conflict, InvalidInput
from satupeta.control.published.models import PublishedRow
from satupeta.core.published import Record
from satupeta.core.slugs import is_slug
from satupeta.core.text import Text


def rename(town: Town, slug: str) -> None:
    RenameThing(node_actor(), "dataset", town.dataset.pk, slug).execute()


def aliases() -> list[str]:
    return list(PublishedRow.objects.filter(kind="alias").order_by("thing").values_list("thing", flat=True))


def test_an_old_name_stays_as_an_alias_for_ever(town: Town) -> None:
    rename(town, "batas-dua")
    rename(town, "batas-tiga")
    assert aliases() == ["batas-dua", "batas-kelurahan"]
    for name in ("batas-kelurahan", "batas-dua", "batas-tiga", str(town.dataset.pk)):
        assert dataset_row(name) == town.dataset


def test_a_thing_takes_its_own_old_name_back(town: Town) -> None:
    rename(town, "batas-dua")
    rename(town, "batas-kelurahan")
    assert aliases() == ["batas-dua"]


def test_renaming_to_the_same_name_changes_nothing(town: Town) -> None:
    rename(town, "batas-kelurahan")
    assert aliases() == []


@pytest.mark.parametrize("slug", ["dinas-lain", "lama"])
def test_a_name_of_any_kind_now_or_of_old_is_not_given_again(town: Town, slug: str) -> None:
    second = make_dataset("lama", town.office)
    RenameThing(node_actor(), "dataset", second.pk, "baru").execute()
    with pytest.raises(Conflict):
        rename(town, slug)
    assert dataset_row("batas-kelurahan").slug == "batas-kelurahan"


def test_the_name_of_a_deleted_service_is_not_given_again(town: Town) -> None:
    wish = (LayerWish("batas-kelurahan"),)
    CreateService(node_actor(), town.office.pk, Record(Text("Peta")), wish, "peta").execute()
    DeleteService(node_actor(), "peta").execute()
    with pytest.raises(Conflict):
        CreateService(node_actor(), town.office.pk, Record(Text("Peta")), wish, "peta").execute()
    again = CreateService(node_actor(), town.office.pk, Record(Text("Peta")), wish).execute()
    assert again.slug == "peta-dinas-tata-ruang"


@pytest.mark.parametrize("slug", ["", "Huruf-Besar", "dengan spasi", "é", "a" * 61])
def test_what_cannot_be_in_an_address_is_refused(town: Town, slug: str) -> None:
    with pytest.raises(InvalidInput):
        rename(town, slug)


@given(st.lists(st.sampled_from(["Batas", "Batas Kota", "地", "batas", "B a t a s"]), min_size=1, max_size=8))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_proposed_names_are_always_free_and_one_thing_each(town: Town, titles: list[str]) -> None:
    Slug.objects.filter(kind="dataset").delete()
    for title in titles:
        slug = propose_slug(title, "dinas", "dataset")
        assert is_slug(slug)
        assert claim_slug(slug, "dataset", uuid.uuid4()) == ""
    assert Slug.objects.filter(kind="dataset", is_current=True).count() == len(titles)
