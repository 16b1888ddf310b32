"""`satupeta init`: a data folder becomes a node, or is brought to this version."""

import argparse

from django.core.management import call_command

from satupeta.adapters.cli.output import DONE, Output
from satupeta.adapters.cli.people import give_roles, made_password
from satupeta.control.accounts.actions.create_person import CreatePerson
from satupeta.control.accounts.models import Person
from satupeta.control.action import node_actor
from satupeta.control.catalogue.actions.create_organisation import CreateOrganisation
from satupeta.control.catalogue.models import Organisation
from satupeta.control.published.rows import rebuild_rows
from satupeta.core.access import NodeRole
from satupeta.core.config import Config
from satupeta.core.text import Text


def init(arguments: argparse.Namespace, output: Output, config: Config) -> int:
    """Make or update the database; add the first office and the first administrator where they are named."""
    make_database()
    document: dict[str, object] = {"data_folder": str(config.data_folder)}
    lines = [f"The node is set up in {config.data_folder}."]
    if arguments.organisation and not Organisation.objects.exists():
        office = CreateOrganisation(node_actor(), Text(arguments.organisation)).execute()
        document["organisation"] = office.slug
        lines.append(f"Office {arguments.organisation}: {office.slug}")
    if arguments.administrator and not Person.objects.filter(mail=arguments.administrator.strip().lower()).exists():
        password = made_password()
        person = CreatePerson(node_actor(), arguments.administrator, arguments.administrator, password).execute()
        give_roles(person, [NodeRole.ADMINISTRATOR], [])
        document["administrator"] = {"mail": person.mail, "password": password}
        lines.append(f"Administrator {person.mail}: the password is {password} (shown once)")
    output.answer(document, "\n".join(lines))
    return DONE


def make_database() -> None:
    """Bring the database to this version and write the published rows anew, with the node's own."""
    call_command("migrate", verbosity=0, interactive=False)
    rebuild_rows()
