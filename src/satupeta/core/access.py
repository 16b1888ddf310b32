"""The one decision: who may do what with which thing.

Every protocol, tile, cache, search, count, thumbnail, export and join asks `decide`, before any cache is looked up.
"""

import hashlib
from enum import StrEnum

import msgspec

from satupeta.core.box import Box
from satupeta.core.errors import NotPermitted, SatuPetaError, SignInRequired, UnknownThing
from satupeta.core.filters.tree import And, Expression, Meets
from satupeta.core.text import Text


class Action(StrEnum):
    """What somebody wants to do."""

    DISCOVER = "discover"
    VIEW = "view"
    QUERY = "query"
    DOWNLOAD = "download"
    EDIT = "edit"
    MANAGE = "manage"


class AccessClass(StrEnum):
    """Whom the data is for."""

    OPEN = "open"
    RESTRICTED = "restricted"
    CLOSED = "closed"


class NodeRole(StrEnum):
    """Roles over the whole node."""

    STEWARD = "steward"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"


class OfficeRole(StrEnum):
    """Roles in one organisation."""

    MEMBER = "member"
    PRODUCER = "producer"


class Principal(msgspec.Struct, frozen=True):
    """Who asks.

    Attributes:
        person: Id of the person, or "" for the public.
        node_roles: Roles over the whole node.
        offices: Organisation id to role in it.
        token: Id of the API token used, or "".
        scopes: Actions a token is limited to; None means all.
    """

    person: str = ""
    node_roles: frozenset[NodeRole] = frozenset()
    offices: dict[str, OfficeRole] = {}
    token: str = ""
    scopes: frozenset[Action] | None = None

    @property
    def is_public(self) -> bool:
        """Whether nobody is signed in."""
        return not self.person


PUBLIC = Principal()


class Grant(msgspec.Struct, frozen=True):
    """A right given to a person, an organisation or a consumer.

    Attributes:
        holder_kind: `person`, `organisation` or `consumer`.
        holder: The holder's id.
        actions: What it allows.
        row_filter: Only features that match.
        hidden_fields: Fields the holder does not get.
        area: Only features that meet this box.
        ends_at: ISO 8601 instant in UTC after which it is void, or "".
    """

    holder_kind: str
    holder: str
    actions: frozenset[Action]
    row_filter: Expression | None = None
    hidden_fields: frozenset[str] = frozenset()
    area: Box | None = None
    ends_at: str = ""


class Resource(msgspec.Struct, frozen=True):
    """What is asked for, as far as the decision must know it."""

    id: str
    organisation: str
    access: AccessClass


class Outcome(StrEnum):
    """How a door answers."""

    ALLOWED = "allowed"
    SIGN_IN = "sign-in"
    NOT_PERMITTED = "not-permitted"
    UNKNOWN = "unknown"


class Decision(msgspec.Struct, frozen=True):
    """The answer of `decide`.

    Attributes:
        outcome: How the door answers.
        row_filter: Only features that match may leave; None for all.
        hidden_fields: Fields that may not leave.
        area: Only features that meet this box may leave; None for all.
    """

    outcome: Outcome
    row_filter: Expression | None = None
    hidden_fields: frozenset[str] = frozenset()
    area: Box | None = None

    @property
    def allowed(self) -> bool:
        """Whether the door opens."""
        return self.outcome is Outcome.ALLOWED

    @property
    def hides_nothing(self) -> bool:
        """Whether pre-encoded bytes may be used."""
        return self.row_filter is None and not self.hidden_fields and self.area is None

    @property
    def fingerprint(self) -> str:
        """Stands for what this decision lets through, in cache keys; equal for equal limits."""
        if self.hides_nothing:
            return ""
        limits = msgspec.json.encode([self.row_filter, self.hidden_fields, self.area], order="deterministic")
        return hashlib.sha256(limits).hexdigest()[:16]


_ALLOWED = Decision(Outcome.ALLOWED)
_READING = frozenset({Action.VIEW, Action.QUERY, Action.DOWNLOAD})


