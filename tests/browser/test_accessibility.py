"""axe-core finds nothing on any page, in both themes and widths; nothing is wider than the window."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import WIDTHS_PX, Theme, Visit

pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "home": "/",
    "search": "/cari?q=kelurahan",
    "nothing found": "/en/cari?q=xyzzy",
    "dataset": "/d/kelurahan",
    "map service": "/m/batas",
    "organisations": "/i",
    "organisation": "/i/bappeda",
    "viewer": "/peta?l=kelurahan",
    "sign-in": "/masuk",
    "no page": "/d/tiada",
}
SIGNED_IN = {"upload": "/unggah", "account": "/akun"}


@pytest.mark.parametrize("width_px", WIDTHS_PX)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_has_no_finding(visit: Visit, path: str, theme: Theme, width_px: int) -> None:
    page = visit(path, width_px, theme)
    page.wait_for_load_state("networkidle")
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width_px


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", SIGNED_IN.values(), ids=SIGNED_IN)
def test_a_persons_page_has_no_finding(producer: Visit, path: str, theme: Theme) -> None:
    page = producer(path, 390, theme)
    page.wait_for_load_state("networkidle")
    assert findings(page) == []


def findings(page: Page) -> list[str]:
    """What axe-core says against a page: rule and place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    result: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
    return [
        f"{violation['id']}: {spot['target']} {spot['failureSummary'][:300]}"
        for violation in result["violations"]
        for spot in violation["nodes"]
    ]
