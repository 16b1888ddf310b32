"""How the city is drawn: plan colours, roads by class and scale, buildings and places from near by."""

from collections.abc import Iterator

from satupeta.core.filters.tree import Among, And, Comparison, Expression
from satupeta.core.style.model import (
    FieldValue,
    LineSymbolizer,
    PointSymbolizer,
    PolygonSymbolizer,
    Rule,
    Stroke,
    Style,
    Symbolizer,
    TextSymbolizer,
)
from satupeta.core.text import Text
from satupeta.demo.city.places import GROUPS
from satupeta.demo.city.rdtr import ZONES
from satupeta.demo.city.streets import CLASSES

_DEFAULT = Text("Bawaan", "Default")
BUILDING_SCALE, PARCEL_SCALE = 24_000.0, 12_000.0
_BANDS = (
    (0.0, 2_800.0, (50.0, 38.0, 20.0, 10.0, 5.0)),
    (2_800.0, 6_000.0, (26.0, 20.0, 10.5, 5.5, 2.8)),
    (6_000.0, 12_000.0, (13.0, 10.0, 6.0, 3.2, 1.5)),
    (12_000.0, 24_000.0, (7.5, 6.0, 4.0, 2.0, 0.7)),
    (24_000.0, 50_000.0, (5.0, 4.0, 2.6, 1.0, 0.0)),
    (50_000.0, 110_000.0, (3.6, 2.6, 1.4, 0.4, 0.0)),
    (110_000.0, 0.0, (2.2, 1.4, 0.5, 0.0, 0.0)),
)
"""Least scale, most scale, and width of each class in pixels; 0 where a class is not drawn."""
_LEGEND_BAND = 2
"""Its rules come first: a legend shows a class as its first rules do."""
_CASED_FROM_PX = 1.4
_BRIDGE, _TUNNEL = Text("Jembatan", "Bridge"), Text("Terowongan", "Tunnel")
_ROAD_COLORS = (
    ("#e9967a", "#b4573a"), ("#f8c471", "#bf8a35"), ("#fdf2c0", "#b9ab6a"), ("#ffffff", "#bdb7ad"),
    ("#fbfaf7", "#cfc9bf"),
)  # fmt: skip
_ROAD_TITLES = (
    Text("Jalan tol", "Toll road"), Text("Jalan arteri", "Arterial"), Text("Jalan kolektor", "Collector"),
    Text("Jalan lokal", "Local street"), Text("Gang", "Alley"),
)  # fmt: skip
_GROUP_COLORS = ("#2b48a1", "#b52003", "#428662", "#e8731a", "#5c5750", "#7d4b92")
_GROUP_TITLES = {
    "Pendidikan": "Education", "Kesehatan": "Health", "Peribadatan": "Worship", "Perdagangan": "Trade",
    "Layanan": "Services", "Pemerintahan": "Government",
}  # fmt: skip
_PLACE_RANKS = ((3, 5.0, 4_500.0, 2_000.0), (2, 7.0, 12_000.0, 6_000.0), (1, 9.0, 40_000.0, 30_000.0))
"""Rank, size of the mark, and below which scales it is drawn and named."""
_ZONE_LABEL = TextSymbolizer((FieldValue("KODSZN"),), 10.0, 500, halo_px=1.2, priority="LUASHA", max_scale=12_000.0)
_WATER_LABEL = TextSymbolizer(
    (FieldValue("nama"),), 11.0, 500, "#2c6a8f", halo_color="#d7eaf4", priority="lebar_m", max_scale=60_000.0
)
_PALE = (
    (("R",), "#f3efe6", Text("Permukiman", "Housing")),
    (("K", "C", "CB"), "#f7e3dc", Text("Perdagangan dan campuran", "Trade and mixed use")),
    (("KT", "SPU", "HK"), "#ece3ef", Text("Pelayanan", "Services")),
    (("KPI", "TR", "PL"), "#e3e2e6", Text("Industri dan transportasi", "Industry and transport")),
    (("RTH", "PS"), "#c9e3bd", Text("Ruang hijau", "Green space")),
    (("P", "IK"), "#e3edc8", Text("Pertanian", "Farmland")),
    (("BA",), "#bcd9ea", Text("Badan air", "Water")),
    (("BJ",), "#eae6df", Text("Badan jalan", "Roads")),
)


def zone_styles() -> tuple[Style, ...]:
    """The colours of the plan; and `latar`, pale, for the ground of a city map."""
    plan = tuple(
        Rule(
            (PolygonSymbolizer(zone.color, 0.85, Stroke("#5b564d", 0.3)), _ZONE_LABEL),
            Text(f"{zone.code} {zone.name.id}", f"{zone.code} {zone.name.en}"),
            Comparison("KODSZN", "=", zone.code),
        )
        for zone in ZONES
    )
    pale = tuple(
        Rule(
            (PolygonSymbolizer(color),),
            title,
            Among("KODZON", kinds),
        )
        for kinds, color, title in _PALE
    )
    return Style("default", plan, Text("Warna rencana", "Plan colours")), Style("latar", pale, Text("Latar", "Ground"))


def water_styles() -> tuple[Style, ...]:
    """Water of one blue."""
    shape = PolygonSymbolizer("#a5cfe6", 1.0, Stroke("#7fb2cf", 0.6))
    return (Style("default", (Rule((shape, _WATER_LABEL), Text("Perairan", "Water")),), _DEFAULT),)


