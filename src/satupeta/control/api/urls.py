"""Addresses of the node's own API that Django answers, under `/api/v1/`."""

from django.urls import path, re_path

from satupeta.control.api import publications, session, things, tokens
from satupeta.control.api.errors import unknown_address

_DATASET = "datasets/<slug:slug>"
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
    path(f"{_DATASET}/access", things.dataset_access),
    path(f"{_DATASET}/record", things.dataset_record),
    path("organisations/<slug:slug>", things.one_organisation),
    path("services", things.services),
    path("services/<slug:slug>", things.one_service),
    re_path("", unknown_address),
]
