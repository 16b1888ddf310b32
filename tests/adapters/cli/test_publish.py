"""What `satupeta publish` says where something is wrong, and what it leaves behind."""

from pathlib import Path

import pytest
from tests.adapters.cli.workplace import Workplace

POINTS = "lon;lat;nomor;nama\n106.6;-6.2;1;satu\n106.7;-6.1;2;dua\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A node with two offices and one dataset."""
    place = Workplace(tmp_path_factory.mktemp("node"))
    place.document("init", "--organisation", "Bappeda", "--administrator", "a@kota.example")
    place.document("organisation", "add", "Dinas", "--slug", "dinas")
    (place.folder / "titik.csv").write_text(POINTS)
    place.document("publish", "titik.csv", "--organisation", "dinas", "--slug", "titik")
    return place


@pytest.mark.parametrize(
    "words",
    [
        "titik.csv --dataset titik --slug lain",
        "titik.csv --dataset titik --organisation dinas",
        "titik.csv titik.csv --dataset titik",
        "titik.csv titik.csv --organisation dinas --slug lain",
        "titik.csv --layer a --layer b --organisation dinas --role boundary-city",
        "titik.csv",
    ],
)
def test_options_that_do_not_go_together_are_wrong_use(place: Workplace, words: str) -> None:
    error = place.document("publish", *words.split(), code=2)["error"]
    assert error["message"]
    assert error["advice"]


@pytest.mark.parametrize("words", ["--dataset tidak-ada", "--organisation tidak-ada"])
def test_an_unknown_name_is_told_in_the_one_document(place: Workplace, words: str) -> None:
    told = place.document("publish", "titik.csv", *words.split(), code=3)
    assert (told["datasets"], [one["file"] for one in told["refused"]]) == ([], ["titik.csv"])


def test_an_error_of_one_file_keeps_what_was_told_of_others(place: Workplace) -> None:
    (place.folder / "rusak.csv").mkdir()
    told = place.document("publish", "titik.csv", "rusak.csv", "--organisation", "dinas", code=3)
    assert [dataset["features"] for dataset in told["datasets"]] == [2]
    assert [one["file"] for one in told["refused"]] == ["rusak.csv"]


def test_a_replacement_brings_title_and_access(place: Workplace) -> None:
    place.document("publish", "titik.csv", "--dataset", "titik", "--title", "Titik baru", "--access", "open")
    (found,) = [thing for thing in place.document("ls", "datasets")["datasets"] if thing["slug"] == "titik"]
    assert (found["title"], found["access"]) == ("Titik baru", "open")


def test_what_is_refused_leaves_no_folder_and_no_file(place: Workplace) -> None:
    before = _files(place)
    (place.folder / "lain.csv").write_text(POINTS.replace("nama", "lain"))
    words = "--organisation dinas --role boundary-city"
    (refused,) = place.document("publish", "lain.csv", *words.split(), code=3)["refused"]
    assert refused["code"] == "KT-032"
    assert _files(place) == before
    assert place.document("doctor")["findings"] == []


def _files(place: Workplace) -> set[Path]:
    root = place.folder / "satupeta-data"
    return {path for name in ("blobs", "staging", "datasets") for path in (root / name).rglob("*")}
