import msgspec

from satupeta.core.error_document import Said, error_document, error_words
from satupeta.core.errors import InvalidParameter
from satupeta.core.text import Text


def test_plain_fields_are_in_the_language_asked_for() -> None:
    said = Said(Text("salah", "wrong"), Text("perbaiki", "mend it"), "bbox")
    document = error_document("PT-1", 400, "InvalidParameterValue", said, "en")
    assert (document.title, document.detail) == ("wrong", "wrong mend it")
    assert document.description == document.detail
    assert error_document("PT-1", 400, "", said, "id").title == "salah"


def test_no_language_is_empty_where_the_other_has_words() -> None:
    made = error_document("PT-1", 400, "", Said(Text("salah"), Text(""), ""), "en")
    assert msgspec.to_builtins(made.message) == {"id": "salah", "en": "salah"}
    assert made.detail == "salah"


def test_words_are_kept_without_a_status() -> None:
    error = InvalidParameter("PT-1", Text("salah"), Text("perbaiki", "mend it"), "bbox")
    assert error_words(error) == {
        "code": "PT-1",
        "message": {"id": "salah", "en": "salah"},
        "advice": {"id": "perbaiki", "en": "mend it"},
        "locator": "bbox",
    }
