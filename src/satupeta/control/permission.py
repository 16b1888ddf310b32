"""Refusing who may not, through the one decision."""

from django.utils import timezone

from satupeta.control.action import Actor
from satupeta.control.catalogue.models import Dataset, MapService, Organisation
from satupeta.control.instants import iso_instant
from satupeta.control.published.specs import rights
from satupeta.core.access import (
    AccessClass,
    Action,
    NodeRole,
    Outcome,
    Resource,
    decide,
    refusal_error,
    require,
)


def require_for(actor: Actor, action: Action, thing: Dataset | MapService) -> None:
    """Let pass who may do `action` with all of a dataset or map service.

    A grant to edit with limits (some rows, some fields, an area) does not let a whole be replaced.

    Raises:
        SignInRequired, NotPermitted, UnknownThing: As the door answers.
    """
    resource = Resource(str(thing.pk), str(thing.organisation_id), AccessClass(thing.access))
    decision = require(decide(actor.principal, action, resource, rights(thing.grants.all()), _now()))
    if action in (Action.EDIT, Action.MANAGE) and not decision.hides_nothing:
        raise refusal_error(Outcome.NOT_PERMITTED)


def require_in(actor: Actor, action: Action, organisation: Organisation) -> None:
    """Let pass who may do `action` with what an organisation owns: to make something new in it.

    Raises:
        SignInRequired, NotPermitted: As the door answers.
    """
    require(decide(actor.principal, action, Resource("", str(organisation.pk), AccessClass.RESTRICTED), (), _now()))


def require_administrator(actor: Actor) -> None:
    """Let pass the administrator, with a token only when it may manage.

    Raises:
        SignInRequired, NotPermitted: As the door answers.
    """
    principal = actor.principal
    scoped = principal.scopes is None or Action.MANAGE in principal.scopes
    if NodeRole.ADMINISTRATOR not in principal.node_roles or not scoped:
        named = principal.person or principal.node_roles
        raise refusal_error(Outcome.NOT_PERMITTED if named else Outcome.SIGN_IN)


def require_self_or_administrator(actor: Actor, person_id: object) -> None:
    """Let pass the person concerned, with a token only when it may manage, and the administrator.

    Raises:
        SignInRequired, NotPermitted: As the door answers.
    """
    principal = actor.principal
    scoped = principal.scopes is None or Action.MANAGE in principal.scopes
    if principal.person != str(person_id) or not scoped:
        require_administrator(actor)


def _now() -> str:
    return iso_instant(timezone.now())
