from pathlib import Path

import pytest

from satupeta.adapters.configuration import read_configuration
from satupeta.adapters.process.folder import keep_configuration, node_key, prepare_folder
from satupeta.data.errors import NodeNotReady
from satupeta.data.storage import Storage


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    storage = Storage(tmp_path / "a" / "data")
    prepare_folder(storage)
    first = node_key(storage)
    prepare_folder(storage)
    assert node_key(storage) == first
    assert len(first) == 32
    assert storage.secret.stat().st_mode & 0o777 == 0o600
    assert storage.root.stat().st_mode & 0o777 == 0o700


def test_two_nodes_have_different_keys(tmp_path: Path) -> None:
    storages = [Storage(tmp_path / name) for name in "ab"]
    for storage in storages:
        prepare_folder(storage)
    assert node_key(storages[0]) != node_key(storages[1])


def test_a_folder_without_a_key_is_no_node(tmp_path: Path) -> None:
    with pytest.raises(NodeNotReady):
        node_key(Storage(tmp_path))


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    storage = Storage(tmp_path)
    keep_configuration(storage, {"node_title": 'Kota "Satu"\\', "contact": "peta@kota.example"})
    config, _ = read_configuration({"data_folder": tmp_path}, {}, tmp_path.parent)
    assert (config.node_title, config.contact) == ('Kota "Satu"\\', "peta@kota.example")
