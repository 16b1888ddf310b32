"""WMS 1.3.0 (OGC 06-042) over HTTP."""

import io
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest
from lxml import etree
from numpy.typing import NDArray
from PIL import Image
from tests.node import MEMBER, STRANGER, Answer, AsgiClient

from satupeta.core.box import Box
from satupeta.core.crs import SERVED, project_box

NAMES = {"wms": "http://www.opengis.net/wms", "ogc": "http://www.opengis.net/ogc"}
BOX = "106.6,-6.2,106.64,-6.16"
INFO = {
    "SERVICE": "WMS",
    "VERSION": "1.3.0",
    "REQUEST": "GetFeatureInfo",
    "LAYERS": "kelurahan",
    "STYLES": "",
    "CRS": "CRS:84",
    "BBOX": BOX,
    "WIDTH": "40",
    "HEIGHT": "40",
    "FORMAT": "image/png",
    "QUERY_LAYERS": "kelurahan",
    "INFO_FORMAT": "application/json",
    "I": "3",
    "J": "36",
}


def ask(client: AsgiClient, parameters: dict[str, str], path: str = "/wms", token: str = "", **changes: str) -> Answer:
    return client.get(f"{path}?{urlencode({**parameters, **changes})}", token)


def exception(answer: Answer) -> tuple[str | None, str | None]:
    report = etree.fromstring(answer.body)
    assert report.tag == f"{{{NAMES['ogc']}}}ServiceExceptionReport"
    said = report.find("ogc:ServiceException", NAMES)
    assert said is not None
    assert said.text
    return said.get("code"), said.get("locator")


def capabilities(client: AsgiClient, path: str, token: str = "") -> etree._Element:
    answer = client.get(f"{path}?SERVICE=WMS&REQUEST=GetCapabilities", token)
    assert answer.status == 200
    return etree.fromstring(answer.body)


def layer_names(document: etree._Element) -> list[str]:
    return [name.text or "" for name in document.iterfind(".//wms:Layer/wms:Name", NAMES)]


@pytest.mark.parametrize(
    ("path", "token", "names"),
    [
        ("/wms", "", ["kelurahan", "peta-dasar"]),
        ("/wms", STRANGER, ["kelurahan", "sebagian", "peta-dasar"]),
        ("/wms", MEMBER, ["kantor", "kelurahan", "rahasia", "sebagian", "peta-dasar", "tertutup"]),
        ("/d/kelurahan/wms", "", ["kelurahan"]),
        ("/d/desa/wms", "", ["kelurahan"]),
        ("/m/peta-dasar/wms", "", ["peta-dasar", "wilayah"]),
        ("/m/peta-dasar/wms", MEMBER, ["peta-dasar", "wilayah", "titik"]),
    ],
)
def test_capabilities_list_what_the_principal_may_see(
    client: AsgiClient, path: str, token: str, names: list[str]
) -> None:
    assert layer_names(capabilities(client, path, token)) == names


def test_addresses_come_from_the_configuration(client: AsgiClient) -> None:
    body = client.get("/wms?service=WMS&request=GetCapabilities", host="evil.example").text
    assert "http://127.0.0.1:8000/wms?" in body
    assert "evil.example" not in body


@pytest.mark.parametrize(
    ("i", "j", "found"), [("3", "36", [1]), ("13", "36", [2]), ("3", "26", [5]), ("9", "36", []), ("39", "0", [])]
)
def test_the_area_under_the_pixel_is_told(client: AsgiClient, i: str, j: str, found: list[int]) -> None:
    document = ask(client, INFO, I=i, J=j).json()
    assert [feature["id"] for feature in document["features"]] == found
    assert all(feature["layer"] == "kelurahan" for feature in document["features"])


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:32748", "EPSG:9488", "EPSG:23834", "EPSG:4755"])
def test_features_are_found_in_every_crs(client: AsgiClient, crs: str) -> None:
    box = project_box(Box(106.602, -6.198, 106.606, -6.194), crs)
    edges = (box.west, box.south, box.east, box.north)
    if SERVED[crs].latitude_first:
        edges = (box.south, box.west, box.north, box.east)
    document = ask(client, INFO, CRS=crs, BBOX=",".join(map(str, edges)), I="20", J="20").json()
    assert [feature["id"] for feature in document["features"]] == [1]


def test_points_are_found_nearby_and_as_many_as_asked(client: AsgiClient) -> None:
    wanted = {**INFO, "LAYERS": "kantor", "QUERY_LAYERS": "kantor", "FEATURE_COUNT": "2", "J": "37"}
    document = ask(client, wanted, token=MEMBER).json()
    assert [feature["id"] for feature in document["features"]] == [1, 2]


