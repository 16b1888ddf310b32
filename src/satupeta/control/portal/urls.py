"""Addresses of the pages; Indonesian words stay the same under `/en/`."""

from django.urls import path

from satupeta.control.portal.views import (
    account,
    dataset,
    home,
    keeping,
    organisation,
    publish,
    search,
    service,
    viewer,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("cari", search.search, name="search"),
    path("peta", viewer.viewer, name="viewer"),
    path("d/<slug:slug>", dataset.dataset, name="dataset"),
    path("d/<slug:slug>/berlaku", dataset.make_current, name="make-current"),
    path("d/<slug:slug>/atur", keeping.keeping, name="keeping"),
    path("m/<slug:slug>", service.service, name="service"),
    path("i", organisation.organisations, name="organisations"),
    path("i/<slug:slug>", organisation.organisation, name="organisation"),
    path("unggah", publish.start, name="upload"),
    path("unggah/<uuid:publication_id>", publish.publication, name="publication"),
    path("unggah/<uuid:publication_id>/pilih", publish.choose, name="choose"),
    path("unggah/<uuid:publication_id>/terbitkan", publish.publish, name="publish"),
    path("unggah/<uuid:publication_id>/batal", publish.cancel, name="cancel"),
    path("masuk", account.sign_in, name="sign-in"),
    path("keluar", account.sign_out, name="sign-out"),
    path("akun", account.account, name="account"),
    path("akun/kunci/<uuid:token_id>/cabut", account.revoke, name="revoke-token"),
]
