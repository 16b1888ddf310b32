"""WFS 2.0.0 (OGC 09-025r1) over HTTP."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import etree
from tests.node import HOSTILE, MEMBER, STRANGER, Answer, AsgiClient

NAMES = {
    "wfs": "http://www.opengis.net/wfs/2.0",
    "ows": "http://www.opengis.net/ows/1.1",
    "gml": "http://www.opengis.net/gml/3.2",
    "sp": "http://127.0.0.1:8000/ns",
    "xs": "http://www.w3.org/2001/XMLSchema",
}
BY_ID = "urn:ogc:def:query:OGC-WFS::GetFeatureById"
_ENVELOPE = (
    '<gml:Envelope xmlns:gml="http://www.opengis.net/gml/3.2" srsName="urn:ogc:def:crs:EPSG::4326">'
    "<gml:lowerCorner>-6.2 106.6</gml:lowerCorner><gml:upperCorner>-6.195 106.605</gml:upperCorner></gml:Envelope>"
)


def ask(client: AsgiClient, path: str = "/wfs", token: str = "", **parameters: str) -> Answer:
    given = {"SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": "GetFeature", **parameters}
    return client.get(f"{path}?{urlencode(given)}", token)


def features(client: AsgiClient, path: str = "/wfs", token: str = "", **parameters: str) -> etree._Element:
    answer = ask(client, path, token, **{"TYPENAMES": "kelurahan", **parameters})
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"] == "application/gml+xml; version=3.2"
    return etree.fromstring(answer.body)


def post(client: AsgiClient, body: str, token: str = "", **headers: str) -> Answer:
    return client.request("POST", "/wfs", [body.encode()], token, **{"content_type": "text/xml", **headers})


def get_feature(content: str, attributes: str = "") -> str:
    return (
        '<wfs:GetFeature xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:fes="http://www.opengis.net/fes/2.0" '
        f'xmlns:sp="http://127.0.0.1:8000/ns" service="WFS" version="2.0.0" {attributes}>{content}</wfs:GetFeature>'
    )


def fes(content: str) -> str:
    return f'<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0">{content}</fes:Filter>'


def equals(name: str, literal: str, operator: str = "EqualTo", attributes: str = "") -> str:
    return (
        f"<fes:PropertyIs{operator} {attributes}><fes:ValueReference>{name}</fes:ValueReference>"
        f"<fes:Literal>{literal}</fes:Literal></fes:PropertyIs{operator}>"
    )


def ids(document: etree._Element) -> list[int]:
    found = document.xpath("//@gml:id[contains(., '.') and not(contains(., '.g'))]", namespaces=NAMES)
    assert isinstance(found, list)
    return [int(str(name).rpartition(".")[2]) for name in found]


def exception(answer: Answer) -> tuple[int, str | None, str | None]:
    report = etree.fromstring(answer.body)
    assert report.tag == f"{{{NAMES['ows']}}}ExceptionReport"
    said = report.find("ows:Exception", NAMES)
    assert said is not None
    assert said.findtext("ows:ExceptionText", namespaces=NAMES)
    return answer.status, said.get("exceptionCode"), said.get("locator")


class _Offline(etree.Resolver):
    """Finds the standards' schemas in the folder of shared files, and nothing else."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def resolve(self, system_url: str | None, public_id: str | None, context: Any) -> Any:
        for start, name in (("schemas.opengis.net/", "ogc"), ("www.w3.org/", "w3c")):
            address = (system_url or "").partition("://")[2]
            if address.startswith(start):
                return self.resolve_filename(str(self._folder / name / address.removeprefix(start)), context)
        return None


