from django.urls import resolve
from django.utils import translation

from satupeta.control.urls import urlpatterns


def test_the_api_comes_first_and_has_one_address_in_every_language() -> None:
    assert str(urlpatterns[0].pattern) == "api/v1/"
    assert resolve("/api/v1/session").route == "api/v1/session"


def test_pages_have_an_indonesian_and_an_english_address() -> None:
    for language, address in (("id", "/"), ("en", "/en/")):
        with translation.override(language):
            assert resolve(address).route == address.removeprefix("/")
