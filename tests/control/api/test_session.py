from tests.control.api.client import Api
from tests.control.town import Town

from satupeta.core.access import Action


def test_who_is_signed_in_is_told_with_roles_and_the_mark_for_writing(town: Town, producer: Api) -> None:
    status, document = producer.ask("GET", "session")
    assert status == 200
    assert document["person"]["name"] == "Producer"
    assert document["person"]["offices"] == {str(town.office.pk): "producer"}
    assert len(document["csrf"]) == 64


def test_node_roles_are_told(town: Town) -> None:
    assert Api(town, "steward").ask("GET", "session")[1]["person"]["node_roles"] == ["steward"]


def test_a_token_tells_its_person(town: Town) -> None:
    api = Api(town, "producer", frozenset({Action.VIEW}))
    assert api.ask("GET", "session")[1]["person"]["id"] == str(town.people["producer"].pk)
