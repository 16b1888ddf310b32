"""Understand a staged file, and read a layer of it: through the sandbox, once for each set of reading choices."""

import hashlib
import shutil
import uuid
from pathlib import Path

import msgspec
import pyarrow as pa

from satupeta.core.config import Config
from satupeta.core.ingest import DoubtCode, LayerUnderstanding, ReadChoices, StagedFile, Understanding
from satupeta.core.text import Text
from satupeta.data.ingest.contents import open_contents
from satupeta.data.ingest.order import ANSWER_NAME, Answer, Order, Source
from satupeta.data.ingest.refusals import unknown_layer, unreadable
from satupeta.data.ingest.sandbox import read_in_child
from satupeta.data.staging import disk_errors, require_room
from satupeta.data.storage import Storage

_CONTENTS, _LIST_NAME = "contents", "contents.json"
_LEAST_FILE_BYTES = 1 << 30
_TABLE_SIZE_RATIO = 4


class _Contents(msgspec.Struct, frozen=True):
    sources: tuple[Source, ...]
    refused: tuple[Text, ...]


def understand(
    storage: Storage,
    staged: StagedFile,
    config: Config,
    upload_id: str,
    choices: ReadChoices | None = None,
    held_key: str = "",
) -> Understanding:
    """What a staged file holds, and what is doubtful about it, under the choices made so far.

    Args:
        storage: The data folder.
        staged: The file.
        config: Limits.
        upload_id: UUID of the upload; its folder keeps what was read until `remove_upload`.
        choices: None for none yet.
        held_key: The declared key of the dataset that is replaced; a file that lacks it is doubtful.

    Returns:
        At least one layer.

    Raises:
        RefusedFile: The file cannot be taken; says why and what to do.
        StorageFull: The disk has no room or is read-only.
    """
    answer, contents, _ = _answer(storage, staged, config, upload_id, choices or ReadChoices(), held_key)
    skipped = (*contents.refused, *answer.skipped)
    return Understanding(staged, tuple(layer.understanding for layer in answer.layers), skipped)


def read_layer(
    storage: Storage, staged: StagedFile, config: Config, upload_id: str, choices: ReadChoices, held_key: str = ""
) -> tuple[LayerUnderstanding, pa.Table]:
    """The chosen layer and its rows, memory-mapped; the geometry is well-known binary in `GEOMETRY_COLUMN`.

    Arguments are those of `understand`.

    Raises:
        RefusedFile: As `understand`; or the layer does not exist, or none is named where there are several.
        StorageFull: The disk has no room or is read-only.
    """
    answer, _, folder = _answer(storage, staged, config, upload_id, choices, held_key)
    names = [layer.understanding.name for layer in answer.layers]
    wanted = choices.layer or (names[0] if len(names) == 1 else "")
    if wanted not in names:
        raise unknown_layer(choices.layer, names)
    layer = answer.layers[names.index(wanted)]
    try:
        table = pa.ipc.open_file(pa.memory_map(str(folder / Path(layer.table).name))).read_all()
        table.validate(full=True)
    except (pa.ArrowInvalid, OSError) as error:
        raise unreadable(staged.name) from error
    return layer.understanding, table


def _answer(
    storage: Storage, staged: StagedFile, config: Config, upload_id: str, choices: ReadChoices, held_key: str
) -> tuple[Answer, _Contents, Path]:
    folder = storage.upload(upload_id)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        contents = _contents(storage, staged, config, folder)
        held_key = "" if choices.key else held_key
        known = _known_answer(folder, staged, choices, held_key)
        if known is not None:
            return known[0], contents, known[1]
        place = folder / f"read-{_reading_key(staged, choices, choices.layer, (choices.key, held_key))}"
        return _read(contents, choices, config, staged, place, held_key), contents, place


def _known_answer(folder: Path, staged: StagedFile, choices: ReadChoices, held_key: str) -> tuple[Answer, Path] | None:
    """What was read before under choices that lead to the same: other layers beside it, or a key in no doubt."""
    wanted = (choices.key, held_key)
    for keys in dict.fromkeys((wanted, ("", ""))):
        for layer in dict.fromkeys((choices.layer, "")):
            place = folder / f"read-{_reading_key(staged, choices, layer, keys)}"
            if (place / ANSWER_NAME).is_file():
                answer = msgspec.json.decode((place / ANSWER_NAME).read_bytes(), type=Answer)
                if keys == wanted or _is_unique(answer, choices.layer, choices.key or held_key):
                    return answer, place
    return None


def _is_unique(answer: Answer, name: str, key: str) -> bool:
    layers = [layer.understanding for layer in answer.layers if name in ("", layer.understanding.name)]
    return all(any(field.name == key and field.unique for field in layer.fields) for layer in layers)


def _contents(storage: Storage, staged: StagedFile, config: Config, folder: Path) -> _Contents:
    place = folder / f"{_CONTENTS}-{staged.sha256[:16]}"
    listed = place / _LIST_NAME
    if not listed.is_file():
        part = _part_folder(place)
        try:
            unpacked = open_contents(staged, storage.blob(staged.sha256), part, config)
            sources = tuple(_moved(source, place) for source in unpacked.sources)
            contents = _Contents(sources, tuple(refused.message for refused in unpacked.refused))
            (part / _LIST_NAME).write_bytes(msgspec.json.encode(contents))
            _settle(part, place)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return msgspec.json.decode(listed.read_bytes(), type=_Contents)


def _read(
    contents: _Contents, choices: ReadChoices, config: Config, staged: StagedFile, place: Path, held_key: str
) -> Answer:
    size = sum(Path(source.path).stat().st_size for source in contents.sources)
    require_room(place, _TABLE_SIZE_RATIO * size)
    part = _part_folder(place)
    order = Order(
        sources=contents.sources,
        folder=str(part),
        layer=choices.layer,
        crs=choices.answer(DoubtCode.CRS),
        encoding=choices.answer(DoubtCode.ENCODING),
        coordinates=choices.answer(DoubtCode.COORDINATES),
        key=choices.key,
        held_key=held_key,
        memory_bytes=config.read_memory_bytes,
        time_s=config.read_timeout_s,
        file_bytes=max(_LEAST_FILE_BYTES, _TABLE_SIZE_RATIO * size),
    )
    try:
        answer = read_in_child(order, staged.name)
        _settle(part, place)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return answer


def _reading_key(staged: StagedFile, choices: ReadChoices, layer: str, keys: tuple[str, str]) -> str:
    """Equal for choices that lead to the same reading."""
    parts = [
        staged.sha256,
        staged.name,
        layer,
        choices.answer(DoubtCode.CRS),
        choices.answer(DoubtCode.ENCODING),
        choices.answer(DoubtCode.COORDINATES),
        *keys,
    ]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:16]


def _part_folder(place: Path) -> Path:
    part = place.with_name(f"{place.name}.{uuid.uuid4().hex}")
    part.mkdir()
    return part


def _settle(part: Path, place: Path) -> None:
    """Give a finished folder its name; one that another reader finished first stays."""
    if not place.exists():
        try:
            part.rename(place)
        except FileExistsError:
            return
        except OSError:
            if not place.exists():
                raise


def _moved(source: Source, folder: Path) -> Source:
    return Source(source.format, str(folder / Path(source.path).name), source.stem)
