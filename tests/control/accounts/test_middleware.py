import time

import pytest
from django.test import Client
from tests.control.town import Town

from satupeta.control.accounts.actions.sign_out_everywhere import SignOutEverywhere
from satupeta.control.action import node_actor
from satupeta.data.principals import COOKIE_LIFE_S, COOKIE_NAME, read_cookie

KEY = b"k" * 32
ADDRESS = "/api/v1/session"


@pytest.fixture
def client(town: Town) -> Client:
    client = Client()
    assert client.login(mail="producer@kota.example", password="rahasia-kota")
    return client


def test_who_is_signed_in_carries_the_data_planes_cookie(client: Client, town: Town) -> None:
    response = client.get(ADDRESS)
    cookie = response.cookies[COOKIE_NAME]
    told = read_cookie(KEY, cookie.value, int(time.time()))
    assert told is not None
    assert (told.person, told.epoch) == (str(town.people["producer"].pk), 1)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == COOKIE_LIFE_S
    assert response.headers["Cache-Control"] == "private, no-store"


def test_the_cookie_is_renewed_only_when_its_end_is_near(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get(ADDRESS)
    assert COOKIE_NAME not in client.get(ADDRESS).cookies
    later = time.time() + COOKIE_LIFE_S / 2
    monkeypatch.setattr("satupeta.control.accounts.middleware.time.time", lambda: later)
    assert COOKIE_NAME in client.get(ADDRESS).cookies


def test_sign_out_takes_the_cookie_away(client: Client) -> None:
    client.get(ADDRESS)
    client.logout()
    assert client.cookies.get(COOKIE_NAME) is None
    anonymous = Client()
    anonymous.cookies[COOKIE_NAME] = "left.over.cookie"
    assert anonymous.get(ADDRESS).cookies[COOKIE_NAME].value == ""


def test_signing_out_everywhere_ends_the_session(client: Client, town: Town) -> None:
    assert client.get(ADDRESS).json()["person"]["name"] == "Producer"
    SignOutEverywhere(node_actor(), town.people["producer"].pk).execute()
    assert client.get(ADDRESS).json()["person"] is None


def test_the_public_gets_no_cookie(town: Town) -> None:
    response = Client().get(ADDRESS)
    assert COOKIE_NAME not in response.cookies
    assert response.json()["person"] is None
