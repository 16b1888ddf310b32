"""Files published in this process: through staging, the reading child, the build and the transaction."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from tests.control.town import Town

from satupeta.control.action import node_actor
from satupeta.control.errors import InvalidInput
from satupeta.control.node import node_storage
from satupeta.control.publishing.actions.publish_file import PublishedFile, PublishOptions, publish_file
from satupeta.control.publishing.models import Publication, PublicationState
from satupeta.core.access import AccessClass
from satupeta.core.errors import NotPermitted
from satupeta.core.features.source import FeatureQuery
from satupeta.data.snapshot.reader import SnapshotSource

SQUARE: list[list[float]] = [[0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01], [0, 0]]
BOW: list[list[float]] = [[0, 0], [0.01, 0.01], [0.01, 0], [0, 0.01], [0, 0]]


def write_geojson(folder: Path, *rings: list[list[float]], **extra: object) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"kode": f"36.71.0{number}", "nama": f"Area {number}", "kelas": "AB"[number % 2]},
            "geometry": {"type": "Polygon", "coordinates": [[[106.6 + x, -6.2 + y + number / 50] for x, y in ring]]},
        }
        for number, ring in enumerate(rings)
    ]
    path = folder / "batas_kota.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **extra}))
    return path


def publish(town: Town, path: Path, role: str = "producer", **options: object) -> PublishedFile:
    return publish_file(town.actor(role), path, PublishOptions(**options))  # type: ignore[arg-type]


def test_a_file_becomes_a_dataset_and_leaves_nothing_else(town: Town, tmp_path: Path) -> None:
    stages: list[str] = []
    path = write_geojson(tmp_path, *([SQUARE] * 4))
    came = publish_file(
        town.actor("producer"), path, PublishOptions(key="kode"), lambda stage, done, total: stages.append(stage)
    )
    (dataset,) = came.datasets
    assert not came.refused
    assert (dataset.slug, dataset.release.count, dataset.access) == ("batas-kota", 4, AccessClass.RESTRICTED)
    assert dataset.organisation == str(town.office.pk)
    assert [rule.title.id for rule in dataset.styles[0].rules] == ["A", "B", "Lainnya"]
    storage = node_storage()
    source = SnapshotSource.open(storage.release(dataset.id, dataset.release.id), dataset.release.id)
    assert source.count == 4
    assert storage.blob(dataset.release.checksum).read_bytes() == path.read_bytes()
    publication = Publication.objects.get()
    assert publication.state == PublicationState.PUBLISHED
    assert not storage.upload(str(publication.pk)).exists()
    assert list(dict.fromkeys(stages))[:2] == ["stage", "understand"]
    assert stages[-1] == "publish"


def test_a_replacement_by_key_keeps_feature_ids(town: Town, tmp_path: Path) -> None:
    first = publish(town, write_geojson(tmp_path, SQUARE, SQUARE, SQUARE), key="kode").datasets[0]
    second = publish(town, write_geojson(tmp_path, SQUARE, SQUARE), dataset=first.slug).datasets[0]
    assert (second.id, second.release.number, second.release.count) == (first.id, 2, 2)
    assert second.release.schema.key == "kode"


def test_doubts_are_listed_and_nothing_is_published_until_they_are_accepted(town: Town, tmp_path: Path) -> None:
    path = write_geojson(tmp_path, SQUARE, BOW)
    came = publish(town, path)
    assert came.datasets == ()
    (refused,) = came.refused
    assert (refused.file, refused.layer, refused.code) == ("batas_kota.geojson", "batas_kota", "UN-082 rings")
    assert "--yes" in refused.advice.en
    assert Publication.objects.get().state == PublicationState.CANCELLED
    assert not node_storage().blob(sha256(path.read_bytes()).hexdigest()).exists()
    accepted = publish(town, path, accept=True)
    assert [change.code for change in accepted.datasets[0].release.changes] == ["rings-repaired"]


def test_what_is_no_map_data_is_refused_in_words(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "catatan.geojson"
    path.write_text("bukan peta")
    came = publish(town, path)
    assert came.datasets == ()
    assert came.refused[0].file == "catatan.geojson"
    assert came.refused[0].message.id
    assert came.refused[0].advice.id


def test_an_empty_file_is_refused(town: Town, tmp_path: Path) -> None:
    (tmp_path / "kosong.geojson").touch()
    assert publish(town, tmp_path / "kosong.geojson").refused[0].code == "UN-002"


def test_options_are_those_of_the_new_dataset(town: Town, tmp_path: Path) -> None:
    came = publish(
        town,
        write_geojson(tmp_path, SQUARE),
        role="administrator",
        title="Batas Kota",
        slug="kota",
        organisation="dinas-lain",
        access=AccessClass.OPEN,
        key="kode",
    )
    (dataset,) = came.datasets
    assert (dataset.slug, dataset.record.title.id, dataset.access) == ("kota", "Batas Kota", AccessClass.OPEN)
    assert dataset.organisation == str(town.other.pk)


def test_an_unknown_layer_is_refused_with_those_there_are(town: Town, tmp_path: Path) -> None:
    came = publish(town, write_geojson(tmp_path, SQUARE), layer="tidak_ada")
    assert came.refused[0].code == "UN-081"
    assert "batas_kota" in came.refused[0].advice.id


def test_an_owner_must_be_named_where_several_could_be(town: Town, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as raised:
        publish_file(node_actor(), write_geojson(tmp_path, SQUARE), PublishOptions())
    assert "dinas-lain, dinas-tata-ruang" in raised.value.advice.en


def test_who_may_not_publish_stages_nothing(town: Town, tmp_path: Path) -> None:
    path = write_geojson(tmp_path, SQUARE, name="unik")
    with pytest.raises(NotPermitted):
        publish(town, path, role="member", organisation="dinas-tata-ruang")
    assert not Publication.objects.exists()


def test_another_crs_is_taken_when_it_is_said(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "titik.csv"
    path.write_text("kode;x;y\na;690000;9310000\nb;690100;9310100\n")
    came = publish(town, path, crs="EPSG:32748", accept=True)
    assert came.refused == ()
    extent = came.datasets[0].release.extent
    assert extent is not None
    assert 106 < extent.west < 107
    assert came.datasets[0].release.schema.crs == "EPSG:32748"


def test_a_replacement_that_would_lose_its_ids_is_asked_about(town: Town, tmp_path: Path) -> None:
    first = publish(town, write_geojson(tmp_path, SQUARE, SQUARE), key="kode").datasets[0]
    path = write_geojson(tmp_path, SQUARE, SQUARE)
    path.write_text(path.read_text().replace("kode", "kode_baru"))
    came = publish(town, path, dataset=first.slug)
    assert came.datasets == ()
    (refused,) = came.refused
    assert refused.code == "UN-082 key"
    assert "--key" in refused.advice.en
    accepted = publish(town, path, dataset=first.slug, accept=True).datasets[0]
    assert (accepted.release.schema.key, accepted.release.changes[0].code) == ("", "ids-renewed")
    good = publish(town, write_geojson(tmp_path, SQUARE, SQUARE), dataset=first.slug).datasets[0]
    place = node_storage().release(good.id, good.release.id)
    read = SnapshotSource.open(place, good.release.id).read(FeatureQuery())
    assert dict(zip(read.attributes["kode"].to_pylist(), read.ids.tolist(), strict=True)) == {
        "36.71.00": 1,
        "36.71.01": 2,
    }


def test_advice_on_a_key_in_doubt_names_the_option(town: Town, tmp_path: Path) -> None:
    (refused,) = publish(town, write_geojson(tmp_path, *[SQUARE] * 3), key="kelas").refused
    assert (refused.code, refused.advice.en) == ("UN-082 key", "Decide it yourself with --key.")


def test_a_role_that_a_file_cannot_hold_names_the_field_and_leaves_no_folder(town: Town, tmp_path: Path) -> None:
    before = sorted(node_storage().root.glob("datasets/*"))
    path = tmp_path / "titik.csv"
    path.write_text("lon;lat;nomor\n106.6;-6.2;1\n")
    options = PublishOptions(accept=True, role="boundary-city")
    (refused,) = publish_file(town.actor("producer"), path, options).refused
    assert refused.code == "KT-032"
    assert "the region code" in refused.message.en
    assert "kode, code" in refused.advice.en
    assert "nomor" in refused.advice.en
    assert sorted(node_storage().root.glob("datasets/*")) == before


def test_a_wish_for_one_dataset_asks_for_one_layer(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "dua.gpkg"
    for name in ("a", "b"):
        pyogrio.raw.write(
            path, np.array([shapely.to_wkb(shapely.Point(106.6, -6.2))]), [], [], layer=name, geometry_type="Point",
            crs="EPSG:4326", append=path.exists(), driver="GPKG",
        )  # fmt: skip
    (refused,) = publish(town, path, slug="satu", accept=True).refused
    assert refused.code == "UN-081"
