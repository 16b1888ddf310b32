"""Filter Encoding 2.0 as the one expression tree.

Standard: OGC 09-026r2, 7. Offered: comparison, logical and spatial operators of a value reference and a literal, and
resource ids by themselves. Functions, distances and temporal operators are not.
"""

from typing import Literal

import msgspec
from lxml import etree

from satupeta.core.errors import InvalidFilter
from satupeta.core.features.schema import FieldType, Schema
from satupeta.core.filters.bounds import require_few
from satupeta.core.filters.check import too_deep
from satupeta.core.filters.gml_shapes import is_gml, shape_of_gml
from satupeta.core.filters.shapes import spatial
from satupeta.core.filters.tree import (
    GEOMETRY,
    MAX_DEPTH,
    And,
    Comparison,
    ComparisonOperator,
    Expression,
    IsNull,
    Like,
    Not,
    Or,
    Relation,
    Spatial,
    Value,
)
from satupeta.core.text import Text
from satupeta.core.xml import local_name, read_xml

FES = "http://www.opengis.net/fes/2.0"
COMPARISONS: dict[str, ComparisonOperator] = {
    "PropertyIsEqualTo": "=",
    "PropertyIsNotEqualTo": "<>",
    "PropertyIsLessThan": "<",
    "PropertyIsGreaterThan": ">",
    "PropertyIsLessThanOrEqualTo": "<=",
    "PropertyIsGreaterThanOrEqualTo": ">=",
}
RELATIONS: dict[str, Relation] = {
    "BBOX": "intersects",
    "Equals": "equals",
    "Disjoint": "disjoint",
    "Intersects": "intersects",
    "Touches": "touches",
    "Crosses": "crosses",
    "Within": "within",
    "Contains": "contains",
    "Overlaps": "overlaps",
}
_MIRRORED: dict[ComparisonOperator, ComparisonOperator] = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


class FesFilter(msgspec.Struct, frozen=True):
    """What a filter says before a schema is known: names as written, values as text.

    Attributes:
        expression: None where there are only ids.
        ids: Resource ids; None where none is named.
    """

    expression: Expression | None
    ids: tuple[str, ...] | None = None


def parse_fes(text: str) -> FesFilter:
    """A filter from a parameter.

    Raises:
        InvalidFilter, InvalidParameter: Not readable, or asking for what is not offered.
    """
    return fes_filter(read_xml(text.encode("utf-8", "replace"), "FILTER"))


def fes_filter(element: etree._Element) -> FesFilter:
    """A `fes:Filter` element.

    Raises:
        InvalidFilter: It asks for what is not offered.
        UnknownCrs: A geometry's CRS is not served.
    """
    children = list(element)
    if local_name(element) != "Filter" or not children:
        raise _not_offered(local_name(element))
    if all(local_name(child) == "ResourceId" for child in children):
        return FesFilter(None, tuple(child.get("rid", "") for child in children))
    if len(children) != 1:
        raise _not_offered("Filter")
    return FesFilter(require_few(_expression(children[0], 1)))


def fitted(expression: Expression, schema: Schema, names: dict[str, str]) -> Expression:
    """The expression with the fields' own names and with values of their types.

    Args:
        expression: As `fes_filter` gives it.
        schema: The fields that may be named.
        names: Names in documents to names of fields; others are taken as they are.

    Raises:
        InvalidFilter: A text that is no value of its field's type.
    """
    match expression:
        case And(operands):
            return And(tuple(fitted(operand, schema, names) for operand in operands))
        case Or(operands):
            return Or(tuple(fitted(operand, schema, names) for operand in operands))
        case Not(operand):
            return Not(fitted(operand, schema, names))
        case Comparison():
            field = names.get(expression.field, expression.field)
            value = _typed(expression.value, field, schema)
            return Comparison(field, expression.operator, value, expression.ignore_case and isinstance(value, str))
        case Like() | IsNull():
            return msgspec.structs.replace(expression, field=names.get(expression.field, expression.field))
        case Spatial():
            return msgspec.structs.replace(expression, field=names.get(expression.field, expression.field))
        case _:
            return expression


def _expression(element: etree._Element, depth: int) -> Expression:
    if depth > MAX_DEPTH:
        raise too_deep()
    name = local_name(element)
    if name in ("And", "Or"):
        operands = tuple(_expression(child, depth + 1) for child in element)
        if len(operands) < 2:
            raise _not_offered(name)
        return And(operands) if name == "And" else Or(operands)
    if name == "Not":
        if len(element) != 1:
            raise _not_offered(name)
        return Not(_expression(element[0], depth + 1))
    if name in COMPARISONS:
        return _comparison(element, COMPARISONS[name])
    if name in RELATIONS:
        return _relation(element, RELATIONS[name])
    if name == "PropertyIsBetween":
        return _between(element)
    if name == "PropertyIsLike":
        return _like(element)
    if name in ("PropertyIsNull", "PropertyIsNil"):
        if len(element) != 1:
            raise _not_offered(name)
        return IsNull(_reference(element[0]))
    raise _not_offered(name)


