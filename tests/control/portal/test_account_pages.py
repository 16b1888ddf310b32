import pytest
from django.test import Client
from tests.control.portal.conftest import Visitor
from tests.control.town import Town

from satupeta.control.accounts.models import Token
from satupeta.core.access import Action
from satupeta.data.principals import token_digest

MAIL, PASSWORD = "producer@kota.example", "rahasia-kota"


def sign_in(password: str = PASSWORD, wanted: str = "") -> tuple[Client, int, str]:
    client = Client()
    reply = client.post("/masuk", {"mail": MAIL, "password": password, "next": wanted})
    return client, reply.status_code, reply.get("Location", "")


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("", "/"),
        ("/unggah", "/unggah"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/\n/evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_signing_in_leads_to_the_page_that_was_wanted_here(wanted: str, place: str) -> None:
    _, status, location = sign_in(wanted=wanted)
    assert (status, location) == (302, place)


@pytest.mark.usefixtures("town")
def test_a_wrong_password_says_so_and_keeps_the_mail() -> None:
    client, status, _ = sign_in("salah")
    assert status == 401
    assert client.get("/akun").status_code == 302


@pytest.mark.usefixtures("town")
def test_signing_out_needs_a_post() -> None:
    client, _, _ = sign_in()
    assert client.get("/keluar").status_code == 405
    assert client.post("/keluar").status_code == 302
    assert client.get("/akun")["Location"].startswith("/masuk?next=")


@pytest.mark.usefixtures("town")
def test_writes_need_the_mark_of_the_session() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/masuk", {"mail": MAIL, "password": PASSWORD}).status_code == 403


@pytest.mark.parametrize(("writes", "may_edit"), [("", False), ("1", True)])
def test_a_new_key_is_shown_once(visitor: Visitor, writes: str, may_edit: bool) -> None:
    client = visitor("producer")
    body = client.post("/akun", {"title": "Siaga", "writes": writes}).content.decode()
    secret = body.split("<code>")[1].split("</code>")[0]
    token = Token.objects.get(digest=token_digest(secret))
    assert (token.title, Action.EDIT.value in token.scopes) == ("Siaga", may_edit)
    assert secret not in client.get("/akun").content.decode()


def test_a_key_is_revoked_by_its_holder_alone(town: Town, visitor: Visitor) -> None:
    visitor("producer").post("/akun", {"title": "Siaga"})
    token = Token.objects.get(person=town.people["producer"])
    assert visitor("stranger").post(f"/akun/kunci/{token.pk}/cabut").status_code in (403, 404)
    assert visitor("producer").post(f"/akun/kunci/{token.pk}/cabut").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None
