from pathlib import Path

import msgspec
import pytest

from satupeta.adapters.configuration import OWN_WORDS, read_configuration
from satupeta.adapters.http.routes import ROUTES
from satupeta.control.portal.urls import urlpatterns
from satupeta.core.config import Config, ConfigurationError


def read(folder: Path, environment: dict[str, str] | None = None, **arguments: object) -> tuple[Config, dict[str, str]]:
    return read_configuration(arguments, environment or {}, folder)


def test_defaults_need_nothing(tmp_path: Path) -> None:
    config, origins = read(tmp_path)
    assert config == msgspec.structs.replace(Config(), data_folder=tmp_path / "satupeta-data")
    assert set(origins.values()) == {"default"}


def test_the_later_source_wins_and_is_named(tmp_path: Path) -> None:
    file = tmp_path / "satupeta.toml"
    file.write_text("port = 8001\nworkers = 3\ndraw_threads = 5\n")
    config, origins = read(tmp_path, {"SATUPETA_PORT": "8002", "SATUPETA_WORKERS": "4"}, port=8003)
    assert (config.port, config.workers, config.draw_threads) == (8003, 4, 5)
    assert origins["port"] == "argument --port"
    assert origins["workers"] == "environment SATUPETA_WORKERS"
    assert origins["draw_threads"] == f"file {file}"


def test_an_argument_that_was_not_given_changes_nothing(tmp_path: Path) -> None:
    config, origins = read(tmp_path, port=None)
    assert (config.port, origins["port"]) == (8000, "default")


def test_the_address_follows_host_and_port(tmp_path: Path) -> None:
    config, origins = read(tmp_path, host="0.0.0.0", port=8080)
    assert config.address == "http://127.0.0.1:8080"
    assert origins["address"] == "host and port"


def test_a_relative_data_folder_lies_beside_its_file(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "node.toml").write_text('data_folder = "data"\n')
    config, _ = read(tmp_path, {"SATUPETA_CONFIG": "etc/node.toml"})
    assert config.data_folder == tmp_path / "etc" / "data"


@pytest.mark.parametrize(("key", "nearest"), [("prot", "port"), ("adress", "address"), ("data_dir", "data_folder")])
def test_an_unknown_key_names_the_nearest_known_one(tmp_path: Path, key: str, nearest: str) -> None:
    (tmp_path / "satupeta.toml").write_text(f"{key} = 1\n")
    with pytest.raises(ConfigurationError, match=key) as caught:
        read(tmp_path)
    assert nearest in caught.value.advice.en


def test_an_unknown_variable_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="SATUPETA_PROT"):
        read(tmp_path, {"SATUPETA_PROT": "1"})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("port", "eight"),
        ("port", "65536"),
        ("port", "-1"),
        ("workers", "0"),
        ("workers", "1.5"),
        ("language", "fr"),
        ("log_level", "loud"),
        ("address", "peta.kota.example"),
        ("address", "ftp://peta.kota.example"),
        ("address", "http://peta.kota.example/?a=b"),
        ("address", "http://kota.example/peta"),
        ("address", "http://kota.example/d/satupeta/"),
        ("items_limit", "nan"),
    ],
)
def test_a_value_that_cannot_be_is_refused(tmp_path: Path, key: str, value: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, {f"SATUPETA_{key.upper()}": value})
    assert caught.value.locator == key
    assert caught.value.advice.en


@pytest.mark.parametrize("content", [b"port = ", b"\xff\xfe", b"[["])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "satupeta.toml").write_bytes(content)
    with pytest.raises(ConfigurationError, match="KF-001"):
        read(tmp_path)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="KF-001"):
        read(tmp_path, {"SATUPETA_CONFIG": "missing.toml"})


def test_a_data_folder_keeps_what_nothing_else_says(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "satupeta.toml").write_text('node_title = "Kota"\nworkers = 7\ndata_folder = "elsewhere"\n')
    (tmp_path / "satupeta.toml").write_text("workers = 3\n")
    config, origins = read(tmp_path, data_folder="data")
    assert (config.node_title, config.workers, config.data_folder) == ("Kota", 3, data)
    assert origins["node_title"] == f"file {data / 'satupeta.toml'}"


def test_no_word_of_the_node_s_own_can_be_a_prefix() -> None:
    patterns = [route.pattern for route in ROUTES] + ["/" + str(page.pattern) for page in urlpatterns]
    assert {pattern.split("/")[1] for pattern in patterns} - {""} <= OWN_WORDS
