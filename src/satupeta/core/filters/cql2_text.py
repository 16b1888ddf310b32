"""CQL2 text: the standard's grammar for what is offered, giving the JSON form of the same filter.

Standard: OGC 21-065r2, annex B (BNF). Arithmetic and arrays are not in it.
"""

import math
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput

from satupeta.core.errors import InvalidFilter
from satupeta.core.filters.bounds import require_shallow, require_short
from satupeta.core.text import Text

Json = Any
# Words of the language go before names; what stands before a bracket is called, and WKT is told apart by its words.
_GRAMMAR = r"""
?start: disjunction
?disjunction: conjunction (_OR conjunction)*
?conjunction: negation (_AND negation)*
?negation: primary | _NOT primary -> negated
?primary: predicate | truth | call | "(" disjunction ")"
truth: TRUE | FALSE

?predicate: scalar COMPARED scalar -> compared
    | scalar _LIKE scalar -> like
    | scalar _NOT _LIKE scalar -> not_like
    | scalar _BETWEEN scalar _AND scalar -> between
    | scalar _NOT _BETWEEN scalar _AND scalar -> not_between
    | scalar _IN "(" scalar ("," scalar)* ")" -> among
    | scalar _NOT _IN "(" scalar ("," scalar)* ")" -> not_among
    | nullable _IS _NULL -> is_null
    | nullable _IS _NOT _NULL -> not_null

?nullable: scalar | shape
?scalar: name | string | number | boolean | call
boolean: TRUE | FALSE
name: IDENTIFIER | QUOTED
string: STRING
number: NUMBER
call: CALLED "(" [argument ("," argument)*] ")"
?argument: scalar | shape

?shape: tagged | collection | box
box: _BBOX "(" coordinate ("," coordinate)* ")"
coordinate: NUMBER
collection: _COLLECTION _Z? "(" tagged ("," tagged)* ")"
tagged: _POINT _Z? "(" position ")" -> point
    | _LINE _Z? positions -> line
    | _POLYGON _Z? lists -> polygon
    | _MULTIPOINT _Z? "(" multi_position ("," multi_position)* ")" -> multi_point
    | _MULTILINE _Z? lists -> multi_line
    | _MULTIPOLYGON _Z? "(" lists ("," lists)* ")" -> multi_polygon
lists: "(" positions ("," positions)* ")"
positions: "(" position ("," position)* ")"
?multi_position: "(" position ")" | position
position: NUMBER NUMBER NUMBER?

_OR.3: /or(?![\w.:])/i
_AND.3: /and(?![\w.:])/i
_NOT.3: /not(?![\w.:])/i
_LIKE.3: /like(?![\w.:])/i
_BETWEEN.3: /between(?![\w.:])/i
_IN.3: /in(?![\w.:])/i
_IS.3: /is(?![\w.:])/i
_NULL.3: /null(?![\w.:])/i
TRUE.3: /true(?![\w.:])/i
FALSE.3: /false(?![\w.:])/i
_Z.3: /z(?=\s*\()/i
_BBOX.3: /bbox(?=\s*\()/i
_POINT.3: /point(?=\s*(?:z\s*)?\()/i
_LINE.3: /linestring(?=\s*(?:z\s*)?\()/i
_POLYGON.3: /polygon(?=\s*(?:z\s*)?\()/i
_MULTIPOINT.3: /multipoint(?=\s*(?:z\s*)?\()/i
_MULTILINE.3: /multilinestring(?=\s*(?:z\s*)?\()/i
_MULTIPOLYGON.3: /multipolygon(?=\s*(?:z\s*)?\()/i
_COLLECTION.3: /geometrycollection(?=\s*(?:z\s*)?\()/i
COMPARED: "=" | "<>" | "<=" | ">=" | "<" | ">"
CALLED.2: /(?:[^\W\d]|:)[\w.:]*(?=\s*\()/
IDENTIFIER: /(?:[^\W\d]|:)[\w.:]*/
QUOTED: /"(?:""|[^"])+"/
STRING: /'(?:''|\\'|[^'])*'/
NUMBER: /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/
%ignore /\s+/
"""
_WHOLE_DIGITS = 18


def parse_cql2_text(text: str) -> Json:
    """The CQL2 JSON that says the same.

    Raises:
        InvalidFilter: Too long, nested too deeply, or not in the grammar, naming the place.
    """
    require_short(text)
    require_shallow(text, json=False)
    try:
        return _parser().parse(text)
    except UnexpectedInput as error:
        place = max(error.pos_in_stream or 0, 0)
        raise _unreadable(text, place) from error


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", lexer="contextual", transformer=_ToJson(), maybe_placeholders=False)


