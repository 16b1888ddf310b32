from tests.control.api.client import Api
from tests.control.town import Town


def test_tokens_are_issued_listed_and_revoked(town: Town, producer: Api) -> None:
    status, made = producer.ask("POST", "tokens", {"title": "QGIS", "scopes": ["view", "edit"]})
    assert status == 201
    assert made["secret"].startswith("satupeta_")
    _, listed = producer.ask("GET", "tokens")
    assert [(one["title"], one["scopes"]) for one in listed["tokens"]] == [("QGIS", ["edit", "view"])]
    assert "secret" not in listed["tokens"][0]
    assert producer.ask("DELETE", f"tokens/{made['id']}")[1]["revoked_at"]


def test_tokens_of_others_are_neither_listed_nor_revoked(town: Town, producer: Api) -> None:
    _, made = producer.ask("POST", "tokens", {"title": "QGIS"})
    other = Api(town, "member")
    assert other.ask("GET", "tokens") == (200, {"tokens": []})
    assert other.ask("DELETE", f"tokens/{made['id']}")[0] == 403
    assert producer.ask("GET", "tokens")[1]["tokens"][0]["revoked_at"] == ""


def test_a_token_has_scopes_and_an_end_that_can_be_read(town: Town, producer: Api) -> None:
    assert producer.ask("POST", "tokens", {"title": "x", "scopes": []})[0] == 400
    assert producer.ask("POST", "tokens", {"title": "x", "scopes": ["all"]})[0] == 400
    assert producer.ask("POST", "tokens", {"title": "x", "ends_at": "tomorrow"})[0] == 400
    made = producer.ask("POST", "tokens", {"title": "x", "ends_at": "2030-01-01T07:00:00+07:00"})[1]
    assert made["ends_at"] == "2030-01-01T00:00:00Z"
