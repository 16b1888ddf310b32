"""The one table from an error's class to its HTTP status and to each protocol's own name for it.

It stands here because both planes' doors read it, and because it names the classes of every layer below them.
"""

from typing import NamedTuple

from satupeta.control.accounts.sign_in import TooManyFailures
from satupeta.control.errors import Conflict, ControlError, InvalidInput
from satupeta.control.failures import BodyTooLarge, BodyTooSlow, Busy, HttpError, MethodNotAllowed, UnexpectedFailure
from satupeta.core.config import ConfigurationError
from satupeta.core.error_document import Said
from satupeta.core.errors import (
    InvalidBox,
    InvalidFilter,
    InvalidGeometry,
    InvalidParameter,
    MissingParameter,
    NotPermitted,
    OverBudget,
    SatuPetaError,
    SignInRequired,
    UnknownCrs,
    UnknownLayer,
    UnknownThing,
)
from satupeta.core.ogc.wfs.errors import OptionNotSupported, UnknownOperation, VersionNegotiationFailed
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
from satupeta.core.text import Text
from satupeta.data.errors import DataError, NodeNotReady, RefusedFile, ReleaseMissing, SnapshotOutdated, StorageFull


class ErrorRow(NamedTuple):
    """How one class of error is said.

    Attributes:
        status: HTTP status.
        wms: Code of a WMS service exception (OGC 06-042, annex E.1), or "" where the standard has none.
        ogc_api: Name in an OGC API answer, for programs.
        ows: Code of an OWS exception (OGC 06-121r9, 8.3; OGC 09-025r1, 7.5).
    """

    status: int
    wms: str
    ogc_api: str
    ows: str = "NoApplicableCode"


ERRORS: dict[type[SatuPetaError], ErrorRow] = {
    SatuPetaError: ErrorRow(500, "", "ServerError"),
    InvalidParameter: ErrorRow(400, "InvalidParameterValue", "InvalidParameterValue", "InvalidParameterValue"),
    MissingParameter: ErrorRow(400, "InvalidParameterValue", "InvalidParameterValue", "MissingParameterValue"),
    UnknownOperation: ErrorRow(400, "OperationNotSupported", "InvalidParameterValue", "OperationNotSupported"),
    VersionNegotiationFailed: ErrorRow(400, "", "InvalidParameterValue", "VersionNegotiationFailed"),
    OptionNotSupported: ErrorRow(400, "", "InvalidParameterValue", "OptionNotSupported"),
    UnknownCrs: ErrorRow(400, "InvalidCRS", "InvalidParameterValue", "InvalidParameterValue"),
    InvalidBox: ErrorRow(400, "InvalidParameterValue", "InvalidParameterValue", "InvalidParameterValue"),
    InvalidFilter: ErrorRow(400, "InvalidParameterValue", "InvalidParameterValue", "InvalidParameterValue"),
    UnknownLayer: ErrorRow(400, "LayerNotDefined", "NotFound", "InvalidParameterValue"),
    UnknownStyle: ErrorRow(400, "StyleNotDefined", "NotFound"),
    InvalidFormat: ErrorRow(400, "InvalidFormat", "InvalidParameterValue"),
    InvalidPoint: ErrorRow(400, "InvalidPoint", "InvalidParameterValue"),
    LayerNotQueryable: ErrorRow(400, "LayerNotQueryable", "InvalidParameterValue"),
    OperationNotSupported: ErrorRow(400, "OperationNotSupported", "InvalidParameterValue"),
    CurrentUpdateSequence: ErrorRow(400, "CurrentUpdateSequence", "InvalidParameterValue"),
    InvalidUpdateSequence: ErrorRow(400, "InvalidUpdateSequence", "InvalidParameterValue"),
    OverBudget: ErrorRow(400, "InvalidParameterValue", "OverBudget", "InvalidParameterValue"),
    UnknownThing: ErrorRow(404, "LayerNotDefined", "NotFound", "NotFound"),
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
    MethodNotAllowed: ErrorRow(405, "OperationNotSupported", "MethodNotAllowed", "OperationNotSupported"),
    UnexpectedFailure: ErrorRow(500, "", "ServerError"),
}


def row_of(error: SatuPetaError) -> ErrorRow:
    """The row of the error's class, or of its nearest ancestor that has one."""
    return next(ERRORS[ancestor] for ancestor in type(error).__mro__ if ancestor in ERRORS)


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
