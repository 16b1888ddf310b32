"""Django's settings, derived from the one configuration: read here, written nowhere else."""

import secrets

from satupeta.adapters.configuration import read_configuration
from satupeta.control.settings import settings_from
from satupeta.data.storage import Storage

config, _origins = read_configuration()
_file = Storage(config.data_folder).secret
# Without `satupeta init` there is no key yet: what this process signs then ends with it.
_secret = _file.read_bytes() if _file.exists() else secrets.token_bytes(32)

globals().update(settings_from(config, _secret))
