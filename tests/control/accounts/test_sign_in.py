import json
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.control.town import Town

from satupeta.control.accounts.models import SignInFailure
from satupeta.control.accounts.sign_in import (
    ACCOUNT_LIMIT,
    ADDRESS_LIMIT,
    PAIR_LIMIT,
    WINDOW,
    TooManyFailures,
    check_password_of,
)
from satupeta.control.monitoring.models import AuditEntry

MAIL, RIGHT = "producer@kota.example", "rahasia-kota"


def fail(times: int, mail: str = MAIL, address: str = "10.0.0.1") -> None:
    for _ in range(times):
        assert check_password_of(mail, "salah", address) is None


def test_mail_and_password_sign_in(town: Town) -> None:
    assert check_password_of(" Producer@kota.example ", RIGHT, "10.0.0.1") == town.people["producer"]
    assert check_password_of("nobody@kota.example", RIGHT, "10.0.0.1") is None


def test_who_was_deactivated_does_not_come_in(town: Town) -> None:
    town.people["producer"].is_active = False
    town.people["producer"].save()
    assert check_password_of(MAIL, RIGHT, "10.0.0.1") is None


def test_guessing_one_account_from_one_address_is_stopped_there(town: Town) -> None:
    fail(PAIR_LIMIT)
    with pytest.raises(TooManyFailures):
        check_password_of(MAIL, RIGHT, "10.0.0.1")
    assert check_password_of(MAIL, RIGHT, "10.0.0.2") is not None


def test_guessing_one_account_is_stopped_wherever_it_comes_from(town: Town) -> None:
    for number in range(ACCOUNT_LIMIT):
        fail(1, address=f"10.0.0.{number}")
    with pytest.raises(TooManyFailures):
        check_password_of(MAIL, RIGHT, "10.0.1.1")
    assert check_password_of("member@kota.example", RIGHT, "10.0.1.1") is not None


def test_guessing_many_accounts_from_one_address_is_stopped(town: Town) -> None:
    for number in range(ADDRESS_LIMIT):
        fail(1, mail=f"person{number}@kota.example")
    with pytest.raises(TooManyFailures):
        check_password_of(MAIL, RIGHT, "10.0.0.1")
    assert check_password_of(MAIL, RIGHT, "10.0.0.2") is not None


def test_a_success_forgets_failures_of_the_account_and_time_forgets_all(town: Town) -> None:
    fail(PAIR_LIMIT - 1)
    assert check_password_of(MAIL, RIGHT, "10.0.0.1") is not None
    fail(PAIR_LIMIT)
    SignInFailure.objects.update(at=timezone.now() - WINDOW - timedelta(seconds=1))
    assert check_password_of(MAIL, RIGHT, "10.0.0.1") is not None


def test_failures_keep_no_names(town: Town) -> None:
    fail(1)
    kept = SignInFailure.objects.get()
    assert MAIL not in kept.account
    assert len(kept.account) == len(kept.address) == 64


def test_the_audit_tells_who_came_in_and_who_did_not(town: Town) -> None:
    person = town.people["producer"]
    fail(1)
    fail(1, mail="Sandi-Saya-2026")
    check_password_of(MAIL, RIGHT, "10.0.0.2")
    told = [
        (entry.verb, entry.person, entry.thing, (entry.after or {})["address"]) for entry in AuditEntry.objects.all()
    ]
    assert told == [
        ("sign_in", person.pk, str(person.pk), "10.0.0.2"),
        ("sign_in_failed", None, "", "10.0.0.1"),
        ("sign_in_failed", None, str(person.pk), "10.0.0.1"),
    ]


def test_nothing_that_was_typed_is_kept(town: Town) -> None:
    fail(1, mail="Sandi-Saya-2026")
    check_password_of(MAIL, RIGHT, "10.0.0.2")
    kept = json.dumps([*AuditEntry.objects.values(), *SignInFailure.objects.values()], default=str).lower()
    assert not [typed for typed in ("salah", RIGHT, "sandi-saya-2026") if typed in kept]


def test_a_try_that_was_refused_unread_leaves_nothing(town: Town) -> None:
    fail(PAIR_LIMIT)
    with pytest.raises(TooManyFailures):
        check_password_of(MAIL, RIGHT, "10.0.0.1")
    assert AuditEntry.objects.count() == PAIR_LIMIT
