"""A data folder, and a way to give it files."""

import http.server
import io
import json
import threading
import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.reader import read_here

from satupeta.core.config import Config
from satupeta.core.ingest import ReadChoices, StagedFile, Understanding
from satupeta.data.ingest.reading import understand
from satupeta.data.staging import stage
from satupeta.data.storage import Storage

Understand = Callable[..., Understanding]
GEOJSON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"kode": "36.71.01", "nama": "Café"},
            "geometry": {"type": "Point", "coordinates": [106.6, -6.1]},
        }
    ],
}


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "data")


@pytest.fixture
def given_file(storage: Storage) -> Callable[[str, bytes], StagedFile]:
    """Stage a file of this name and content."""
    return lambda name, content: stage(storage, str(uuid.uuid4()), [content], name, 1 << 30)


@pytest.fixture
def understood(understood_in_child: Understand, monkeypatch: pytest.MonkeyPatch) -> Understand:
    """Stage a file and understand it, the child's work done in this process: the same code, without its start."""
    monkeypatch.setattr("satupeta.data.ingest.reading.read_in_child", read_here)
    return understood_in_child


@pytest.fixture
def understood_in_child(storage: Storage, given_file: Callable[[str, bytes], StagedFile]) -> Understand:
    """Stage a file and understand it through the real child."""

    def run(
        name: str, content: bytes, choices: ReadChoices | None = None, config: Config | None = None
    ) -> Understanding:
        upload_id = str(uuid.uuid4())
        return understand(storage, given_file(name, content), config or Config(), upload_id, choices)

    return run


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine that remembers what it was asked."""
    seen: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_error(404)

        do_HEAD = do_GET

        def log_message(self, *_arguments: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/secret", seen
    server.shutdown()
    server.server_close()
    thread.join()


def zipped(**members: bytes) -> bytes:
    """A zip of these members; `__` in a name stands for a dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


def zipped_files(*paths: Path) -> bytes:
    """A zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.write(path, path.name)
    return buffer.getvalue()


def geojson(*geometries: object, **members: object) -> bytes:
    """A FeatureCollection of these geometries, numbered by the property `n`."""
    features = [
        {"type": "Feature", "properties": {"n": number}, "geometry": geometry}
        for number, geometry in enumerate(geometries)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **members}).encode()
