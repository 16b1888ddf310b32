"""What the catalogue says of each dataset of the city, and of the map over all of them."""

from dataclasses import dataclass

from satupeta.core.published import Record
from satupeta.core.style.model import Style
from satupeta.core.text import Text
from satupeta.demo import tangerang
from satupeta.demo.city import styles

_LICENCE = "CC0-1.0"


@dataclass(frozen=True, slots=True)
class Entry:
    """One dataset.

    Attributes:
        slug: Its name on the node.
        office: Slug of the office that owns it.
        key: Field whose values name its features.
        record: Its metadata, saying that it is synthetic.
        styles: `default` first.
    """

    slug: str
    office: str
    key: str
    record: Record
    styles: tuple[Style, ...]


def _record(title: Text, abstract: Text, theme: str) -> Record:
    return Record(
        Text(f"{title.id} (sintetis)", f"{title.en} (synthetic)"),
        Text(
            f"{abstract.id} dari kota rekaan di dalam batas Kota Tangerang (sintetis). Bukan data nyata.",
            f"{abstract.en} of a made-up city inside the boundaries of Kota Tangerang (synthetic). Not real data.",
        ),
        theme,
        _LICENCE,
        tangerang.NODE["contact"],
        ("sintetis",),
    )


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "rdtr",
        "dinas-pupr",
        "ID_ZONA",
        _record(
            Text("Rencana pola ruang RDTR", "Zoning of the detailed spatial plan"),
            Text("Zona dengan kode dan warna RDTR", "Zones with codes and colours of the RDTR"),
            "Tata ruang",
        ),
        styles.zone_styles(),
    ),
    Entry(
        "perairan",
        "dinas-pupr",
        "id_air",
        _record(Text("Perairan", "Water"), Text("Sungai, saluran, dan situ", "River, canals and lakes"), "Hidrografi"),
        styles.water_styles(),
    ),
    Entry(
        "persil",
        "bappeda",
        "nib",
        _record(Text("Persil tanah", "Parcels"), Text("Bidang tanah", "Plots of land"), "Kadaster"),
        styles.parcel_styles(),
    ),
    Entry(
        "bangunan",
        "dinas-pupr",
        "id_bangunan",
        _record(
            Text("Bangunan", "Buildings"),
            Text("Bangunan dengan jumlah lantai dan tinggi", "Buildings with floors and heights"),
            "Lingkungan terbangun",
        ),
        styles.building_styles(),
    ),
    Entry(
        "jalan",
        "dinas-pupr",
        "id_jalan",
        _record(
            Text("Jaringan jalan", "Streets"),
            Text("Jalan tol, arteri, kolektor, lokal, dan gang", "Toll roads, arterials, collectors, streets, alleys"),
            "Transportasi",
        ),
        styles.road_styles(),
    ),
    Entry(
        "tempat",
        "diskominfo",
        "id_tempat",
        _record(
            Text("Tempat bernama", "Named places"),
            Text("Sekolah, tempat ibadah, toko, dan fasilitas lain", "Schools, places of worship, shops, facilities"),
            "Toponimi",
        ),
        styles.place_styles(),
    ),
)
"""In the order in which they are made and published."""

MAP_SLUG = "peta-kota"
MAP_OFFICE = "bappeda"
MAP_LAYERS = (
    ("rdtr", "latar"),
    ("perairan", "default"),
    ("persil", "default"),
    ("bangunan", "default"),
    ("jalan", "default"),
    ("tempat", "default"),
)
"""Datasets and their styles, the lowest first."""
MAP_RECORD = _record(
    Text("Peta kota", "City map"),
    Text("Zona, perairan, persil, bangunan, jalan, dan tempat", "Zones, water, parcels, buildings, streets and places"),
    "Peta dasar",
)
