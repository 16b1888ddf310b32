"""Uploads and a few other exchanges over true HTTP, against a node that was set up by its own commands."""

import http.client
import socket
import time
from urllib.parse import quote

import pytest
from tests.adapters.http.running import BODY, Served


def bearer(token: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token['token']}"}


def test_a_ticket_admits_one_file(served: Served) -> None:
    ticket = {"X-Upload-Ticket": served.facts["tickets"][0]}
    before = served.publications()
    status, document = served.upload("?name=titik.csv", ticket)
    assert status == 201
    assert document["address"].endswith(f"/api/v1/publications/{document['id']}")
    blob = served.folder / "blobs" / document["sha256"][:2] / document["sha256"]
    assert blob.read_bytes() == BODY
    assert served.publications() == before + 1
    again, refusal = served.upload("?name=titik.csv", ticket)
    assert (again, refusal["code"]) == (401, "AK-050")
    assert served.publications() == before + 1


def test_a_token_that_may_edit_admits_files(served: Served) -> None:
    status, document = served.upload("?name=titik.csv&organisation=dinas", bearer(served.facts["token"]))
    assert status == 201, document


@pytest.mark.parametrize(
    ("token", "query", "status"),
    [
        ("", "?name=a.csv&organisation=dinas", 401),
        ("reader", "?name=a.csv&organisation=dinas", 403),
        ("stranger", "?name=a.csv&organisation=dinas", 403),
        ("token", "?name=a.csv&organisation=tidak-ada", 404),
        ("token", "?name=a.csv", 400),
        ("token", "?organisation=dinas", 400),
        ("token", "?name=a.csv&name=b.csv&organisation=dinas", 400),
        ("token", "?name=%2F&organisation=dinas", 400),
        ("token", "?name=a.csv&organisation=dinas&x=1", 400),
    ],
)
def test_other_uploads_are_refused_and_nothing_is_kept(served: Served, token: str, query: str, status: int) -> None:
    before = served.publications()
    headers = bearer(served.facts[token]) if token else {}
    answered, document = served.upload(query, headers)
    assert answered == status
    assert document["message"]["en"]
    assert served.publications() == before
    assert not any((served.folder / "staging").iterdir())


def test_a_cookie_alone_opens_nothing(served: Served) -> None:
    status, _ = served.upload(
        "?name=a.csv&organisation=dinas", {"Cookie": "satupeta_principal=x.1.y; satupeta_session=z"}
    )
    assert status == 401


@pytest.mark.parametrize("body", [b"", b"x" * 1_000_001])
def test_empty_and_oversized_files_are_refused(served: Served, body: bytes) -> None:
    status, document = served.upload("?name=a.csv&organisation=dinas", bearer(served.facts["token"]), body)
    assert status == 422
    assert document["code"] in ("UN-001", "UN-002")


def test_a_body_without_a_length_is_cut_at_the_limit(served: Served) -> None:
    pieces = (b"y" * 100_000 for _ in range(11))
    headers = {**bearer(served.facts["token"]), "Transfer-Encoding": "chunked"}
    path = "/api/v1/uploads?name=a.csv&organisation=dinas"
    try:
        status, document = served.exchange("POST", path, pieces, headers)
    except (ConnectionError, http.client.HTTPException):
        status, document = 422, {"code": "UN-001"}
    assert (status, document["code"]) == (422, "UN-001")
    assert not any((served.folder / "staging").iterdir())


def test_a_client_that_goes_away_leaves_nothing(served: Served) -> None:
    before = served.publications()
    with socket.create_connection(("127.0.0.1", served.facts["port"])) as connection:
        head = (
            "POST /api/v1/uploads?name=a.csv&organisation=dinas HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n"
            f"Authorization: Bearer {served.facts['token']['token']}\r\n\r\n"
        )
        connection.sendall(head.encode() + b"half")
    # The next answer comes after the broken one was put away: both run in this node's one event loop.
    assert served.exchange("GET", "/api/v1/search?q=x")[0] == 200
    assert served.publications() == before


def test_what_is_no_route_is_django_s(served: Served) -> None:
    assert served.exchange("GET", "/api/v1/session")[0] == 200
    assert served.exchange("GET", "/api/v1/none")[0] == 404


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/masuk", "/sehat/siap", f"/d/{quote('a b')}", "/m/x/wms", "/%00", "/static/%2e%2e/x"]
)
def test_nothing_is_a_fault(served: Served, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.facts["port"], timeout=20)
    connection.request("HEAD", path)
    answer = connection.getresponse()
    assert answer.status < 500
    assert answer.read() == b""
    connection.close()


def test_a_refused_file_leaves_nothing_behind(served: Served) -> None:
    served.run_jobs()
    before = served.files()
    status, document = served.upload("?name=a.geojson&organisation=dinas", bearer(served.facts["token"]), b"bukan peta")
    assert status == 201
    assert served.files() != before
    served.run_jobs()
    state = served.exchange("GET", f"/api/v1/publications/{document['id']}", headers=bearer(served.facts["token"]))
    assert state[1]["state"] == "refused"
    assert served.files() == before
    assert served.findings() == []


def test_the_doctor_leaves_an_upload_that_still_comes_alone(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.facts["port"])) as connection:
        head = (
            "POST /api/v1/uploads?name=a.csv&organisation=dinas HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n"
            f"Authorization: Bearer {served.facts['token']['token']}\r\n\r\n"
        )
        before = set((served.folder / "staging").iterdir())
        connection.sendall(head.encode() + b"lon,lat,")
        while set((served.folder / "staging").iterdir()) == before:
            time.sleep(0.02)
        assert served.findings() == []
        connection.sendall(b"nama")
        assert connection.recv(100).startswith(b"HTTP/1.1 201")
