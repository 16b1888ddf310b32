"""A control database in a file, so that the data plane and job processes read what the tests write."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from tests.control.town import Town, make_town

from satupeta.core.config import Config


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The node's data folder."""
    return tmp_path_factory.mktemp("control")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(data_folder: Path) -> None:
    """Let the test database be the node's own file."""
    connections["default"].settings_dict["TEST"]["NAME"] = str(data_folder / "control.sqlite")


@pytest.fixture(autouse=True)
def node_settings(settings: Any, data_folder: Path) -> Config:
    """The node's configuration, with passwords hashed at no cost."""
    settings.SATUPETA_CONFIG = Config(data_folder=data_folder)
    settings.SATUPETA_KEY = b"k" * 32
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    found: Config = settings.SATUPETA_CONFIG
    return found


@pytest.fixture
def town(db: None) -> Town:
    """Two offices with their people, and one dataset of the first."""
    return make_town()
