"""The publishing transaction, killed before each of its statements and at its commit."""

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import Model
from tests.control.town import make_built, make_town

from satupeta.control.accounts.actors import actor_of
from satupeta.control.accounts.models import Person
from satupeta.control.catalogue.models import Dataset, ReferenceRole, Release, Slug
from satupeta.control.jobs.models import Job
from satupeta.control.monitoring.models import AuditEntry, OutboxEntry
from satupeta.control.node import node_storage
from satupeta.control.published.models import PublishedGeneration, PublishedRow
from satupeta.control.published.rows import rebuild_rows
from satupeta.control.publishing.actions.publish_release import PublishRelease
from satupeta.control.publishing.models import Publication
from satupeta.core import published as spec
from satupeta.data.published import Published

TABLES: tuple[type[Model], ...] = (
    AuditEntry, Dataset, Job, OutboxEntry, Publication, PublishedGeneration, PublishedRow, ReferenceRole, Release, Slug,
)  # fmt: skip
Statement = Callable[..., Any]


def state() -> list[list[dict[str, Any]]]:
    return [list(table._default_manager.order_by("pk").values()) for table in TABLES]


def killed_at(statement: int, publication_id: object) -> bool:
    """Publish in a child that kills itself before its n-th statement; False when there is no such statement."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        count = 0

        def count_down(execute: Statement, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal count
            if count == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            count += 1
            return execute(sql, params, many, context)

        actor = actor_of(Person.objects.get(name="Producer"))
        with connection.execute_wrapper(count_down):
            PublishRelease(actor, publication_id).execute()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.mark.django_db(transaction=True)
def test_a_kill_before_any_statement_leaves_all_as_it_was_and_publishing_again_succeeds() -> None:
    town = make_town()
    base = str(town.dataset.current_release_id)
    upload = make_built(town, dataset=town.dataset, base=base, role="boundary-city")
    published = Published(node_storage().control_database)
    before, statement = state(), 0
    while killed_at(statement, upload.pk):
        assert state() == before, f"statement {statement}"
        found = published.newest().at_path(spec.Dataset, "dataset", "batas-kelurahan")
        assert found is not None
        assert found.release.number == 1
        statement += 1
    assert statement > 20
    found = published.newest().at_path(spec.Dataset, "dataset", "batas-kelurahan")
    assert found is not None
    assert (found.release.number, found.roles) == (2, ("boundary-city",))
    kept = list(PublishedRow.objects.order_by("kind", "thing").values("kind", "thing", "path", "spec"))
    rebuild_rows()
    assert list(PublishedRow.objects.order_by("kind", "thing").values("kind", "thing", "path", "spec")) == kept