def decide(
    principal: Principal, action: Action, resource: Resource, grants: tuple[Grant, ...] = (), now: str = ""
) -> Decision:
    """Whether `principal` may do `action` with `resource`.

    Args:
        principal: Who asks.
        action: What for.
        resource: With what.
        grants: The resource's grants.
        now: ISO 8601 instant in UTC that ends of grants are compared with.

    Returns:
        An allowing decision with its limits, or the outcome that the door must answer with. Several grants give the
        least limited one: grants are tried from the least to the most limited.
    """
    if principal.scopes is not None and action not in principal.scopes and action is not Action.DISCOVER:
        return _refusal(principal, action, resource)
    if _allowed_by_role(principal, action, resource):
        return _ALLOWED
    held = [grant for grant in grants if _holds(principal, grant, now) and _covers(grant, action)]
    if held:
        best = min(held, key=_limits)
        return Decision(Outcome.ALLOWED, best.row_filter, best.hidden_fields, best.area)
    return _refusal(principal, action, resource, bool(_granted(principal, grants, now)))


def require(decision: Decision) -> Decision:
    """The decision itself when it allows.

    Raises:
        SignInRequired: Restricted, and nobody is signed in.
        NotPermitted: Restricted, and signed in without a grant.
        UnknownThing: Closed or unknown.
    """
    if decision.allowed:
        return decision
    raise refusal_error(decision.outcome)


def refusal_error(outcome: Outcome) -> SatuPetaError:
    """What a door says for an outcome that does not allow. Unknown and closed things give equal errors."""
    if outcome is Outcome.SIGN_IN:
        return SignInRequired(
            "AK-001",
            Text("Data ini terbatas.", "This data is restricted."),
            Text("Masuk, atau sertakan kunci API.", "Sign in, or send an API key."),
        )
    if outcome is Outcome.NOT_PERMITTED:
        return NotPermitted(
            "AK-002",
            Text("Anda belum diberi izin untuk data ini.", "You have no grant for this data."),
            Text("Minta izin kepada instansi pemiliknya.", "Ask the organisation that owns it for access."),
        )
    return unknown_thing()


def unknown_thing() -> UnknownThing:
    """The one answer for every name that is unknown or may not be known."""
    return UnknownThing(
        "AK-003",
        Text("Tidak ada apa pun dengan nama ini.", "There is nothing under this name."),
        Text("Periksa ejaannya, atau cari di beranda.", "Check the spelling, or search from the home page."),
    )


def joined_filter(decision: Decision, wanted: Expression | None) -> Expression | None:
    """The filter of a request narrowed by what the decision lets through."""
    area = Meets(decision.area) if decision.area is not None else None
    operands = tuple(part for part in (decision.row_filter, area, wanted) if part is not None)
    return And(operands) if len(operands) > 1 else (operands[0] if operands else None)


def _allowed_by_role(principal: Principal, action: Action, resource: Resource) -> bool:
    if NodeRole.ADMINISTRATOR in principal.node_roles:
        return True
    if action in (Action.EDIT, Action.MANAGE):
        return principal.offices.get(resource.organisation) is OfficeRole.PRODUCER
    if resource.access is AccessClass.OPEN:
        return True
    if resource.access is AccessClass.RESTRICTED and action is Action.DISCOVER:
        return True
    return resource.organisation in principal.offices or bool(
        principal.node_roles & {NodeRole.STEWARD, NodeRole.PUBLISHER}
    )


def _granted(principal: Principal, grants: tuple[Grant, ...], now: str) -> list[Grant]:
    return [grant for grant in grants if _holds(principal, grant, now)]


def _holds(principal: Principal, grant: Grant, now: str) -> bool:
    if grant.ends_at and now and grant.ends_at <= now:
        return False
    if grant.holder_kind == "person":
        return bool(principal.person) and grant.holder == principal.person
    if grant.holder_kind == "organisation":
        return grant.holder in principal.offices
    return grant.holder_kind == "consumer" and bool(principal.token) and grant.holder == principal.token


def _covers(grant: Grant, action: Action) -> bool:
    if action is Action.DISCOVER:
        return True
    return action in grant.actions or (action is Action.VIEW and bool(grant.actions & _READING))


def _limits(grant: Grant) -> tuple[int, int, int]:
    return (grant.row_filter is not None) + (grant.area is not None), len(grant.hidden_fields), len(grant.actions)


def _refusal(principal: Principal, action: Action, resource: Resource, holds_grant: bool = False) -> Decision:
    knows = resource.access is not AccessClass.CLOSED or holds_grant or resource.organisation in principal.offices
    knows = knows or bool(principal.node_roles)
    if not knows:
        return Decision(Outcome.UNKNOWN)
    return Decision(Outcome.SIGN_IN if principal.is_public else Outcome.NOT_PERMITTED)
