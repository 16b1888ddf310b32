import msgspec
import pytest
from tests.control.portal.conftest import Visitor
from tests.control.town import Town, make_built

from satupeta.control.catalogue.models import Dataset
from satupeta.control.publishing.choices import choices_of
from satupeta.control.publishing.models import Publication, PublicationState
from satupeta.core.access import AccessClass
from satupeta.core.box import Box
from satupeta.core.features.schema import FieldType, GeometryKind
from satupeta.core.ingest import (
    Doubt,
    DoubtCode,
    FieldUnderstanding,
    LayerUnderstanding,
    Option,
    SourceFormat,
    StagedFile,
    Understanding,
)
from satupeta.core.text import Text

FILE = StagedFile("ab" * 32, 1_100_000, "titik_sekolah.zip")
CRS_DOUBT = Doubt(
    DoubtCode.CRS,
    Text("Sistem koordinatnya tidak tertulis.", "The CRS is not written down."),
    Text("510 dari 512 titik jatuh di kota.", "510 of 512 points fall into the city."),
    0,
    "EPSG:23834",
    (Option("EPSG:23834", Text("TM-3 zona 48.2")), Option("EPSG:32748", Text("UTM 48S"))),
)


def layer(name: str = "titik_sekolah", *doubts: Doubt) -> LayerUnderstanding:
    fields = (
        FieldUnderstanding("npsn", "NPSN", FieldType.TEXT, ("206", "207"), 1.0, True),
        FieldUnderstanding("nama", "NAMA", FieldType.TEXT, ("SDN <1>",), 0.9, False),
    )
    return LayerUnderstanding(
        name, SourceFormat.SHAPEFILE, 512, GeometryKind.POINT, {"Point": 512}, "", "", "UTF-8", (), fields,
        (0.0, 0.0, 1.0, 1.0), Box(106.5, -6.3, 106.8, -6.1), doubts,
    )  # fmt: skip


@pytest.fixture
def understood(town: Town) -> Publication:
    """An upload of the producer that leaves one doubt open."""
    return upload(town, layer("titik_sekolah", CRS_DOUBT))


def upload(town: Town, *layers: LayerUnderstanding) -> Publication:
    return Publication.objects.create(
        person=town.people["producer"],
        organisation=town.office,
        state=PublicationState.UNDERSTOOD,
        file_name=FILE.name,
        checksum=FILE.sha256,
        size_bytes=FILE.size_bytes,
        understanding=msgspec.to_builtins(Understanding(FILE, layers)),
    )


@pytest.mark.parametrize(("role", "tickets"), [("producer", 1), ("member", 0), ("administrator", 1)])
def test_only_producers_get_a_place_to_drop_files(visitor: Visitor, role: str, tickets: int) -> None:
    assert visitor(role).get("/unggah").content.decode().count("<satu-upload") == tickets


def test_uploading_starts_with_signing_in(visitor: Visitor) -> None:
    assert visitor("public").get("/unggah?d=x")["Location"] == "/masuk?next=%2Funggah%3Fd%3Dx"


def test_replacing_names_the_dataset_and_is_for_its_producers(visitor: Visitor) -> None:
    assert "Perbarui" in visitor("producer").get("/unggah?d=batas-kelurahan").content.decode()
    assert visitor("other producer").get("/unggah?d=batas-kelurahan").status_code == 404


def test_a_producer_is_offered_the_datasets_to_replace(visitor: Visitor) -> None:
    def offered(role: str) -> bool:
        return '<option value="batas-kelurahan">' in visitor(role).get("/unggah").content.decode()

    assert (offered("producer"), offered("other producer")) == (True, False)


def test_somebody_elses_upload_is_unknown(visitor: Visitor, understood: Publication) -> None:
    assert visitor("other producer").get(f"/unggah/{understood.pk}").status_code == 404
    assert visitor("other producer").post(f"/unggah/{understood.pk}/batal").status_code == 404


def test_a_doubt_is_a_card_with_its_proposal_chosen(visitor: Visitor, understood: Publication) -> None:
    body = visitor("producer").get(f"/unggah/{understood.pk}").content.decode()
    assert "512 benda (titik), 2 kolom." in body
    assert 'value="EPSG:23834" checked' in body
    assert "SDN &lt;1&gt;" in body
    assert 'value="Titik sekolah"' in body


