"""Rights to datasets and map services over the API."""

import msgspec
from django.http import HttpRequest, HttpResponse

from satupeta.control.action import Actor
from satupeta.control.api.door import door, json_body, json_reply
from satupeta.control.catalogue.actions.give_grant import GiveGrant
from satupeta.control.catalogue.actions.withdraw_grant import WithdrawGrant
from satupeta.control.catalogue.grants import grant_document
from satupeta.control.catalogue.queries import ThingKind, thing_row
from satupeta.control.permission import require_for
from satupeta.core.access import Action, Grant
from satupeta.core.box import Box
from satupeta.core.filters.tree import Expression


class GrantRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A right to be given; its fields are those of `core.access.Grant`."""

    holder_kind: str
    holder: str
    actions: frozenset[Action]
    row_filter: Expression | None = None
    hidden_fields: frozenset[str] = frozenset()
    area: Box | None = None
    ends_at: str = ""


def list_grants(actor: Actor, _: HttpRequest, slug: str, kind: ThingKind) -> HttpResponse:
    """The rights to a thing, for whoever manages it."""
    thing = thing_row(kind, slug)
    require_for(actor, Action.MANAGE, thing)
    return json_reply({"grants": [grant_document(row) for row in thing.grants.all()]})


def give(actor: Actor, request: HttpRequest, slug: str, kind: ThingKind) -> HttpResponse:
    """A right to a thing."""
    wanted = json_body(request, GrantRequest)
    grant = Grant(**{name: getattr(wanted, name) for name in GrantRequest.__struct_fields__})
    return json_reply(grant_document(GiveGrant(actor, kind, slug, grant).execute()), 201)


def withdraw(actor: Actor, _: HttpRequest, grant_id: str) -> HttpResponse:
    """The end of a right."""
    WithdrawGrant(actor, grant_id).execute()
    return HttpResponse(status=204)


grants = door(get=list_grants, post=give)
one_grant = door(delete=withdraw)
