"""From `publish` to visible: the 104 kelurahan in WMS, tiles, items and locate of a running node."""

import json
import os
import time
import urllib.request
from importlib.resources import files
from pathlib import Path
from typing import Any

from bench.harness import Round
from bench.node import RunningNode, satupeta, wait_for

FILE = Path(str(files("satupeta.demo") / "kelurahan_36.71_kota_tangerang.geojson"))
_PICTURE = (
    "/d/{slug}/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS={slug}&STYLES=&CRS=CRS:84"
    "&BBOX=106.55,-6.26,106.76,-6.09&WIDTH=256&HEIGHT=207&FORMAT=image/png&TRANSPARENT=TRUE"
)
_KEY = "kode"
_ROLE = "boundary-kelurahan"
_LIMIT_S = 60


class ByCommandLine:
    """The command `satupeta publish`, from its start: reading the file and building the release are part of it."""

    def __init__(self, node: RunningNode) -> None:
        self._node = node
        self._number = 0

    def __call__(self) -> Round:
        """One publication as a new dataset that takes the reference role over."""
        self._number += 1
        slug = f"kelurahan-{self._number}"
        words = f"--slug {slug} --title {slug} --access open --role {_ROLE} --key {_KEY} --yes"
        before_s, begin_s = self._node.cpu_s() + _ended_children_s(), time.perf_counter()
        satupeta(self._node.folder, "publish", str(FILE), *words.split())
        wait_for(lambda: is_visible(self._node, slug), _LIMIT_S)
        return Round(time.perf_counter() - begin_s, self._node.cpu_s() + _ended_children_s() - before_s)


class ByApi:
    """The API's `publish`: the file was read and the release built before, as while a person looks at the preview.

    With `whole` the clock starts with the choices, so that building counts too.
    """

    def __init__(self, node: RunningNode, token: str, whole: bool = False) -> None:
        self._node = node
        self._whole = whole
        self._headers = {"Authorization": f"Bearer {token}"}
        self._number = 0

    def __call__(self) -> Round:
        """One publication as a new dataset that takes the reference role over."""
        self._number += 1
        slug = f"kelurahan-{'whole' if self._whole else 'api'}-{self._number}"
        upload = self._send("uploads?name=kelurahan.geojson&organisation=bappeda", FILE.read_bytes())
        address = f"publications/{upload['id']}"
        wait_for(lambda: self._send(address)["state"] == "understood", _LIMIT_S)
        choice = {"reading": {"key": _KEY}, "title": {"id": slug}, "slug": slug, "access": "open", "role": _ROLE}
        before_s, begin_s = self._node.cpu_s(), time.perf_counter()
        self._send(f"{address}/choices", json.dumps({"choices": [choice]}).encode())
        wait_for(lambda: self._send(address)["state"] == "built", _LIMIT_S)
        if not self._whole:
            before_s, begin_s = self._node.cpu_s(), time.perf_counter()
        self._send(f"{address}/publish", b"{}")
        wait_for(lambda: is_visible(self._node, slug), _LIMIT_S)
        return Round(time.perf_counter() - begin_s, self._node.cpu_s() - before_s)

    def _send(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        headers = self._headers | ({"Content-Type": "application/json"} if body else {})
        request = urllib.request.Request(f"{self._node.address}/api/v1/{path}", body, headers)
        with urllib.request.urlopen(request, timeout=_LIMIT_S) as answer:
            document: dict[str, Any] = json.load(answer)
            return document


def is_visible(node: RunningNode, slug: str) -> bool:
    """Whether every door shows the dataset: a drawn picture, a full tile, 104 items, and locate answering from it."""
    items = json.loads(node.get(f"/d/{slug}/ogc/collections/{slug}/items?f=json&limit=200"))
    located = json.loads(node.get("/api/v1/locate?lon=106.6299&lat=-6.1783"))
    picture = node.get(_PICTURE.format(slug=slug))
    tile = node.get(f"/d/{slug}/tiles/12/3261/2118.mvt")
    return len(items["features"]) == 104 and slug in json.dumps(located) and len(picture) > 2000 and len(tile) > 1000


def _ended_children_s() -> float:
    times = os.times()
    return times.children_user + times.children_system
