import pytest
from tests.control.api.client import Api
from tests.control.town import Town


@pytest.fixture
def producer(town: Town) -> Api:
    """The producer with a session."""
    return Api(town, "producer")