@pytest.mark.parametrize("kind", ["text/plain", "text/html", "application/geo+json", "application/json"])
def test_each_format_answers_and_harms_nobody(client: AsgiClient, kind: str) -> None:
    answer = ask(client, INFO, INFO_FORMAT=kind)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert kind != "text/html" or "<script" not in answer.text
    assert kind != "text/plain" or "\x01" not in answer.text


def test_a_grant_s_limits_hold(client: AsgiClient) -> None:
    wanted = {**INFO, "LAYERS": "sebagian", "QUERY_LAYERS": "sebagian", "FEATURE_COUNT": "9", "J": "37", "I": "4"}
    features = ask(client, wanted, token=STRANGER).json()["features"]
    assert [feature["properties"] for feature in features] == [{"nama": "satu"}, {"nama": "tiga"}]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"REQUEST": "Draw"}, 400, "OperationNotSupported"),
        ({"CRS": "EPSG:1"}, 400, "InvalidCRS"),
        ({"LAYERS": "tidak-ada", "QUERY_LAYERS": "tidak-ada"}, 400, "LayerNotDefined"),
        ({"LAYERS": "rahasia", "QUERY_LAYERS": "rahasia"}, 400, "LayerNotDefined"),
        ({"STYLES": "lain"}, 400, "StyleNotDefined"),
        ({"INFO_FORMAT": "a/b"}, 400, "InvalidFormat"),
        ({"I": "40"}, 400, "InvalidPoint"),
        ({"BBOX": "1,1,0,0"}, 400, "InvalidParameterValue"),
        ({"LAYERS": "kantor", "QUERY_LAYERS": "kantor"}, 401, None),
    ],
)
def test_exceptions_are_the_standard_s(
    client: AsgiClient, changes: dict[str, str], status: int, code: str | None
) -> None:
    answer = ask(client, INFO, **changes)
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert answer.status == status
    assert exception(answer)[0] == code


def test_closed_and_unknown_answer_alike(client: AsgiClient) -> None:
    for name in ("LAYERS", "path"):
        answers = []
        for slug in ("rahasia", "tidak-ada"):
            if name == "path":
                answers.append(ask(client, INFO, f"/d/{slug}/wms"))
            else:
                answers.append(ask(client, INFO, LAYERS=slug, QUERY_LAYERS=slug))
        assert answers[0] == answers[1]
        assert answers[0].status in (400, 404)


MAP = {**INFO, "REQUEST": "GetMap"}


def pixels(answer: Answer) -> NDArray[np.uint8]:
    """Height, width, red green blue alpha, read by a decoder that is not ours."""
    assert answer.headers["content-type"] == "image/png"
    return np.asarray(Image.open(io.BytesIO(answer.body)).convert("RGBA"))


@pytest.mark.parametrize("crs", ["CRS:84", "EPSG:4326", "EPSG:3857", "EPSG:32748", "EPSG:9488", "EPSG:23834"])
def test_maps_are_drawn_in_every_crs(client: AsgiClient, crs: str) -> None:
    box = project_box(Box(106.601, -6.199, 106.607, -6.193), "OGC:CRS84" if crs == "CRS:84" else crs)
    edges = (box.west, box.south, box.east, box.north)
    if crs == "EPSG:4326":
        edges = (box.south, box.west, box.north, box.east)
    drawn = pixels(ask(client, MAP, CRS=crs, BBOX=",".join(map(str, edges)), WIDTH="30", HEIGHT="20"))
    assert drawn.shape == (20, 30, 4)
    assert (drawn == (0x33, 0x66, 0xCC, 255)).all()


def test_what_is_not_drawn_is_background_or_clear(client: AsgiClient) -> None:
    elsewhere = {**MAP, "BBOX": "100,0,101,1"}
    assert (pixels(ask(client, elsewhere)) == 255).all()
    assert (pixels(ask(client, elsewhere, BGCOLOR="0x102030")) == (0x10, 0x20, 0x30, 255)).all()
    assert (pixels(ask(client, elsewhere, TRANSPARENT="TRUE"))[:, :, 3] == 0).all()


