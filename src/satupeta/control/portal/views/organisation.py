"""The pages of organisations."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from satupeta.control.portal.cards import card_of, newest_first
from satupeta.control.portal.reading import reading_of
from satupeta.core import published as spec


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Every organisation with how much it has published."""
    view = reading_of(request)
    counted = [
        (office, sum(dataset.organisation == office.id for dataset in view.datasets))
        for office in view.organisations.values()
    ]
    return render(request, "portal/organisations.html", {"section": "offices", "offices": counted})


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """What one organisation has published."""
    view = reading_of(request)
    office = view.at_path(spec.Organisation, "organisation", slug)
    if office is None:
        raise Http404
    datasets = newest_first(tuple(thing for thing in view.datasets if thing.organisation == office.id))
    services = [thing for thing in view.services if thing.organisation == office.id]
    return render(
        request,
        "portal/organisation.html",
        {
            "section": "offices",
            "office": office,
            "datasets": [card_of(thing, view) for thing in datasets],
            "services": [card_of(thing, view) for thing in services],
        },
    )
