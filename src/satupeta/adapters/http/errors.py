"""The one table from an error's class to its HTTP status and to each protocol's own name for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
from lxml import etree

from satupeta.adapters.configuration import ConfigurationError
from satupeta.adapters.http.failures import (
    RETRY_AFTER_S,
    BodyTooLarge,
    BodyTooSlow,
    Busy,
    HttpError,
    MethodNotAllowed,
    UnexpectedFailure,
)
from satupeta.adapters.http.pages import ErrorFrame, html_page
from satupeta.control.accounts.sign_in import TooManyFailures
from satupeta.control.errors import Conflict, ControlError, InvalidInput
from satupeta.core.errors import (
    InvalidBox,
    InvalidFilter,
    InvalidGeometry,
    InvalidParameter,
    NotPermitted,
    OverBudget,
    SatuPetaError,
    SignInRequired,
    UnknownCrs,
    UnknownLayer,
    UnknownThing,
)
from satupeta.core.ogc.wms.document import written
from satupeta.core.ogc.wms.errors import (
    CurrentUpdateSequence,
    InvalidFormat,
    InvalidPoint,
    InvalidUpdateSequence,
    LayerNotQueryable,
    OperationNotSupported,
    UnknownStyle,
)
from satupeta.core.style.json import InvalidStyle
from satupeta.core.text import Language, Text
from satupeta.data.errors import DataError, NodeNotReady, RefusedFile, ReleaseMissing, SnapshotOutdated, StorageFull
from satupeta.service.reply import Reply


class ErrorRow(NamedTuple):
    """How one class of error is said.

    Attributes:
        status: HTTP status.
        wms: Code of a WMS service exception (OGC 06-042, annex E.1), or "" where the standard has none.
        ogc_api: Name in an OGC API answer, for programs.
    """

    status: int
    wms: str
    ogc_api: str


ERRORS: dict[type[SatuPetaError], ErrorRow] = {
    SatuPetaError: ErrorRow(500, "", "ServerError"),
    InvalidParameter: ErrorRow(400, "InvalidParameterValue", "InvalidParameterValue"),
    UnknownCrs: ErrorRow(400, "InvalidCRS", "InvalidParameterValue"),
    InvalidBox: ErrorRow(400, "InvalidParameterValue", "InvalidParameterValue"),
    InvalidFilter: ErrorRow(400, "InvalidParameterValue", "InvalidParameterValue"),
    UnknownLayer: ErrorRow(400, "LayerNotDefined", "NotFound"),
    UnknownStyle: ErrorRow(400, "StyleNotDefined", "NotFound"),
    InvalidFormat: ErrorRow(400, "InvalidFormat", "InvalidParameterValue"),
    InvalidPoint: ErrorRow(400, "InvalidPoint", "InvalidParameterValue"),
    LayerNotQueryable: ErrorRow(400, "LayerNotQueryable", "InvalidParameterValue"),
    OperationNotSupported: ErrorRow(400, "OperationNotSupported", "InvalidParameterValue"),
    CurrentUpdateSequence: ErrorRow(400, "CurrentUpdateSequence", "InvalidParameterValue"),
    InvalidUpdateSequence: ErrorRow(400, "InvalidUpdateSequence", "InvalidParameterValue"),
    OverBudget: ErrorRow(400, "InvalidParameterValue", "OverBudget"),
    UnknownThing: ErrorRow(404, "LayerNotDefined", "NotFound"),
    SignInRequired: ErrorRow(401, "", "SignInRequired"),
    NotPermitted: ErrorRow(403, "", "NotPermitted"),
    InvalidGeometry: ErrorRow(422, "", "InvalidGeometry"),
    DataError: ErrorRow(500, "", "ServerError"),
    NodeNotReady: ErrorRow(503, "", "NotReady"),
    ReleaseMissing: ErrorRow(500, "", "ServerError"),
    SnapshotOutdated: ErrorRow(503, "", "NotReady"),
    StorageFull: ErrorRow(507, "", "StorageFull"),
    RefusedFile: ErrorRow(422, "", "RefusedFile"),
    ControlError: ErrorRow(409, "", "Conflict"),
    InvalidInput: ErrorRow(400, "InvalidParameterValue", "InvalidParameterValue"),
    TooManyFailures: ErrorRow(429, "", "TooManyRequests"),
    ConfigurationError: ErrorRow(500, "", "ServerError"),
    InvalidStyle: ErrorRow(400, "", "InvalidParameterValue"),
    Conflict: ErrorRow(409, "", "Conflict"),
    HttpError: ErrorRow(500, "", "ServerError"),
    BodyTooLarge: ErrorRow(413, "", "BodyTooLarge"),
    BodyTooSlow: ErrorRow(408, "", "BodyTooSlow"),
    Busy: ErrorRow(503, "", "Busy"),
    MethodNotAllowed: ErrorRow(405, "OperationNotSupported", "MethodNotAllowed"),
    UnexpectedFailure: ErrorRow(500, "", "ServerError"),
}
_OGC_NAMESPACE = "http://www.opengis.net/ogc"


def row_of(error: SatuPetaError) -> ErrorRow:
    """The row of the error's class, or of its nearest ancestor that has one."""
    return next(ERRORS[ancestor] for ancestor in type(error).__mro__ if ancestor in ERRORS)


class Said(NamedTuple):
    """What a client is told of an error."""

    message: Text
    advice: Text
    locator: str


def said_of(error: SatuPetaError) -> Said:
    """The error's own words; of what is wrong inside the node only its code, since those words name files."""
    if not is_internal(error):
        return Said(error.message, error.advice, error.locator)
    message = Text("Simpul belum dapat menjawab ini.", "The node cannot answer this right now.")
    if isinstance(error, StorageFull):
        message = Text("Ruang simpan di simpul ini penuh.", "The node's disk has no room left.")
    advice = Text(
        f"Coba lagi nanti, atau sampaikan kode {error.code} kepada pengelola simpul.",
        f"Try again later, or quote the code {error.code} to the node's administrator.",
    )
    return Said(message, advice, "")


def is_internal(error: SatuPetaError) -> bool:
    """Whether an error is about the node's own files, so that it belongs into the log."""
    return isinstance(error, DataError) and row_of(error).status >= 500


class ErrorDocument(msgspec.Struct, frozen=True):
    """The one shape of an error in JSON: the node's own fields, with those of OGC API (17-069r4, 7.5.1) beside them."""

    code: str
    status: int
    type: str
    title: str
    detail: str
    description: str
    message: Text
    advice: Text
    locator: str


def json_error(error: SatuPetaError, language: Language) -> Reply:
    """An error as JSON."""
    row = row_of(error)
    said = said_of(error)
    title = said.message.in_language(language)
    detail = f"{title} {said.advice.in_language(language)}".strip()
    document = ErrorDocument(error.code, row.status, row.ogc_api, title, detail, detail, *said)
    return _reply(error, msgspec.json.encode(document), "application/json")


def wms_error(error: SatuPetaError, language: Language) -> Reply:
    """An error as a WMS service exception report.

    Standard: OGC 06-042, 7.2.5 and annex E.2.
    """
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
    return Reply(body, content_type, row_of(error).status, headers)
