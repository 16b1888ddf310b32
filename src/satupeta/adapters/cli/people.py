"""`satupeta organisation …` and `satupeta user …`: offices, people and their roles."""

import argparse
import secrets
import sys

from satupeta.adapters.cli.output import DONE, Output, table
from satupeta.control.accounts.actions.create_person import CreatePerson
from satupeta.control.accounts.actions.grant_node_role import GrantNodeRole
from satupeta.control.accounts.actions.join_organisation import JoinOrganisation
from satupeta.control.accounts.actions.revoke_node_role import RevokeNodeRole
from satupeta.control.accounts.actions.set_password import SetPassword
from satupeta.control.accounts.actions.sign_out_everywhere import SignOutEverywhere
from satupeta.control.accounts.actors import actor_of
from satupeta.control.accounts.models import Person
from satupeta.control.action import Actor, node_actor
from satupeta.control.catalogue.actions.create_organisation import CreateOrganisation
from satupeta.control.catalogue.models import Organisation
from satupeta.control.catalogue.queries import organisation_row
from satupeta.core.access import AccessClass, NodeRole, OfficeRole, unknown_thing
from satupeta.core.config import Config
from satupeta.core.errors import InvalidParameter
from satupeta.core.text import Text

_PASSWORD_BYTES = 12


def organisation_add(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Add an office."""
    made = CreateOrganisation(
        node_actor(),
        Text(arguments.name, arguments.name_en),
        slug=arguments.slug or "",
        contact=arguments.contact,
        default_access=AccessClass(arguments.default_access),
    ).execute()
    output.answer({"slug": made.slug, "uuid": str(made.pk)}, f"{arguments.name}: {made.slug}")
    return DONE


def user_add(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Add a person with their roles and a password, which is printed once when it was made here."""
    offices = _offices(arguments.office)
    password, is_made = _password(arguments.password_stdin)
    person = CreatePerson(node_actor(), arguments.mail, arguments.name or arguments.mail, password).execute()
    give_roles(person, [NodeRole(role) for role in arguments.node_role], offices)
    _tell_password(output, person, password if is_made else None)
    return DONE


def user_ls(_arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """List people with their roles."""
    people = list(Person.objects.prefetch_related("node_roles_held", "memberships__organisation").order_by("mail"))
    documents = [
        {
            "mail": person.mail,
            "name": person.name,
            "active": person.is_active,
            "node_roles": _node_roles(person),
            "offices": {held.organisation.slug: held.role for held in person.memberships.all()},
        }
        for person in people
    ]
    rows = [(person.mail, person.name, ", ".join(_node_roles(person)), _held(person)) for person in people]
    output.answer({"users": documents}, table([("mail", "name", "node roles", "offices"), *rows]))
    return DONE


def user_roles(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Give a person exactly these roles."""
    offices = _offices(arguments.office)
    person = person_of(arguments.mail)
    wanted = {NodeRole(role) for role in arguments.node_role}
    give_roles(person, sorted(wanted), offices)
    for held in person.node_roles_held.all():
        if held.role not in wanted:
            RevokeNodeRole(node_actor(), person.pk, NodeRole(held.role)).execute()
    for membership in person.memberships.exclude(organisation__in=[office.pk for office, _ in offices]):
        JoinOrganisation(node_actor(), person.pk, membership.organisation_id, None).execute()
    output.answer({"mail": person.mail}, f"{person.mail}: done")
    return DONE


def user_password(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Give a person a new password; every session made with the old one ends."""
    person = person_of(arguments.mail)
    password, is_made = _password(arguments.password_stdin)
    SetPassword(node_actor(), person.pk, password).execute()
    _tell_password(output, person, password if is_made else None)
    return DONE


def user_remove(arguments: argparse.Namespace, output: Output, _config: Config) -> int:
    """Let a person sign in no more, and end their sessions and tokens."""
    person = person_of(arguments.mail)
    SignOutEverywhere(node_actor(), person.pk, deactivate=True).execute()
    output.answer({"mail": person.mail}, f"{person.mail} can sign in no more.")
    return DONE


def give_roles(person: Person, node_roles: list[NodeRole], offices: list[tuple[Organisation, OfficeRole]]) -> None:
    """Add roles to those that a person holds."""
    for role in node_roles:
        GrantNodeRole(node_actor(), person.pk, role).execute()
    for organisation, office_role in offices:
        JoinOrganisation(node_actor(), person.pk, organisation.pk, office_role).execute()


def made_password() -> str:
    """A password that nobody has used before."""
    return secrets.token_urlsafe(_PASSWORD_BYTES)


def person_of(mail: str) -> Person:
    """The person of a mail address.

    Raises:
        UnknownThing: Nobody has it.
    """
    found = Person.objects.filter(mail=mail.strip().lower()).first()
    if found is None:
        raise unknown_thing()
    return found


def acting_as(mail: str) -> Actor:
    """Who acts: the person of a mail address with the rights that they have, or the node itself for "".

    Raises:
        UnknownThing: Nobody who may sign in has the address.
    """
    if not mail:
        return node_actor()
    person = person_of(mail)
    if not person.is_active:
        raise unknown_thing()
    return actor_of(person)


def _offices(said: list[str]) -> list[tuple[Organisation, OfficeRole]]:
    offices = []
    for words in said:
        slug, _, role = words.partition(":")
        if role not in set(OfficeRole):
            raise InvalidParameter(
                "PB-001",
                Text(f"--office {words}: peran tidak dikenal.", f"--office {words}: the role is unknown."),
                Text("Tulis KANTOR:PERAN, misalnya bappeda:producer.", "Write OFFICE:ROLE, such as bappeda:producer."),
                "office",
            )
        offices.append((organisation_row(slug), OfficeRole(role)))
    return offices


def _password(from_standard_input: bool) -> tuple[str, bool]:
    return (sys.stdin.readline().rstrip("\n"), False) if from_standard_input else (made_password(), True)


def _tell_password(output: Output, person: Person, password: str | None) -> None:
    document = {"mail": person.mail} | ({"password": password} if password else {})
    lines = f"{person.mail}: the password is {password} (shown once)" if password else f"{person.mail}: done"
    output.answer(document, lines)


def _node_roles(person: Person) -> list[str]:
    return sorted(held.role for held in person.node_roles_held.all())


def _held(person: Person) -> str:
    return ", ".join(sorted(f"{held.organisation.slug}:{held.role}" for held in person.memberships.all()))
