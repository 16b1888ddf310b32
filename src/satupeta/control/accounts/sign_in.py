"""Sign-in with mail address and password, slowed down for who keeps guessing.

Failures are rows, so that all web workers and restarts count together. Within `WINDOW`, after `PAIR_LIMIT` failures
for one account from one network address, `ADDRESS_LIMIT` from one address or `ACCOUNT_LIMIT` for one account, every
further try is refused unread until the oldest failures are older than that. The last limit is high, so that nobody
shuts others out by guessing badly in their name. A success forgets the account's failures. There names and addresses
are kept as hashes.

The audit tells of every try that was read: who came in, whose account was tried in vain, from which network address.
What was typed is never kept; a mail address that nobody has may be a password in the wrong field.
"""

import hashlib
from datetime import timedelta

from django.contrib.auth.backends import BaseBackend
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from satupeta.control.accounts.models import Person, SignInFailure
from satupeta.control.monitoring.models import AuditEntry
from satupeta.core.errors import SatuPetaError
from satupeta.core.text import Text

PAIR_LIMIT = 8
ACCOUNT_LIMIT = 100
ADDRESS_LIMIT = 40
WINDOW = timedelta(minutes=15)
SIGN_IN, SIGN_IN_FAILED = "sign_in", "sign_in_failed"


class TooManyFailures(SatuPetaError):
    """Sign-in is refused for a while: too many failures for this account or from this address."""

    def __init__(self) -> None:
        super().__init__(
            "AK-010",
            Text("Terlalu banyak percobaan masuk yang gagal.", "Too many failed attempts to sign in."),
            Text("Coba lagi seperempat jam lagi.", "Try again in a quarter of an hour."),
        )


class ThrottledBackend(BaseBackend):
    """Django's door to `sign_in`; Django's `authenticate` calls it with the credentials `mail` and `password`."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        mail: str = "",
        **_: object,
    ) -> Person | None:
        """The person, or None when mail and password do not fit.

        Raises:
            TooManyFailures: The account or the address has failed too often lately.
        """
        address = request.META.get("REMOTE_ADDR", "") if request else ""
        return check_password_of(mail or username or "", password or "", address)

    def get_user(self, user_id: str) -> Person | None:
        """The person of a session."""
        return Person.objects.filter(pk=user_id, is_active=True).first()


def check_password_of(mail: str, password: str, address: str) -> Person | None:
    """The active person whose mail and password these are, else None; takes the same time either way.

    Raises:
        TooManyFailures: The account or the address has failed too often lately.
    """
    account, origin = _hashed(mail.strip().lower()), _hashed(address)
    _refuse_guessing(account, origin)
    person = Person.objects.filter(mail=mail.strip().lower(), is_active=True).first()
    if person is None:
        Person().set_password(password)  # as slow as checking one
    elif person.check_password(password):
        with transaction.atomic():
            SignInFailure.objects.filter(account=account).delete()
            _audit(SIGN_IN, person, address)
        return person
    with transaction.atomic():
        SignInFailure.objects.filter(at__lt=timezone.now() - WINDOW).delete()
        SignInFailure.objects.create(account=account, address=origin, at=timezone.now())
        _audit(SIGN_IN_FAILED, person, address)
    return None


def _audit(verb: str, person: Person | None, address: str) -> None:
    came_in = person if verb == SIGN_IN else None
    AuditEntry.objects.create(
        at=timezone.now(),
        person=came_in.pk if came_in else None,
        name=came_in.name if came_in else "",
        verb=verb,
        kind="person",
        thing=str(person.pk) if person else "",
        after={"address": address},
    )


def _refuse_guessing(account: str, origin: str) -> None:
    recent = SignInFailure.objects.filter(at__gte=timezone.now() - WINDOW)
    failures = recent.filter(account=account)
    if failures.filter(address=origin).count() >= PAIR_LIMIT or failures.count() >= ACCOUNT_LIMIT:
        raise TooManyFailures
    if origin and recent.filter(address=origin).count() >= ADDRESS_LIMIT:
        raise TooManyFailures


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text else ""
