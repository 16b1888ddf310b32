"""Names, values and file names come out as text at every door, whatever they hold."""

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from lxml import etree
from tests.proofs import city, matrix
from tests.proofs.asking import Ask
from tests.proofs.workbench import Workshop

SCRIPT = "<script>alert(1)</script>"
IMAGE = "\"'><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """A node in which every name that can be chosen is hostile."""
    root = tmp_path_factory.mktemp("hostile")
    document = city.squares(rows=2)
    for feature in document["features"]:
        feature["properties"] = {"nama": SCRIPT, IMAGE[:40]: IMAGE, "javascript:alert(1)": "=1+1"}
    file = root / f"{SCRIPT.replace('/', '')}.geojson"
    file.write_text(json.dumps(document), encoding="utf-8")
    with Workshop(root / "data", node_title=SCRIPT, contact="a@b.example") as workshop:
        workshop.done("init")
        workshop.done("organisation", "add", SCRIPT, "--slug", "dinas", "--contact", IMAGE[:30])
        words = ("--slug", "jahat", "--title", SCRIPT, "--organisation", "dinas", "--access", "open", "--yes")
        workshop.done("publish", file, *words)
        record = {
            "title": {"id": SCRIPT, "en": IMAGE},
            "abstract": {"id": SCRIPT + IMAGE, "en": SCRIPT},
            "licence": SCRIPT,
            "contact": IMAGE,
            "keywords": [SCRIPT, IMAGE],
        }
        error = workshop.act("catalogue.actions.edit_record:EditRecord", kind="dataset", key="jahat", record=record)
        assert error is None
        service = ("--title", IMAGE, "--abstract", SCRIPT, "--organisation", "dinas", "--access", "open")
        workshop.done("service", "create", "peta-jahat", *service, "--layer", "jahat")
        workshop.feed_search()
        yield workshop


def _targets() -> Iterator[str]:
    for question in (*matrix.questions(), *matrix.page_questions()):
        slug = "peta-jahat" if question.kind == "service" else "jahat"
        target = question.target.replace("{slug}", slug).replace("{layer}", "jahat").replace(city.OWNER, "dinas")
        yield target
        if "GetFeatureInfo" in target:
            yield target.replace("application/geo%2Bjson", "text/html")
    yield "/cari?q=" + quote(SCRIPT)
    yield "/cari?q=" + quote(IMAGE)
    yield "/peta?l=" + quote(SCRIPT)
    yield "/peta?l=jahat"
    yield "/d/" + quote(SCRIPT)
    yield f"/wms?request=GetMap&{quote(SCRIPT)}={quote(SCRIPT)}&layers={quote(IMAGE)}&styles={quote(SCRIPT)}"
    yield "/ogc/collections/jahat/items?f=html&limit=" + quote(SCRIPT)
    yield "/masuk?lanjut=" + quote("javascript:alert(1)")


@pytest.mark.parametrize("language", ["", "/en"])
def test_nothing_hostile_is_markup_anywhere(hostile: Workshop, language: str) -> None:
    targets = [language + target for target in _targets()]
    asks = [Ask(target, headers={"Accept": "text/html"}) for target in targets]
    wrong, escaped = [], 0
    for target, answer in zip(targets, hostile.answers(asks), strict=True):
        kind = answer.headers.get("content-type", "")
        assert answer.headers.get("x-content-type-options") == "nosniff", target
        escaped += "&lt;script&gt;" in answer.text
        if "html" in kind or "xml" in kind or "svg" in kind:
            wrong += [(target, text) for text in ("<script>alert", "<img src=x") if text in answer.text]
        if "html" in kind:
            wrong += [(target, text) for text in ('href="javascript:', "onerror=alert(1)>\n") if text in answer.text]
            policy = answer.headers.get("content-security-policy", "")
            if "script" not in policy and "default-src" not in policy:
                wrong.append((target, "no content security policy"))
    assert wrong == []
    assert escaped > 20


def test_capabilities_are_whole_xml_with_the_very_text(hostile: Workshop) -> None:
    answer = hostile.answers([Ask("/wms?service=WMS&request=GetCapabilities")])[0]
    titles = [found.text for found in etree.fromstring(answer.body).iter("{http://www.opengis.net/wms}Title")]
    assert SCRIPT in titles


def test_uploaded_name_is_text_on_the_page_of_the_upload(hostile: Workshop) -> None:
    hostile.done("user", "add", "p@kota.example", "--office", "dinas:producer")
    token = hostile.done("token", "create", "p@kota.example", "--scope", "edit")["token"]
    name = quote(f"{SCRIPT[:-9]}{IMAGE}.geojson", safe="")
    upload = Ask(
        f"/api/v1/uploads?name={name}&organisation=dinas",
        "POST",
        {"Authorization": f"Bearer {token}"},
        json.dumps(city.squares(rows=1)).encode(),
    )
    made = hostile.answers([upload])[0]
    assert made.status == 201
    cookie = hostile.identify("p@kota.example")["cookie"]
    page = hostile.answers([Ask(f"/unggah/{made.json['id']}", headers={"Cookie": cookie})])[0]
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
