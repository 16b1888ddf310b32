import importlib
import pkgutil

import msgspec
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.control.town import Town, make_dataset, make_town

from satupeta.control.accounts import actions as accounts
from satupeta.control.action import Mutation, Trace, node_actor
from satupeta.control.catalogue import actions as catalogue
from satupeta.control.catalogue.actions.assign_reference_role import AssignReferenceRole
from satupeta.control.catalogue.actions.change_service import ChangeService
from satupeta.control.catalogue.actions.create_service import CreateService
from satupeta.control.catalogue.actions.make_release_current import MakeReleaseCurrent
from satupeta.control.catalogue.actions.set_access import SetAccess
from satupeta.control.catalogue.actions.unpublish_dataset import UnpublishDataset
from satupeta.control.catalogue.layers import LayerWish
from satupeta.control.catalogue.models import Dataset
from satupeta.control.errors import InvalidInput
from satupeta.control.monitoring.models import AuditEntry, OutboxEntry
from satupeta.control.node import node_storage
from satupeta.control.published.models import PublishedGeneration, PublishedRow
from satupeta.control.published.rows import rebuild_rows, write_rows
from satupeta.control.publishing import actions as publishing
from satupeta.core import published as spec
from satupeta.core.access import AccessClass
from satupeta.core.box import Box
from satupeta.core.published import Record
from satupeta.core.text import Text
from satupeta.data.published import Published


def rows() -> dict[tuple[str, str], str]:
    return {(row.kind, row.thing): row.spec for row in PublishedRow.objects.all()}


def service(town: Town, *layers: LayerWish, access: AccessClass = AccessClass.OPEN) -> spec.Service:
    record = Record(Text("Peta"))
    CreateService(node_actor(), town.office.pk, record, layers, "peta", access).execute()
    return published_service()


def published_service() -> spec.Service:
    found = spec.decode_spec("service", PublishedRow.objects.get(kind="service").spec)
    assert isinstance(found, spec.Service)
    return found


@pytest.mark.django_db(transaction=True)
def test_the_data_plane_reads_what_the_control_plane_commits() -> None:
    town = make_town()
    published = Published(node_storage().control_database)
    before = published.newest()
    found = before.at_path(spec.Dataset, "dataset", "batas-kelurahan")
    assert found is not None
    assert (found.id, found.access, found.release.count) == (str(town.dataset.pk), AccessClass.RESTRICTED, 104)
    SetAccess(node_actor(), "dataset", "batas-kelurahan", AccessClass.OPEN).execute()
    after = published.newest()
    changed = after.at_path(spec.Dataset, "dataset", "batas-kelurahan")
    assert changed is not None
    assert changed.access is AccessClass.OPEN
    assert after.number == before.number + 1
    held = before.at_path(spec.Dataset, "dataset", "batas-kelurahan")
    assert held == found


@pytest.mark.django_db(transaction=True)
def test_a_mutation_that_fails_after_its_change_leaves_nothing() -> None:
    make_town()

    class Failing(SetAccess):
        def change(self, trace: Trace) -> Dataset:
            super().change(trace)
            trace.write(self.actor, self.verb)
            raise RuntimeError("killed here")

    before = (rows(), AuditEntry.objects.count(), OutboxEntry.objects.count(), PublishedGeneration.objects.get().number)
    with pytest.raises(RuntimeError):
        Failing(node_actor(), "dataset", "batas-kelurahan", AccessClass.OPEN).execute()
    after = (rows(), AuditEntry.objects.count(), OutboxEntry.objects.count(), PublishedGeneration.objects.get().number)
    assert after == before
    assert Dataset.objects.get().access == "restricted"


def test_rows_written_change_by_change_equal_rows_written_anew(town: Town) -> None:
    add = make_dataset("jalan", town.office, AccessClass.OPEN)
    MakeReleaseCurrent(node_actor(), add.pk, 1).execute()
    service(town, LayerWish("jalan"), LayerWish("batas-kelurahan"))
    AssignReferenceRole(node_actor(), "boundary-kelurahan", "batas-kelurahan").execute()
    UnpublishDataset(node_actor(), "jalan").execute()
    SetAccess(node_actor(), "dataset", "batas-kelurahan", AccessClass.OPEN).execute()
    kept = rows()
    rebuild_rows()
    assert rows() == kept


def test_a_service_is_never_more_open_than_its_data(town: Town) -> None:
    make_dataset("jalan", town.office, AccessClass.OPEN)
    assert service(town, LayerWish("jalan")).access is AccessClass.OPEN
    layers = (LayerWish("jalan"), LayerWish("batas-kelurahan"))
    ChangeService(node_actor(), "peta", layers=layers).execute()
    assert published_service().access is AccessClass.RESTRICTED
    SetAccess(node_actor(), "dataset", "batas-kelurahan", AccessClass.CLOSED).execute()
    assert published_service().access is AccessClass.CLOSED


