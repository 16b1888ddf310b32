from pathlib import Path

import pytest
from django.db import connection

from satupeta.control.settings import CONTENT_SECURITY_POLICY, settings_from
from satupeta.core.config import Config


def test_settings_follow_from_the_configuration_alone() -> None:
    config = Config(data_folder=Path("/srv/node"), address="https://peta.kota.example/satupeta", session_days=3)
    made = settings_from(config, b"k" * 32)
    assert made == settings_from(config, b"k" * 32)
    assert made["SESSION_COOKIE_AGE"] == 3 * 86_400
    assert made["SESSION_COOKIE_PATH"] == made["FORCE_SCRIPT_NAME"] == "/satupeta"
    assert made["STATIC_URL"] == "/satupeta/static/"
    assert made["CSRF_TRUSTED_ORIGINS"] == ["https://peta.kota.example"]


@pytest.mark.parametrize(
    ("address", "choice", "secure"),
    [
        ("http://127.0.0.1:8000", "auto", False),
        ("http://127.0.0.1:8000", "always", True),
        ("https://peta.kota.example", "auto", True),
    ],
)
def test_cookies_are_secure_where_the_address_is(address: str, choice: str, secure: bool) -> None:
    made = settings_from(Config(address=address, secure_cookies=choice), b"k" * 32)  # type: ignore[arg-type]
    assert made["SESSION_COOKIE_SECURE"] is made["CSRF_COOKIE_SECURE"] is secure


def test_no_page_may_run_what_it_did_not_bring() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'self'")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)])
def test_the_database_commits_durably(pragma: str, value: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone()[0] == value
