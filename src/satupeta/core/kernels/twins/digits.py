"""What `core.kernels.digits` does, in plain Python."""

from satupeta.core.features.columns import (
    EMPTY,
    MULTI_POINT,
    MULTI_POLYGON,
    POINT,
    POLYGON,
    GeometryColumns,
)


def number_text(value: float, decimals: int) -> str:
    """A number with at most `decimals` digits after the point, without trailing zeros; minus zero is `0`."""
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def coordinate_text(columns: GeometryColumns, row: int, decimals: int) -> str:
    """The GeoJSON `coordinates` of one feature, "" for EMPTY."""
    kind = int(columns.types[row])
    if kind == EMPTY:
        return ""
    parts = [_part_text(columns, part, kind, decimals) for part in range(*columns.features[row : row + 2])]
    return parts[0] if kind < MULTI_POINT else f"[{','.join(parts)}]"


def _part_text(columns: GeometryColumns, part: int, kind: int, decimals: int) -> str:
    rings = []
    for ring in range(*columns.parts[part : part + 2]):
        vertices = columns.xy[columns.rings[ring] : columns.rings[ring + 1]].tolist()
        if kind in (POLYGON, MULTI_POLYGON):
            vertices.append(vertices[0])
        texts = [f"[{number_text(x, decimals)},{number_text(y, decimals)}]" for x, y in vertices]
        rings.append(texts[0] if kind in (POINT, MULTI_POINT) else f"[{','.join(texts)}]")
    return f"[{','.join(rings)}]" if kind in (POLYGON, MULTI_POLYGON) else rings[0]
