import socket

import pytest

from satupeta.adapters.process.listener import CannotListen, listen


def test_a_free_port_can_be_listened_at() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            pass


def test_a_busy_port_is_named_with_another_to_try() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(CannotListen, match=str(port)) as caught:
            listen("127.0.0.1", port)
    assert f"--port {port + 1}" in caught.value.advice.en


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(CannotListen, match=r"192\.0\.2\.1"):
        listen("192.0.2.1", 0)
