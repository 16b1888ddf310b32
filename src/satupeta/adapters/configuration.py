"""The one configuration, built once: defaults, files, the environment, arguments; the last one wins.

Files are `satupeta.toml` in the data folder, which a node keeps with its data, then the one in the current folder or
the one that `SATUPETA_CONFIG` names.
"""

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args, get_type_hints
from urllib.parse import urlsplit

import msgspec

from satupeta.core.config import Config, ConfigurationError
from satupeta.core.text import Text

FILE_NAME = "satupeta.toml"
FILE_VARIABLE = "SATUPETA_CONFIG"
_PREFIX = "SATUPETA_"
OWN_WORDS = frozenset(
    "a akun api arcgis cari csw d en i keluar m masuk ogc peta sehat static unggah wfs wms wmts".split()
)
"""How the node's own addresses begin: a prefix like that could not be told from them behind a proxy that strips it."""
_NOT_CONFIGURATION = {FILE_VARIABLE, "SATUPETA_CHECKED_KERNELS"}
_TYPES = get_type_hints(Config)
Source = tuple[str, dict[str, Any]]
"""Where values come from, in words, and the values by key."""
_NO_ARGUMENTS: Mapping[str, object] = {}


def read_configuration(
    arguments: Mapping[str, object] = _NO_ARGUMENTS,
    environment: Mapping[str, str] = os.environ,
    folder: Path | None = None,
) -> tuple[Config, dict[str, str]]:
    """The configuration and, key by key, where its value came from.

    Args:
        arguments: Values by key from the command line; None where nothing was said.
        environment: Process environment.
        folder: Where `satupeta.toml` is looked for and what a relative data folder is relative to; the current one.

    Returns:
        The frozen configuration, its data folder absolute, and the origin of each key in words.

    Raises:
        ConfigurationError: A key is unknown, a value is not what the key wants, or the file cannot be read.
    """
    folder = folder or Path.cwd()
    values: dict[str, object] = {}
    origins = dict.fromkeys(_TYPES, "default")
    sources = [
        *_from_file(environment, folder),
        *_from_environment(environment),
        *((f"argument --{key.replace('_', '-')}", {key: value}) for key, value in arguments.items()),
    ]
    for source, found in [*_from_data_folder(folder, sources), *sources]:
        for key, value in found.items():
            if value is not None:
                values[key] = _checked(key, value, source)
                origins[key] = source
    config = Config(**values)  # type: ignore[arg-type]
    if origins["address"] == "default" and (config.host, config.port) != (Config().host, Config().port):
        config = msgspec.structs.replace(config, address=_local_address(config))
        origins["address"] = "host and port"
    return msgspec.structs.replace(config, data_folder=(folder / config.data_folder).resolve()), origins


def _from_file(environment: Mapping[str, str], folder: Path) -> list[Source]:
    named = environment.get(FILE_VARIABLE)
    path = folder / (named or FILE_NAME)
    if not named and not path.exists():
        return []
    found = _read(path)
    if isinstance(found.get("data_folder"), str):
        found["data_folder"] = str(path.parent / found["data_folder"])
    return [(f"file {path}", found)]


def _from_data_folder(folder: Path, sources: list[Source]) -> list[Source]:
    named = [found["data_folder"] for _, found in sources if found.get("data_folder") is not None]
    path = (folder / str(named[-1] if named else Config().data_folder)).resolve() / FILE_NAME
    if not path.exists() or any(source == f"file {path}" for source, _ in sources):
        return []
    return [(f"file {path}", {key: value for key, value in _read(path).items() if key != "data_folder"})]


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(
            "KF-001",
            Text(f"Berkas konfigurasi {path} tidak terbaca: {error}", f"The file {path} cannot be read: {error}"),
            Text("Perbaiki berkas itu.", f"Mend the file, or unset {FILE_VARIABLE}."),
            str(path),
        ) from error


def _from_environment(environment: Mapping[str, str]) -> list[Source]:
    names = sorted(name for name in environment if name.startswith(_PREFIX) and name not in _NOT_CONFIGURATION)
    return [(f"environment {name}", {name.removeprefix(_PREFIX).lower(): environment[name]}) for name in names]


def _checked(key: str, value: object, source: str) -> object:
    if key not in _TYPES:
        raise _unknown_key(key, source)
    wanted = _TYPES[key]
    try:
        converted: object = (
            Path(msgspec.convert(str(value) if isinstance(value, Path) else value, str))
            if wanted is Path
            else msgspec.convert(value, wanted, strict=False)
        )
    except msgspec.ValidationError as error:
        raise _invalid(key, value, source, _expectation(wanted)) from error
    if isinstance(converted, int) and not _least(key) <= converted <= _largest(key):
        raise _invalid(key, value, source, f"a whole number from {_least(key)} to {_largest(key)}")
    if key == "address" and not _is_base_address(str(converted)):
        raise _invalid(key, value, source, "an address such as https://peta.kota.example/satupeta")
    if key == "address" and OWN_WORDS.intersection(urlsplit(str(converted)).path.split("/")[1:2]):
        raise _invalid(key, value, source, "a prefix that is no page of the node's own, such as /satupeta")
    return converted


def _least(key: str) -> int:
    return 0 if key in ("port", "keep_releases") else 1


def _largest(key: str) -> int:
    return {"port": 65535, "workers": 256, "draw_threads": 256}.get(key, 2**53)


def _expectation(wanted: object) -> str:
    choices = get_args(wanted)
    if choices:
        return "one of " + ", ".join(str(choice) for choice in choices)
    return "a whole number" if wanted is int else "a text"


def _is_base_address(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.fragment


def _local_address(config: Config) -> str:
    host = "127.0.0.1" if config.host in ("0.0.0.0", "::", "") else config.host  # noqa: S104 - compared, not bound
    return f"http://[{host}]:{config.port}" if ":" in host else f"http://{host}:{config.port}"


def _unknown_key(key: str, source: str) -> ConfigurationError:
    near = difflib.get_close_matches(key, _TYPES, n=1, cutoff=0.0)
    return ConfigurationError(
        "KF-002",
        Text(f"{source}: kunci {key} tidak dikenal.", f"{source}: the key {key} is unknown."),
        Text(f"Yang paling dekat: {near[0]}.", f"The nearest known key is {near[0]}."),
        key,
    )


def _invalid(key: str, value: object, source: str, wanted: str) -> ConfigurationError:
    return ConfigurationError(
        "KF-003",
        Text(f"{source}: nilai {key} tidak dapat dipakai: {value!r}.", f"{source}: {key} cannot be {value!r}."),
        Text(f"Yang diharapkan: {wanted}.", f"Give {wanted}."),
        key,
    )
