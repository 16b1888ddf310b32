"""People, their roles and their tokens."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from satupeta.core.access import NodeRole, OfficeRole

NODE_ROLES = [(role.value, role.value) for role in NodeRole]
OFFICE_ROLES = [(role.value, role.value) for role in OfficeRole]


class People(BaseUserManager["Person"]):
    """Finds people by mail address without regard to case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person of a mail address."""
        return self.get(mail=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Who may sign in. `epoch` moves when every session of theirs must end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mail = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    epoch = models.PositiveIntegerField(default=1)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "mail"
    EMAIL_FIELD = "mail"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.mail

    def get_session_auth_hash(self) -> str:
        """What a session is bound to: it ends when the password or the epoch changes."""
        secret = "satupeta.control.accounts.Person.session"  # noqa: S105 - a salt, not a secret
        return salted_hmac(secret, f"{self.password} {self.epoch}", algorithm="sha256").hexdigest()


class NodeRoleHeld(models.Model):
    """A role over the whole node that a person holds."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="node_roles_held")
    role = models.CharField(max_length=20, choices=NODE_ROLES)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "role"], name="one_node_role_each")]

    def __str__(self) -> str:
        return self.role


class Membership(models.Model):
    """A person's role in one organisation."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey("catalogue.Organisation", models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=OFFICE_ROLES)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "organisation"], name="one_membership_an_office")
        ]

    def __str__(self) -> str:
        return self.role


class Token(models.Model):
    """An API token: only the hash of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    title = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class SignInFailure(models.Model):
    """A failed sign-in, kept for as long as throttling looks back; names are hashed."""

    address = models.CharField(max_length=64)
    account = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["address", "at"], name="failure_by_address"),
            models.Index(fields=["account", "at"], name="failure_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
