"""The socket that a node listens at, opened before anything else so that a taken port is told at once."""

import errno
import os
import socket

from satupeta.core.errors import SatuPetaError
from satupeta.core.text import Text

_BACKLOG = 1024


class CannotListen(SatuPetaError):
    """The address to listen on is taken or not this machine's."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that connections can already wait at.

    Raises:
        CannotListen: The address is taken, or not this machine's, or not allowed.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise _cannot_listen(host, port, error) from error
    return listener


def _cannot_listen(host: str, port: int, error: OSError) -> CannotListen:
    reasons = {
        errno.EADDRINUSE: Text(
            f"Porta {port} sudah dipakai program lain.", f"Port {port} is taken by another program."
        ),
        errno.EADDRNOTAVAIL: Text(f"{host} bukan alamat mesin ini.", f"{host} is no address of this machine."),
        errno.EACCES: Text(f"Porta {port} tidak diizinkan.", f"Port {port} is not allowed to this user."),
    }
    other = Text(
        f"{host}:{port} tidak dapat dipakai.", f"{host}:{port} cannot be used ({os.strerror(error.errno or 0)})."
    )
    return CannotListen(
        "PR-001",
        reasons.get(error.errno or 0, other),
        Text(f"Pilih porta lain, misalnya --port {port + 1}.", f"Choose another port, such as --port {port + 1}."),
        f"{host}:{port}",
    )