def test_the_answers_are_kept_and_the_release_is_built(visitor: Visitor, understood: Publication) -> None:
    form = {
        "layer": "titik_sekolah",
        "doubt-0-crs": "EPSG:32748",
        "title-0": "Sekolah",
        "title_en-0": "Schools",
        "key-0": "npsn",
        "access": "open",
        "role-0": "boundary-city",
    }
    assert visitor("producer").post(f"/unggah/{understood.pk}/pilih", form).status_code == 302
    understood.refresh_from_db()
    (choice,) = choices_of(understood)
    assert understood.state == PublicationState.BUILDING
    assert (choice.reading.crs, choice.reading.key) == ("EPSG:32748", "npsn")
    assert choice.role == "boundary-city"
    assert (choice.title, choice.access) == (Text("Sekolah", "Schools"), AccessClass.OPEN)


def test_an_answer_of_ones_own_is_taken(visitor: Visitor, understood: Publication) -> None:
    form = {"doubt-0-crs": "_other", "other-0-crs": " EPSG:9488 ", "title-0": "Sekolah", "again": "1"}
    visitor("producer").post(f"/unggah/{understood.pk}/pilih", form)
    understood.refresh_from_db()
    assert choices_of(understood)[0].reading.crs == "EPSG:9488"
    assert understood.state == PublicationState.UNDERSTANDING


def test_an_open_doubt_is_asked_again_and_nothing_typed_is_lost(visitor: Visitor, understood: Publication) -> None:
    reply = visitor("producer").post(f"/unggah/{understood.pk}/pilih", {"title-0": "Sekolah negeri"})
    body = reply.content.decode()
    assert (reply.status_code, "UN-082" in body, 'value="Sekolah negeri"' in body) == (409, True, True)


def test_only_chosen_layers_become_datasets(town: Town, visitor: Visitor) -> None:
    publication = upload(town, layer("satu"), layer("dua"), layer("tiga"))
    form = {"layer": ["tiga", "satu"], "title-0": "Satu", "title-1": "Dua", "title-2": "Tiga"}
    visitor("producer").post(f"/unggah/{publication.pk}/pilih", form)
    publication.refresh_from_db()
    choices = choices_of(publication)
    assert [choice.title.id for choice in choices] == ["Satu", "Tiga"]
    assert len({choice.dataset for choice in choices}) == 2


def test_publishing_shows_the_addresses(town: Town, visitor: Visitor) -> None:
    publication = make_built(town)
    client = visitor("producer")
    assert "Siap diterbitkan" in client.get(f"/unggah/{publication.pk}").content.decode()
    assert client.post(f"/unggah/{publication.pk}/terbitkan").status_code == 302
    body = client.get(f"/unggah/{publication.pk}").content.decode()
    assert "/d/batas-baru/wms" in body
    assert Dataset.objects.filter(slug="batas-baru").exists()


def test_publishing_twice_is_refused_in_words(town: Town, visitor: Visitor) -> None:
    publication = make_built(town)
    client = visitor("producer")
    client.post(f"/unggah/{publication.pk}/terbitkan")
    assert client.post(f"/unggah/{publication.pk}/terbitkan").status_code == 409


def test_an_upload_can_be_given_up(visitor: Visitor, understood: Publication) -> None:
    client = visitor("producer")
    assert client.post(f"/unggah/{understood.pk}/batal").status_code == 302
    assert "dibatalkan" in client.get(f"/unggah/{understood.pk}").content.decode()


@pytest.mark.parametrize("state", ["staged", "understanding", "building"])
def test_work_under_way_asks_how_far_it_is(visitor: Visitor, understood: Publication, state: str) -> None:
    Publication.objects.filter(pk=understood.pk).update(state=state)
    body = visitor("producer").get(f"/unggah/{understood.pk}").content.decode()
    assert f'data-progress="/api/v1/publications/{understood.pk}"' in body


def test_a_refusal_says_what_is_wrong_and_what_to_do(visitor: Visitor, understood: Publication) -> None:
    told = {"code": "UN-014", "message": {"id": "Tanpa jalan.shx.", "en": ""}, "advice": {"id": "Zip.", "en": ""}}
    Publication.objects.filter(pk=understood.pk).update(state="refused", error=told)
    body = visitor("producer").get(f"/unggah/{understood.pk}").content.decode()
    assert "Tanpa jalan.shx. (UN-014)" in body


@pytest.mark.parametrize(("role", "status"), [("producer", 302), ("stranger", 403), ("public", 302)])
def test_an_older_release_is_made_current_by_who_may(town: Town, visitor: Visitor, role: str, status: int) -> None:
    reply = visitor(role).post("/d/batas-kelurahan/berlaku", {"number": "1"})
    assert reply.status_code == status


def test_a_release_that_is_not_there_is_refused(visitor: Visitor) -> None:
    assert visitor("producer").post("/d/batas-kelurahan/berlaku", {"number": "99"}).status_code == 409
