"""Writing the published table, inside the transaction of the change that it tells of."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction

from satupeta.control.accounts.models import Person, Token
from satupeta.control.catalogue.models import Dataset, MapService, Organisation, ReferenceRole, ServiceLayer, Slug
from satupeta.control.published.models import PublishedGeneration, PublishedRow
from satupeta.control.published.specs import row_of
from satupeta.core.published import Kind, encode_spec

Thing = tuple[Kind, str]
_UPSERT = (
    "INSERT INTO published (kind, id, path, generation, spec) VALUES (%s, %s, %s, %s, %s) "
    "ON CONFLICT (kind, id) DO UPDATE SET path=excluded.path, generation=excluded.generation, spec=excluded.spec"
)
NODE: Thing = ("node", "node")


def write_rows(things: Iterable[Thing]) -> int:
    """Bring the rows of these things, and of what depends on them, up to date under a new generation.

    Returns:
        The new generation's number.

    Raises:
        TransactionManagementError: No transaction is open: the rows would not be written with the change.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("published rows are written inside the change's transaction")
    number = _next_generation()
    for kind, thing in dict.fromkeys(_with_dependents(things)):
        _write_row(kind, thing, number)
    return number


def rebuild_rows() -> int:
    """Write every row anew from the control plane's tables: mends whatever is wrong with the table."""
    with transaction.atomic():
        PublishedRow.objects.all().delete()
        number = _next_generation()
        for kind, thing in everything():
            _write_row(kind, thing, number)
    return number


def everything() -> Iterable[Thing]:
    """Every thing that may have a row."""
    yield NODE
    sources: tuple[tuple[Kind, Iterable[object]], ...] = (
        ("organisation", Organisation.objects.values_list("pk", flat=True)),
        ("person", Person.objects.values_list("pk", flat=True)),
        ("token", Token.objects.values_list("digest", flat=True)),
        ("dataset", Dataset.objects.values_list("pk", flat=True)),
        ("service", MapService.objects.values_list("pk", flat=True)),
        ("role", ReferenceRole.objects.values_list("pk", flat=True)),
        ("alias", Slug.objects.filter(is_current=False).values_list("pk", flat=True)),
    )
    for kind, ids in sources:
        for thing in ids:
            yield kind, str(thing)


def _next_generation() -> int:
    last = PublishedGeneration.objects.values_list("number", flat=True).first()
    number = (last or 0) + 1
    if not PublishedGeneration.objects.update(number=number):
        PublishedGeneration.objects.create(number=number)
    return number


def _write_row(kind: Kind, thing: str, generation: int) -> None:
    row = row_of(kind, thing)
    if row is None:
        PublishedRow.objects.filter(kind=kind, thing=thing).delete()
        return
    path, spec = row
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [kind, thing, path, generation, encode_spec(spec).decode()])


def _with_dependents(things: Iterable[Thing]) -> Iterable[Thing]:
    for kind, thing in things:
        yield kind, thing
        if kind == "dataset":
            layers = ServiceLayer.objects.filter(dataset_id=UUID(thing)).values_list("service_id", flat=True)
            yield from (("service", str(service)) for service in layers)
            roles = ReferenceRole.objects.filter(dataset_id=UUID(thing)).values_list("pk", flat=True)
            yield from (("role", role) for role in roles)
            yield NODE
