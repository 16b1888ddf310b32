"""The capabilities document of WMS 1.1.1 (OGC 01-068r3, 7.1.4)."""

from pathlib import Path

import msgspec
import pytest
from lxml import etree
from tests.core.ogc.wms.test_document import CAPABILITIES, EXTENT, LAYER

from satupeta.core.crs import SERVED
from satupeta.core.ogc.wms.document import LayerEntry, LegendLink, StyleEntry
from satupeta.core.ogc.wms.document_111 import write_older_capabilities

WITH_LEGEND = msgspec.structs.replace(
    LAYER, styles=(StyleEntry("default", "Bawaan", LegendLink("http://a.example/wms?REQUEST=x&LAYER=y", 90, 30)),)
)
ROOT = LayerEntry("", "Akar", extent=EXTENT, children=(WITH_LEGEND, LAYER))


def document(root: LayerEntry = ROOT) -> etree._Element:
    return etree.fromstring(write_older_capabilities(msgspec.structs.replace(CAPABILITIES, root=root)))


@pytest.mark.shared
@pytest.mark.parametrize("root", [LayerEntry("", "Kosong"), LAYER, ROOT])
def test_the_document_is_valid(shared: Path, root: LayerEntry) -> None:
    dtd = etree.DTD(str(shared / "data/schemas/ogc/wms/1.1.1/capabilities_1_1_1.dtd"))
    dtd.assertValid(document(root))


def test_no_dtd_is_named_that_a_client_would_fetch() -> None:
    assert b"DOCTYPE" not in write_older_capabilities(CAPABILITIES)


def test_boxes_are_x_and_y_whatever_the_crs() -> None:
    boxes = {
        element.get("SRS"): [float(element.get(name, "")) for name in ("minx", "miny", "maxx", "maxy")]
        for element in document().iterfind(".//Layer/Layer[1]/BoundingBox")
    }
    assert boxes["EPSG:4326"] == [106.56, -6.25, 106.77, -6.09]
    assert boxes["EPSG:9470"] == pytest.approx(boxes["EPSG:4326"], abs=1e-4)
    assert boxes["EPSG:32748"][1] > 9_000_000
    whole = document().find(".//Layer/LatLonBoundingBox")
    assert whole is not None
    assert dict(whole.attrib) == {"minx": "106.56", "miny": "-6.25", "maxx": "106.77", "maxy": "-6.09"}


def test_the_root_lists_every_crs_once() -> None:
    listed = [element.text for element in document().iterfind(".//Layer/SRS")]
    assert sorted(map(str, listed)) == sorted(set(SERVED) - {"OGC:CRS84"})


def test_styles_have_their_legend() -> None:
    legend = document().find(".//LegendURL")
    assert legend is not None
    assert (legend.get("width"), legend.get("height"), legend.findtext("Format")) == ("90", "30", "image/png")
