from tests.control.api.client import Api
from tests.control.town import Town

from satupeta.control.catalogue.models import Grant
from satupeta.core.access import Action


def test_grants_are_given_listed_and_ended(town: Town, producer: Api) -> None:
    body = {"holder_kind": "person", "holder": str(town.people["stranger"].pk), "actions": ["query"]}
    status, made = producer.ask("POST", "datasets/batas-kelurahan/grants", body | {"hidden_fields": ["nama"]})
    assert (status, made["to"], made["hidden_fields"]) == (201, "person:stranger@kota.example", ["nama"])
    assert producer.ask("GET", "datasets/batas-kelurahan/grants") == (200, {"grants": [made]})
    assert producer.ask("DELETE", f"grants/{made['id']}") == (204, None)
    assert not Grant.objects.exists()
    assert producer.ask("DELETE", f"grants/{made['id']}")[0] == 404


def test_grants_are_told_to_whoever_manages_the_thing(town: Town) -> None:
    assert Api(town).ask("GET", "datasets/batas-kelurahan/grants")[0] == 401
    assert Api(town, "member").ask("GET", "datasets/batas-kelurahan/grants")[0] == 403
    reading = Api(town, "producer", frozenset({Action.VIEW, Action.EDIT}))
    assert reading.ask("GET", "datasets/batas-kelurahan/grants")[0] == 403


def test_a_grant_that_cannot_be_given_is_refused_by_field(town: Town, producer: Api) -> None:
    body = {"holder_kind": "person", "holder": "nobody", "actions": ["query"]}
    for wrong, locator in (({}, "holder"), ({"actions": ["manage"]}, "actions"), ({"actoins": []}, "body")):
        status, told = producer.ask("POST", "datasets/batas-kelurahan/grants", body | wrong)
        assert (status, told["locator"]) == (400, locator)
