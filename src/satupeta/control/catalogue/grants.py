"""Grants as they are told to whoever manages a thing."""

import msgspec

from satupeta.control.accounts.actors import uuids_of
from satupeta.control.accounts.models import Person, Token
from satupeta.control.catalogue.models import Grant as GrantRow
from satupeta.control.catalogue.models import Organisation
from satupeta.core.access import Grant


def right_of(row: GrantRow) -> Grant:
    """The right that a row keeps."""
    return msgspec.convert(row.right, Grant)


def holder_words(right: Grant) -> str:
    """Who holds a right: `person:MAIL`, `organisation:SLUG` or `token:ID`; a holder that is gone by their id."""
    key = uuids_of(right.holder)
    if right.holder_kind == "person":
        name = Person.objects.filter(pk__in=key).values_list("mail", flat=True).first()
    elif right.holder_kind == "organisation":
        name = Organisation.objects.filter(pk__in=key).values_list("slug", flat=True).first()
    else:
        name = str(key[0]) if Token.objects.filter(pk__in=key).exists() else None
    kind = "token" if right.holder_kind == "consumer" else right.holder_kind
    return f"{kind}:{name or right.holder}"


def grant_document(row: GrantRow) -> dict[str, object]:
    """A grant with its id, its holder in words and the whole right."""
    right = right_of(row)
    return {"id": str(row.pk), "to": holder_words(right), **_builtins(right)}


def _builtins(right: Grant) -> dict[str, object]:
    found: dict[str, object] = msgspec.to_builtins(right, order="deterministic")
    return found
