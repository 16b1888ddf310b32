"""The command line against a data folder of its own, from the first command to the last."""

import json
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.adapters.cli.workplace import KELURAHAN, Workplace

BBOX = [106.5543, -6.2503, 106.7527, -6.0924]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A node with one office, one administrator and the kelurahan, published once."""
    place = Workplace(tmp_path_factory.mktemp("node"))
    made = place.document("init", "--organisation", "Bappeda", "--administrator", "a@kota.example")
    assert made["organisation"] == "bappeda"
    assert len(made["administrator"]["password"]) >= 12
    words = "--title Kelurahan --slug kelurahan --access open --role boundary-kelurahan --key kode"
    place.document("publish", KELURAHAN, *words.split())
    return place


def test_init_again_changes_nothing(place: Workplace) -> None:
    key = (place.folder / "satupeta-data" / "secret").read_bytes()
    again = place.document("init", "--organisation", "Other", "--administrator", "a@kota.example")
    assert set(again) == {"data_folder"}
    assert (place.folder / "satupeta-data" / "secret").read_bytes() == key


def test_a_publication_is_told_as_one_document(place: Workplace) -> None:
    told = place.document("publish", KELURAHAN, "--dataset", "kelurahan")
    assert told["refused"] == []
    (dataset,) = told["datasets"]
    assert (dataset["slug"], dataset["features"], dataset["geometry"]) == ("kelurahan", 104, "polygon")
    assert dataset["bbox"] == pytest.approx(BBOX, abs=0.01)
    assert dataset["release"] >= 2
    assert set(dataset) == {"slug", "uuid", "release", "features", "geometry", "crs", "bbox", "changes", "links"}
    assert all("/d/kelurahan" in link for link in dataset["links"].values())


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.geojson", ""), ("lie.gpkg", "no database"), ("lie.zip", "no archive"), ("note.docx", "words")],
)
def test_a_file_that_cannot_be_taken_is_refused_with_advice(place: Workplace, name: str, content: str) -> None:
    (place.folder / name).write_text(content)
    told = place.document("publish", name, code=3)
    assert told["datasets"] == []
    (refused,) = told["refused"]
    assert refused["file"] == name
    assert refused["code"]
    assert refused["message"]
    assert refused["advice"]


def test_a_missing_file_does_not_keep_others_from_being_published(place: Workplace) -> None:
    told = place.document("publish", "nowhere.zip", KELURAHAN, code=3)
    assert [dataset["features"] for dataset in told["datasets"]] == [104]
    assert told["refused"][0]["file"] == "nowhere.zip"


def test_an_open_doubt_is_listed_until_it_is_accepted(place: Workplace) -> None:
    ring = "[[106.6,-6.2],[106.7,-6.1],[106.7,-6.2],[106.6,-6.1],[106.6,-6.2]]"
    feature = f'{{"type":"Feature","properties":{{"a":1}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}'
    (place.folder / "bow.geojson").write_text(f'{{"type":"FeatureCollection","features":[{feature}]}}')
    assert "--yes" in place.document("publish", "bow.geojson", code=3)["refused"][0]["advice"]
    (dataset,) = place.document("publish", "bow.geojson", "--yes")["datasets"]
    assert sum(change["count"] for change in dataset["changes"]) >= 1


def test_what_is_unpublished_is_listed_no_more(place: Workplace) -> None:
    place.document("publish", KELURAHAN, "--slug", "for-a-while")
    place.document("unpublish", "for-a-while")
    assert "for-a-while" not in {thing["slug"] for thing in place.document("ls", "datasets")["datasets"]}
    assert place.document("unpublish", "never-was", code=3)["error"]["code"] == "AK-003"


def test_a_map_service_is_made_changed_and_removed(place: Workplace) -> None:
    made = place.document("service", "create", "batas", "--title", "Batas", "--layer", "kelurahan:default")
    assert made["links"]["wms"].endswith("/m/batas/wms")
    entry = '[[service]]\nslug = "batas"\ntitle = "Batas baru"\nlayers = ["kelurahan"]\n'
    (place.folder / "services.toml").write_text(entry)
    place.document("service", "apply", "services.toml")
    listed = {thing["slug"]: thing["title"] for thing in place.document("ls", "services")["services"]}
    assert listed["batas"] == "Batas baru"
    place.document("service", "delete", "batas")
    assert "batas" not in {thing["slug"] for thing in place.document("ls", "services")["services"]}


@pytest.mark.parametrize(
    "content", ["[[service]]\n", '[[service]]\nslug="a"\ntitle="b"\nlayers=[]\ncolour="red"\n', "["]
)
def test_a_service_file_that_says_something_else_is_wrong_use(place: Workplace, content: str) -> None:
    (place.folder / "wrong.toml").write_text(content)
    assert place.document("service", "apply", "wrong.toml", code=2)["error"]["code"] == "PB-003"


def test_people_get_roles_and_lose_them(place: Workplace) -> None:
    place.document("user", "add", "sari@kota.example", "--office", "bappeda:producer")
    place.document("user", "roles", "sari@kota.example", "--node-role", "steward")
    sari = {user["mail"]: user for user in place.document("user", "ls")["users"]}["sari@kota.example"]
    assert (sari["node_roles"], sari["offices"]) == (["steward"], {})
    said = place.document("user", "password", "sari@kota.example", "--password-stdin", said="kata-sandi-panjang\n")
    assert "password" not in said
    place.document("user", "remove", "sari@kota.example")
    assert place.document("user", "add", "x@kota.example", "--office", "bappeda", code=2)["error"]["code"] == "PB-001"


def test_a_token_is_shown_once_and_can_be_ended(place: Workplace) -> None:
    made = place.document("token", "create", "a@kota.example", "--title", "upload", "--ends", "2027-12-31")
    listed = place.document("token", "ls", "a@kota.example")["tokens"]
    assert [token["id"] for token in listed] == [made["id"]]
    assert made["token"] not in json.dumps(listed)
    place.document("token", "revoke", made["id"])
    assert place.document("token", "ls", "a@kota.example")["tokens"][0]["revoked_at"]
    assert place.document("token", "create", "a@kota.example", "--ends", "soon", code=2)["error"]["code"] == "PB-002"


def test_the_doctor_finds_what_does_not_belong_and_clears_it(place: Workplace) -> None:
    stray = place.folder / "satupeta-data" / "datasets" / "00000000-0000-4000-8000-000000000000" / "releases"
    stray.mkdir(parents=True)
    found = {finding["place"]: finding for finding in place.document("doctor", code=4)["findings"]}
    assert found[f"datasets/{stray.parent.name}"]["mendable"]
    assert place.document("doctor", "--fix")["left"] == []
    assert place.document("doctor")["findings"] == []


def test_a_busy_port_is_the_nodes_own_fault(place: Workplace) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        said = place.document("serve", "--port", str(port), code=4)
    assert str(port) in said["error"]["message"]


def test_nothing_works_before_init(tmp_path: Path) -> None:
    assert "satupeta init" in Workplace(tmp_path).document("ls", code=4)["error"]["advice"]


def test_the_doctor_finds_a_healthy_node_well_in_every_process(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    place.document("init", "--organisation", "Bappeda", "--administrator", "a@kota.example", seed="1")
    place.document("user", "roles", "a@kota.example", "--node-role", "administrator", "--node-role", "steward")
    scopes = [word for scope in ("view", "query", "download", "edit") for word in ("--scope", scope)]
    place.document("token", "create", "a@kota.example", *scopes, seed="1")
    assert [place.document("doctor", seed=seed)["findings"] for seed in ("1", "2", "3")] == [[], [], []]


def test_the_doctor_looks_again_at_what_it_mended(place: Workplace) -> None:
    database = place.folder / "satupeta-data" / "control.sqlite"
    with closing(sqlite3.connect(database)) as rows, rows:
        rows.execute("UPDATE published SET path = 'moved' WHERE path = 'kelurahan'")
    assert {finding["code"] for finding in place.document("doctor", code=4)["findings"]} == {"DK-020"}
    told = place.document("doctor", "--fix")
    assert (len(told["findings"]), told["left"]) == (1, [])
