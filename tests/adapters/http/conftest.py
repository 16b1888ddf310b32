"""A node served by the real application, made once for all tests of the doors."""

from collections.abc import Iterator

import pytest
from tests.adapters.http.running import Served, running
from tests.node import KEY, AsgiClient, SmallNode, fill

from satupeta.adapters.http.application import Application, build_application


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> SmallNode:
    """The filled node; tests that change it make their own."""
    made = SmallNode(tmp_path_factory.mktemp("node"))
    fill(made)
    return made


@pytest.fixture(scope="session")
def application(node: SmallNode) -> Iterator[Application]:
    """The application over it."""
    made = build_application(node.config, KEY)
    assert isinstance(made, Application)
    yield made
    made.close()


@pytest.fixture(scope="session")
def client(application: Application) -> AsgiClient:
    """A client of it."""
    return AsgiClient(application)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A node that was set up by its own commands, over true HTTP."""
    with running(tmp_path_factory.mktemp("served") / "data") as node:
        yield node
