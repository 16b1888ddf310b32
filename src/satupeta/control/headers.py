"""Headers that every page of the control plane carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from satupeta.control.settings import CONTENT_SECURITY_POLICY


class PolicyHeaders:
    """Sets the content security policy and forbids shared caches to keep what Django makes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with headers."""
        response = self._get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
