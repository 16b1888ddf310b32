"""The reading child: `python -I -m satupeta.data.ingest.child`.

Takes an `Order` as JSON on standard input, locks itself down, and leaves in the order's folder `answer.json` with one
Arrow file a layer. Whatever a hostile file does to GDAL happens here, and this process ends with it.
"""

import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyarrow as pa
import pyogrio.raw  # noqa: F401 - loads GDAL before the lockdown

import satupeta
from satupeta.core.ingest import SourceFormat
from satupeta.core.text import Text
from satupeta.data.errors import RefusedFile
from satupeta.data.ingest.confinement import confine_files
from satupeta.data.ingest.csv_reader import read_csv
from satupeta.data.ingest.gdal_reader import read_geojson, read_geopackage, read_shapefile
from satupeta.data.ingest.lockdown import drop_drivers, leave_network, limit_resources
from satupeta.data.ingest.order import ANSWER_NAME, Answer, LayerRead, Order, Refusal, Source
from satupeta.data.ingest.raw_layer import RawLayer
from satupeta.data.ingest.refusals import nothing_inside, too_much_memory
from satupeta.data.ingest.understanding import understand_layer

_MOST_LAYERS = 200
_PROGRAM = (
    Path(sys.prefix),
    Path(sys.base_prefix),
    Path(satupeta.__file__).parent,
    *map(Path, ("/usr", "/lib", "/lib64", "/dev/null", "/dev/urandom")),
)
"""What this program itself is read from, also late: libraries and the tables of PROJ."""


def main() -> int:
    """Read what the order names; 0 when an answer was written."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    warnings.simplefilter("ignore")
    leave_network()
    drop_drivers()
    limit_resources(order.memory_bytes, order.time_s, order.file_bytes)
    confine_files([*_PROGRAM, *(Path(source.path).parent for source in order.sources)], [Path(order.folder)])
    pa.set_memory_pool(pa.system_memory_pool())
    Path(order.folder, ANSWER_NAME).write_bytes(msgspec.json.encode(answer_to(order)))
    return 0


def answer_to(order: Order) -> Answer:
    """Read every source of the order and write its layers' tables."""
    layers: list[LayerRead] = []
    skipped: list[Text] = []
    name = order.sources[0].stem
    try:
        for source in order.sources:
            for raw in _raw_layers(source, order):
                name = raw.name
                if not len(raw.wkb):
                    skipped.append(nothing_inside(raw.name).message)
                    continue
                layers.append(_layer_read(raw, order, len(layers)))
        if not layers:
            raise nothing_inside(name)
    except RefusedFile as refused:
        return _refusal(refused)
    except MemoryError:
        return _refusal(too_much_memory(name))
    return Answer(tuple(layers), tuple(skipped))


def _refusal(refused: RefusedFile) -> Answer:
    return Answer(refusal=Refusal(refused.code, refused.message, refused.advice, refused.locator))


def _raw_layers(source: Source, order: Order) -> Iterator[RawLayer]:
    if source.format is SourceFormat.GEOPACKAGE:
        for number, raw in enumerate(read_geopackage(source, order)):
            if number < _MOST_LAYERS:
                yield raw
    elif order.layer in ("", source.stem):
        yield _READERS[source.format](source, order)


_READERS = {
    SourceFormat.SHAPEFILE: read_shapefile,
    SourceFormat.GEOJSON: read_geojson,
    SourceFormat.CSV: read_csv,
}


def _layer_read(raw: RawLayer, order: Order, number: int) -> LayerRead:
    understanding, table = understand_layer(raw, order)
    file_name = f"layer-{number}.arrow"
    with pa.OSFile(str(Path(order.folder, file_name)), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return LayerRead(understanding, file_name)


if __name__ == "__main__":
    sys.exit(main())
