"""OGC API - Features documents."""

import json

import numpy as np
import pytest
from tests.node import areas

from satupeta.core.crs import SERVED, project
from satupeta.core.ogc.features.document import PageEntry, crs_uri, features_in, page_links, with_query


@pytest.mark.parametrize(
    ("offset", "returned", "matched", "next_offset", "prev_offset"),
    [
        (0, 10, 25, "10", None),
        (10, 10, 25, "20", ""),
        (20, 5, 25, None, "10"),
        (5, 10, 25, "15", ""),
        (0, 0, 0, None, None),
        (30, 0, 25, None, "20"),
    ],
)
def test_pages_lead_to_their_neighbours(
    offset: int, returned: int, matched: int, next_offset: str | None, prev_offset: str | None
) -> None:
    page = PageEntry("http://a/items", (("limit", "10"), ("f", "json")), 10, offset, returned, matched, "now")
    found = {link.rel: link.href for link in page_links(page, "en")}
    wanted = {"next": next_offset, "prev": prev_offset}
    for rel, value in wanted.items():
        if value is None:
            assert rel not in found
        else:
            assert found[rel] == "http://a/items?limit=10" + (f"&offset={value}" if value else "")


def test_queries_are_written_so_that_they_read_back() -> None:
    assert with_query("http://a", (("nama", "a&b=c d"), ("bbox", "1,2"))) == "http://a?nama=a%26b%3Dc%20d&bbox=1,2"


@pytest.mark.parametrize("code", sorted(SERVED))
def test_coordinates_are_those_of_the_projection(code: str) -> None:
    batch, info = areas(), SERVED[code]
    features = [json.loads(piece) for piece in features_in(batch, None, info)]
    ring = np.array(features[3]["geometry"]["coordinates"][0])
    if info.latitude_first:
        ring = ring[:, ::-1]
    own = batch.geometry.xy[batch.geometry.rings[3] : batch.geometry.rings[4]]
    moved = {tuple(point) for point in np.round(project(own, "OGC:CRS84", code), 3)}
    assert {tuple(point) for point in np.round(ring, 3)} == moved
    assert np.array_equal(ring[0], ring[-1])


def test_crs_are_spelled_as_addresses() -> None:
    assert crs_uri(SERVED["OGC:CRS84"]) == "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    assert crs_uri(SERVED["EPSG:9488"]) == "http://www.opengis.net/def/crs/EPSG/0/9488"
