import pytest

from satupeta.core.languages import chosen_language, weighted
from satupeta.core.text import Language


@pytest.mark.parametrize(
    ("from_path", "query", "accepted", "chosen"),
    [
        ("en", (("lang", "id"),), "id", "en"),
        (None, (("LANG", "EN"),), "id", "en"),
        (None, (("lang", "fr"),), "fr, en;q=0.5", "en"),
        (None, (), "en;q=0, fr", "id"),
        (None, (), "en-GB", "en"),
        (None, (), "", "id"),
    ],
)
def test_path_then_parameter_then_header_then_node(
    from_path: Language | None, query: tuple[tuple[str, str], ...], accepted: str, chosen: str
) -> None:
    assert chosen_language(from_path, query, accepted, "id") == chosen


def test_names_come_best_first_and_odd_weights_count_for_nothing() -> None:
    assert weighted("a;q=0.1, B, c;q=1.1.1") == [("b", 1.0), ("a", 0.1), ("c", 0.0)]
