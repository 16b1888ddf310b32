"""The table of errors is complete, and says of each class one thing."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections import Counter

import satupeta
from satupeta.control import statuses
from satupeta.control.failures import body_too_large, method_not_allowed
from satupeta.control.statuses import ERRORS, is_internal, row_of, said_of
from satupeta.core.errors import InvalidParameter, SatuPetaError
from satupeta.core.text import Text
from satupeta.data.errors import ReleaseMissing, StorageFull


def every_class(root: type[SatuPetaError]) -> list[type[SatuPetaError]]:
    return [root, *(found for child in root.__subclasses__() for found in every_class(child))]


def load_everything() -> None:
    for module in pkgutil.walk_packages(satupeta.__path__, "satupeta."):
        if not any(part in module.name for part in (".migrations", ".cli", ".process", "settings", "__main__")):
            importlib.import_module(module.name)


AT_A_DOOR = re.compile(r"satupeta\.(?!adapters\.(cli|process)\.)")
"""Modules whose errors a door may meet: not those that only start a node, whatever other tests have loaded."""


def test_every_error_of_the_house_has_its_row() -> None:
    load_everything()
    kinds = [kind for kind in every_class(SatuPetaError) if AT_A_DOOR.match(kind.__module__)]
    assert InvalidParameter in kinds
    assert not [kind.__name__ for kind in kinds if kind not in ERRORS and not kind.__name__.startswith("_")]


def test_no_class_has_two_rows_and_there_is_no_other_table() -> None:
    tree = ast.parse(inspect.getsource(statuses))
    tables = [node.value for node in tree.body if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict)]
    rows = Counter(ast.unparse(key) for table in tables for key in table.keys if key is not None)
    assert set(rows.values()) == {1}
    assert len(rows) == len(ERRORS)


def test_a_class_without_a_row_is_answered_as_its_ancestor() -> None:
    class Odd(InvalidParameter):
        """Not in the table."""

    assert row_of(Odd("X", Text("a"))) == ERRORS[InvalidParameter]


def test_statuses_are_errors() -> None:
    assert all(400 <= row.status < 600 for row in ERRORS.values())


def test_what_is_wrong_inside_is_told_by_its_code_alone() -> None:
    for error in (ReleaseMissing("/data/secret"), StorageFull("SM-9", Text("/data/secret"))):
        said = said_of(error)
        assert is_internal(error)
        assert "secret" not in said.message.id + said.advice.id + said.locator
        assert error.code in said.advice.en


def test_what_both_planes_refuse_has_one_status() -> None:
    assert row_of(method_not_allowed("PUT", ("GET",))).status == 405
    assert row_of(body_too_large(10)).status == 413
