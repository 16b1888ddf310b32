"""The table of errors is complete, and each door says them in its own words."""

import importlib
import json
import pkgutil

import pytest
from lxml import etree
from tests.node import HOSTILE

import satupeta
from satupeta.adapters.http.errors import ERRORS, html_error, json_error, row_of, wms_error
from satupeta.adapters.http.pages import ErrorFrame
from satupeta.core.config import Config
from satupeta.core.errors import InvalidParameter, SatuPetaError, SignInRequired, UnknownThing
from satupeta.core.links import Links
from satupeta.core.text import Text
from satupeta.data.errors import ReleaseMissing

FRAME = ErrorFrame("id", Links("http://a.example"), Config())


def every_class(root: type[SatuPetaError]) -> list[type[SatuPetaError]]:
    return [root, *(found for child in root.__subclasses__() for found in every_class(child))]


def load_everything() -> None:
    for module in pkgutil.walk_packages(satupeta.__path__, "satupeta."):
        if not any(part in module.name for part in (".migrations", ".cli", ".process", "settings", "__main__")):
            importlib.import_module(module.name)


@pytest.mark.usefixtures("application")
def test_every_error_of_the_house_has_its_row() -> None:
    load_everything()
    missing = [kind.__name__ for kind in every_class(SatuPetaError) if kind not in ERRORS]
    assert not [name for name in missing if not name.startswith("_")]


def test_a_class_without_a_row_is_answered_as_its_ancestor() -> None:
    class Odd(InvalidParameter):
        """Not in the table."""

    assert row_of(Odd("X", Text("a"))) == ERRORS[InvalidParameter]


def test_statuses_are_errors() -> None:
    assert all(400 <= row.status < 600 for row in ERRORS.values())


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
