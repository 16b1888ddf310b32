from tests.control.api.client import Api
from tests.control.town import Town, add_release

from satupeta.control.catalogue.models import Dataset, MapService

RECORD = {"title": {"id": "Peta dasar"}}


def test_releases_become_current_again(town: Town, producer: Api) -> None:
    add_release(town.dataset)
    assert producer.ask("POST", "datasets/batas-kelurahan/releases/2/current")[1]["release"] == 2
    assert producer.ask("POST", "datasets/batas-kelurahan/releases/3/current")[0] == 400
    assert producer.ask("POST", "datasets/batas-kelurahan/unpublish")[1]["release"] is None


def test_services_are_made_changed_and_removed(town: Town, producer: Api) -> None:
    body = {"organisation": "dinas-tata-ruang", "record": RECORD, "layers": [{"dataset": "batas-kelurahan"}]}
    status, made = producer.ask("POST", "services", body)
    assert (status, made["slug"]) == (201, "peta-dasar")
    assert producer.ask("PATCH", "services/peta-dasar", {"access": "closed"})[1]["access"] == "closed"
    assert producer.ask("DELETE", "services/peta-dasar") == (204, None)
    assert not MapService.objects.exists()


def test_records_and_access_are_put(town: Town, producer: Api) -> None:
    assert producer.ask("PUT", "datasets/batas-kelurahan/record", RECORD)[0] == 200
    assert producer.ask("PUT", "datasets/batas-kelurahan/access", {"access": "open"})[1]["access"] == "open"
    dataset = Dataset.objects.get()
    assert (dataset.record["title"]["id"], dataset.access) == ("Peta dasar", "open")


def test_records_that_cannot_be_kept_are_refused_by_field(town: Town, producer: Api) -> None:
    status, document = producer.ask("PUT", "datasets/batas-kelurahan/record", {"title": {"id": ""}})
    assert (status, document["locator"]) == (400, "title")


def test_an_office_says_whom_its_new_data_is_for(town: Town, producer: Api) -> None:
    status, told = producer.ask(
        "PATCH", "organisations/dinas-tata-ruang", {"default_access": "open", "contact": "a@b.id"}
    )
    assert (status, told["default_access"], told["contact"]) == (200, "open", "a@b.id")
    assert told["name"]["id"] == "Dinas Tata Ruang"
    assert producer.ask("PATCH", "organisations/dinas-tata-ruang", {"name": {"id": " "}})[0] == 400
    assert producer.ask("PATCH", "organisations/dinas-lain", {"default_access": "open"})[0] == 403
    assert Dataset.objects.get().access == "restricted"


def test_things_are_renamed_and_found_by_their_old_names(town: Town, producer: Api) -> None:
    assert producer.ask("PUT", "datasets/batas-kelurahan/name", {"slug": "kelurahan"})[1]["slug"] == "kelurahan"
    assert producer.ask("PUT", "datasets/batas-kelurahan/access", {"access": "open"})[1]["slug"] == "kelurahan"
    assert producer.ask("PUT", "datasets/kelurahan/name", {"slug": "Bukan Nama"})[0] == 400
    assert producer.ask("PUT", "organisations/dinas-tata-ruang/name", {"slug": "tata-ruang"})[0] == 403
    renamed = Api(town, "administrator").ask("PUT", "organisations/dinas-tata-ruang/name", {"slug": "tata-ruang"})
    assert (renamed[0], renamed[1]["slug"]) == (200, "tata-ruang")


def test_styles_are_put_by_name(town: Town, producer: Api) -> None:
    style = {"name": "x", "rules": [{"symbolizers": [{"type": "polygon", "fill": "#ff0000"}]}]}
    assert producer.ask("PUT", "datasets/batas-kelurahan/styles/merah", style)[0] == 200
    assert [one["name"] for one in Dataset.objects.get().styles] == ["default", "merah"]
    assert producer.ask("PUT", "datasets/batas-kelurahan/styles/merah", {"name": "x"})[0] == 400
    assert producer.ask("PUT", "datasets/batas-kelurahan/styles/merah", b"{" + b" " * 3_000_000)[0] == 413


def test_a_role_is_given_to_a_dataset(town: Town, producer: Api) -> None:
    status, told = producer.ask("PUT", "roles/boundary-kelurahan", {"dataset": "batas-kelurahan"})
    assert (status, told["dataset"], told["code_field"]) == (200, "batas-kelurahan", "kode")
    assert producer.ask("PUT", "roles/boundary-moon", {"dataset": "batas-kelurahan"})[1]["locator"] == "role"


def test_a_service_says_whom_it_is_for_in_fact(town: Town, producer: Api) -> None:
    body = {"organisation": "dinas-tata-ruang", "record": RECORD, "layers": [{"dataset": "batas-kelurahan"}]}
    made = producer.ask("POST", "services", body)[1]
    assert (made["access"], made["effective_access"]) == ("open", "restricted")
    assert "batas-kelurahan" in made["notice"]["en"]
    assert producer.ask("PUT", "services/peta-dasar/record", {"title": {"id": "Peta baru"}})[0] == 200
    told = producer.ask("PUT", "services/peta-dasar/access", {"access": "restricted"})[1]
    assert "notice" not in told
    assert MapService.objects.get().record["title"]["id"] == "Peta baru"
