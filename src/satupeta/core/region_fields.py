"""Which fields of a boundary dataset hold code, name and parent's code, told from what such fields are called."""

from collections.abc import Iterable

from satupeta.core.features.schema import Schema

CODE_NAMES = (
    "kode",
    "code",
    "kode_wilayah",
    "kode_kemendagri",
    "kdepum",
    "kdppum",
    "kd_wilayah",
    "kode_desa",
    "kode_kel",
)
NAME_NAMES = ("nama", "name", "namobj", "nama_wilayah", "wadmkd", "kelurahan", "desa", "nama_kelurahan")
PARENT_NAMES = ("kode_induk", "parent", "parent_code", "induk", "kode_kecamatan", "kdcpum")
"""What such fields are called, the usual name first; the case of letters does not matter."""


def region_fields(schema: Schema) -> tuple[str, str, str]:
    """Names of the code, name and parent fields of a boundary dataset; "" for each that is not found."""
    return _first(schema, CODE_NAMES), _first(schema, NAME_NAMES), _first(schema, PARENT_NAMES)


def _first(schema: Schema, names: Iterable[str]) -> str:
    known = {field.name.lower(): field.name for field in schema.fields}
    return next((known[name] for name in names if name in known), "")