def test_unpublished_data_leaves_services_roles_and_doors_and_comes_back(town: Town) -> None:
    service(town, LayerWish("batas-kelurahan"))
    AssignReferenceRole(node_actor(), "boundary-kelurahan", "batas-kelurahan").execute()
    UnpublishDataset(node_actor(), "batas-kelurahan").execute()
    assert published_service().layers == ()
    assert not PublishedRow.objects.filter(kind__in=("dataset", "role")).exists()
    MakeReleaseCurrent(node_actor(), "batas-kelurahan", 1).execute()
    assert [layer.dataset for layer in published_service().layers] == [str(town.dataset.pk)]
    assert PublishedRow.objects.filter(kind__in=("dataset", "role")).count() == 2


def test_a_role_moves_to_another_dataset_and_both_rows_tell(town: Town) -> None:
    make_dataset("kelurahan-baru", town.office)
    for slug in ("batas-kelurahan", "kelurahan-baru"):
        AssignReferenceRole(node_actor(), "boundary-kelurahan", slug).execute()
    told = {
        found.slug: found.roles
        for found in (spec.decode_spec("dataset", row.spec) for row in PublishedRow.objects.filter(kind="dataset"))
        if isinstance(found, spec.Dataset)
    }
    assert told == {"batas-kelurahan": (), "kelurahan-baru": ("boundary-kelurahan",)}
    role = spec.decode_spec("role", PublishedRow.objects.get(kind="role").spec)
    assert role == spec.ReferenceRole(
        "boundary-kelurahan", str(Dataset.objects.get(slug="kelurahan-baru").pk), "kode", "nama", "kode_induk"
    )


@pytest.mark.parametrize(
    ("role", "fields", "locator"),
    [
        ("boundary-moon", {}, "role"),
        ("boundary-city", {"code_field": "tidak_ada"}, "code_field"),
        ("boundary-city", {"parent_field": "tidak_ada"}, "parent_field"),
    ],
)
def test_a_role_needs_its_fields(town: Town, role: str, fields: dict[str, str], locator: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        AssignReferenceRole(node_actor(), role, "batas-kelurahan", **fields).execute()
    assert raised.value.locator == locator


@pytest.mark.parametrize(
    "layers",
    [
        (),
        (LayerWish("batas-kelurahan"), LayerWish("batas-kelurahan")),
        (LayerWish("batas-kelurahan", "tidak-ada"),),
    ],
)
def test_services_are_refused_whole(town: Town, layers: tuple[LayerWish, ...]) -> None:
    with pytest.raises(InvalidInput):
        service(town, *layers)
    assert not PublishedRow.objects.filter(kind="service").exists()


@pytest.mark.django_db(transaction=True)
def test_rows_are_not_written_outside_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        write_rows([("node", "node")])


@pytest.mark.django_db(transaction=True)
def test_a_mutation_takes_the_write_lock_before_it_reads() -> None:
    make_town()
    with CaptureQueriesContext(connection) as queries:
        SetAccess(node_actor(), "dataset", "batas-kelurahan", AccessClass.OPEN).execute()
    assert queries.captured_queries[0]["sql"] == "BEGIN IMMEDIATE"


def test_the_extent_of_the_node_is_that_of_open_data_only(town: Town) -> None:
    node = spec.decode_spec("node", PublishedRow.objects.get(kind="node").spec)
    assert isinstance(node, spec.Node)
    assert node.extent is None
    SetAccess(node_actor(), "dataset", "batas-kelurahan", AccessClass.OPEN).execute()
    assert msgspec.json.decode(PublishedRow.objects.get(kind="node").spec)["extent"]["west"] == 106.5


def test_the_extent_of_the_node_is_that_of_its_least_wide_boundaries(town: Town) -> None:
    wide = make_dataset("batas-kota", town.office, AccessClass.OPEN)
    wide.releases.update(extent={"west": 105.0, "south": -7.0, "east": 107.0, "north": -5.8})
    SetAccess(node_actor(), "dataset", "batas-kelurahan", AccessClass.OPEN).execute()
    AssignReferenceRole(node_actor(), "boundary-city", "batas-kota", "kode", "nama").execute()
    assert node_extent() == Box(105.0, -7.0, 107.0, -5.8)
    AssignReferenceRole(node_actor(), "boundary-kelurahan", "batas-kelurahan", "kode", "nama").execute()
    assert node_extent() == Box(106.5, -6.3, 106.8, -6.1)


def node_extent() -> Box | None:
    node = spec.decode_spec("node", PublishedRow.objects.get(kind="node").spec)
    assert isinstance(node, spec.Node)
    return node.extent


def test_every_mutation_of_the_house_names_its_verb() -> None:
    for package in (accounts, catalogue, publishing):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    verbs = [kind.verb for kind in Mutation.__subclasses__() if kind.__module__.startswith("satupeta")]
    assert len(set(verbs)) == len(verbs) > 20
