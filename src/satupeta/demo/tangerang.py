"""What the demonstration node of Kota Tangerang is made of."""

from dataclasses import dataclass

from satupeta.core.access import NodeRole, OfficeRole
from satupeta.core.text import Text

NODE = {
    "node_title": "Satu Peta Kota Tangerang",
    "node_title_en": "One Map of Kota Tangerang",
    "region_code": "36.71",
    "contact": "geoportal@tangerang.example",
}
"""Configuration of the demonstration where nothing else is configured."""

OFFICES: dict[str, Text] = {
    "bappeda": Text("Badan Perencanaan Pembangunan Daerah", "Planning Agency"),
    "diskominfo": Text("Dinas Komunikasi dan Informatika", "Communication and Informatics Office"),
    "dinas-pupr": Text("Dinas Pekerjaan Umum dan Penataan Ruang", "Public Works and Spatial Planning Office"),
    "disdukcapil": Text("Dinas Kependudukan dan Pencatatan Sipil", "Population and Civil Registration Office"),
}
"""Offices by slug."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person to try the node with; the password is made when the node is."""

    mail: str
    name: str
    node_roles: tuple[NodeRole, ...] = ()
    office: str = ""
    office_role: OfficeRole = OfficeRole.MEMBER


ACCOUNTS = (
    Account("pengelola@tangerang.example", "Pengelola simpul", (NodeRole.ADMINISTRATOR,)),
    Account("walidata@tangerang.example", "Walidata", (NodeRole.STEWARD,), "diskominfo"),
    Account("produsen@tangerang.example", "Produsen Bappeda", (), "bappeda", OfficeRole.PRODUCER),
    Account("pupr@tangerang.example", "Produsen Dinas PUPR", (), "dinas-pupr", OfficeRole.PRODUCER),
    Account("anggota@tangerang.example", "Anggota Bappeda", (), "bappeda"),
)


@dataclass(frozen=True, slots=True)
class Boundary:
    """One file of the package and the dataset it becomes."""

    file: str
    slug: str
    role: str
    title: Text
    abstract: Text


KELURAHAN = Boundary(
    "kelurahan_36.71_kota_tangerang.geojson",
    "batas-kelurahan",
    "boundary-kelurahan",
    Text("Batas kelurahan Kota Tangerang", "Kelurahan boundaries of Kota Tangerang"),
    Text(
        "Batas 104 kelurahan Kota Tangerang dengan kode Kemendagri. Disederhanakan; bukan batas hukum.",
        "Boundaries of the 104 kelurahan of Kota Tangerang with Kemendagri codes. Simplified; not legal boundaries.",
    ),
)
OTHERS = (
    Boundary(
        "kecamatan_36_banten.geojson",
        "batas-kecamatan",
        "boundary-kecamatan",
        Text("Batas kecamatan Provinsi Banten", "Kecamatan boundaries of Banten"),
        Text(
            "Batas 155 kecamatan Provinsi Banten dengan kode Kemendagri. Disederhanakan; bukan batas hukum.",
            "Boundaries of the 155 kecamatan of Banten with Kemendagri codes. Simplified; not legal boundaries.",
        ),
    ),
    Boundary(
        "kabkota_36_banten.geojson",
        "batas-kota",
        "boundary-city",
        Text("Batas kabupaten dan kota Provinsi Banten", "City and regency boundaries of Banten"),
        Text(
            "Batas 8 kabupaten dan kota Provinsi Banten dengan kode Kemendagri. Disederhanakan; bukan batas hukum.",
            "Boundaries of the 8 cities and regencies of Banten with Kemendagri codes. Simplified; not legal.",
        ),
    ),
)
"""Published while the node serves already."""

OWNER = "bappeda"
KEY_FIELD = "kode"
THEME = "Batas wilayah"
LICENCE = "MIT"
SERVICE_SLUG = "batas-wilayah"
SERVICE_TITLE = Text("Batas wilayah", "Administrative boundaries")
SERVICE_ABSTRACT = Text(
    "Batas kabupaten dan kota, kecamatan, dan kelurahan dalam satu peta.",
    "Boundaries of cities and regencies, kecamatan and kelurahan in one map.",
)
SERVICE_LAYERS = ("batas-kota", "batas-kecamatan", "batas-kelurahan")
