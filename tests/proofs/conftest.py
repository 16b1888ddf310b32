"""One settled city for the proofs that only ask; proofs that change things make their own."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests.proofs import city
from tests.proofs.workbench import Workshop


@dataclass(frozen=True)
class Town:
    """A settled city and everybody who asks in it."""

    workshop: Workshop
    roles: dict[str, city.Role]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The settled city; its data stays as it is."""
    with Workshop(tmp_path_factory.mktemp("town") / "data") as workshop:
        city.settle(workshop)
        yield Town(workshop, city.roles(workshop))
