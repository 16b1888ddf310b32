"""What a node asks about a layer, one function a doubt: each gives the doubt, or None where all is well."""

import numpy as np
import pyarrow as pa
import shapely

from satupeta.core.ingest import Doubt, DoubtCode, Option
from satupeta.core.quality.coordinates import Extent, axes_look_swapped, extent_in_degrees, propose_crs
from satupeta.core.quality.encoding import CHOICES, EncodingGuess
from satupeta.core.quality.geometry import Geometries, Survey, repaired
from satupeta.core.text import Text

_EXAMPLES = 10
_WITHOUT_KEY = Option("none", Text("Terbitkan tanpa kunci", "Publish without a key"))


def doubt_crs(crs: str, assumed: bool, extent: Extent | None) -> Doubt | None:
    """No CRS is said, or the coordinates cannot be in the one that is said or assumed.

    Args:
        crs: As said or assumed; "" when missing.
        assumed: Whether the format prescribes it.
        extent: In the layer's coordinates.
    """
    if extent is None:
        return None
    if crs and (extent_in_degrees(extent, crs) is not None or axes_look_swapped(extent, crs)):
        return None
    proposals = propose_crs(extent)
    shown = Text(f"Rentang {_ranges(extent)}.", f"Ranges {_ranges(extent)}.")
    if crs and assumed:
        message = Text("Koordinatnya bukan derajat.", "The coordinates are not degrees.")
    elif crs:
        message = Text(
            "Koordinat tidak cocok dengan sistem koordinat berkas.",
            "The coordinates do not fit the coordinate system that the file names.",
        )
    else:
        message = Text("Sistem koordinat tidak disebut.", "No coordinate system is given.")
    options = tuple(Option(proposal.code, proposal.title) for proposal in proposals)
    return Doubt(DoubtCode.CRS, message, shown, 0, _first(options), options)


def doubt_axes(crs: str, extent: Extent | None) -> Doubt | None:
    """Longitude and latitude, or easting and northing, look exchanged."""
    if extent is None or not crs or not axes_look_swapped(extent, crs):
        return None
    return Doubt(
        DoubtCode.AXES,
        Text("Sumbu x dan y tampaknya tertukar.", "The x and y axes look exchanged."),
        Text(
            f"{_ranges(extent)}: bila ditukar, letaknya di Indonesia.",
            f"{_ranges(extent)}: exchanged, they lie in Indonesia.",
        ),
        0,
        "swap",
        (
            Option("swap", Text("Tukar kedua sumbu", "Exchange the axes")),
            Option("keep", Text("Biarkan", "Leave them")),
        ),
    )


def doubt_encoding(guess: EncodingGuess, samples: tuple[str, ...]) -> Doubt | None:
    """The text does not read in the encoding that is declared or prescribed."""
    if guess.sure:
        return None
    names = (guess.name, *(name for name in CHOICES if name != guess.name))
    shown = ", ".join(samples[:3])
    return Doubt(
        DoubtCode.ENCODING,
        Text("Penyandian teksnya diragukan.", "The text's encoding is in doubt."),
        Text(f"Dibaca sebagai {guess.name}: {shown}", f"Read as {guess.name}: {shown}"),
        guess.wrong,
        guess.name,
        tuple(Option(name, Text(name)) for name in names),
        tuple(Text(sample) for sample in samples),
    )


def doubt_rings(geometries: Geometries, survey: Survey, broken: int, labels: list[str]) -> Doubt | None:
    """Rings cross themselves, lie in the wrong place, or were not closed.

    Args:
        geometries: All of the layer's.
        survey: Of them.
        broken: How many were not readable until their rings were closed.
        labels: What to call each row.
    """
    count = len(survey.invalid)
    if not count and not broken:
        return None
    rows = survey.invalid[:_EXAMPLES]
    mended = repaired(geometries, rows)
    examples = tuple(_ring_example(labels[row], geometries[row], mended[row]) for row in rows)
    return Doubt(
        DoubtCode.RINGS,
        Text(
            f"{count + broken} poligon bercincin tidak sah.",
            f"{count + broken} polygons have invalid rings.",
        ),
        Text(
            f"{count} dengan cincin yang bersilangan atau salah letak, {broken} tidak tertutup.",
            f"In {count} rings cross or lie in the wrong place, in {broken} one is not closed.",
        ),
        count + broken,
        "repair",
        (
            Option("repair", Text("Terbitkan salinan yang diperbaiki", "Publish a repaired copy")),
            Option("keep", Text("Terbitkan apa adanya", "Publish as it is")),
        ),
        examples,
    )


