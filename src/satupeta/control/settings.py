"""Django's settings as plain values, derived from the one configuration."""

from satupeta.core.config import Config
from satupeta.data.storage import Storage


def settings_from(config: Config, secret: bytes) -> dict[str, object]:
    """Every Django setting that differs from Django's own default."""
    return {
        "SECRET_KEY": secret.hex(),
        "USE_TZ": True,
        "TIME_ZONE": "Asia/Jakarta",
        "LANGUAGE_CODE": config.language,
        "INSTALLED_APPS": [],
        "DATABASES": {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(Storage(config.data_folder).control_database),
            }
        },
    }
