"""In which kelurahan, kecamatan and city a point lies, by the reference map.

The datasets that hold the roles *boundary of kelurahan, kecamatan, city* are asked. The finest one that there is
locates the point; the areas above are found by code: each area names its parent.
"""

import hashlib
import math
from dataclasses import replace
from typing import Any, NamedTuple

import msgspec
import numpy as np

from satupeta import __version__
from satupeta.core.access import AccessClass, Action, Decision, Outcome, joined_filter, refusal_error
from satupeta.core.box import Box
from satupeta.core.crs import CRS84, project
from satupeta.core.errors import InvalidParameter, UnknownThing
from satupeta.core.features.batch import FeatureBatch
from satupeta.core.features.schema import FieldType
from satupeta.core.features.source import FeatureQuery, FeatureSource
from satupeta.core.filters.tree import Comparison
from satupeta.core.published import Dataset, ReferenceRole
from satupeta.core.regions.locate import box_around, covering_rows, nearest_row
from satupeta.core.text import Text
from satupeta.service.context import Context
from satupeta.service.get_tilejson import JSON_TYPE
from satupeta.service.reply import Reply

LEVELS = {"kelurahan": "boundary-kelurahan", "kecamatan": "boundary-kecamatan", "city": "boundary-city"}
"""The answer's names and their reference roles, finest first."""
NEAR_M = 10_000.0
"""How far the nearest area may be to be named."""
_REACHES_M = (100.0, 1_000.0, NEAR_M)


class LocateSpec(msgspec.Struct, frozen=True):
    """A point: longitude and latitude in degrees, WGS 84."""

    lon: float
    lat: float


class _Level(NamedTuple):
    """One level of areas as this principal may have it."""

    name: str
    role: ReferenceRole
    dataset: Dataset
    decision: Decision
    source: FeatureSource


class _Area(NamedTuple):
    code: str
    name: str | None
    parent: str


def locate(spec: LocateSpec, context: Context) -> Reply:
    """The areas that hold a point, as JSON.

    ```
    {"point": [lon, lat],
     "kelurahan": {"code", "name", "release": {"slug", "number", "date", "link"}} | null,
     "kecamatan": the same | null,
     "city": the same | null,
     "ambiguous": [{"code", "name"}, …],
     "nearest": {"code", "name", "distance_m"} | null}
    ```

    Where areas overlap, and on a border that areas share, the lowest code answers and the others are `ambiguous`.
    Where no area of the finest level holds the point, every level is null and `nearest` names the area nearest to
    it within 10 km, with its distance in metres along the ellipsoid. A level that no dataset holds, or whose dataset
    this principal may not query, is null.

    Raises:
        InvalidParameter: A coordinate is not a number or lies outside its range.
        UnknownThing: No dataset holds any of the roles, or none that may be known.
        SignInRequired, NotPermitted: The finest level is known, but may not be queried.
        ReleaseMissing: A release's folder is not whole.
    """
    _check(spec)
    levels = _levels(context)
    finest = levels[0]
    covering = _covering(finest, spec)
    answer: dict[str, Any] = {"point": [spec.lon, spec.lat], **dict.fromkeys(LEVELS)}
    answer["ambiguous"] = [{"code": area.code, "name": area.name} for area in covering[1:]]
    answer["nearest"] = None if covering else _nearest(finest, spec)
    area = covering[0] if covering else None
    for level in levels:
        if level is not finest:
            area = _parent(level, area)
        answer[level.name] = _described(level, area, context)
    body = msgspec.json.encode(answer)
    public = all(level.dataset.access is AccessClass.OPEN for level in levels)
    return Reply(body, JSON_TYPE, etag=_etag(levels, spec, context), public=public)


def _check(spec: LocateSpec) -> None:
    for name, value, limit in (("lon", spec.lon, 180.0), ("lat", spec.lat, 90.0)):
        if not math.isfinite(value) or abs(value) > limit:
            raise InvalidParameter(
                "LK-001",
                Text(
                    f"{name}: harus bilangan dari -{limit:.0f} sampai {limit:.0f}.",
                    f"{name}: must be a number from -{limit:.0f} to {limit:.0f}.",
                ),
                Text(
                    "Kirim bujur dan lintang dalam derajat, misalnya lon=106.63&lat=-6.17.",
                    "Send longitude and latitude in degrees, such as lon=106.63&lat=-6.17.",
                ),
                name,
            )