class _Values(Transformer[Token, Json]):
    """Names, literals and calls."""

    def name(self, parts: list[Token]) -> Json:
        text = str(parts[0])
        return {"property": text[1:-1].replace('""', '"') if text.startswith('"') else text}

    def string(self, parts: list[Token]) -> Json:
        return parts[0][1:-1].replace("\\'", "'").replace("''", "'")

    def number(self, parts: list[Token]) -> Json:
        return _number(parts[0])

    coordinate = number

    def call(self, parts: list[Json]) -> Json:
        name, arguments = parts[0].lower(), parts[1:]
        if name in ("date", "timestamp"):
            return {name: arguments[0] if len(arguments) == 1 else None}
        if name == "interval":
            return {"interval": arguments}
        return {"op": name, "args": arguments}


class _Shapes(Transformer[Token, Json]):
    """Geometries as GeoJSON."""

    def box(self, parts: list[Json]) -> Json:
        return {"bbox": parts}

    def collection(self, parts: list[Json]) -> Json:
        return {"type": "GeometryCollection", "geometries": parts}

    def point(self, parts: list[Json]) -> Json:
        return {"type": "Point", "coordinates": parts[0]}

    def line(self, parts: list[Json]) -> Json:
        return {"type": "LineString", "coordinates": parts[0]}

    def polygon(self, parts: list[Json]) -> Json:
        return {"type": "Polygon", "coordinates": parts[0]}

    def multi_point(self, parts: list[Json]) -> Json:
        return {"type": "MultiPoint", "coordinates": parts}

    def multi_line(self, parts: list[Json]) -> Json:
        return {"type": "MultiLineString", "coordinates": parts[0]}

    def multi_polygon(self, parts: list[Json]) -> Json:
        return {"type": "MultiPolygon", "coordinates": parts}

    def lists(self, parts: list[Json]) -> Json:
        return parts

    positions = lists

    def position(self, parts: list[Token]) -> Json:
        return [_number(part) for part in parts]


class _ToJson(_Values, _Shapes):
    """Makes the JSON form while the text is read, so that nothing is walked twice."""

    def disjunction(self, parts: list[Json]) -> Json:
        return {"op": "or", "args": parts}

    def conjunction(self, parts: list[Json]) -> Json:
        return {"op": "and", "args": parts}

    def negated(self, parts: list[Json]) -> Json:
        return _not(parts[0])

    def truth(self, parts: list[Token]) -> Json:
        return parts[0].lower() == "true"

    boolean = truth

    def compared(self, parts: list[Json]) -> Json:
        return {"op": str(parts[1]), "args": [parts[0], parts[2]]}

    def like(self, parts: list[Json]) -> Json:
        return {"op": "like", "args": parts}

    def not_like(self, parts: list[Json]) -> Json:
        return _not(self.like(parts))

    def between(self, parts: list[Json]) -> Json:
        return {"op": "between", "args": parts}

    def not_between(self, parts: list[Json]) -> Json:
        return _not(self.between(parts))

    def among(self, parts: list[Json]) -> Json:
        return {"op": "in", "args": [parts[0], parts[1:]]}

    def not_among(self, parts: list[Json]) -> Json:
        return _not(self.among(parts))

    def is_null(self, parts: list[Json]) -> Json:
        return {"op": "isNull", "args": parts}

    def not_null(self, parts: list[Json]) -> Json:
        return _not(self.is_null(parts))


def _not(operand: Json) -> Json:
    return {"op": "not", "args": [operand]}


def _number(token: Token) -> float:
    digits = token.lstrip("+-")
    if digits.isdecimal() and len(digits) <= _WHOLE_DIGITS:
        return int(token)
    number = float(token)
    # What has no place in double precision is refused as any value that is no number.
    return number if math.isfinite(number) else math.nan


def _unreadable(text: str, place: int) -> InvalidFilter:
    near = "".join(sign if sign.isprintable() else " " for sign in text[place : place + 20])
    return InvalidFilter(
        "PT-035",
        Text(
            f"Filter tidak terbaca pada huruf ke-{place + 1}: “{near}”.",
            f"The filter cannot be read at character {place + 1}: “{near}”.",
        ),
        Text("Contoh: nama = 'Cipondoh' AND jiwa > 1000", "Such as: nama = 'Cipondoh' AND jiwa > 1000"),
        "filter",
    )
