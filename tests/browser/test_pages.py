"""What people do with the pages, at both widths."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from tests.browser.axe import WIDTHS_PX, findings_everywhere
from tests.browser.conftest import KELURAHAN, Visit

from satupeta.core.features.schema import GeometryKind
from satupeta.core.style.defaults import plain_style
from satupeta.core.style.model import PolygonSymbolizer, Style

pytestmark = pytest.mark.browser


def colour_of(style: Style) -> tuple[int, ...]:
    """Red, green and blue of the borders that a style draws."""
    (area,) = style.rules[0].symbolizers
    assert isinstance(area, PolygonSymbolizer)
    assert area.stroke
    return tuple(bytes.fromhex(area.stroke.color[1:]))


BORDER = colour_of(plain_style(GeometryKind.POLYGON))
SELECTION = (0xF2, 0xB1, 0x34)


def share_of(map_element: Locator, wanted: tuple[int, ...], tolerance: int = 24) -> float:
    """Share of a picture of an element that has nearly this colour."""
    pixels = np.asarray(Image.open(BytesIO(map_element.screenshot())).convert("RGB")).astype(np.int16)
    return float((np.abs(pixels - np.array(wanted)).max(axis=2) <= tolerance).mean())


def drawn_map(page: Page) -> Locator:
    """The page's map once everything on it is drawn."""
    found = page.locator("satu-map[data-ready]")
    found.wait_for()
    return found


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_a_word_on_the_home_page_leads_to_its_dataset(visit: Visit, width_px: int) -> None:
    page = visit("/", width_px)
    page.locator("main").get_by_role("searchbox").fill("kelurahan")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Batas kelurahan", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Batas kelurahan")


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_a_datasets_map_shows_its_features(visit: Visit, width_px: int) -> None:
    page = visit("/d/kelurahan", width_px)
    assert share_of(drawn_map(page), BORDER) > 0.005


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_an_address_is_copied(visit: Visit, width_px: int) -> None:
    page = visit("/d/kelurahan", width_px)
    page.get_by_role("button", name="Salin alamat WMS").click()
    expect(page.get_by_role("button", name="Disalin")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith("/d/kelurahan/wms")


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_map_and_table_choose_the_same_feature(visit: Visit, width_px: int) -> None:
    page = visit("/d/kelurahan", width_px)
    place = drawn_map(page)
    page.get_by_role("button", name="36.71.01.1003").first.click()
    expect(page.locator("tr[aria-selected=true]")).to_contain_text("Tanah Tinggi")
    place.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    assert share_of(place, SELECTION) > 0.001


def test_the_table_turns_its_pages_and_sorts(visit: Visit) -> None:
    page = visit("/d/kelurahan")
    table = page.locator("satu-table")
    expect(table).to_contain_text("1–8 dari 104")
    table.get_by_role("button", name="Berikutnya").click()
    expect(table).to_contain_text("9–16 dari 104")
    table.get_by_role("button", name="nama", exact=True).click()
    expect(table.locator("tbody tr").first).to_contain_text("Alam Jaya")


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_the_viewer_says_what_lies_at_a_point(visit: Visit, width_px: int) -> None:
    page = visit("/peta?l=kelurahan&lat=-6.1807&lon=106.6487&z=12", width_px)
    canvas = drawn_map(page).locator("canvas")
    canvas.focus()
    page.keyboard.press("Enter")
    expect(page.locator("satu-identify h2")).to_have_text("Buaran Indah")
    page.keyboard.press("Escape")
    expect(page.locator("satu-identify section")).to_have_count(0)


def test_what_the_viewer_shows_is_kept_in_its_address(visit: Visit) -> None:
    page = visit("/peta?l=kelurahan")
    place = drawn_map(page)
    page.get_by_role("slider").fill("40")
    page.get_by_role("button", name="Perbesar").click()
    expect(page.locator("[data-position]")).not_to_be_empty()
    page.wait_for_function("location.search.includes('kelurahan~40') && location.search.includes('z=')")
    page.get_by_role("switch").uncheck()
    page.wait_for_function("location.search.includes('-kelurahan~40')")
    page.wait_for_timeout(800)
    assert share_of(place, BORDER, 4) < 0.002


def test_the_map_speaks_of_its_features(visit: Visit) -> None:
    page = visit("/d/kelurahan")
    place = drawn_map(page)
    place.locator("canvas").focus()
    page.keyboard.press("n")
    expect(place.locator("p[aria-live]")).to_contain_text("1 dari")


def test_without_webgl_the_node_draws_the_map(visit: Visit) -> None:
    page = visit("/masuk")
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(page.url.replace("/masuk", "/d/kelurahan"))
    place = drawn_map(page)
    assert share_of(place, BORDER, 40) > 0.005
    before = place.locator("img").get_attribute("src")
    place.get_by_role("button", name="Perbesar").click()
    expect(place.locator("img")).not_to_have_attribute("src", before or "")


def test_pages_can_be_read_and_searched_without_script(visit: Visit) -> None:
    page = visit("/", script=False)
    page.locator("main").get_by_role("searchbox").fill("kelurahan")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Batas kelurahan", exact=True).click()
    assert share_of(page.locator("satu-map"), BORDER, 40) > 0.005
    page.get_by_role("link", name="Lihat isi tabel").click()
    expect(page.locator("body")).to_contain_text("Sukarasa")


def test_the_language_is_one_press_away(visit: Visit) -> None:
    page = visit("/d/kelurahan")
    page.get_by_role("link", name="English").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("link", name="Open on the map")).to_be_visible()


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_a_producer_publishes_the_kelurahan_by_the_page(producer: Visit, width_px: int) -> None:
    page = producer("/unggah", width_px)
    page.locator("input[type=file]").set_input_files(KELURAHAN)
    expect(page.locator("main")).to_contain_text("104 benda (poligon), 6 kolom.", timeout=30_000)
    page.get_by_label("Judul", exact=False).first.fill(f"Kelurahan lewat halaman {width_px}")
    page.get_by_label("Kolom kunci").select_option("kode")
    page.get_by_role("button", name="Lanjut ke pratinjau").click()
    expect(page.locator("h1")).to_have_text("Siap diterbitkan", timeout=30_000)
    page.get_by_role("button", name="Terbitkan", exact=True).click()
    expect(page.locator("h1")).to_have_text("Sudah terbit")
    page.get_by_role("link", name="Lihat datanya").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Kelurahan lewat halaman {width_px}")
    assert share_of(drawn_map(page), BORDER) > 0.005
    items = page.request.get(f"{page.url}/ogc/collections/kelurahan-lewat-halaman-{width_px}/items?limit=1&f=json")
    assert items.json()["numberMatched"] == 104


def test_a_file_full_of_doubts_is_asked_about(producer: Visit, tmp_path: Path) -> None:
    table = tmp_path / "sekolah.csv"
    table.write_text("nama,lat,lng\nSDN 1,-6.18,106.64\nSDN 2,-6.19,106.65\nSDN 3,,\n", encoding="utf-8")
    page = producer("/unggah")
    page.locator("input[type=file]").set_input_files(table)
    expect(page.locator("main")).to_contain_text("3 benda (titik), 3 kolom.", timeout=30_000)
    assert findings_everywhere(page) == []
    page.get_by_role("button", name="Lanjut ke pratinjau").click()
    expect(page.locator("h1")).to_have_text("Siap diterbitkan", timeout=30_000)
    assert findings_everywhere(page) == []
    page.get_by_role("button", name="Batalkan").click()
    expect(page.locator("h1")).to_have_text("Unggahan ini dibatalkan")