def _levels(context: Context) -> list[_Level]:
    """The levels that may be queried, finest first; a finest one that is known but withheld refuses."""
    found = []
    for name, role_name in LEVELS.items():
        role = context.generation.get(ReferenceRole, "role", role_name)
        dataset = context.generation.get(Dataset, "dataset", role.dataset) if role else None
        if role is None or dataset is None:
            continue
        decision = context.decision(dataset, Action.QUERY)
        if decision.allowed and role.code_field not in decision.hidden_fields:
            found.append(_Level(name, role, dataset, decision, context.sources.of(dataset)))
        elif not found and decision.outcome in (Outcome.SIGN_IN, Outcome.NOT_PERMITTED):
            raise refusal_error(decision.outcome)
    if not found:
        raise UnknownThing(
            "LK-002",
            Text("Simpul ini belum punya peta acuan batas wilayah.", "This node has no reference map of boundaries."),
            Text(
                "Terbitkan batas kelurahan sebagai peta acuan.", "Publish the boundaries of kelurahan as reference map."
            ),
        )
    return found


def _covering(level: _Level, spec: LocateSpec) -> list[_Area]:
    """The areas that hold the point, lowest code first."""
    crs = level.source.schema.crs
    x, y = project(np.array([[spec.lon, spec.lat]]), CRS84, crs)[0].tolist()
    if not (math.isfinite(x) and math.isfinite(y)):
        return []
    batch = _read(level, FeatureQuery(Box(x, y, x, y, crs)))
    areas = _areas(level, batch)
    holding = [areas[row] for row in covering_rows(batch.geometry, x, y).tolist()]
    return sorted(holding, key=lambda area: area.code)


def _nearest(level: _Level, spec: LocateSpec) -> dict[str, Any] | None:
    """The nearest area, looked for in growing boxes so that few areas are measured."""
    for reach_m in _REACHES_M:
        batch = _read(level, FeatureQuery(box_around(spec.lon, spec.lat, reach_m)))
        if not len(batch):
            continue
        lonlat = project(batch.geometry.xy, level.source.schema.crs, CRS84)
        nearest = nearest_row(replace(batch.geometry, xy=lonlat), spec.lon, spec.lat)
        if nearest is not None and nearest.distance_m <= reach_m:
            area = _areas(level, batch)[nearest.row]
            return {"code": area.code, "name": area.name, "distance_m": round(nearest.distance_m, 2)}
    return None


def _parent(level: _Level, area: _Area | None) -> _Area | None:
    """The area of a coarser level that holds one of a finer level, by code; levels in between may be missing."""
    code = area.parent if area else ""
    while code:
        batch = _read(level, FeatureQuery(filter=_code_is(level, code), limit=1))
        if len(batch):
            return _areas(level, batch)[0]
        code = code.rpartition(".")[0]
    return None


def _code_is(level: _Level, code: str) -> Comparison:
    field = level.source.schema.field(level.role.code_field)
    if field is not None and field.type in (FieldType.INTEGER, FieldType.NUMBER):
        return Comparison(level.role.code_field, "=", int(code) if code.isdecimal() else -1)
    return Comparison(level.role.code_field, "=", code)


def _read(level: _Level, query: FeatureQuery) -> FeatureBatch:
    limits = msgspec.structs.replace(query, filter=joined_filter(level.decision, query.filter))
    return level.source.read(limits)


def _areas(level: _Level, batch: FeatureBatch) -> list[_Area]:
    role, hidden = level.role, level.decision.hidden_fields
    codes = batch.attributes[role.code_field].to_pylist()
    unknown = [None] * len(codes)
    names = unknown if role.name_field in hidden else batch.attributes[role.name_field].to_pylist()
    parents = batch.attributes[role.parent_field].to_pylist() if role.parent_field else unknown
    return [
        _Area(_text(code), None if name is None else str(name), _text(parent))
        for code, name, parent in zip(codes, names, parents, strict=True)
    ]


def _text(code: object) -> str:
    return "" if code is None else str(code)


def _described(level: _Level, area: _Area | None, context: Context) -> dict[str, Any] | None:
    if area is None:
        return None
    release = level.dataset.release
    return {
        "code": area.code,
        "name": area.name,
        "release": {
            "slug": level.dataset.slug,
            "number": release.number,
            "date": release.published_at,
            "link": context.links.thing("dataset", level.dataset.slug, context.language),
        },
    }


def _etag(levels: list[_Level], spec: LocateSpec, context: Context) -> str:
    states = [
        (level.role, level.dataset.slug, level.dataset.release, str(level.source.state), level.decision.fingerprint)
        for level in levels
    ]
    key = msgspec.json.encode(("locate", __version__, states, spec, context.language))
    return hashlib.sha256(key).hexdigest()[:32]
