"""Every address that Django answers: pages, with `/en/` in front for English, and the node's own API."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

handler404 = "satupeta.control.portal.views.errors.not_found"
handler500 = "satupeta.control.portal.views.errors.failed"
urlpatterns = [
    path("api/v1/", include("satupeta.control.api.urls")),
    *i18n_patterns(path("", include("satupeta.control.portal.urls")), prefix_default_language=False),
]