@pytest.mark.parametrize(
    ("path", "layers", "token", "status"),
    [
        ("/wms", "kelurahan", "", 200),
        ("/wms", "desa", "", 200),
        ("/wms", "peta-dasar", "", 200),
        ("/wms", "kelurahan,peta-dasar", "", 200),
        ("/m/peta-dasar/wms", "wilayah", "", 200),
        ("/m/peta-dasar/wms", "titik", "", 401),
        ("/m/peta-dasar/wms", "titik", STRANGER, 403),
        ("/m/peta-dasar/wms", "titik", MEMBER, 200),
        ("/wms", "kantor", "", 401),
        ("/wms", "kantor", MEMBER, 200),
        ("/wms", "rahasia", STRANGER, 400),
    ],
)
def test_maps_are_drawn_for_who_may_see_them(
    client: AsgiClient, path: str, layers: str, token: str, status: int
) -> None:
    answer = ask(client, MAP, path, token, LAYERS=layers)
    assert answer.status == status
    # A map service of which something is withheld looks different to others: only whole and open ones are shared.
    shared = status == 200 and not token and "peta-dasar" not in layers
    assert ("public" in answer.headers["cache-control"]) == shared


def test_a_blank_picture_tells_nothing(client: AsgiClient) -> None:
    answers = [ask(client, MAP, LAYERS=name, EXCEPTIONS="BLANK") for name in ("rahasia", "tidak-ada", "kantor")]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0].status == 200
    assert (pixels(answers[0]) == 255).all()


@pytest.mark.parametrize(
    "changes", [{"WIDTH": "1000000000"}, {"WIDTH": "100000", "HEIGHT": "100000"}, {"BBOX": "0,0,NaN,1"}]
)
def test_a_map_beyond_the_budget_is_refused(client: AsgiClient, changes: dict[str, str]) -> None:
    answer = ask(client, MAP, **changes)
    assert answer.status == 400
    assert exception(answer)[0] == "InvalidParameterValue"


def test_a_client_that_holds_the_map_is_told_so(client: AsgiClient) -> None:
    path = f"/wms?{urlencode(MAP)}"
    first = client.get(path)
    again = client.get(path, if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert client.get(path + "&TRANSPARENT=TRUE", if_none_match=first.headers["etag"]).status == 200


def test_update_sequences_are_compared(client: AsgiClient) -> None:
    now = capabilities(client, "/wms").get("updateSequence", "")
    base = "/wms?SERVICE=WMS&REQUEST=GetCapabilities&UPDATESEQUENCE="
    assert exception(client.get(base + now))[0] == "CurrentUpdateSequence"
    assert exception(client.get(f"{base}{int(now) + 1}"))[0] == "InvalidUpdateSequence"
    assert client.get(base + "0").status == 200


@pytest.mark.shared
@pytest.mark.parametrize("query", ["", "?REQUEST=x", "?REQUEST=%00%01<b>&SERVICE=WMS", "?REQUEST=GetMap&VERSION=%ff"])
def test_exception_reports_are_valid(client: AsgiClient, shared: Path, query: str) -> None:
    schema = etree.XMLSchema(file=str(shared / "data/schemas/ogc/wms/1.3.0/exceptions_1_3_0.xsd"))
    schema.assertValid(etree.fromstring(client.get("/wms" + query).body))


OLDER = {name: value for name, value in MAP.items() if name not in ("CRS", "I", "J")} | {
    "VERSION": "1.1.1",
    "SRS": "EPSG:4326",
    "X": "3",
    "Y": "36",
}


def test_older_maps_and_questions_are_those_of_the_newest(client: AsgiClient) -> None:
    np.testing.assert_array_equal(pixels(ask(client, OLDER)), pixels(ask(client, MAP)))
    found = ask(client, OLDER, REQUEST="GetFeatureInfo").json()
    assert [feature["id"] for feature in found["features"]] == [1]


@pytest.mark.parametrize(("version", "root"), [("1.1.1", "WMT_MS_Capabilities"), ("1.0.0", "WMT_MS_Capabilities")])
def test_older_clients_get_the_older_document(client: AsgiClient, version: str, root: str) -> None:
    answer = client.get(f"/wms?SERVICE=WMS&REQUEST=GetCapabilities&VERSION={version}")
    assert answer.headers["content-type"] == "application/vnd.ogc.wms_xml; charset=utf-8"
    document = etree.fromstring(answer.body)
    assert (document.tag, document.get("version")) == (root, "1.1.1")
    assert [name.text for name in document.iterfind(".//Layer/Name")] == ["kelurahan", "peta-dasar"]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"SRS": "EPSG:1"}, "InvalidSRS"),
        ({"LAYERS": "tidak-ada"}, "LayerNotDefined"),
        ({"STYLES": "lain"}, "StyleNotDefined"),
        ({"FORMAT": "a/b"}, "InvalidFormat"),
        ({"BBOX": "1,1,0,0"}, None),
        ({"REQUEST": "Draw"}, None),
    ],
)
def test_older_exceptions_are_the_older_standard_s(
    client: AsgiClient, shared: Path, changes: dict[str, str], code: str | None
) -> None:
    answer = ask(client, OLDER, **changes)
    assert answer.headers["content-type"] == "application/vnd.ogc.se_xml; charset=utf-8"
    report = etree.fromstring(answer.body)
    etree.DTD(str(shared / "data/schemas/ogc/wms/1.1.1/exception_1_1_1.dtd")).assertValid(report)
    assert [said.get("code") for said in report] == [code]


