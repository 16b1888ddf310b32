"""A new person."""

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from satupeta.control.accounts.models import Person
from satupeta.control.action import Mutation, Trace
from satupeta.control.errors import Conflict, InvalidInput
from satupeta.control.permission import require_administrator
from satupeta.core.text import Text


@dataclass
class CreatePerson(Mutation[Person]):
    """Register a person; without a password they cannot sign in until one is set."""

    verb = "create_person"
    mail: str
    name: str
    password: str = ""

    def allow(self) -> None:
        """Administrators only."""
        require_administrator(self.actor)

    def change(self, trace: Trace) -> Person:
        """Write the person.

        Raises:
            InvalidInput: The mail address, the name or the password cannot be taken.
            Conflict: The mail address is registered already.
        """
        mail, name = self.mail.strip().lower(), self.name.strip()
        person = Person(mail=mail, name=name)
        _require_mail(mail)
        if not name:
            raise InvalidInput("AK-020", Text("Nama kosong.", "The name is empty."), locator="name")
        if Person.objects.filter(mail=mail).exists():
            raise Conflict(
                "AK-022",
                Text(f"{mail} sudah terdaftar.", f"{mail} is registered already."),
                Text("Pakai alamat lain, atau ubah orang itu.", "Use another address, or change that person."),
                "mail",
            )
        put_password(person, self.password)
        person.save(force_insert=True)
        trace.touch("person", person.pk, after={"mail": mail, "name": name})
        return person


def put_password(person: Person, password: str) -> None:
    """Give a person a password that the rules accept, or none at all for "".

    Raises:
        InvalidInput: The password is too easy to guess.
    """
    if not password:
        person.set_unusable_password()
        return
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise InvalidInput(
            "AK-023",
            Text("Kata sandi ini terlalu mudah ditebak.", "This password is too easy to guess."),
            Text(
                "Pakai sedikitnya sepuluh huruf, bukan kata yang lazim dan bukan angka saja.",
                "Use at least ten characters, not a common word and not digits alone.",
            ),
            "password",
        ) from error
    person.set_password(password)


def _require_mail(mail: str) -> None:
    try:
        validate_email(mail)
    except ValidationError as error:
        raise InvalidInput(
            "AK-021",
            Text(f"{mail!r} bukan alamat surel.", f"{mail!r} is no mail address."),
            Text("Tulis seperti nama@kota.example.", "Write it as name@city.example."),
            "mail",
        ) from error
