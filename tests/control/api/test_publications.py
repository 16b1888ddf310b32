from tests.control.api.client import Api
from tests.control.town import Town, make_built

from satupeta.control.publishing.models import Publication, PublicationState
from satupeta.control.publishing.tickets import read_ticket


def test_a_ticket_is_made_for_the_session(town: Town, producer: Api) -> None:
    status, document = producer.ask("POST", "tickets", {"organisation": town.office.slug})
    assert status == 201
    assert read_ticket(document["ticket"]).organisation == str(town.office.pk)


def test_an_upload_is_followed_published_and_told(town: Town, producer: Api) -> None:
    upload = make_built(town)
    status, listed = producer.ask("GET", "publications")
    assert (status, [one["id"] for one in listed["publications"]]) == (200, [str(upload.pk)])
    status, document = producer.ask("POST", f"publications/{upload.pk}/publish")
    assert (status, document["state"]) == (200, "published")
    (result,) = document["results"]
    assert (result["slug"], result["release"]) == ("batas-baru", 1)
    assert result["links"]["page"] == "http://127.0.0.1:8000/d/batas-baru"
    assert producer.ask("POST", f"publications/{upload.pk}/publish")[0] == 409
    assert producer.ask("POST", f"publications/{upload.pk}/cancel")[0] == 409


def test_choices_name_datasets_by_slug(town: Town, producer: Api) -> None:
    upload = make_built(town)
    wish = {"reading": {"layer": "b", "crs": "EPSG:32748"}, "dataset": "batas-kelurahan"}
    status, document = producer.ask("POST", f"publications/{upload.pk}/choices", {"choices": [wish], "build": False})
    assert (status, document["state"]) == (202, "understanding")
    assert document["choices"][0]["dataset"] == str(town.dataset.pk)


def test_somebody_elses_upload_is_unknown(town: Town) -> None:
    upload = make_built(town)
    api = Api(town, "member")
    assert api.ask("GET", f"publications/{upload.pk}")[0] == 404
    assert api.ask("POST", f"publications/{upload.pk}/cancel")[0] == 404
    assert Publication.objects.get().state == PublicationState.BUILT
