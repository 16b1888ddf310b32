"""From `publish` to visible: the 104 kelurahan in WMS, tiles, items and locate of a running node."""

import json
import time
from importlib.resources import files
from pathlib import Path

from bench.harness import Round
from bench.node import RunningNode, satupeta, wait_for

FILE = "kelurahan_36.71_kota_tangerang.geojson"
_PICTURE = (
    "/d/{slug}/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS={slug}&STYLES=&CRS=CRS:84"
    "&BBOX=106.55,-6.26,106.76,-6.09&WIDTH=256&HEIGHT=207&FORMAT=image/png&TRANSPARENT=TRUE"
)


class Publication:
    """Publishes the same file again and again, each time as a new dataset that takes the reference role over."""

    def __init__(self, node: RunningNode) -> None:
        self._node = node
        self._number = 0
        self._path = Path(str(files("satupeta.demo") / FILE))

    def __call__(self) -> Round:
        """One publication, from the start of the command to the last door's answer."""
        self._number += 1
        slug = f"kelurahan-{self._number}"
        before_s = self._node.cpu_s()
        begin_s = time.perf_counter()
        satupeta(
            self._node.folder, "publish", str(self._path), "--slug", slug, "--title", slug, "--access", "open",
            "--role", "boundary-kelurahan", "--key", "kode", "--yes",
        )  # fmt: skip
        wait_for(lambda: self._is_visible(slug), 30)
        return Round(time.perf_counter() - begin_s, self._node.cpu_s() - before_s)

    def _is_visible(self, slug: str) -> bool:
        items = json.loads(self._node.get(f"/d/{slug}/ogc/collections/{slug}/items?f=json&limit=200"))
        located = json.loads(self._node.get("/api/v1/locate?lon=106.6299&lat=-6.1783"))
        picture = self._node.get(_PICTURE.format(slug=slug))
        tile = self._node.get(f"/d/{slug}/tiles/12/3261/2118.mvt")
        return (
            len(items["features"]) == 104 and slug in json.dumps(located) and len(picture) > 2000 and len(tile) > 1000
        )
