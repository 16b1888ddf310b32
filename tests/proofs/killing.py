"""A running node, a dataset with two possible states, and what must hold after a publisher was killed."""

import json
import re
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.proofs import city, matrix
from tests.proofs.asking import Answer, Ask
from tests.proofs.workbench import PROGRAM, Said, Server, Workshop, environment, free_port

SLUG = "kebun"
TRACER = str(Path(__file__).with_name("tracer.py"))
State = tuple[object, ...]
_RELEASE = re.compile(rb'"(number|date)":("[^"]*"|\d+)')
_COLUMN, _ROW = matrix.tile_at(city.WEST + city.STEP, city.SOUTH + city.STEP / 2, 12)
_ASKS = (
    Ask(
        f"/d/{SLUG}/wms?service=WMS&version=1.3.0&request=GetMap&layers={SLUG}&styles=&crs=CRS:84&width=240&height=20"
        f"&bbox={city.WEST},{city.SOUTH},{city.WEST + 0.12},{city.SOUTH + 0.01}&format=image/png&transparent=true"
    ),
    Ask(f"/d/{SLUG}/tiles/12/{_COLUMN}/{_ROW}.mvt"),
    Ask(f"/d/{SLUG}/tiles/12/{_COLUMN}/{_ROW}.png"),
    Ask(f"/api/v1/locate?lon={city.WEST + 2.5 * city.STEP}&lat={city.SOUTH + city.STEP / 2}"),
    Ask(f"/d/{SLUG}/unduh/{SLUG}.csv"),
)
_ITEMS = Ask(f"/d/{SLUG}/ogc/collections/{SLUG}/items?limit=1000&f=json")


class Stage:
    """The node on which publishers are killed.

    Attributes:
        folder: The data folder.
        workshop: Looks into it from outside.
        server: Serves it all the time.
        files: Two files to publish in turn.
        states: What the node answers with each of them.
    """

    def __init__(self, root: Path, wrapper: tuple[str, ...] = ()) -> None:
        self._opened = ExitStack()
        with ExitStack() as opened:
            self._set_up(root, wrapper, opened)
            self._opened = opened.pop_all()

    def _set_up(self, root: Path, wrapper: tuple[str, ...], opened: ExitStack) -> None:
        self.folder = root / "data"
        port = free_port()
        self.workshop = opened.enter_context(Workshop(self.folder, port, log_level="warning"))
        city.found_offices(self.workshop)
        self.files = [city.write_squares(root / "a.geojson", mark="a"), _second(root / "b.geojson")]
        words = ("--slug", SLUG, "--title", "Kebun", "--organisation", city.OWNER, "--access", "open")
        self.workshop.done("publish", self.files[0], *words, "--key", "kode", "--role", "boundary-kelurahan", "--yes")
        self.server = Server(self.folder, port, wrapper, log_level="warning", workers=1)
        opened.callback(self.server.close)
        self.server.wait_ready()
        self.states = [self.state()]
        self.workshop.done("publish", self.files[1], "--dataset", SLUG, "--yes")
        self.states.append(self.state())
        assert self.states[0] != self.states[1]
        assert self._differ(), "each door must tell the two files apart"
        self.current = 1
        self._traced: Workshop | None = None

    def close(self) -> None:
        """End all processes."""
        if self._traced is not None:
            self._traced.close()
        self._opened.close()

    @property
    def next_file(self) -> Path:
        """The file that is not published now."""
        return self.files[1 - self.current]

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the command that publishes it."""
        return ("publish", str(self.next_file), "--dataset", SLUG, "--yes", "--json")

    def start(self, *wrapper: str) -> "subprocess.Popen[str]":
        """The command, started."""
        return subprocess.Popen(
            [*wrapper, *PROGRAM, *self.words],
            env=environment(self.folder),
            cwd=self.folder.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def state(self) -> State:
        """What the running node answers at every kind of door, without what moves with each release."""
        answers = self.server.answers(_ASKS)
        items = self.server.ask(_ITEMS)
        assert [answer.status for answer in (*answers, items)] == [200] * (len(_ASKS) + 1), answers
        return (*(_still(answer) for answer in answers), _features(items))

    def assert_whole(self) -> None:
        """The node serves the old release or the new one, whole; remembers which."""
        found = self.state()
        assert found in self.states, [self._nearest(part, at) for at, part in enumerate(found)]
        self.current = self.states.index(found)

    def assert_mendable(self) -> None:
        """`doctor` says what is there, `doctor --fix` mends it, and then nothing belongs to nothing."""
        said = self.workshop.run("doctor", "--json")
        assert said.code in (0, 4), said
        for finding in said.document["findings"]:
            assert finding["message"]
            assert finding["mendable"], finding
        fixed = self.workshop.run("doctor", "--fix", "--json")
        assert fixed.code == 0, fixed
        again = self.workshop.run("doctor", "--json")
        assert again.document["findings"] == [], again
        orphans = self.workshop.orphans()
        assert orphans == [], orphans

    def assert_publishes(self) -> None:
        """The very next try succeeds, and everybody sees it."""
        wanted = 1 - self.current
        said = self.workshop.run(*self.words)
        assert said.code == 0, said
        self.current = wanted
        assert self.state() == self.states[wanted]

    def traced(self, arm: str = "") -> tuple[Said | None, list[str]]:
        """Run the command under the tracer; `arm` as the tracer reads it.

        Returns:
            What it said, None when it was killed, and the calls that it made.
        """
        events, armed = self.folder.parent / "events", self.folder.parent / "arm"
        if self._traced is None:
            wrapper = (sys.executable, TRACER, str(events), str(armed), str(self.folder))
            self._traced = Workshop(self.folder, self.server.port, wrapper, log_level="warning")
            self._traced.done("ls")
        before = len(_lines(events))
        armed.write_text(arm or "none 0", encoding="ascii")
        said = self._traced.begin(*self.words).end()
        return said, _lines(events)[before:]

    def _differ(self) -> bool:
        return all(one != other for one, other in zip(*self.states, strict=True))

    def _nearest(self, part: object, at: int) -> str:
        return "/".join("same" if state[at] == part else "other" for state in self.states)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _second(path: Path) -> Path:
    document = city.squares(rows=city.ROWS - 1, mark="b", shift=0.004)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def _still(answer: Answer) -> bytes:
    return _RELEASE.sub(b"", answer.body)


def _features(items: Answer) -> Any:
    return [(feature["id"], feature["properties"], feature["geometry"]) for feature in items.json["features"]]