def doubt_raised(survey: Survey) -> Doubt | None:
    """Z or M values, which a reference map does not keep."""
    count = len(survey.raised)
    if not count:
        return None
    return Doubt(
        DoubtCode.Z,
        Text(f"{count} benda membawa nilai Z atau M.", f"{count} features carry Z or M values."),
        Text(f"{count} dari {_total(survey)} benda.", f"{count} of {_total(survey)} features."),
        count,
        "drop",
        (Option("drop", Text("Terbitkan tanpa Z dan M", "Publish without Z and M")),),
    )


def doubt_empty(survey: Survey, total: int, labels: list[str]) -> Doubt | None:
    """Features without a usable geometry."""
    count = len(survey.missing)
    if not count:
        return None
    examples = tuple(Text(labels[row]) for row in survey.missing[:_EXAMPLES])
    return Doubt(
        DoubtCode.EMPTY,
        Text(f"{count} benda tidak punya geometri.", f"{count} features have no geometry."),
        Text(f"{count} dari {total} benda.", f"{count} of {total} features."),
        count,
        "keep",
        (
            Option("keep", Text("Terbitkan tanpa geometri", "Publish them without geometry")),
            Option("drop", Text("Lewati benda itu", "Leave these features out")),
        ),
        examples,
    )


def doubt_mixed(survey: Survey) -> Doubt | None:
    """Points, lines and polygons in one layer, or geometry collections."""
    if len({_base(name) for name in survey.types}) <= 1 and not len(survey.collections):
        return None
    listed = ", ".join(f"{name} {count}" for name, count in sorted(survey.types.items()))
    return Doubt(
        DoubtCode.MIXED,
        Text("Layer ini mencampur jenis geometri.", "This layer mixes geometry types."),
        Text(f"{listed}.", f"{listed}."),
        len(survey.collections),
        "mixed",
        (
            Option("mixed", Text("Terbitkan bersama", "Publish them together")),
            Option("polygon", Text("Hanya poligon", "Only polygons")),
            Option("line", Text("Hanya garis", "Only lines")),
            Option("point", Text("Hanya titik", "Only points")),
        ),
    )


def doubt_key(name: str, column: pa.ChunkedArray | None, repeated: list[str], proposal: str = "") -> Doubt | None:
    """The declared key is missing somewhere or comes twice.

    Args:
        name: Of the key field; "" without one.
        column: Its values.
        repeated: Values that come more than once, as text.
        proposal: "none" to propose going without a key.
    """
    if not name or column is None or (not repeated and not column.null_count):
        return None
    return Doubt(
        DoubtCode.KEY,
        Text(
            f"Kolom kunci `{name}` tidak menamai setiap benda dengan tunggal.",
            f"The key `{name}` does not name each feature uniquely.",
        ),
        Text(
            f"{len(repeated)} nilai berulang, {column.null_count} kosong.",
            f"{len(repeated)} values come more than once, {column.null_count} are missing.",
        ),
        len(repeated) + column.null_count,
        proposal,
        (_WITHOUT_KEY,),
        tuple(Text(value[:80]) for value in repeated[:_EXAMPLES]),
    )


def doubt_held_key(name: str, column: pa.ChunkedArray | None, repeated: list[str]) -> Doubt | None:
    """The key of the dataset that is replaced does not name the features of this file: they would get new ids.

    Args:
        name: Of the key field; "" where the dataset has none.
        column: Its values, where they can name features; None where the file has no such field.
        repeated: Values that come more than once, as text.
    """
    if not name or column is not None:
        return doubt_key(name, column, repeated, "none")
    return Doubt(
        DoubtCode.KEY,
        Text(
            f"Kolom kunci dataset ini, `{name}`, tidak ada di berkas atau tidak dapat menjadi kunci.",
            f"The key of this dataset, `{name}`, is not in the file or cannot be a key there.",
        ),
        Text(
            "Tanpa kunci itu setiap benda mendapat nomor baru.",
            "Without that key every feature gets a new id.",
        ),
        0,
        "none",
        (_WITHOUT_KEY,),
    )


def _ranges(extent: Extent) -> str:
    return f"x {extent[0]:.8g} … {extent[2]:.8g}, y {extent[1]:.8g} … {extent[3]:.8g}"


def _ring_example(label: str, before: shapely.Geometry, after: shapely.Geometry | None) -> Text:
    reason = str(shapely.is_valid_reason(before))
    old, new = shapely.area(before), float(np.nan_to_num(shapely.area(after)))
    share = 100 * (new - old) / old if old else 0.0
    return Text(f"{label}: {reason}, luas {share:+.2f}%", f"{label}: {reason}, area {share:+.2f}%")


def _total(survey: Survey) -> int:
    return sum(survey.types.values())


def _base(name: str) -> str:
    return name.removeprefix("Multi")


def _first(options: tuple[Option, ...]) -> str:
    return options[0].value if options else ""
