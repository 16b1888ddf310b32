"""Sign-in with mail address and password, slowed down for who keeps guessing.

Failures are rows, so that all web workers and restarts count together: after `ACCOUNT_LIMIT` failures for one account
or `ADDRESS_LIMIT` from one network address within `WINDOW`, every further try is refused unread until the oldest
failures are older than that. A success forgets the account's failures. Names and addresses are kept as hashes.
"""

import hashlib
from datetime import timedelta

from django.contrib.auth.backends import BaseBackend
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from satupeta.control.accounts.models import Person, SignInFailure
from satupeta.core.errors import SatuPetaError
from satupeta.core.text import Text

ACCOUNT_LIMIT = 8
ADDRESS_LIMIT = 40
WINDOW = timedelta(minutes=15)


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
        SignInFailure.objects.filter(account=account).delete()
        return person
    with transaction.atomic():
        SignInFailure.objects.filter(at__lt=timezone.now() - WINDOW).delete()
        SignInFailure.objects.create(account=account, address=origin, at=timezone.now())
    return None


def _refuse_guessing(account: str, origin: str) -> None:
    recent = SignInFailure.objects.filter(at__gte=timezone.now() - WINDOW)
    if recent.filter(account=account).count() >= ACCOUNT_LIMIT:
        raise TooManyFailures
    if origin and recent.filter(address=origin).count() >= ADDRESS_LIMIT:
        raise TooManyFailures


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text else ""
