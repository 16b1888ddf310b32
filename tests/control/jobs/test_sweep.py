from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from satupeta.control.accounts.models import SignInFailure
from satupeta.control.jobs.models import Job, JobState
from satupeta.control.jobs.sweep import sweep_node
from satupeta.control.monitoring.models import AuditEntry
from satupeta.control.publishing.models import UsedTicket

pytestmark = pytest.mark.django_db


def test_what_has_had_its_time_is_forgotten_and_the_rest_is_kept() -> None:
    now = timezone.now()
    for number, age in enumerate((timedelta(days=40), timedelta(days=1))):
        UsedTicket.objects.create(nonce=str(number), ends_at=now - age if number == 0 else now + age)
        SignInFailure.objects.create(address="a", account="b", at=now - age if number == 0 else now)
        Job.objects.create(kind="x", argument=str(number), state=JobState.DONE, not_before=now, ended_at=now - age)
        session = SessionStore()
        session.set_expiry(now - age if number == 0 else now + age)
        session.save()
    Job.objects.create(kind="waiting", not_before=now - timedelta(days=40))
    sweep_node()
    assert list(UsedTicket.objects.values_list("nonce", flat=True)) == ["1"]
    assert SignInFailure.objects.count() == Session.objects.count() == 1
    assert set(Job.objects.values_list("kind", "argument")) == {("x", "1"), ("waiting", "")}


def test_sign_ins_are_told_for_a_year_and_changes_for_ever() -> None:
    for verb in ("sign_in", "sign_in_failed", "set_password"):
        for days in (400, 300):
            at = timezone.now() - timedelta(days=days)
            AuditEntry.objects.create(at=at, verb=verb, kind="person", thing="", name="")
    sweep_node()
    assert sorted(AuditEntry.objects.values_list("verb", flat=True)) == [
        *("set_password", "set_password", "sign_in", "sign_in_failed"),
    ]
