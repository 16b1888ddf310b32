"""Pages of protocols."""

import json
from pathlib import Path

import pytest
from tests.node import AsgiClient

from satupeta.adapters.http.pages import stylesheets


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ({"a": {"file": "a.js"}}, ()),
        ({"a": {"file": "b.css"}, "c": {"file": "a.css"}}, ("a.css", "b.css")),
        ({"a": {"file": "b.css"}, "c": {"file": "p-1.css", "src": "src/styles/portal.css"}}, ("p-1.css",)),
    ],
)
def test_the_portal_s_style_sheet_is_found(
    tmp_path: Path, entries: dict[str, dict[str, str]], found: tuple[str, ...]
) -> None:
    manifest = tmp_path / "manifest.json"
    assert stylesheets(manifest) == ()
    manifest.write_text(json.dumps(entries))
    assert stylesheets(manifest) == found


def test_values_are_shown_as_data_in_every_language(client: AsgiClient) -> None:
    for language in ("id", "en"):
        page = client.get(f"/ogc/collections/kelurahan/items?f=html&lang={language}").text
        assert "<td>2.5</td>" in page
        assert "<td>4000</td>" in page
