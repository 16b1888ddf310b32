"""What control code knows of the node it runs in."""

from typing import cast

from django.conf import settings

from satupeta.core.config import Config
from satupeta.core.links import Links
from satupeta.data.storage import Storage


def node_config() -> Config:
    """The configuration that Django's settings were derived from."""
    return cast(Config, getattr(settings, "SATUPETA_CONFIG"))  # noqa: B009 - unknown to the types of Django


def node_key() -> bytes:
    """The key of cookies and tickets."""
    return cast(bytes, getattr(settings, "SATUPETA_KEY"))  # noqa: B009


def node_storage() -> Storage:
    """The data folder."""
    return Storage(node_config().data_folder)


def node_links() -> Links:
    """Makes addresses from the configured base address."""
    return Links(node_config().address)
