"""Forgetting what has had its time."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Count, Q
from django.utils import timezone

from satupeta.control.accounts.models import SignInFailure
from satupeta.control.accounts.sign_in import SIGN_IN, SIGN_IN_FAILED, WINDOW
from satupeta.control.action import node_actor
from satupeta.control.catalogue.models import Dataset
from satupeta.control.jobs.models import Job
from satupeta.control.jobs.queue import LIVE
from satupeta.control.monitoring.models import AuditEntry
from satupeta.control.monitoring.queries import forget_read_entries
from satupeta.control.node import node_config
from satupeta.control.publishing.actions.clear_dataset import sweep_blobs
from satupeta.control.publishing.actions.clear_releases import ClearReleases
from satupeta.control.publishing.actions.end_abandoned import end_abandoned
from satupeta.control.publishing.models import UsedTicket

_KEEP_JOBS = timedelta(days=30)
_KEEP_ENTRIES = timedelta(days=7)
_KEEP_SIGN_INS = timedelta(days=365)


def sweep_node() -> None:
    """Remove ended sessions, void tickets, and jobs, sign-ins, outbox entries and uploads that have had their time."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    UsedTicket.objects.filter(ends_at__lt=now).delete()
    SignInFailure.objects.filter(at__lt=now - WINDOW).delete()
    Job.objects.exclude(state__in=LIVE).filter(ended_at__lt=now - _KEEP_JOBS).delete()
    AuditEntry.objects.filter(verb__in=(SIGN_IN, SIGN_IN_FAILED), at__lt=now - _KEEP_SIGN_INS).delete()
    forget_read_entries(now - _KEEP_ENTRIES)
    end_abandoned(now)
    clear_releases(now)
    sweep_blobs()


def clear_releases(now: datetime) -> None:
    """Forget every release that the node's rule does not keep; their folders are cleared by jobs."""
    counted = Dataset.objects.annotate(count=Count("releases"))
    many = Q(count__gt=node_config().keep_releases + 1)
    for dataset in counted.filter(many | Q(count__gt=0, current_release=None)):
        ClearReleases(node_actor(), dataset.pk, now).execute()
