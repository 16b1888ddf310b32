import re

import pytest
from django.test import Client
from tests.control.portal.conftest import Visitor
from tests.control.town import Town, make_dataset

from satupeta.control.catalogue.actions.assign_reference_role import AssignReferenceRole
from satupeta.control.catalogue.actions.create_service import CreateService
from satupeta.control.catalogue.actions.rename_thing import RenameThing
from satupeta.control.catalogue.actions.set_access import SetAccess
from satupeta.control.catalogue.layers import LayerWish
from satupeta.core.access import AccessClass
from satupeta.core.published import Record
from satupeta.core.text import Text

PAGES = ("/", "/cari", "/peta", "/i", "/masuk")
STATES = {
    AccessClass.OPEN: dict.fromkeys(("public", "stranger", "producer"), 200),
    AccessClass.RESTRICTED: dict.fromkeys(("public", "stranger", "producer"), 200),
    AccessClass.CLOSED: {"public": 404, "stranger": 404, "producer": 200},
}


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_a_language_and_nothing_inline(visitor: Visitor, path: str, prefix: str) -> None:
    reply = visitor("public").get(prefix + path)
    body = reply.content.decode()
    assert reply.status_code == 200
    assert body.count("<h1") == 1
    assert f'<html lang="{"en" if prefix else "id"}"' in body
    assert not re.search(r"\sstyle=|<script(?![^>]*src=)|\son\w+=", body)
    assert 'class="skip" href="#isi"' in body


@pytest.mark.parametrize("access", list(STATES))
@pytest.mark.parametrize("role", ["public", "stranger", "producer"])
def test_a_dataset_shows_itself_to_whoever_may_know_of_it(
    town: Town, visitor: Visitor, access: AccessClass, role: str
) -> None:
    SetAccess(town.actor("producer"), "dataset", "batas-kelurahan", access).execute()
    assert visitor(role).get("/d/batas-kelurahan").status_code == STATES[access][role]


@pytest.mark.parametrize(
    ("role", "maps", "advice"), [("public", 0, "Masuk untuk"), ("stranger", 0, "belum diberi izin"), ("member", 1, "")]
)
def test_restricted_data_says_how_to_ask(visitor: Visitor, role: str, maps: int, advice: str) -> None:
    body = visitor(role).get("/d/batas-kelurahan").content.decode()
    assert body.count("<satu-map") == maps
    assert advice in body


def test_closed_and_unknown_pages_are_alike(town: Town, visitor: Visitor) -> None:
    SetAccess(town.actor("producer"), "dataset", "batas-kelurahan", AccessClass.CLOSED).execute()
    closed, unknown = (visitor("public").get(f"/d/{slug}") for slug in ("batas-kelurahan", "batas-keluraham"))
    plain = [reply.content.replace(b"kelurahan", b"").replace(b"keluraham", b"") for reply in (closed, unknown)]
    assert closed.status_code == unknown.status_code == 404
    assert plain[0] == plain[1]


def test_an_old_name_leads_to_the_new_one(town: Town, visitor: Visitor) -> None:
    RenameThing(town.actor("producer"), "dataset", "batas-kelurahan", "kelurahan").execute()
    reply = visitor("producer").get("/en/d/batas-kelurahan")
    assert (reply.status_code, reply["Location"]) == (301, "/en/d/kelurahan")


def test_a_map_service_lists_its_layers(town: Town, visitor: Visitor) -> None:
    layers = (LayerWish("batas-kelurahan", title=Text("Kelurahan")),)
    CreateService(
        town.actor("producer"), "dinas-tata-ruang", Record(Text("Batas kota")), layers, slug="batas"
    ).execute()
    body = visitor("member").get("/m/batas").content.decode()
    assert "Batas kota" in body
    assert ">Kelurahan</a>" in body
    assert visitor("public").get("/m/tiada").status_code == 404


