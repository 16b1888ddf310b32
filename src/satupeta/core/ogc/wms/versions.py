"""The versions of WMS, and what they call differently.

Standard: OGC 06-042 (1.3.0), 6.2; OGC 01-068r3 (1.1.1), 6.2.
"""

from collections.abc import Iterable

import msgspec

from satupeta.core.errors import InvalidParameter
from satupeta.core.ogc.common import Parameters


class Version(msgspec.Struct, frozen=True):
    """One version.

    Attributes:
        number: As requests spell it.
        crs: Parameter that names the CRS.
        column, row: Parameters of the pixel that is asked about.
        flips: Whether boxes follow the axis order of their CRS; else they are always x, y.
        report_type: Media type of exception reports.
        document_type: Media type of the capabilities.
        exceptions: What EXCEPTIONS may ask for: report, words in a picture, blank picture.
    """

    number: str
    crs: str
    column: str
    row: str
    flips: bool
    report_type: str
    document_type: str
    exceptions: tuple[str, str, str]


NEWEST = Version("1.3.0", "CRS", "I", "J", True, "text/xml", "text/xml", ("XML", "INIMAGE", "BLANK"))
OLDER = Version(
    "1.1.1",
    "SRS",
    "X",
    "Y",
    False,
    "application/vnd.ogc.se_xml",
    "application/vnd.ogc.wms_xml",
    ("application/vnd.ogc.se_xml", "application/vnd.ogc.se_inimage", "application/vnd.ogc.se_blank"),
)
VERSIONS = {version.number: version for version in (NEWEST, OLDER)}


def negotiated(wanted: str) -> Version:
    """The version to answer GetCapabilities in: the asked one, else the next lower one, else the lowest there is.

    Args:
        wanted: VERSION of the request; "" and what is no version stand for the newest.

    Standard: OGC 06-042, 6.2.4.
    """
    parts = wanted.strip().split(".")
    if not wanted.strip() or not all(part.isascii() and part.isdecimal() and len(part) < 4 for part in parts):
        return NEWEST
    return NEWEST if tuple(map(int, parts)) >= (1, 3) else OLDER


def spoken(pairs: Iterable[tuple[str, str]]) -> Version:
    """The version whose words a request can be answered in, whatever else is wrong with it."""
    parameters = Parameters(pairs, ignore_case=True)
    try:
        wanted = parameters.optional("VERSION")
        if parameters.optional("REQUEST") == "GetCapabilities":
            return negotiated(wanted)
    except InvalidParameter:
        return NEWEST
    return VERSIONS.get(wanted.strip(), NEWEST)
