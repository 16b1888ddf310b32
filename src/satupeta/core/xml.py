"""XML from strangers, and text on its way into XML."""

from lxml import etree

from satupeta.core.errors import InvalidParameter
from satupeta.core.text import Text

MAX_BYTES = 1_000_000
"""Largest document that is read."""
_UNWRITABLE = {
    code: "\N{REPLACEMENT CHARACTER}"
    for code in (*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
}


def written(text: str) -> str:
    """Text without the characters that XML cannot carry (XML 1.0, 2.2)."""
    return text.translate(_UNWRITABLE)


def read_xml(body: bytes, locator: str) -> etree._Element:
    """The root of a document without a document type: no entity is expanded, no address is followed.

    Raises:
        InvalidParameter: Not well-formed, too large or too deep, or with a document type.
    """
    if len(body) > MAX_BYTES:
        raise InvalidParameter(
            "XM-001",
            Text(f"{locator}: dokumen XML terlalu besar.", f"{locator}: the XML document is too large."),
            Text(f"Paling besar {MAX_BYTES} bita.", f"At most {MAX_BYTES} bytes."),
            locator,
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _unreadable(locator) from error
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise InvalidParameter(
            "XM-003",
            Text(f"{locator}: DOCTYPE tidak diterima.", f"{locator}: no DOCTYPE is taken."),
            Text("Kirim dokumen tanpa DOCTYPE.", "Send the document without a DOCTYPE."),
            locator,
        )
    return root


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return etree.QName(element).localname


def _unreadable(locator: str) -> InvalidParameter:
    return InvalidParameter(
        "XM-002",
        Text(f"{locator}: dokumen XML tidak terbaca.", f"{locator}: the XML document cannot be read."),
        Text("Periksa apakah XML-nya utuh.", "Check that the XML is whole."),
        locator,
    )
