"""Addresses of the node's own API that Django answers, under `/api/v1/`."""

from django.urls import path, re_path

from satupeta.control.api import grants, publications, session, things, tokens
from satupeta.control.api.errors import unknown_address

_DATASET = "datasets/<slug:slug>"
_SERVICE = "services/<slug:slug>"
_AS_DATASET, _AS_SERVICE = {"kind": "dataset"}, {"kind": "service"}
_PUBLICATION = "publications/<str:publication_id>"

urlpatterns = [
    path("session", session.session),
    path("tokens", tokens.tokens),
    path("tokens/<str:token_id>", tokens.one_token),
    path("tickets", publications.tickets),
    path("publications", publications.publications),
    path(_PUBLICATION, publications.one_publication),
    path(f"{_PUBLICATION}/choices", publications.choices),
    path(f"{_PUBLICATION}/publish", publications.publishing),
    path(f"{_PUBLICATION}/cancel", publications.cancelling),
    path(f"{_DATASET}/releases/<int:number>/current", things.current_release),
    path(f"{_DATASET}/unpublish", things.unpublishing),
    path(f"{_DATASET}/access", things.access, _AS_DATASET),
    path(f"{_DATASET}/record", things.record, _AS_DATASET),
    path(f"{_DATASET}/name", things.name, _AS_DATASET),
    path(f"{_DATASET}/grants", grants.grants, _AS_DATASET),
    path(f"{_DATASET}/styles/<str:name>", things.one_style),
    path("grants/<str:grant_id>", grants.one_grant),
    path("roles/<str:role>", things.one_role),
    path("organisations/<slug:slug>", things.one_organisation),
    path("organisations/<slug:slug>/name", things.name, {"kind": "organisation"}),
    path("services", things.services),
    path(_SERVICE, things.one_service),
    path(f"{_SERVICE}/access", things.access, _AS_SERVICE),
    path(f"{_SERVICE}/record", things.record, _AS_SERVICE),
    path(f"{_SERVICE}/name", things.name, _AS_SERVICE),
    path(f"{_SERVICE}/grants", grants.grants, _AS_SERVICE),
    re_path("", unknown_address),
]
