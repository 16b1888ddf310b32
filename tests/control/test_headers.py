from django.http import HttpResponse
from django.test import RequestFactory

from satupeta.control.headers import PolicyHeaders
from satupeta.control.settings import CONTENT_SECURITY_POLICY


def test_every_page_carries_the_policy_unless_it_brings_its_own() -> None:
    own = HttpResponse(headers={"Cache-Control": "public"})
    answered = PolicyHeaders(lambda request: own)(RequestFactory().get("/"))
    assert answered.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert answered.headers["Cache-Control"] == "public"
