"""Each protocol's own words for an error: JSON, WMS service exceptions, OWS exception reports, pages."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
from lxml import etree

from satupeta.adapters.http.pages import ErrorFrame, html_page
from satupeta.control.failures import REBUILD_RETRY_AFTER_S, RETRY_AFTER_S, Busy
from satupeta.control.statuses import row_of, said_of
from satupeta.core.error_document import error_document
from satupeta.core.errors import SatuPetaError, SignInRequired
from satupeta.core.ogc.wms.versions import NEWEST, OLDER, Version
from satupeta.core.text import Language
from satupeta.core.xml import written
from satupeta.data.errors import SnapshotOutdated
from satupeta.service.reply import Reply

_OWS_NAMESPACE = "http://www.opengis.net/ows/1.1"
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_OGC_NAMESPACE = "http://www.opengis.net/ogc"
_OLDER_CODES = {
    "InvalidCRS": "InvalidSRS",
    **{
        code: code
        for code in (
            "InvalidFormat",
            "LayerNotDefined",
            "StyleNotDefined",
            "LayerNotQueryable",
            "CurrentUpdateSequence",
            "InvalidUpdateSequence",
        )
    },
}
"""The codes that WMS 1.1.1 knows (OGC 01-068r3, annex A.3); errors without one go without."""


def json_error(error: SatuPetaError, language: Language) -> Reply:
    """An error as JSON, in the one shape."""
    row = row_of(error)
    document = error_document(error.code, row.status, row.ogc_api, said_of(error), language)
    return _reply(error, msgspec.json.encode(document), "application/json")


def wms_error(error: SatuPetaError, language: Language, version: Version = NEWEST) -> Reply:
    """An error as a WMS service exception report.

    Standard: OGC 06-042, 7.2.5 and annex E.2; OGC 01-068r3, 6.7 and annex A.3.
    """
    if version is OLDER:
        return _older_wms_error(error, language)
    report = etree.Element(f"{{{_OGC_NAMESPACE}}}ServiceExceptionReport", {"version": "1.3.0"}, {None: _OGC_NAMESPACE})
    exception = etree.SubElement(report, f"{{{_OGC_NAMESPACE}}}ServiceException")
    row, said = row_of(error), said_of(error)
    if row.wms:
        exception.set("code", row.wms)
    if said.locator:
        exception.set("locator", written(said.locator))
    message, advice = said.message.in_language(language), said.advice.in_language(language)
    exception.text = written(f"{message} {advice} ({error.code})")
    body = etree.tostring(report, xml_declaration=True, encoding="UTF-8")
    return _reply(error, body, "text/xml; charset=utf-8")


def _older_wms_error(error: SatuPetaError, language: Language) -> Reply:
    report = etree.Element("ServiceExceptionReport", {"version": OLDER.number})
    exception = etree.SubElement(report, "ServiceException")
    row, said = row_of(error), said_of(error)
    if row.wms in _OLDER_CODES:
        exception.set("code", _OLDER_CODES[row.wms])
    message, advice = said.message.in_language(language), said.advice.in_language(language)
    exception.text = written(f"{message} {advice} ({error.code})")
    body = etree.tostring(report, xml_declaration=True, encoding="UTF-8")
    return _reply(error, body, f"{OLDER.report_type}; charset=utf-8")


def ows_error(error: SatuPetaError, language: Language) -> Reply:
    """An error as an OWS exception report.

    Standard: OGC 06-121r9 (in OWS 1.1), 8; OGC 09-025r1, 7.5.
    """
    report = etree.Element(
        f"{{{_OWS_NAMESPACE}}}ExceptionReport", {"version": "2.0.0", _XML_LANGUAGE: language}, {"ows": _OWS_NAMESPACE}
    )
    row, said = row_of(error), said_of(error)
    exception = etree.SubElement(report, f"{{{_OWS_NAMESPACE}}}Exception", {"exceptionCode": row.ows})
    if said.locator:
        exception.set("locator", written(said.locator))
    message, advice = said.message.in_language(language), said.advice.in_language(language)
    etree.SubElement(exception, f"{{{_OWS_NAMESPACE}}}ExceptionText").text = written(
        f"{message} {advice} ({error.code})"
    )
    return _reply(error, etree.tostring(report, xml_declaration=True, encoding="UTF-8"), "text/xml; charset=utf-8")


def html_error(error: SatuPetaError, frame: ErrorFrame) -> Reply:
    """An error as a page, for people who follow a link to data; at restricted data with the way to sign in."""
    said = said_of(error)
    sign_in = frame.links.page("/masuk", frame.language) if isinstance(error, SignInRequired) else ""
    values = {"advice": said.advice.in_language(frame.language), "code": error.code, "sign_in": sign_in}
    page = html_page("error.html", said.message.in_language(frame.language), frame, values, public=False)
    return _reply(error, page.body, page.content_type)


def _reply(error: SatuPetaError, body: bytes | Iterator[bytes] | Path, content_type: str) -> Reply:
    headers: tuple[tuple[str, str], ...] = ()
    if isinstance(error, SignInRequired):
        headers = (("WWW-Authenticate", 'Bearer realm="satupeta"'),)
    if isinstance(error, Busy):
        headers = (("Retry-After", str(RETRY_AFTER_S)),)
    if isinstance(error, SnapshotOutdated):
        headers = (("Retry-After", str(REBUILD_RETRY_AFTER_S)),)
    return Reply(body, content_type, row_of(error).status, headers)
