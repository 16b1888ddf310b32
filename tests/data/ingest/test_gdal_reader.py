"""What the readers over GDAL decide themselves."""

import sqlite3
from pathlib import Path

import pytest

from satupeta.core.ingest import SourceFormat
from satupeta.data.errors import RefusedFile
from satupeta.data.ingest.gdal_reader import geopackage_tables
from satupeta.data.ingest.order import Source


def source(path: Path) -> Source:
    return Source(SourceFormat.GEOPACKAGE, str(path), path.stem)


def test_only_tables_of_features_are_layers(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)")
    for name in ("jalan", "data", "hilang"):
        if name != "hilang":
            connection.execute(f"CREATE TABLE {name} (x)")
        kind = "attributes" if name == "data" else "features"
        connection.execute("INSERT INTO gpkg_contents VALUES (?, ?)", (name, kind))
    connection.execute("CREATE VIEW pandang AS SELECT * FROM jalan")
    connection.execute("INSERT INTO gpkg_contents VALUES ('pandang', 'features')")
    connection.commit()
    connection.close()
    assert geopackage_tables(source(path)) == ["jalan"]


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00", b"SQLite format 3\x00" + bytes(4096), b"x" * 100])
def test_what_is_no_geopackage_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(content)
    with pytest.raises(RefusedFile) as refused:
        geopackage_tables(source(path))
    assert refused.value.code == "UN-021"


def test_a_database_without_contents_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE x (y)")
    connection.close()
    with pytest.raises(RefusedFile):
        geopackage_tables(source(path))
