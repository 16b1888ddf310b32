"""axe-core finds nothing on any page, in both themes and widths; nothing is wider than the window."""

import pytest
from tests.browser.axe import findings_everywhere
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
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
SIGNED_IN = {"upload": "/unggah", "account": "/akun", "keeping": "/d/kelurahan/atur"}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_has_no_finding(visit: Visit, path: str) -> None:
    assert findings_everywhere(visit(path)) == []


@pytest.mark.parametrize("path", SIGNED_IN.values(), ids=SIGNED_IN)
def test_a_persons_page_has_no_finding(producer: Visit, path: str) -> None:
    assert findings_everywhere(producer(path)) == []
