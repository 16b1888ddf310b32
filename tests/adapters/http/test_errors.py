"""Each door says errors in its own words."""

import json

from lxml import etree
from tests.node import HOSTILE

from satupeta.adapters.http.errors import html_error, json_error, wms_error
from satupeta.adapters.http.pages import ErrorFrame
from satupeta.core.config import Config
from satupeta.core.errors import InvalidParameter, SignInRequired, UnknownThing
from satupeta.core.links import Links
from satupeta.core.text import Text
from satupeta.data.errors import ReleaseMissing

FRAME = ErrorFrame("id", Links("http://a.example"), Config())


def test_json_says_everything_in_both_languages() -> None:
    error = InvalidParameter("PT-1", Text("salah", "wrong"), Text("perbaiki", "mend it"), "bbox")
    body = json_error(error, "en").body
    assert isinstance(body, bytes)
    assert json.loads(body) == {
        "code": "PT-1",
        "status": 400,
        "type": "InvalidParameterValue",
        "title": "wrong",
        "detail": "wrong mend it",
        "description": "wrong mend it",
        "message": {"id": "salah", "en": "wrong"},
        "advice": {"id": "perbaiki", "en": "mend it"},
        "locator": "bbox",
    }


def test_hostile_text_harms_no_door() -> None:
    error = UnknownThing("X", Text(HOSTILE), Text(HOSTILE), HOSTILE)
    page = html_error(error, FRAME).body
    report = wms_error(error, "id").body
    assert isinstance(page, bytes)
    assert b"<script" not in page
    assert isinstance(report, bytes)
    assert etree.fromstring(report)[0].get("code") == "LayerNotDefined"


def test_who_must_sign_in_is_told_how() -> None:
    error = SignInRequired("X", Text("masuk"))
    for reply in (json_error(error, "id"), html_error(error, FRAME), wms_error(error, "id")):
        assert ("WWW-Authenticate", 'Bearer realm="satupeta"') in reply.headers
        assert reply.status == 401


def test_a_page_leads_to_where_one_signs_in() -> None:
    page = html_error(SignInRequired("X", Text("masuk")), FRAME).body
    assert isinstance(page, bytes)
    assert b'href="http://a.example/masuk"' in page
    assert b"/masuk" not in bytes(str(html_error(UnknownThing("X", Text("tak ada")), FRAME).body), "utf-8")


def test_words_of_internal_errors_stay_inside() -> None:
    for write in (json_error, wms_error):
        body = write(ReleaseMissing("/data/secret-folder"), "en").body
        assert isinstance(body, bytes)
        assert b"secret" not in body
        assert b"SM-002" in body
