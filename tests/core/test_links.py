"""Addresses are made from the configured base, whatever prefix it has."""

import pytest

from satupeta.core.links import Links

LINKS = Links("https://peta.kota.example/satupeta/")


@pytest.mark.parametrize(
    ("made", "address"),
    [
        (LINKS.home(), "/"),
        (LINKS.home("en"), "/en/"),
        (LINKS.page("/cari", q="kelurahan & desa"), "/cari?q=kelurahan+%26+desa"),
        (LINKS.page("/cari", "en"), "/en/cari"),
        (LINKS.thing("dataset", "batas"), "/d/batas"),
        (LINKS.thing("service", "peta", "en"), "/en/m/peta"),
        (LINKS.thing("organisation", "bappeda"), "/i/bappeda"),
        (LINKS.wms(), "/wms"),
        (LINKS.wms("service", "peta"), "/m/peta/wms"),
        (LINKS.tile_template("dataset", "batas", "mvt"), "/d/batas/tiles/{z}/{x}/{y}.mvt"),
        (LINKS.tilejson("dataset", "batas"), "/d/batas/tiles.json"),
        (LINKS.style("dataset", "batas"), "/d/batas/style.json"),
        (LINKS.ogc(), "/ogc"),
        (LINKS.items("batas"), "/ogc/collections/batas/items"),
        (LINKS.items("batas", "service", "peta"), "/m/peta/ogc/collections/batas/items"),
        (LINKS.download("batas", "gpkg"), "/d/batas/unduh/batas.gpkg"),
        (LINKS.api("locate"), "/api/v1/locate"),
        (LINKS.static("satupeta/portal.css"), "/static/satupeta/portal.css"),
    ],
)
def test_address(made: str, address: str) -> None:
    assert made == "https://peta.kota.example/satupeta" + address


def test_a_slug_never_leaves_its_place_in_an_address() -> None:
    assert LINKS.thing("dataset", "a?b#c") == "https://peta.kota.example/satupeta/d/a%3Fb%23c"
