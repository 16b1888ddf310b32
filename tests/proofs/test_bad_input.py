"""Each parameter of each door, left out, repeated or filled with nonsense: the door's own error, never a fault."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode

from lxml import etree
from tests.proofs import city, matrix
from tests.proofs.asking import Answer, Ask
from tests.proofs.conftest import Town

_VALUES = (
    "", " ", "NaN", "-1", "0", "1e999", "99999999999999999999", "1,2,3", "3,2,1,0", "a" * 300, "\x00", "\N{WORLD MAP}",
    "null", "true", "[]", "{}", "..", "%", "EPSG:0", "EPSG:99999999", "CRS:85", "2020-13-45/..", "image/evil", "9" * 30,
    "\N{ARABIC-INDIC DIGIT ONE}",
)  # fmt: skip
_XML_DOORS = {"wms": "ServiceExceptionReport", "wfs": "ExceptionReport"}
"""Doors that answer errors in XML, with the root of what they say."""


def _targets() -> Iterator[str]:
    for question in (*matrix.questions(), *matrix.page_questions()):
        path, _, query = question.about("open").partition("?")
        pairs = parse_qsl(query, keep_blank_values=True)
        for at, (name, value) in enumerate(pairs):
            yield f"{path}?{urlencode(pairs[:at] + pairs[at + 1 :])}"
            yield f"{path}?{urlencode([*pairs, (name, value)])}"
            yield f"{path}?{urlencode([*pairs, (name.upper(), 'other')])}"
            for nonsense in _VALUES:
                yield f"{path}?{urlencode([*pairs[:at], (name, nonsense), *pairs[at + 1 :]])}"
        yield f"{path}?{urlencode([*pairs, ('tak-dikenal', '1')])}"


def test_no_parameter_makes_a_door_fail(town: Town) -> None:
    targets = list(_targets())
    answers = town.workshop.answers(Ask(target) for target in targets)
    wrong = [
        (target, answer.status, answer.text[:200])
        for target, answer in zip(targets, answers, strict=True)
        if answer.status >= 500 or (answer.status >= 400 and not _says_what_is_wrong(target, answer))
    ]
    assert wrong == []


def _says_what_is_wrong(target: str, answer: Answer) -> bool:
    """Whether an error is in the door's own form, and names what is wrong and what to do."""
    root = _XML_DOORS.get(target.partition("?")[0].rpartition("/")[2])
    if root:
        said = etree.fromstring(answer.body)
        return etree.QName(said).localname == root and bool("".join(said[0].itertext()).strip())
    if "html" in answer.headers["content-type"]:
        return "<h1" in answer.text
    document = answer.json
    return bool(
        document["code"] and document["message"]["id"] and document["message"]["en"] and document["advice"]["id"]
    )


def test_unknown_addresses_are_told_so(town: Town) -> None:
    targets = ("/tidak", f"/d/{city.UNKNOWN}/ogc/x", "/api/v1/tidak", "/ogc/collections/x/y", "/d", "/m/", "/tiles")
    assert {answer.status for answer in town.workshop.answers(Ask(target) for target in targets)} == {404}
