"""WMS 1.3.0 requests (OGC 06-042, 6.8 and 7.3)."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.box import Box
from satupeta.core.errors import InvalidBox, InvalidParameter, OverBudget, SatuPetaError, UnknownCrs, UnknownLayer
from satupeta.core.ogc.wms.errors import InvalidFormat, InvalidPoint, OperationNotSupported
from satupeta.core.ogc.wms.request import (
    ErrorPicture,
    GetCapabilities,
    GetFeatureInfo,
    GetLegendGraphic,
    GetMap,
    WmsRequest,
    parse_error_picture,
    parse_request,
)

LIMIT_PX = 4096 * 4096
MAP = {
    "SERVICE": "WMS",
    "VERSION": "1.3.0",
    "REQUEST": "GetMap",
    "LAYERS": "a,b",
    "STYLES": "",
    "CRS": "EPSG:4326",
    "BBOX": "-6.3,106.5,-6.1,106.8",
    "WIDTH": "300",
    "HEIGHT": "200",
    "FORMAT": "image/png",
}
INFO = {**MAP, "REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "b", "INFO_FORMAT": "text/plain", "I": "5", "J": "6"}


def parsed(parameters: dict[str, str], **changes: str) -> WmsRequest:
    return parse_request({**parameters, **changes}.items(), LIMIT_PX)


def test_a_whole_map_request_is_read() -> None:
    assert parsed(MAP, TRANSPARENT="TRUE", BGCOLOR="0xFF00aa") == GetMap(
        ("a", "b"), ("", ""), Box(106.5, -6.3, 106.8, -6.1, "EPSG:4326"), 300, 200, "image/png", True, "#ff00aa"
    )


@pytest.mark.parametrize(
    ("crs", "bbox", "box"),
    [
        ("EPSG:4326", "1,2,3,4", Box(2, 1, 4, 3, "EPSG:4326")),
        ("EPSG:9470", "1,2,3,4", Box(2, 1, 4, 3, "EPSG:9470")),
        ("CRS:84", "1,2,3,4", Box(1, 2, 3, 4, "OGC:CRS84")),
        ("EPSG:3857", "1,2,3,4", Box(1, 2, 3, 4, "EPSG:3857")),
        ("EPSG:32748", "1,2,3,4", Box(1, 2, 3, 4, "EPSG:32748")),
    ],
)
def test_boxes_follow_the_axis_order_of_the_crs(crs: str, bbox: str, box: Box) -> None:
    request = parsed(MAP, CRS=crs, BBOX=bbox)
    assert isinstance(request, GetMap)
    assert request.box == box


def test_names_match_in_any_case() -> None:
    assert parse_request({name.lower(): value for name, value in MAP.items()}.items(), LIMIT_PX) == parsed(MAP)


def test_unknown_parameters_are_ignored() -> None:
    assert parsed(MAP, VENDOR="1") == parsed(MAP)


@pytest.mark.parametrize("name", ["VERSION", "LAYERS", "STYLES", "CRS", "BBOX", "WIDTH", "HEIGHT", "FORMAT", "REQUEST"])
def test_each_required_parameter_is_missed(name: str) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        parse_request([pair for pair in MAP.items() if pair[0] != name], LIMIT_PX)
    assert refusal.value.locator == name


@pytest.mark.parametrize("name", sorted(INFO))
def test_no_parameter_may_come_twice(name: str) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        parse_request([*INFO.items(), (name.lower(), INFO[name])], LIMIT_PX)
    assert refusal.value.locator == name


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"REQUEST": "GetLegend"}, OperationNotSupported),
        ({"SERVICE": "WFS"}, InvalidParameter),
        ({"VERSION": "1.1.1"}, InvalidParameter),
        ({"CRS": "EPSG:1"}, UnknownCrs),
        ({"CRS": "84"}, UnknownCrs),
        ({"CRS": "CRS84"}, UnknownCrs),
        ({"BBOX": "1,2,3"}, InvalidBox),
        ({"BBOX": "1,2,3,NaN"}, InvalidBox),
        ({"BBOX": "1,2,3,inf"}, InvalidBox),
        ({"BBOX": "3,2,1,4"}, InvalidBox),
        ({"BBOX": "1,2,1,4"}, InvalidBox),
        ({"BBOX": "1;2;3;4"}, InvalidBox),
        ({"WIDTH": "0"}, InvalidParameter),
        ({"WIDTH": "-1"}, InvalidParameter),
        ({"WIDTH": "1e3"}, InvalidParameter),
        ({"WIDTH": "1_0"}, InvalidParameter),
        ({"WIDTH": "1000000000"}, InvalidParameter),
        ({"WIDTH": "9" * 5000}, InvalidParameter),
        ({"WIDTH": "1000000", "HEIGHT": "1000"}, OverBudget),
        ({"FORMAT": "image/tiff"}, InvalidFormat),
        ({"TRANSPARENT": "MAYBE"}, InvalidParameter),
        ({"BGCOLOR": "red"}, InvalidParameter),
        ({"LAYERS": ",".join("a" * 101)}, OverBudget),
    ],
)
def test_bad_map_values_are_refused(changes: dict[str, str], error: type[SatuPetaError]) -> None:
    with pytest.raises(error) as refusal:
        parsed(MAP, **changes)
    assert refusal.value.message.id
    assert refusal.value.message.en


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"I": "300"}, InvalidPoint),
        ({"J": "200"}, InvalidPoint),
        ({"I": "-1"}, InvalidPoint),
        ({"J": "x"}, InvalidPoint),
        ({"QUERY_LAYERS": "c"}, UnknownLayer),
        ({"QUERY_LAYERS": ""}, InvalidParameter),
        ({"INFO_FORMAT": "text/xml"}, InvalidFormat),
        ({"FEATURE_COUNT": "0"}, InvalidParameter),
        ({"FEATURE_COUNT": "many"}, InvalidParameter),
    ],
)
def test_bad_info_values_are_refused(changes: dict[str, str], error: type[SatuPetaError]) -> None:
    with pytest.raises(error):
        parsed(INFO, **changes)


def test_capabilities_need_the_service_but_no_version() -> None:
    assert parsed({"SERVICE": "WMS", "REQUEST": "GetCapabilities"}) == GetCapabilities()
    with pytest.raises(InvalidParameter, match="SERVICE"):
        parsed({"REQUEST": "GetCapabilities"})


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, None),
        ({"EXCEPTIONS": "XML"}, None),
        ({"EXCEPTIONS": "INIMAGE"}, ErrorPicture(300, 200, False, "#ffffff", "image/png", says=True)),
        ({"EXCEPTIONS": "BLANK", "FORMAT": "image/gif"}, None),
        ({"EXCEPTIONS": "BLANK"}, ErrorPicture(300, 200, False, "#ffffff", "image/png", says=False)),
        (
            {"exceptions": "blank", "LAYERS": "", "TRANSPARENT": "TRUE"},
            ErrorPicture(300, 200, True, "#ffffff", "image/png", says=False),
        ),
        ({"EXCEPTIONS": "BLANK", "WIDTH": "x"}, None),
        ({"EXCEPTIONS": "BLANK", "WIDTH": "1000000000"}, None),
        ({"EXCEPTIONS": "BLANK", "REQUEST": "GetFeatureInfo"}, None),
    ],
)
def test_a_blank_picture_stands_for_the_exceptions_of_maps(
    changes: dict[str, str], wanted: ErrorPicture | None
) -> None:
    assert parse_error_picture({**MAP, **changes}.items(), LIMIT_PX) == wanted


@given(st.lists(st.tuples(st.sampled_from([*sorted({*INFO} - {"REQUEST"}), "x"]), st.text(max_size=30)), max_size=8))
def test_any_other_text_is_refused_and_never_a_fault(changes: list[tuple[str, str]]) -> None:
    with contextlib.suppress(SatuPetaError):
        assert isinstance(parse_request({**INFO, **dict(changes)}.items(), LIMIT_PX), GetFeatureInfo | GetMap)


OLDER_MAP = {name: value for name, value in MAP.items() if name != "CRS"} | {"VERSION": "1.1.1", "SRS": "EPSG:4326"}


def test_older_boxes_are_longitude_and_latitude_whatever_the_crs() -> None:
    found = parsed(OLDER_MAP | {"BBOX": "106.5,-6.3,106.8,-6.1"})
    assert isinstance(found, GetMap)
    assert found.box == Box(106.5, -6.3, 106.8, -6.1, "EPSG:4326")


def test_older_pixels_are_called_x_and_y() -> None:
    wanted = OLDER_MAP | {
        "BBOX": "106.5,-6.3,106.8,-6.1",
        "REQUEST": "GetFeatureInfo",
        "QUERY_LAYERS": "a",
        "X": "3",
        "Y": "4",
    }
    found = parsed(wanted)
    assert isinstance(found, GetFeatureInfo)
    assert (found.i, found.j, found.format) == (3, 4, "text/plain")
    with pytest.raises(InvalidParameter, match="X"):
        parsed({name: value for name, value in wanted.items() if name != "X"} | {"I": "3"})


@pytest.mark.parametrize(
    ("wanted", "format_name"),
    [
        ("image/png", "image/png"),
        ("IMAGE/PNG", "image/png"),
        ("image/png; mode=8bit", "image/png; mode=8bit"),
        ("image/png;mode=8bit", "image/png; mode=8bit"),
        ("image/png; mode=24bit", "image/png"),
        ("image/jpeg", "image/jpeg"),
        ("image/webp", "image/webp"),
    ],
)
def test_picture_formats_in_usual_spellings(wanted: str, format_name: str) -> None:
    found = parsed(MAP | {"FORMAT": wanted})
    assert isinstance(found, GetMap)
    assert found.format == format_name


def test_a_legend_needs_no_more_than_its_layer() -> None:
    assert parsed({"REQUEST": "GetLegendGraphic", "LAYER": "a"}) == GetLegendGraphic("a", "", "image/png")
    wanted = {"REQUEST": "GetLegendGraphic", "LAYER": "a", "STYLE": "b", "FORMAT": "image/svg+xml", "SCALE": "5000"}
    assert parsed(wanted) == GetLegendGraphic("a", "b", "image/svg+xml", 5000.0)
    with pytest.raises(InvalidFormat):
        parsed(wanted | {"FORMAT": "image/jpeg"})
