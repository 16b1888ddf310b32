"""What the child answers."""

from pathlib import Path

import pyarrow as pa
import pytest

from satupeta.core.ingest import SourceFormat
from satupeta.data.ingest.child import answer_to
from satupeta.data.ingest.order import GEOMETRY_COLUMN, Order, Source


def order(tmp_path: Path, content: str, layer: str = "") -> Order:
    path = tmp_path / "a.csv"
    path.write_text(content)
    return Order((Source(SourceFormat.CSV, str(path), "a"),), str(tmp_path), layer, "", "", "", "", 1, 1, 1)


def test_each_layer_has_its_table(tmp_path: Path) -> None:
    (layer,) = answer_to(order(tmp_path, "n,lon,lat\n1,106,-6\n")).layers
    with pa.memory_map(str(tmp_path / layer.table)) as file:
        table = pa.ipc.open_file(file).read_all()
        assert table.column_names == ["n", "lon", "lat", GEOMETRY_COLUMN]
        assert table.column("n").to_pylist() == [1]


@pytest.mark.parametrize(("content", "layer"), [("n,lon,lat\n", ""), ("n,lon,lat\n1,106,-6\n", "b"), ("\n", "")])
def test_a_refusal_is_an_answer(tmp_path: Path, content: str, layer: str) -> None:
    answer = answer_to(order(tmp_path, content, layer))
    assert answer.layers == ()
    assert answer.refusal is not None


def test_too_little_memory_is_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr("satupeta.data.ingest.child.understand_layer", exhausted)
    answer = answer_to(order(tmp_path, "n,lon,lat\n1,106,-6\n"))
    assert answer.refusal is not None
    assert answer.refusal.code == "UN-019"