def parcel_styles() -> tuple[Style, ...]:
    """Outlines, from near by."""
    shape = PolygonSymbolizer("", 1.0, Stroke("#b7a78f", 0.6))
    return (Style("default", (Rule((shape,), Text("Persil", "Parcel"), None, 0.0, PARCEL_SCALE),), _DEFAULT),)


def building_styles() -> tuple[Style, ...]:
    """Darker the higher; the outline only where there is room for it."""
    classes = (
        (Comparison("lantai", "<=", 2), "#ddd3c6", Text("1–2 lantai", "1–2 floors")),
        (And((Comparison("lantai", ">", 2), Comparison("lantai", "<=", 5))), "#cbbba8",
         Text("3–5 lantai", "3–5 floors")),
        (Comparison("lantai", ">", 5), "#b39a82", Text("6 lantai atau lebih", "6 floors and more")),
    )  # fmt: skip
    near = tuple(
        Rule((PolygonSymbolizer(color, 1.0, Stroke("#9c8b77", 0.5)),), title, which, 0.0, PARCEL_SCALE)
        for which, color, title in classes
    )
    far = tuple(
        Rule((PolygonSymbolizer(color),), title, which, PARCEL_SCALE, BUILDING_SCALE) for which, color, title in classes
    )
    return (Style("default", (*near, *far), _DEFAULT),)


def road_styles() -> tuple[Style, ...]:
    """Casings first, then carriageways from alleys to toll roads, and bridges over all of them."""
    bands = (_BANDS[_LEGEND_BAND], *_BANDS[:_LEGEND_BAND], *_BANDS[_LEGEND_BAND + 1 :])
    rules = tuple(rule for least, most, widths in bands for rule in _road_rules(least, most, widths))
    return (Style("default", rules, _DEFAULT),)


def place_styles() -> tuple[Style, ...]:
    """One colour a group; what the whole city knows from far, the neighbourhood's from near by."""
    rules = tuple(
        Rule(
            (PointSymbolizer("circle", size, color, 1.0, Stroke("#ffffff", 1.0)), _place_label(rank, color, labelled)),
            Text(group, _GROUP_TITLES[group]),
            And((Comparison("kelompok", "=", group), Comparison("peringkat", "=", rank))),
            0.0,
            most,
        )
        for rank, size, most, labelled in _PLACE_RANKS
        for group, color in zip(GROUPS, _GROUP_COLORS, strict=True)
    )
    return (Style("default", rules, _DEFAULT),)


def _road_rules(least: float, most: float, widths: tuple[float, ...]) -> Iterator[Rule]:
    ascending = [index for index in reversed(range(len(CLASSES))) if widths[index] > 0]
    for index in ascending:
        if widths[index] >= _CASED_FROM_PX:
            yield _road_rule(index, (_casing(index, widths),), (0,), (least, most))
    for index in ascending:
        label = _street_label(index, widths[index])
        yield _road_rule(index, (_carriageway(index, widths), *label), (0,), (least, most))
    for index in ascending:
        if index < 3 and most and most <= 50_000:
            tunnel = Stroke(_ROAD_COLORS[index][1], widths[index], 0.45, (6.0, 4.0))
            yield _road_rule(index, (LineSymbolizer(tunnel),), (-1,), (least, most), _TUNNEL)
            bridge = Stroke("#4a4640", widths[index] + 3.0)
            over = (LineSymbolizer(bridge), _carriageway(index, widths))
            yield _road_rule(index, over, (1,), (least, most), _BRIDGE)
        elif index < 3:
            yield _road_rule(index, (_carriageway(index, widths),), (-1, 1), (least, most))


def _road_rule(
    index: int,
    symbolizers: tuple[Symbolizer, ...],
    levels: tuple[int, ...],
    scales: tuple[float, float],
    title: Text | None = None,
) -> Rule:
    which: Expression = And((Comparison("kelas", "=", CLASSES[index]), Among("level", levels)))
    return Rule(symbolizers, title or _ROAD_TITLES[index], which, *scales)


def _street_label(index: int, width_px: float) -> tuple[TextSymbolizer, ...]:
    """Its name along the street, where there is room for letters."""
    least_px = 4.5 if index < 3 else 9.0
    if width_px < least_px:
        return ()
    size_px = min(13.0, max(9.0, width_px * 0.8))
    rank = len(CLASSES) - index
    return (TextSymbolizer((FieldValue("nama"),), size_px, 500, placement="line", rank=rank),)


def _place_label(rank: int, color: str, labelled: float) -> TextSymbolizer:
    return TextSymbolizer(
        (FieldValue("nama"),),
        13.0 - rank,
        600 if rank == 1 else 500,
        color,
        placement="point",
        anchor="top",
        offset_px=(0.0, 6.0),
        rank=6 - 2 * rank,
        max_scale=labelled,
    )


def _carriageway(index: int, widths: tuple[float, ...]) -> LineSymbolizer:
    return LineSymbolizer(Stroke(_ROAD_COLORS[index][0], widths[index], cap="round"))


def _casing(index: int, widths: tuple[float, ...]) -> LineSymbolizer:
    return LineSymbolizer(Stroke(_ROAD_COLORS[index][1], widths[index] + 1.6, cap="round"))