def _comparison(element: etree._Element, operator: ComparisonOperator) -> Expression:
    if len(element) != 2:
        raise _not_offered(local_name(element))
    left, right = element
    if _kind(left) == "Literal":
        left, right, operator = right, left, _MIRRORED.get(operator, operator)
    ignore_case = element.get("matchCase", "true") == "false"
    text = _literal(right)
    return Comparison(_reference(left), operator, text.casefold() if ignore_case else text, ignore_case)


def _between(element: etree._Element) -> Expression:
    parts = list(element)
    if [local_name(part) for part in parts[1:]] != ["LowerBoundary", "UpperBoundary"] or not all(
        len(part) == 1 for part in parts[1:]
    ):
        raise _not_offered("PropertyIsBetween")
    field = _reference(parts[0])
    return And((Comparison(field, ">=", _literal(parts[1][0])), Comparison(field, "<=", _literal(parts[2][0]))))


def _like(element: etree._Element) -> Expression:
    if len(element) != 2:
        raise _not_offered("PropertyIsLike")
    any_sign, one_sign = element.get("wildCard", "*"), element.get("singleChar", "?")
    escape = element.get("escapeChar", "\\")
    if not len(any_sign) == len(one_sign) == len(escape) == 1:
        raise _not_offered("PropertyIsLike")
    pattern, signs = [], iter(_literal(element[1]))
    for sign in signs:
        plain = next(signs, "") if sign == escape else sign
        if sign == any_sign:
            pattern.append("%")
        elif sign == one_sign:
            pattern.append("_")
        elif plain in ("%", "_"):
            # Patterns of the tree have these two signs for "any" and "one" and no way round them.
            raise _not_offered(plain)
        else:
            pattern.append(plain)
    return Like(_reference(element[0]), "".join(pattern), element.get("matchCase", "true") == "false")


def _relation(element: etree._Element, relation: Relation) -> Expression:
    shapes = [child for child in element if is_gml(child)]
    if len(shapes) != 1 or len(element) > 2:
        raise _not_offered(local_name(element))
    turned: dict[Relation, Relation] = {"within": "contains", "contains": "within"}
    if len(element) == 2 and element[0] is shapes[0]:
        relation = turned.get(relation, relation)
    field = next((_reference(child) for child in element if not is_gml(child)), GEOMETRY)
    shape, info = shape_of_gml(shapes[0])
    return spatial(relation, shape, info, field)


def _reference(element: etree._Element) -> str:
    """The last step of a value reference without its prefix."""
    if _kind(element) != "ValueReference":
        raise _not_offered(local_name(element))
    return reference_name(element.text or "")


def reference_name(path: str) -> str:
    """The last step of a path without its prefix: `sp:kelurahan/sp:nama` names `nama`."""
    return path.strip().rsplit("/", 1)[-1].rpartition(":")[2]


def _literal(element: etree._Element) -> str:
    if _kind(element) != "Literal" or len(element):
        raise _not_offered(local_name(element))
    return element.text or ""


def _kind(element: etree._Element) -> Literal["ValueReference", "Literal", ""]:
    name = local_name(element)
    if name in ("ValueReference", "PropertyName"):
        return "ValueReference"
    return "Literal" if name == "Literal" else ""


def _typed(value: Value, name: str, schema: Schema) -> Value:
    field = schema.field(name)
    if field is None or not isinstance(value, str):
        return value
    text = value.strip()
    if field.type is FieldType.BOOLEAN:
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), value)
    if field.type not in (FieldType.INTEGER, FieldType.NUMBER):
        return value
    digits = text.lstrip("+-")
    if digits.isascii() and digits.isdecimal() and len(digits) <= 18:
        return int(text) if text.count("+") + text.count("-") <= 1 else value
    try:
        return float(text)
    except ValueError:
        return value


def _not_offered(name: object) -> InvalidFilter:
    shown = str(name)[:40]
    return InvalidFilter(
        "FE-001",
        Text(f"Filter memakai “{shown}” yang tidak dilayani.", f"The filter uses “{shown}”, which is not offered so."),
        Text("Lihat Filter_Capabilities di GetCapabilities.", "See Filter_Capabilities in GetCapabilities."),
        "FILTER",
    )