def schema(shared: Path, own: bytes = b"") -> etree.XMLSchema:
    """WFS with GML and, where given, the node's own types."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Offline(shared / "data" / "schemas"))
    text = b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:import namespace="%b" schemaLocation="%b"/>' % (
        NAMES["wfs"].encode(),
        b"http://schemas.opengis.net/wfs/2.0/wfs.xsd",
    )
    if own:
        imported = b'<xs:import namespace="http://www.opengis.net/gml/3.2"'
        assert imported in own
        return etree.XMLSchema(etree.fromstring(own, parser))
    return etree.XMLSchema(etree.fromstring(text + b"</xs:schema>", parser))


@pytest.mark.shared
@pytest.mark.parametrize("path", ["/wfs", "/d/kelurahan/wfs", "/m/peta-dasar/wfs"])
def test_documents_are_valid(client: AsgiClient, shared: Path, path: str) -> None:
    valid = schema(shared)
    for operation in ("GetCapabilities", "ListStoredQueries", "DescribeStoredQueries"):
        document = etree.fromstring(ask(client, path, REQUEST=operation).body)
        assert valid.validate(document), valid.error_log


@pytest.mark.shared
@pytest.mark.parametrize(("name", "token"), [("kelurahan", ""), ("kantor", MEMBER), ("sebagian", STRANGER)])
def test_features_are_valid(client: AsgiClient, shared: Path, name: str, token: str) -> None:
    own = ask(client, token=token, REQUEST="DescribeFeatureType", TYPENAMES=name)
    valid, frame = schema(shared, own.body), schema(shared)
    document = features(client, token=token, TYPENAMES=name)
    members = document.findall("wfs:member/*", NAMES)
    assert members
    for member in members:
        assert valid.validate(etree.fromstring(etree.tostring(member))), valid.error_log
    for member in document.findall("wfs:member", NAMES):
        document.remove(member)
    assert frame.validate(document), frame.error_log


def test_capabilities_name_what_may_be_asked(client: AsgiClient) -> None:
    public = etree.fromstring(ask(client, REQUEST="GetCapabilities").body)
    assert public.xpath("//wfs:FeatureType/wfs:Name/text()", namespaces=NAMES) == ["sp:kelurahan"]
    member = etree.fromstring(ask(client, token=MEMBER, REQUEST="GetCapabilities").body)
    found = member.xpath("//wfs:FeatureType/wfs:Name/text()", namespaces=NAMES)
    assert found == ["sp:kantor", "sp:kelurahan", "sp:rahasia", "sp:sebagian"]
    assert public.xpath("//ows:Post/@xlink:href", namespaces={**NAMES, "xlink": "http://www.w3.org/1999/xlink"})


def test_values_come_as_they_are(client: AsgiClient) -> None:
    first = features(client, COUNT="1").find("wfs:member/sp:kelurahan", NAMES)
    assert first is not None
    values = {etree.QName(child).localname: child.text for child in first if not len(child)}
    assert values["nama"] == HOSTILE.replace("\x01", "\N{REPLACEMENT CHARACTER}")
    assert (values["jiwa"], values["luas"], values["aktif"], values["berlaku"]) == ("0", "0.0", "true", "2024-01-01")


@pytest.mark.parametrize(
    ("srs", "named", "start"),
    [
        ("", "urn:ogc:def:crs:EPSG::4326", ["-6.2", "106.608"]),
        ("EPSG:4326", "urn:ogc:def:crs:EPSG::4326", ["-6.2", "106.608"]),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84", ["106.608", "-6.2"]),
        ("http://www.opengis.net/def/crs/EPSG/0/3857", "urn:ogc:def:crs:EPSG::3857", ["11867548.274", "-691531.744"]),
    ],
)
def test_axes_come_in_the_order_of_the_crs(client: AsgiClient, srs: str, named: str, start: list[str]) -> None:
    document = features(client, COUNT="1", **({"SRSNAME": srs} if srs else {}))
    polygon = document.find(".//gml:Polygon", NAMES)
    assert polygon is not None
    assert polygon.get("srsName") == named
    positions = (polygon.findtext(".//gml:posList", namespaces=NAMES) or "").split()
    assert positions[:2] == start
    assert positions[:2] == positions[-2:]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"BBOX": "-6.2,106.6,-6.195,106.605"}, [1]),
        ({"BBOX": "106.6,-6.2,106.605,-6.195,urn:ogc:def:crs:OGC:1.3:CRS84"}, [1]),
        ({"RESOURCEID": "kelurahan.3,kelurahan.5,kelurahan.99,lain.1,kelurahan.x"}, [3, 5]),
        ({"COUNT": "2", "STARTINDEX": "14"}, [15, 16]),
        ({"COUNT": "2", "SORTBY": "jiwa DESC"}, [16, 15]),
        ({"COUNT": "3", "SORTBY": "aktif D,sp:kode A"}, [1, 3, 5]),
        ({"CQL_FILTER": "jiwa > 13000"}, [15, 16]),
        ({"CQL_FILTER": "jiwa > 3000", "BBOX": "-6.2,106.6,-6.181,106.605"}, [5]),
        ({"FILTER": fes(equals("jiwa", "3000"))}, [4]),
        ({"FILTER": fes(equals("sp:nama", "KELURAHAN 5", attributes='matchCase="false"'))}, [5]),
        ({"FILTER": fes(f"<fes:Not>{equals('jiwa', '1000', 'GreaterThan')}</fes:Not>")}, [1, 2]),
        ({"FILTER": fes(f"<fes:And>{equals('aktif', 'true')}{equals('jiwa', '4000', 'LessThan')}</fes:And>")}, [1, 3]),
        ({"FILTER": fes(f"<fes:BBOX><fes:ValueReference>geometry</fes:ValueReference>{_ENVELOPE}</fes:BBOX>")}, [1]),
        ({"FILTER": fes('<fes:ResourceId rid="kelurahan.7"/>')}, [7]),
    ],
)  # fmt: skip
def test_features_are_chosen(client: AsgiClient, parameters: dict[str, str], expected: list[int]) -> None:
    assert ids(features(client, **parameters)) == expected


def test_hits_are_counted_alone(client: AsgiClient) -> None:
    document = features(client, RESULTTYPE="hits", CQL_FILTER="jiwa > 13000")
    assert (document.get("numberMatched"), document.get("numberReturned"), len(document)) == ("2", "0", 0)


def test_pages_point_to_each_other(client: AsgiClient) -> None:
    first = features(client, COUNT="6")
    second = etree.fromstring(client.get((first.get("next") or "").removeprefix("http://127.0.0.1:8000")).body)
    assert ids(second) == [7, 8, 9, 10, 11, 12]
    third = etree.fromstring(client.get((second.get("next") or "").removeprefix("http://127.0.0.1:8000")).body)
    assert (third.get("next"), len(ids(third))) == (None, 4)
    assert "STARTINDEX=6" in (third.get("previous") or "")


def test_wanted_properties_come_alone(client: AsgiClient) -> None:
    document = features(client, COUNT="1", PROPERTYNAME="sp:kode,jiwa")
    names = [etree.QName(child).localname for child in document[0][0]]
    assert names == ["kode", "jiwa"]


def test_geojson_is_in_longitude_and_latitude(client: AsgiClient) -> None:
    document = ask(client, TYPENAMES="sp:kelurahan", COUNT="1", OUTPUTFORMAT="application/geo+json").json()
    assert document["numberMatched"] == 16
    assert document["features"][0]["geometry"]["coordinates"][0][0][0] > 100


def test_a_feature_by_its_id_is_the_whole_answer(client: AsgiClient) -> None:
    answer = ask(client, STOREDQUERY_ID=BY_ID, ID="kelurahan.5")
    document = etree.fromstring(answer.body)
    assert document.tag == f"{{{NAMES['sp']}}}kelurahan"
    assert document.findtext("sp:kode", namespaces=NAMES) == "36.71.05"
    assert exception(ask(client, STOREDQUERY_ID=BY_ID, ID="kelurahan.99"))[:2] == (404, "NotFound")


def test_requests_may_come_as_xml(client: AsgiClient) -> None:
    query = (
        '<wfs:Query typeNames="sp:kelurahan" srsName="urn:ogc:def:crs:OGC:1.3:CRS84">'
        "<wfs:PropertyName>sp:kode</wfs:PropertyName>"
        f"<fes:Filter>{equals('sp:jiwa', '13000', 'GreaterThanOrEqualTo')}</fes:Filter>"
        "<fes:SortBy><fes:SortProperty><fes:ValueReference>sp:jiwa</fes:ValueReference>"
        "<fes:SortOrder>DESC</fes:SortOrder></fes:SortProperty></fes:SortBy></wfs:Query>"
    )
    answer = post(client, get_feature(query, 'count="2"'))
    assert ids(etree.fromstring(answer.body)) == [16, 15]
    stored = f'<wfs:StoredQuery id="{BY_ID}"><wfs:Parameter name="ID">kelurahan.5</wfs:Parameter></wfs:StoredQuery>'
    assert ids(etree.fromstring(post(client, get_feature(stored)).body)) == [5]
    capabilities = '<GetCapabilities xmlns="http://www.opengis.net/wfs/2.0" service="WFS"/>'
    assert post(client, capabilities).body == ask(client, REQUEST="GetCapabilities").body
    described = (
        '<DescribeFeatureType service="WFS" version="2.0.0"><TypeName>sp:kelurahan</TypeName></DescribeFeatureType>'
    )
    assert b"kelurahanType" in post(client, described).body


def test_requests_may_come_as_a_form(client: AsgiClient) -> None:
    form = urlencode(
        {"SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": "GetFeature", "TYPENAMES": "kelurahan", "COUNT": "3"}
    )
    answer = post(client, form, content_type="application/x-www-form-urlencoded")
    assert ids(etree.fromstring(answer.body)) == [1, 2, 3]


_LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
_FILE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "body",
    [
        _LAUGHS + get_feature("<wfs:Query typeNames='&c;'/>"),
        _FILE + get_feature("<wfs:Query typeNames='sp:kelurahan'><wfs:PropertyName>&f;</wfs:PropertyName></wfs:Query>"),
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + get_feature(""),
        "",
        "not xml",
        "<a>" * 5000,
        get_feature("<wfs:Query typeNames='sp:kelurahan'>" + "<fes:Filter><fes:Not>" * 300),
        get_feature("x" * 1_000_001),
    ],
)
def test_hostile_documents_are_refused(client: AsgiClient, body: str) -> None:
    answer = post(client, body)
    assert exception(answer)[:2] == (400, "InvalidParameterValue")
    assert "root:" not in answer.text


def test_deep_filters_are_refused(client: AsgiClient) -> None:
    deep = fes("<fes:Not>" * 100 + equals("jiwa", "1") + "</fes:Not>" * 100)
    assert exception(ask(client, TYPENAMES="kelurahan", FILTER=deep)) == (400, "InvalidParameterValue", "filter")


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"REQUEST": "Transaction"}, (400, "OperationNotSupported", "REQUEST")),
        ({"REQUEST": ""}, (400, "MissingParameterValue", "REQUEST")),
        ({"VERSION": "1.1.0"}, (400, "InvalidParameterValue", "VERSION")),
        (
            {"REQUEST": "GetCapabilities", "ACCEPTVERSIONS": "1.0.0"},
            (400, "VersionNegotiationFailed", "ACCEPTVERSIONS"),
        ),
        ({"TYPENAMES": ""}, (400, "MissingParameterValue", "TYPENAMES")),
        ({"TYPENAMES": "(kelurahan)(kantor)"}, (400, "OptionNotSupported", "TYPENAMES")),
        ({"TYPENAMES": "rahasia"}, (400, "InvalidParameterValue", "TYPENAMES")),
        ({"TYPENAMES": "tidak-ada"}, (400, "InvalidParameterValue", "TYPENAMES")),
        ({"TYPENAMES": "peta-dasar"}, (400, "InvalidParameterValue", "TYPENAMES")),
        ({"TYPENAMES": "kantor"}, (401, "NoApplicableCode", None)),
        ({"COUNT": "-1"}, (400, "InvalidParameterValue", "COUNT")),
        ({"STARTINDEX": "x"}, (400, "InvalidParameterValue", "STARTINDEX")),
        ({"BBOX": "1,2,3"}, (400, "InvalidParameterValue", "BBOX")),
        ({"BBOX": "1,2,3,4,EPSG:1"}, (400, "InvalidParameterValue", "BBOX")),
        ({"BBOX": "nan,2,3,4"}, (400, "InvalidParameterValue", "BBOX")),
        ({"SRSNAME": "EPSG:1"}, (400, "InvalidParameterValue", "SRSNAME")),
        ({"OUTPUTFORMAT": "shape-zip"}, (400, "InvalidParameterValue", "OUTPUTFORMAT")),
        ({"SORTBY": "tidak_ada"}, (400, "InvalidParameterValue", "SORTBY")),
        ({"SORTBY": "jiwa; DROP"}, (400, "InvalidParameterValue", "SORTBY")),
        ({"PROPERTYNAME": "tidak_ada"}, (400, "InvalidParameterValue", "PROPERTYNAME")),
        ({"FILTER": "<x"}, (400, "InvalidParameterValue", "FILTER")),
        ({"FILTER": fes(equals("tidak_ada", "1"))}, (400, "InvalidParameterValue", "FILTER")),
        ({"FILTER": fes(equals("jiwa", "banyak"))}, (400, "InvalidParameterValue", "FILTER")),
        ({"FILTER": fes("<fes:DWithin/>")}, (400, "InvalidParameterValue", "FILTER")),
        ({"CQL_FILTER": "tidak_ada = 1"}, (400, "InvalidParameterValue", "CQL_FILTER")),
        ({"RESOURCEID": "kelurahan.1", "BBOX": "1,2,3,4"}, (400, "OptionNotSupported", "FILTER")),
        ({"STOREDQUERY_ID": "lain"}, (400, "InvalidParameterValue", "STOREDQUERY_ID")),
        ({"RESULTTYPE": "x"}, (400, "InvalidParameterValue", "RESULTTYPE")),
    ],
)
def test_what_is_wrong_is_said(
    client: AsgiClient, parameters: dict[str, str], expected: tuple[int, str, str | None]
) -> None:
    assert exception(ask(client, **{"TYPENAMES": "kelurahan", **parameters})) == expected


def test_closed_answers_as_unknown_does(client: AsgiClient) -> None:
    for path in ("/d/{}/wfs", "/m/{}/wfs"):
        closed, unknown = (
            ask(client, path.format(name), REQUEST="GetCapabilities") for name in ("rahasia", "tidak-ada")
        )
        assert (closed.status, closed.body) == (unknown.status, unknown.body)


def test_hidden_fields_and_rows_stay_hidden(client: AsgiClient) -> None:
    document = features(client, token=STRANGER, TYPENAMES="sebagian")
    assert ids(document) == [1, 3]
    assert b"nik" not in etree.tostring(document)
    described = ask(client, token=STRANGER, REQUEST="DescribeFeatureType", TYPENAMES="sebagian")
    assert b"nik" not in described.body
    answers = [
        ask(client, token=STRANGER, TYPENAMES="sebagian", **{parameter: text.replace("?", name)})
        for parameter, text in (("CQL_FILTER", "? = '1'"), ("SORTBY", "?"), ("FILTER", fes(equals("?", "1"))))
        for name in ("nik", "xyz")
    ]
    for hidden, unknown in zip(answers[::2], answers[1::2], strict=True):
        assert hidden.status == unknown.status == 400
        assert hidden.text.replace("nik", "xyz") == unknown.text


def test_a_map_services_layers_are_types_of_their_own_names(client: AsgiClient) -> None:
    document = features(client, "/m/peta-dasar/wfs", TYPENAMES="sp:wilayah", COUNT="1")
    assert ids(document) == [1]
    assert document.find("wfs:member/sp:wilayah", NAMES) is not None
    assert exception(ask(client, "/m/peta-dasar/wfs", TYPENAMES="titik"))[0] == 401
    assert exception(ask(client, "/m/peta-dasar/wfs", TYPENAMES="peta-dasar"))[1] == "InvalidParameterValue"


def test_large_answers_are_streamed(client: AsgiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ask(client, TYPENAMES="kelurahan")
    monkeypatch.setattr("satupeta.adapters.http.wfs._JOINED_VERTICES", 10)
    streamed = ask(client, TYPENAMES="kelurahan")
    assert streamed.pieces > 10
    assert ids(etree.fromstring(streamed.body)) == ids(etree.fromstring(whole.body))