def test_the_viewer_offers_what_its_reader_may_see(visitor: Visitor) -> None:
    def shown(role: str) -> bool:
        return "style.json" in visitor(role).get("/peta?l=batas-kelurahan~40,../x,tiada").content.decode()

    assert (shown("public"), shown("member")) == (False, True)


def started(visitor: Visitor, path: str) -> tuple[str, bool]:
    """The layers on the map, and whether it shows the city."""
    body = visitor("public").get(path).content.decode()
    return re.findall('names="(.*?)"', body)[0], 'bounds="106.500000,-6.300000,106.800000,-6.100000"' in body


def test_the_viewer_starts_with_the_city_and_its_reference_map(town: Town, visitor: Visitor) -> None:
    wide = make_dataset("batas-kota", town.office, AccessClass.OPEN)
    wide.releases.update(extent={"west": 105.0, "south": -7.0, "east": 107.0, "north": -5.8})
    SetAccess(town.actor("producer"), "dataset", "batas-kelurahan", AccessClass.OPEN).execute()
    for role, slug in (("boundary-city", "batas-kota"), ("boundary-kelurahan", "batas-kelurahan")):
        AssignReferenceRole(town.actor("producer"), role, slug, "kode", "nama").execute()
    assert started(visitor, "/peta") == ("batas-kelurahan", True)
    layers = (LayerWish("batas-kota"), LayerWish("batas-kelurahan"))
    CreateService(town.actor("producer"), town.office.pk, Record(Text("Acuan")), layers, "acuan").execute()
    assert [started(visitor, path) for path in ("/peta", "/peta?l=", "/peta?l=batas-kota")] == [
        ("acuan", True),
        ("", True),
        ("batas-kota", False),
    ]


def test_the_viewer_starts_with_what_its_reader_may_see(town: Town, visitor: Visitor) -> None:
    AssignReferenceRole(town.actor("producer"), "boundary-kelurahan", "batas-kelurahan", "kode", "nama").execute()
    names = [
        re.findall('names="(.*?)"', visitor(role).get("/peta").content.decode())[0] for role in ("public", "member")
    ]
    assert names == ["", "batas-kelurahan"]


def test_adding_a_layer_keeps_the_view(visitor: Visitor) -> None:
    reply = visitor("public").get("/peta?l=jalan~40&lat=-6&z=3&tambah=sungai")
    assert (reply.status_code, reply["Location"]) == (302, "/peta?l=jalan~40,sungai&lat=-6&z=3")


def test_search_lists_everything_without_words_and_nothing_for_nonsense(visitor: Visitor) -> None:
    client = visitor("public")
    assert "batas-kelurahan" in client.get("/cari").content.decode()
    assert "Tidak ada yang cocok" in client.get("/cari?q=xyzzy").content.decode()
    assert "batas-kelurahan" not in client.get("/cari?jenis=layanan").content.decode()


def test_an_office_shows_its_data(visitor: Visitor) -> None:
    client = visitor("public")
    assert "batas-kelurahan" in client.get("/i/dinas-tata-ruang").content.decode()
    assert "batas-kelurahan" not in client.get("/i/dinas-lain").content.decode()
    assert client.get("/i/tiada").status_code == 404


@pytest.mark.parametrize("role", ["public", "producer"])
def test_only_who_may_edit_sees_how(visitor: Visitor, role: str) -> None:
    body = visitor(role).get("/d/batas-kelurahan").content.decode()
    assert ("/unggah?d=batas-kelurahan" in body) is (role == "producer")


def test_hostile_words_are_written_as_words(visitor: Visitor) -> None:
    body = visitor("public").get("/cari", {"q": '<script>alert("x")</script>'}).content.decode()
    assert "<script>alert" not in body


@pytest.mark.usefixtures("town")
def test_the_languages_link_to_each_other() -> None:
    body = Client().get("/en/cari?q=a+b").content.decode()
    assert 'hreflang="id" href="http://127.0.0.1:8000/cari?q=a+b"' in body
