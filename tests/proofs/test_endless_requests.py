"""Requests that never end: the server answers them or lets them go, logs each once, and serves everybody else."""

import contextlib
import re
import socket
import time
from collections.abc import Iterator

import pytest
from tests.proofs import city
from tests.proofs.asking import Ask
from tests.proofs.workbench import Server, Workshop

_PATIENCE_S = 30.0
"""No connection that says nothing lives longer than this."""


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A server with small limits, and a token that may upload."""
    folder = tmp_path_factory.mktemp("endless") / "data"
    with Workshop(folder) as workshop:
        city.found_offices(workshop)
        workshop.done("user", "add", "produsen@kota.example", "--office", f"{city.OWNER}:producer")
        token = workshop.done("token", "create", "produsen@kota.example", "--scope", "edit")["token"]
    with Server(folder, upload_limit_bytes=200_000) as server:
        yield server, token
    assert "Traceback" not in server.said()


def _upload_head(token: str, length: str) -> bytes:
    return (
        f"POST /api/v1/uploads?name=a.geojson&organisation={city.OWNER} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {token}\r\n{length}\r\n\r\n"
    ).encode()


def _connect(server: Server) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=_PATIENCE_S)
    connection.settimeout(_PATIENCE_S)
    return connection


def _answer(connection: socket.socket) -> bytes:
    """What comes until the server closes, or the head of an answer."""
    found = b""
    with contextlib.suppress(ConnectionError):
        while b"\r\n\r\n" not in found and (piece := connection.recv(4096)):
            found += piece
    return found


def _is_well(server: Server) -> bool:
    start = time.monotonic()
    return server.ask(Ask("/sehat/siap")).status == 200 and time.monotonic() - start < 2


def _lines(server: Server, text: str) -> int:
    return sum(bool(re.search(text, line)) for line in server.said().splitlines())


@pytest.mark.parametrize("length", ["Content-Length: 900000000", "Transfer-Encoding: chunked"])
def test_body_beyond_the_limit_is_refused_while_it_comes(node: tuple[Server, str], length: str) -> None:
    server, token = node
    before = _lines(server, r"POST /api/v1/uploads.* 422 ")
    with _connect(server) as connection:
        connection.sendall(_upload_head(token, length))
        piece = b"x" * 65536 if "Length" in length else b"10000\r\n" + b"x" * 65536 + b"\r\n"
        with contextlib.suppress(ConnectionError, TimeoutError):
            for _ in range(40):
                connection.sendall(piece)
        assert _answer(connection)[:12] in (b"HTTP/1.1 413", b"HTTP/1.1 422", b"")
    assert _is_well(server)
    assert _lines(server, r"POST /api/v1/uploads.* (413|422) ") == before + 1


def test_body_that_is_cut_off_leaves_nothing(node: tuple[Server, str]) -> None:
    server, token = node
    with _connect(server) as connection:
        connection.sendall(_upload_head(token, "Content-Length: 100000") + b"x" * 1000)
    time.sleep(0.5)
    assert _is_well(server)
    assert [path for path in (server.folder / "staging").rglob("*") if path.is_file()] == []


def test_head_that_never_ends_is_let_go(node: tuple[Server, str]) -> None:
    server, _ = node
    before = _lines(server, "was let go")
    beginnings = (b"", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ", b"GET /" + b"a" * 5000)
    connections = [_connect(server) for _ in beginnings]
    start = time.monotonic()
    try:
        for connection, beginning in zip(connections, beginnings, strict=True):
            connection.sendall(beginning)
        for connection in connections:
            answer = _answer(connection)
            assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
        assert time.monotonic() - start < _PATIENCE_S
    finally:
        for connection in connections:
            connection.close()
    assert _lines(server, "was let go") == before + len(beginnings) - 1
    assert _is_well(server)


@pytest.mark.parametrize("path", ["/masuk", "/api/v1/tokens", "/wms", "/"])
def test_body_that_nobody_wants_holds_nobody_up(node: tuple[Server, str], path: str) -> None:
    server, _ = node
    idle = [_connect(server) for _ in range(12)]
    try:
        for connection in idle:
            connection.sendall(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nx".encode())
        time.sleep(0.3)
        assert _is_well(server)
        assert server.ask(Ask("/")).status == 200, "pages still come"
    finally:
        for connection in idle:
            connection.close()


def test_headers_without_end_are_refused(node: tuple[Server, str]) -> None:
    server, _ = node
    with _connect(server) as connection:
        connection.sendall(b"GET /sehat/hidup HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        with contextlib.suppress(ConnectionError, TimeoutError):
            for number in range(3000):
                connection.sendall(b"X-%d: " % number + b"a" * 1000 + b"\r\n")
        answer = _answer(connection)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert _is_well(server)
