"""Asking axe-core about a page."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

WIDTHS_PX = (1440, 390)
_SOURCE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def findings_everywhere(page: Page) -> list[str]:
    """What is wrong with a page at both widths and in both themes; being wider than the window is wrong too."""
    page.wait_for_load_state("networkidle")
    page.evaluate(_SOURCE.read_text(encoding="utf-8"))
    found = []
    for width_px in WIDTHS_PX:
        page.set_viewport_size({"width": width_px, "height": 900})
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width_px:
            found.append(f"{width_px}: the page is {wide} wide")
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
            page.wait_for_timeout(200)
            found += [f"{width_px} {theme} {told}" for told in _findings(page)]
    return found


def _findings(page: Page) -> list[str]:
    result: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", _RULES)
    return [
        f"{violation['id']}: {spot['target']} {spot['failureSummary'][:300]}"
        for violation in result["violations"]
        for spot in violation["nodes"]
    ]
