"""Files of the front end."""

from pathlib import Path

import pytest

from satupeta.adapters.http.request import Request
from satupeta.adapters.http.static import get_static
from satupeta.core.errors import UnknownThing


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "satupeta" / "assets").mkdir(parents=True)
    (folder / "satupeta" / "portal.css").write_text("a{}")
    (folder / "satupeta" / "assets" / "portal-BvRk9kiK.js").write_text("1")
    (folder / "satupeta" / "assets" / "worker-BvRk9kiK.mjs").write_text("1")
    (folder / "satupeta" / "odd.exe").write_text("1")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


def asked(path: str) -> Request:
    return Request("GET", f"/static/{path}")


@pytest.mark.parametrize(
    ("path", "content_type", "immutable"),
    [
        ("satupeta/portal.css", "text/css; charset=utf-8", False),
        ("satupeta/assets/portal-BvRk9kiK.js", "text/javascript; charset=utf-8", True),
        ("satupeta/assets/worker-BvRk9kiK.mjs", "text/javascript; charset=utf-8", True),
    ],
)
def test_files_are_served_with_type_and_caching(root: Path, path: str, content_type: str, immutable: bool) -> None:
    reply = get_static(asked(path), root)
    assert reply.content_type == content_type
    assert ("immutable" in dict(reply.headers)["Cache-Control"]) == immutable
    assert reply.etag


@pytest.mark.parametrize(
    "path",
    [
        "",
        "satupeta",
        "satupeta/",
        "../secret.txt",
        "satupeta/../../secret.txt",
        "..",
        "./satupeta/portal.css",
        "satupeta//portal.css",
        "/etc/passwd",
        "satupeta\\portal.css",
        "satupeta/portal.css\x00",
        "satupeta/.hidden",
        "satupeta/odd.exe",
        "link.txt",
        "none.css",
        "a" * 5000 + ".css",
    ],
)
def test_nothing_else_is_served(root: Path, path: str) -> None:
    with pytest.raises(UnknownThing):
        get_static(asked(path), root)
