"""The capabilities document (OGC 06-042, 7.2.4)."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from lxml import etree

from satupeta.core.box import Box
from satupeta.core.crs import CRS84, SERVED, USUAL
from satupeta.core.ogc.wms.document import Capabilities, LayerEntry, StyleEntry, layer_boxes, write_capabilities

NAMES = {"wms": "http://www.opengis.net/wms"}
EXTENT = Box(106.56, -6.25, 106.77, -6.09)
LAYER = LayerEntry(
    "batas", "Batas <b>&\x00", "Isi", ("a<b",), EXTENT, (StyleEntry("default", ""),), page="http://a.example/d/batas"
)
CAPABILITIES = Capabilities(
    "Judul & lain",
    "Isi",
    "http://a.example/wms",
    "a@b.example",
    "Kota",
    "7",
    4096,
    LayerEntry("", "Akar", children=(LAYER,)),
)


def offline_schema(shared: Path) -> etree.XMLSchema:
    root = shared / "data" / "schemas"

    class Offline(etree.Resolver):
        def resolve(self, address: str | None, public_id: str | None, context: Any) -> Any:
            for host, folder in (("http://www.w3.org/", "w3c"), ("http://schemas.opengis.net/", "ogc")):
                if address and address.startswith(host):
                    return self.resolve_filename(str(root / folder / address.removeprefix(host)), context)
            return None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Offline())
    return etree.XMLSchema(etree.parse(root / "ogc/wms/1.3.0/capabilities_1_3_0.xsd", parser))


@pytest.mark.shared
@pytest.mark.parametrize("root", [LayerEntry("", "Kosong"), LAYER, LayerEntry("", "Akar", children=(LAYER, LAYER))])
def test_the_document_is_valid(shared: Path, root: LayerEntry) -> None:
    document = etree.fromstring(write_capabilities(Capabilities("T", "", "http://a/wms", "", "K", "1", 9, root)))
    offline_schema(shared).assertValid(document)


def test_boxes_follow_the_axis_order_of_their_crs() -> None:
    document = etree.fromstring(write_capabilities(CAPABILITIES))
    found = {
        element.get("CRS"): tuple(float(element.get(name, "")) for name in ("minx", "miny", "maxx", "maxy"))
        for element in document.iterfind(".//wms:BoundingBox", NAMES)
    }
    assert found["EPSG:4326"] == (-6.25, 106.56, -6.09, 106.77)
    assert found["CRS:84"] == (106.56, -6.25, 106.77, -6.09)
    assert found["EPSG:32748"][0] == pytest.approx(672_500, abs=500)
    assert set(found) >= {"EPSG:3857", "EPSG:9488", "EPSG:23834"}


def test_the_root_has_a_box_in_every_crs_near_by_and_layers_in_the_usual_ones() -> None:
    root = LayerEntry("", "Akar", extent=EXTENT, children=(LAYER,))
    document = etree.fromstring(write_capabilities(msgspec.structs.replace(CAPABILITIES, root=root)))
    said = [
        {element.get("CRS") for element in layer.findall("wms:BoundingBox", NAMES)}
        for layer in document.iter(f"{{{NAMES['wms']}}}Layer")
    ]
    assert said[0] >= {"EPSG:21148", "EPSG:23888", "EPSG:23878"}
    assert said[1] == {"CRS:84", *(info.code for info in USUAL if info.code != CRS84)}
    assert len(document.findall(".//wms:CRS", NAMES)) == len(SERVED)


def test_names_and_titles_stay_what_they_are() -> None:
    document = etree.fromstring(write_capabilities(CAPABILITIES))
    assert document.findtext(".//wms:Service/wms:Title", namespaces=NAMES) == "Judul & lain"
    assert (
        document.findtext(".//wms:Layer/wms:Layer/wms:Title", namespaces=NAMES) == "Batas <b>&\N{REPLACEMENT CHARACTER}"
    )
    assert document.get("updateSequence") == "7"


def test_a_layer_outside_a_crs_has_no_box_in_it() -> None:
    codes = {info.code for info, _ in layer_boxes(Box(-10, 50, -9, 51))}
    assert codes == {"OGC:CRS84", "EPSG:4326", "EPSG:3857"}
