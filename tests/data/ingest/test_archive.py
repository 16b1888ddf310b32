"""Archives that climb, swell, link and nest."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satupeta.core.config import Config
from satupeta.data.errors import RefusedFile
from satupeta.data.ingest.archive import unpack

from .conftest import zipped


def archive(tmp_path: Path, content: bytes) -> tuple[Path, Path]:
    path, folder = tmp_path / "a.zip", tmp_path / "out"
    path.write_bytes(content)
    folder.mkdir(exist_ok=True)
    return path, folder


def member(name: str, content: bytes = b"{}", mode: int = 0, flags: int = 0) -> bytes:
    buffer = io.BytesIO()
    info = zipfile.ZipInfo("placeholder")
    info.external_attr = mode << 16
    info.filename = name
    with zipfile.ZipFile(buffer, "w") as target:
        target.writestr(info, content)
    raw = bytearray(buffer.getvalue())
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 8] |= flags
    return bytes(raw)


def refusal(tmp_path: Path, content: bytes, config: Config | None = None) -> str:
    path, folder = archive(tmp_path, content)
    with pytest.raises(RefusedFile) as refused:
        unpack(path, "a.zip", folder, config or Config())
    assert refused.value.message.id != refused.value.message.en
    assert list(folder.iterdir()) == []
    return refused.value.code


@pytest.mark.parametrize(
    "name",
    [
        "../a.geojson",
        "a/../../b.geojson",
        "/etc/a.geojson",
        "..\\a.geojson",
        "C:/a.geojson",
        "/".join("abcdefghijklmnopq") + "/a.geojson",
    ],
)
def test_a_name_that_leaves_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path, member(name)) == "UN-006"
    assert not (tmp_path / "a.geojson").exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (member("a.geojson", b"/etc/passwd", stat.S_IFLNK | 0o777), "UN-007"),
        (member("a.geojson", mode=stat.S_IFIFO | 0o600), "UN-007"),
        (member("a.geojson", flags=1), "UN-010"),
        (member("b.zip"), "UN-008"),
        (member("b.tar"), "UN-008"),
        (member("liesmich.md"), "UN-011"),
        (b"PK\x05\x06" + b"\x00" * 18, "UN-011"),
        (b"PK\x03\x04 not really", "UN-009"),
        (zipped(a__geojson=b"{}" * 500)[:-30], "UN-009"),
        (b"", "UN-009"),
    ],
)
def test_an_archive_that_is_not_plain_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(tmp_path, content) == code


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    content = zipped(**{f"f{number}__csv": b"x" for number in range(6)})
    assert refusal(tmp_path, content, Config(archive_files_limit=5)) == "UN-005"


def test_a_directory_that_claims_little_and_is_large_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped(**{f"f{number}__csv": b"x" for number in range(300)}))
    at = content.rfind(b"PK\x05\x06")
    struct.pack_into("<2H", content, at + 8, 1, 1)
    assert refusal(tmp_path, bytes(content), Config(archive_files_limit=5)) == "UN-005"


def test_an_archive_that_swells_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    content = zipped(a__geojson=bytes(40 << 20))
    assert refusal(tmp_path, content) == "UN-004"
    assert refusal(tmp_path, content, Config(archive_limit_bytes=1 << 20)) == "UN-003"


def test_a_size_that_lies_is_found(tmp_path: Path) -> None:
    content = bytearray(zipped(a__geojson=b"x" * 100_000))
    at = content.rfind(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, 10)
    path, folder = archive(tmp_path, bytes(content))
    with pytest.raises(RefusedFile) as refused:
        unpack(path, "a.zip", folder, Config())
    assert refused.value.code == "UN-009"


@pytest.mark.parametrize(
    ("present", "missing"), [(("shp", "dbf"), "jalan.shx"), (("shp", "shx"), "jalan.dbf"), (("shp",), "jalan.shx")]
)
def test_a_shapefile_without_a_part_says_which(tmp_path: Path, present: tuple[str, ...], missing: str) -> None:
    path, folder = archive(tmp_path, zipped(**{f"peta/jalan__{suffix}": b"x" for suffix in present}))
    with pytest.raises(RefusedFile) as refused:
        unpack(path, "a.zip", folder, Config())
    assert refused.value.code == "UN-014"
    assert f"`jalan.shp` datang tanpa `{missing}`" in refused.value.message.id


def test_parts_are_joined_without_regard_to_case(tmp_path: Path) -> None:
    parts = {f"Jalan__{suffix}": suffix.encode() for suffix in ("SHP", "shx", "DBF")} | {"jalan__dbf": b"other"}
    path, folder = archive(tmp_path, zipped(**parts))
    (source,) = unpack(path, "a.zip", folder, Config()).sources
    assert source.stem == "Jalan"
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        "shapefile-0.shp": b"SHP",
        "shapefile-0.shx": b"shx",
        "shapefile-0.dbf": b"DBF",
    }


def test_several_files_become_several_sources(tmp_path: Path) -> None:
    parts = {"a/x__geojson": b"1", "b/x__geojson": b"2", "t__csv": b"3", "__MACOSX/._x__geojson": b"4"}
    path, folder = archive(tmp_path, zipped(**parts))
    assert [source.stem for source in unpack(path, "a.zip", folder, Config()).sources] == ["x", "x (2)", "t"]


def test_a_broken_shapefile_beside_a_whole_file_is_told(tmp_path: Path) -> None:
    path, folder = archive(tmp_path, zipped(a__csv=b"x", b__shp=b"x"))
    unpacked = unpack(path, "a.zip", folder, Config())
    assert [source.stem for source in unpacked.sources] == ["a"]
    assert [refused.code for refused in unpacked.refused] == ["UN-014"]


@given(st.data())
def test_any_damage_is_a_refusal_or_harmless(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = bytearray(zipped(a__geojson=b"{}" * 50, b__csv=b"x"))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path, folder = archive(tmp_path_factory.mktemp("zip"), bytes(content))
    try:
        unpacked = unpack(path, "a.zip", folder, Config())
    except RefusedFile:
        return
    assert all(Path(source.path).parent == folder for source in unpacked.sources)
