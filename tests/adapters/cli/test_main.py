import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from satupeta.adapters.cli.arguments import build_parser
from satupeta.adapters.cli.output import exit_code
from satupeta.adapters.process.listener import CannotListen
from satupeta.core.config import ConfigurationError
from satupeta.core.errors import InvalidParameter, NotPermitted, SatuPetaError, UnknownThing
from satupeta.core.text import Text
from satupeta.data.errors import NodeNotReady, RefusedFile, ReleaseMissing, StorageFull

TEXT = Text("teks", "text")


def satupeta(folder: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SATUPETA_")}
    return subprocess.run(
        [sys.executable, "-m", "satupeta", *words],
        cwd=folder,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigurationError("KF-001", TEXT), 2),
        (InvalidParameter("PT-001", TEXT), 2),
        (RefusedFile("UN-001", TEXT), 3),
        (UnknownThing("AK-003", TEXT), 3),
        (NotPermitted("AK-002", TEXT), 3),
        (NodeNotReady("/nowhere"), 4),
        (ReleaseMissing("1"), 4),
        (StorageFull("SM-010", TEXT), 4),
        (CannotListen("PR-001", TEXT), 4),
    ],
)
def test_each_error_has_its_exit_code(error: SatuPetaError, code: int) -> None:
    assert exit_code(error) == code


def test_config_show_tells_where_each_value_came_from(tmp_path: Path) -> None:
    (tmp_path / "satupeta.toml").write_text("workers = 5\n")
    done = satupeta(tmp_path, "config", "show", "--json", SATUPETA_PORT="8123")
    shown = json.loads(done.stdout)
    assert done.returncode == 0
    assert shown["workers"] == {"value": 5, "origin": f"file {tmp_path / 'satupeta.toml'}"}
    assert shown["port"] == {"value": 8123, "origin": "environment SATUPETA_PORT"}
    assert shown["language"] == {"value": "id", "origin": "default"}


def test_wrong_configuration_is_wrong_use(tmp_path: Path) -> None:
    done = satupeta(tmp_path, "config", "show", SATUPETA_PROT="1")
    assert done.returncode == 2
    assert "port" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_error_is_one_document_too(tmp_path: Path) -> None:
    done = satupeta(tmp_path, "config", "show", "--json", SATUPETA_WORKERS="none")
    assert json.loads(done.stdout)["error"]["code"] == "KF-003"


@pytest.mark.parametrize("words", [[], ["polish"], ["publish"], ["service", "create", "x"], ["config"]])
def test_wrong_words_are_wrong_use(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        build_parser().parse_args(words)
    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_publish_takes_everything_that_can_be_said() -> None:
    words = "publish a.zip b.gpkg --layer x --layer y --dataset d --title T --organisation o --access open"
    words += " --role boundary-kelurahan --key kode --crs EPSG:32748 --encoding CP1252 --yes --json"
    said = build_parser().parse_args(words.split())
    assert (said.files, said.layer, said.access) == (["a.zip", "b.gpkg"], ["x", "y"], "open")
    assert (said.role, said.key, said.yes, said.json) == ("boundary-kelurahan", "kode", True, True)
