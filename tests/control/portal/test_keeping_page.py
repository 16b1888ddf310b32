import pytest
from tests.control.portal.conftest import Visitor
from tests.control.town import Town

from satupeta.control.catalogue.actions.give_grant import GiveGrant
from satupeta.control.catalogue.actions.set_access import SetAccess
from satupeta.control.catalogue.models import Dataset
from satupeta.control.monitoring.models import AuditEntry
from satupeta.core.access import AccessClass, Action, Grant

PAGE = "/d/batas-kelurahan/atur"
FORM = {
    "title": "Batas desa",
    "title_en": "Villages",
    "abstract": "Semua batas.",
    "abstract_en": "",
    "theme": "Batas",
    "licence": "CC BY 4.0",
    "contact": "data@kota.example",
    "keywords": "batas, desa,",
    "access": "open",
    "slug": "batas-desa",
}


def test_a_producer_writes_the_record_the_access_and_the_name(town: Town, visitor: Visitor) -> None:
    producer = visitor("producer")
    assert 'value="batas-kelurahan"' in producer.get(PAGE).content.decode()
    reply = producer.post("/en" + PAGE, FORM)
    assert (reply.status_code, reply["Location"]) == (302, "/en/d/batas-desa")
    row = Dataset.objects.get()
    assert (row.slug, row.access, row.record["title"]) == ("batas-desa", "open", {"id": "Batas desa", "en": "Villages"})
    assert (row.record["keywords"], row.record["licence"]) == (["batas", "desa"], "CC BY 4.0")
    assert visitor("public").get("/d/batas-kelurahan").status_code == 301


def test_what_is_as_it_was_is_left_alone(visitor: Visitor) -> None:
    same = {"title": "Batas kelurahan", "access": "restricted", "slug": "batas-kelurahan"}
    assert visitor("producer").post(PAGE, same).status_code == 302
    assert not AuditEntry.objects.filter(verb__in=("edit_record", "set_access", "rename_thing")).exists()


@pytest.mark.parametrize(
    "wrong", [{"slug": "Bukan Nama"}, {"slug": "dinas-lain"}, {"access": "everybody"}, {"title": "", "title_en": ""}]
)
def test_a_value_that_cannot_be_taken_changes_nothing_and_is_shown_again(
    town: Town, visitor: Visitor, wrong: dict[str, str]
) -> None:
    reply = visitor("producer").post(PAGE, FORM | wrong)
    body = reply.content.decode()
    assert (reply.status_code, 'role="alert"' in body, "data@kota.example" in body) == (409, True, True)
    row = Dataset.objects.get()
    assert (row.slug, row.access, row.record["contact"]) == ("batas-kelurahan", "restricted", "")


@pytest.mark.parametrize(("role", "status"), [("public", 302), ("stranger", 403), ("member", 403), ("steward", 403)])
def test_others_do_not_come_here(town: Town, visitor: Visitor, role: str, status: int) -> None:
    assert visitor(role).get(PAGE).status_code == status
    assert visitor(role).post(PAGE, FORM).status_code == status
    assert PAGE not in visitor(role).get("/d/batas-kelurahan").content.decode()
    assert Dataset.objects.get().slug == "batas-kelurahan"


@pytest.mark.parametrize("role", ["public", "stranger"])
def test_a_closed_dataset_is_kept_where_an_unknown_one_is(town: Town, visitor: Visitor, role: str) -> None:
    SetAccess(town.actor("producer"), "dataset", "batas-kelurahan", AccessClass.CLOSED).execute()
    closed, unknown = (visitor(role).get(f"/d/{slug}/atur") for slug in ("batas-kelurahan", "batas-keluraham"))
    assert closed.status_code == unknown.status_code
    plain = [reply.content.replace(b"keluraham", b"kelurahan") for reply in (closed, unknown)]
    assert plain[0] == plain[1]


def test_a_grant_to_edit_writes_the_record_alone(town: Town, visitor: Visitor) -> None:
    grant = Grant("person", str(town.people["stranger"].pk), frozenset({Action.EDIT}))
    GiveGrant(town.actor("producer"), "dataset", "batas-kelurahan", grant).execute()
    stranger = visitor("stranger")
    assert 'name="access"' not in stranger.get(PAGE).content.decode()
    assert stranger.post(PAGE, FORM).status_code == 403
    assert Dataset.objects.get().record["theme"] == ""
    assert stranger.post(PAGE, FORM | {"access": "", "slug": ""}).status_code == 302
    assert Dataset.objects.get().record["theme"] == "Batas"
