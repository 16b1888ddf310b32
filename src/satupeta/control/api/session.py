"""Who is signed in: for the front end, which asks now and then so that the data plane's cookie is renewed."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from satupeta.control.action import Actor
from satupeta.control.api.door import door, json_reply


def show(actor: Actor, request: HttpRequest) -> HttpResponse:
    """The person with their roles, or null; and the CSRF mark that writes must carry."""
    principal = actor.principal
    person = {
        "id": principal.person,
        "name": actor.name,
        "node_roles": sorted(principal.node_roles),
        "offices": principal.offices,
    }
    return json_reply({"person": person if actor.person_id else None, "csrf": get_token(request)})


session = door(get=show)
