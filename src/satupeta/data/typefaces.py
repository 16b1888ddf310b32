"""The typeface of labels: it comes with the program, so that every node draws the same."""

from functools import lru_cache
from importlib.resources import files

from satupeta.core.render.labels.typeface import Typefaces

_FILE = "fonts/plus_jakarta_sans.ttf"


@lru_cache(maxsize=1)
def label_typefaces() -> Typefaces:
    """Plus Jakarta Sans at all its weights (SIL Open Font License 1.1, `fonts/OFL.txt`)."""
    return Typefaces(files(__package__).joinpath(_FILE).read_bytes())
