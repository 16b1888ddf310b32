"""Whether the process lives, and whether the node is ready to answer: for supervisors and load balancers."""

from satupeta.adapters.http.node import Node
from satupeta.adapters.http.request import Request
from satupeta.service.reply import Reply

_NO_STORE = (("Cache-Control", "no-store"),)


def alive(_request: Request, _node: Node) -> Reply:
    """The process answers."""
    return Reply(b"ok\n", "text/plain; charset=utf-8", headers=_NO_STORE, public=True)


def ready(_request: Request, node: Node) -> Reply:
    """The published table answers too.

    Raises:
        NodeNotReady: It does not.
    """
    said = f"ok {node.generation().number}\n"
    return Reply(said.encode(), "text/plain; charset=utf-8", headers=_NO_STORE, public=True)
