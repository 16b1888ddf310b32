"""`satupeta demo`: a node of Kota Tangerang with its real boundaries, published through the node's own path."""

import argparse
import os
import sys
from collections.abc import Callable
from functools import partial
from importlib.resources import as_file, files

from satupeta.adapters.cli.city import publish_city
from satupeta.adapters.cli.output import DONE, NODE_FAULT, Output
from satupeta.adapters.cli.people import give_roles, made_password
from satupeta.adapters.cli.serve import is_outdated, serve_with
from satupeta.adapters.cli.setup import make_database
from satupeta.adapters.process.companion import Companion, run_apart
from satupeta.adapters.process.listener import listen
from satupeta.control.accounts.actions.create_person import CreatePerson
from satupeta.control.accounts.models import Person
from satupeta.control.action import node_actor
from satupeta.control.catalogue.actions.create_organisation import CreateOrganisation
from satupeta.control.catalogue.actions.create_service import CreateService
from satupeta.control.catalogue.actions.edit_record import EditRecord
from satupeta.control.catalogue.layers import LayerWish
from satupeta.control.catalogue.models import Dataset, MapService, Organisation
from satupeta.control.publishing.actions.publish_file import PublishOptions, publish_file
from satupeta.core.access import AccessClass
from satupeta.core.config import Config
from satupeta.core.errors import SatuPetaError
from satupeta.core.published import Record
from satupeta.data.errors import RefusedFile
from satupeta.data.storage import Storage
from satupeta.demo import tangerang
from satupeta.demo.city.region import SMALLEST
from satupeta.demo.tangerang import ACCOUNTS, KELURAHAN, OFFICES, OTHERS, Account, Boundary

ACCOUNTS_FILE = "demo-accounts.txt"
Tell = Callable[[str], None]


def demo(arguments: argparse.Namespace, output: Output, config: Config) -> int:
    """Set the node up where it is new, publish the kelurahan, serve, and publish the rest meanwhile."""
    listener = listen(config.host, config.port)
    storage = Storage(config.data_folder)
    # In a process of its own: what publishing loads need not live on in every process of the node.
    if not is_ready() and not run_apart(partial(prepare, storage, output)):
        return NODE_FAULT
    passwords = make_accounts(storage)
    filling = Companion("demo", partial(fill, storage, _city_size(arguments), output), again=False)
    serve_with(config, listener, (filling,), lambda: output.progress(_welcome(config, passwords)))
    return DONE


def is_ready() -> bool:
    """Whether the node stands and holds its first dataset."""
    return not is_outdated() and Dataset.objects.filter(slug=KELURAHAN.slug).exists()


def prepare(storage: Storage, output: Output) -> None:
    """Make the node as far as it must stand before it serves; says what went wrong and exits with its code."""
    try:
        if is_outdated():
            output.progress(f"Making a node in {storage.root}")
            make_database()
        make_offices()
        make_accounts(storage)
        publish_boundary(KELURAHAN, output.progress)
    except SatuPetaError as error:
        output.failure(error)
        sys.exit(NODE_FAULT)


def make_offices() -> None:
    """Add the offices that are not there."""
    known = set(Organisation.objects.values_list("slug", flat=True))
    for slug, name in OFFICES.items():
        if slug not in known:
            CreateOrganisation(node_actor(), name, slug=slug, default_access=AccessClass.RESTRICTED).execute()


def make_accounts(storage: Storage) -> dict[str, str]:
    """Add the people that are not there.

    Returns:
        Passwords by mail address: made on the spot, and kept in a file that only its owner reads.
    """
    file = storage.root / ACCOUNTS_FILE
    if not file.exists():
        lines = "".join(f"{account.mail} {made_password()}\n" for account in ACCOUNTS)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as kept:
            kept.write(lines)
    passwords = dict(line.split() for line in file.read_text(encoding="utf-8").splitlines())
    known = set(Person.objects.values_list("mail", flat=True))
    for account in ACCOUNTS:
        if account.mail not in known:
            _make_account(account, passwords[account.mail])
    return passwords


def publish_boundary(boundary: Boundary, tell: Tell) -> None:
    """Publish one file of the package, unless its dataset is there already.

    Raises:
        RefusedFile: The node does not take its own demonstration data.
    """
    if Dataset.objects.filter(slug=boundary.slug).exists():
        return
    tell(f"Publishing {boundary.file}")
    options = PublishOptions(
        title=boundary.title.id,
        slug=boundary.slug,
        organisation=tangerang.OWNER,
        access=AccessClass.OPEN,
        role=boundary.role,
        key=tangerang.KEY_FIELD,
        accept=True,
    )
    with as_file(files(tangerang.__package__) / boundary.file) as path:
        came = publish_file(node_actor(), path, options)
    if came.refused:
        refused = came.refused[0]
        raise RefusedFile(refused.code, refused.message, refused.advice, boundary.file)
    record = Record(boundary.title, boundary.abstract, tangerang.THEME, tangerang.LICENCE, tangerang.NODE["contact"])
    EditRecord(node_actor(), "dataset", boundary.slug, record).execute()
    tell(f"Published {came.datasets[0].release.count} features as {boundary.slug}")


def fill(storage: Storage, city_size: float, output: Output) -> None:
    """Publish what can wait until the node serves: the other boundaries, and a synthetic city of this size, if any."""
    try:
        publish_others(output.progress)
        if city_size:
            publish_city(storage, city_size, output.progress)
    except SatuPetaError as error:
        output.failure(error)
        sys.exit(NODE_FAULT)


def publish_others(tell: Tell) -> None:
    """Publish the other boundaries, and the map service over all of them."""
    for boundary in OTHERS:
        publish_boundary(boundary, tell)
    if MapService.objects.filter(slug=tangerang.SERVICE_SLUG).exists():
        return
    CreateService(
        node_actor(),
        tangerang.OWNER,
        Record(
            tangerang.SERVICE_TITLE,
            tangerang.SERVICE_ABSTRACT,
            tangerang.THEME,
            tangerang.LICENCE,
            tangerang.NODE["contact"],
        ),
        tuple(LayerWish(slug) for slug in tangerang.SERVICE_LAYERS),
        slug=tangerang.SERVICE_SLUG,
        access=AccessClass.OPEN,
    ).execute()
    tell(f"Made the map service {tangerang.SERVICE_SLUG}")


def _city_size(arguments: argparse.Namespace) -> float:
    return 0.0 if arguments.without_city else SMALLEST if arguments.small else 1.0


def _make_account(account: Account, password: str) -> None:
    person = CreatePerson(node_actor(), account.mail, account.name, password).execute()
    offices = [(Organisation.objects.get(slug=account.office), account.office_role)] if account.office else []
    give_roles(person, list(account.node_roles), offices)


def _welcome(config: Config, passwords: dict[str, str]) -> str:
    lines = [f"  {account.mail}  {passwords[account.mail]}  {account.name}" for account in ACCOUNTS]
    kept = f"They are kept in {config.data_folder / ACCOUNTS_FILE}; Ctrl-C stops the node."
    return "\n".join([f"Serving at {config.address}", "Accounts to sign in with:", *lines, kept])