@pytest.mark.parametrize(
    ("format_name", "kind"), [("image/jpeg", "JPEG"), ("image/webp", "WEBP"), ("image/png; mode=8bit", "PNG")]
)
def test_maps_come_in_other_formats(client: AsgiClient, format_name: str, kind: str) -> None:
    answer = ask(client, MAP, FORMAT=format_name, TRANSPARENT="TRUE", BGCOLOR="0x102030")
    assert answer.headers["content-type"] == format_name.split(";")[0]
    with Image.open(io.BytesIO(answer.body)) as picture:
        assert picture.format == kind
        red, green, blue, _ = picture.convert("RGBA").getpixel((3, 36))  # type: ignore[misc]
    assert abs(red - 0x33) + abs(green - 0x66) + abs(blue - 0xCC) < 30
    assert answer.headers["etag"] != ask(client, MAP, TRANSPARENT="TRUE").headers["etag"]


@pytest.mark.parametrize(
    ("base", "how"),
    [(MAP, "INIMAGE"), (OLDER, "application/vnd.ogc.se_inimage"), (OLDER, "application/vnd.ogc.se_blank")],
)
def test_exceptions_in_pictures_say_what_a_report_would(client: AsgiClient, base: dict[str, str], how: str) -> None:
    answers = [
        ask(client, base, LAYERS=name, EXCEPTIONS=how, WIDTH="300", HEIGHT="80") for name in ("rahasia", "tidak-ada")
    ]
    assert answers[0] == answers[1]
    assert answers[0].status == 200
    assert "no-store" in answers[0].headers["cache-control"]
    assert (pixels(answers[0]) < 200).any() == ("blank" not in how)


LEGEND = {"SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetLegendGraphic", "LAYER": "kelurahan"}


def test_legends_show_the_layer_s_colours(client: AsgiClient) -> None:
    answer = ask(client, LEGEND)
    assert (pixels(answer)[:, :, :3] == (0x33, 0x66, 0xCC)).all(axis=2).sum() > 200
    assert "public" in answer.headers["cache-control"]
    svg = ask(client, LEGEND, FORMAT="image/svg+xml")
    assert svg.headers["content-type"] == "image/svg+xml"
    assert etree.fromstring(svg.body).tag == "{http://www.w3.org/2000/svg}svg"
    assert "<script" not in svg.text
    rules = ask(client, LEGEND, FORMAT="application/json").json()["rules"]
    assert rules[0]["symbolizers"][0]["fill"] == "#3366cc"


def test_capabilities_lead_to_legends_of_the_size_they_tell(client: AsgiClient) -> None:
    for link in capabilities(client, "/wms").iterfind(".//wms:LegendURL", NAMES):
        resource = link.find("wms:OnlineResource", NAMES)
        assert resource is not None
        address = resource.get("{http://www.w3.org/1999/xlink}href", "").removeprefix("http://127.0.0.1:8000")
        height, width, _ = pixels(client.get(address)).shape
        assert (str(width), str(height)) == (link.get("width"), link.get("height"))


@pytest.mark.parametrize(
    ("layer", "token", "status"),
    [
        ("kantor", "", 401),
        ("kantor", MEMBER, 200),
        ("rahasia", "", 400),
        ("peta-dasar", "", 200),
        ("tidak-ada", "", 400),
    ],
)
def test_legends_are_for_who_may_see_the_layer(client: AsgiClient, layer: str, token: str, status: int) -> None:
    assert ask(client, LEGEND, token=token, LAYER=layer).status == status


@pytest.mark.parametrize("format_name", ["image/png", "image/svg+xml", "application/json"])
def test_closed_and_unknown_have_the_same_legend(client: AsgiClient, format_name: str) -> None:
    one, other = (ask(client, LEGEND, LAYER=name, FORMAT=format_name) for name in ("rahasia", "tidak-ada"))
    assert one == other
