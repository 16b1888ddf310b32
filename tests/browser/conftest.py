"""A running node with the boundaries of Kota Tangerang, and Chromium at the two widths of the design."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page
from tests.proofs.workbench import Server, Workshop

import satupeta

DEMO = Path(satupeta.__file__).parent / "demo"
KELURAHAN = DEMO / "kelurahan_36.71_kota_tangerang.geojson"
MAIL = "produsen@kota.example"
Theme = Literal["light", "dark"]
Visit = Callable[..., Page]


@dataclass(frozen=True)
class Node:
    """`satupeta serve` with one open dataset that holds a role, a map service over it, and a producer."""

    address: str
    password: str


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """The node; what it logged as a fault fails the tests' end."""
    folder = tmp_path_factory.mktemp("browser") / "data"
    with Workshop(folder) as workshop:
        workshop.done("init")
        workshop.done("organisation", "add", "Bappeda", "--slug", "bappeda", "--default-access", "open")
        owner = ("--organisation", "bappeda", "--access", "open", "--yes")
        words = ("--slug", "kelurahan", "--title", "Batas kelurahan", "--key", "kode", "--role", "boundary-kelurahan")
        workshop.done("publish", KELURAHAN, *words, *owner)
        workshop.done("service", "create", "batas", "--title", "Batas", *owner[:4], "--layer", "kelurahan")
        workshop.feed_search()
        password = workshop.done("user", "add", MAIL, "--name", "Siti", "--office", "bappeda:producer")["password"]
    with Server(folder) as server:
        yield Node(server.address, password)
    assert "Traceback" not in server.said()


@pytest.fixture
def visit(browser: Browser, node: Node) -> Iterator[Visit]:
    """Opens a page in a browser of its own; anything it asks of another host, and any error of its own, fails."""
    contexts = []
    wrong: list[str] = []

    def open_page(path: str, width_px: int = 1440, theme: Theme = "light", script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width_px, "height": 900},
            color_scheme=theme,
            reduced_motion="reduce",
            java_script_enabled=script,
            permissions=["clipboard-read", "clipboard-write"],
            locale="id-ID",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: wrong.append(request.url) if _leaves(request.url, node.address) else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda told: wrong.append(told.text) if "Content Security Policy" in told.text else None)
        page.goto(node.address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def producer(visit: Visit, node: Node) -> Visit:
    """Opens a page as the producer."""

    def open_page(path: str, width_px: int = 1440, theme: Theme = "light") -> Page:
        page = visit(f"/masuk?next={path}", width_px, theme)
        page.get_by_label("Alamat surel").fill(MAIL)
        page.get_by_label("Kata sandi").fill(node.password)
        page.locator("main").get_by_role("button", name="Masuk").click()
        page.wait_for_url(node.address + path)
        return page

    return open_page


def _leaves(address: str, own: str) -> bool:
    return not address.startswith((own + "/", "blob:" + own, "data:"))
