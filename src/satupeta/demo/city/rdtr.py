"""Zones of a detailed spatial plan (RDTR): codes, names, colours, and how they are built upon.

Codes after Permen ATR 14/2021; colours are those that published plans show. What is built there is made up.
"""

from dataclasses import dataclass

from satupeta.core.text import Text


@dataclass(frozen=True, slots=True)
class Zone:
    """A sub-zone.

    Attributes:
        code: As in KODSZN; its zone is what stands before the hyphen.
        zone: Name of the zone it belongs to.
        name: Its own.
        color: Of the plan, `#rrggbb`.
        parcel_m2: Usual parcel; 0 where land is not parcelled.
        footprint_m2: Usual building.
        coverage: Share of a parcel that may be built on.
        floors: Fewest and most.
        empty: Share of parcels without a building.
    """

    code: str
    zone: str
    name: Text
    color: str
    parcel_m2: float = 0.0
    footprint_m2: float = 0.0
    coverage: float = 0.0
    floors: tuple[int, int] = (1, 1)
    empty: float = 1.0


ZONES: tuple[Zone, ...] = (
    Zone("R-2", "Perumahan", Text("Perumahan Kepadatan Tinggi", "Housing, high density"),
         "#ffdc00", 330, 62, 0.72, (1, 3), 0.03),
    Zone("R-3", "Perumahan", Text("Perumahan Kepadatan Sedang", "Housing, medium density"),
         "#fff005", 430, 80, 0.6, (1, 2), 0.05),
    Zone("R-4", "Perumahan", Text("Perumahan Kepadatan Rendah", "Housing, low density"),
         "#fffa4b", 700, 105, 0.45, (1, 2), 0.12),
    Zone("K-1", "Perdagangan dan Jasa", Text("Perdagangan dan Jasa Skala Kota", "Trade and services of the city"),
         "#ff6464", 750, 210, 0.7, (3, 24), 0.03),
    Zone("K-2", "Perdagangan dan Jasa", Text("Perdagangan dan Jasa Skala WP", "Trade and services of a planning area"),
         "#ff8282", 550, 150, 0.7, (2, 8), 0.04),
    Zone("K-3", "Perdagangan dan Jasa", Text("Perdagangan dan Jasa Skala SWP", "Trade and services of a sub-area"),
         "#ffa0a0", 420, 110, 0.7, (1, 4), 0.05),
    Zone("KT", "Perkantoran", Text("Perkantoran", "Offices"), "#9b9b9b", 1300, 330, 0.55, (2, 14), 0.05),
    Zone("C-1", "Campuran", Text("Campuran Intensitas Menengah/Sedang", "Mixed use, medium intensity"),
         "#f0731e", 600, 160, 0.65, (2, 12), 0.04),
    Zone("SPU-1", "Sarana Pelayanan Umum", Text("SPU Skala Kota", "Public services of the city"),
         "#7d197d", 6500, 900, 0.45, (2, 6), 0.0),
    Zone("SPU-2", "Sarana Pelayanan Umum", Text("SPU Skala Kecamatan", "Public services of a kecamatan"),
         "#9b329b", 4000, 500, 0.45, (1, 4), 0.0),
    Zone("SPU-3", "Sarana Pelayanan Umum", Text("SPU Skala Kelurahan", "Public services of a kelurahan"),
         "#b94bb9", 2200, 320, 0.45, (1, 3), 0.0),
    Zone("SPU-4", "Sarana Pelayanan Umum", Text("SPU Skala RW", "Public services of a neighbourhood"),
         "#d764d7", 1000, 180, 0.5, (1, 2), 0.0),
    Zone("KPI", "Kawasan Peruntukan Industri", Text("Kawasan Peruntukan Industri", "Industry"),
         "#690000", 6000, 1300, 0.6, (1, 2), 0.06),
    Zone("RTH-1", "Ruang Terbuka Hijau", Text("Rimba Kota", "City forest"), "#37550a", 20000, 60, 0.01, (1, 1), 0.7),
    Zone("RTH-2", "Ruang Terbuka Hijau", Text("Taman Kota", "City park"), "#376400", 16000, 60, 0.02, (1, 1), 0.4),
    Zone("RTH-3", "Ruang Terbuka Hijau", Text("Taman Kecamatan", "Park of a kecamatan"),
         "#468700", 12000, 50, 0.02, (1, 1), 0.5),
    Zone("RTH-4", "Ruang Terbuka Hijau", Text("Taman Kelurahan", "Park of a kelurahan"),
         "#4ba500", 8000, 50, 0.02, (1, 1), 0.6),
    Zone("RTH-5", "Ruang Terbuka Hijau", Text("Taman RW", "Park of a neighbourhood"),
         "#64c800", 5000, 40, 0.02, (1, 1), 0.7),
    Zone("RTH-7", "Ruang Terbuka Hijau", Text("Pemakaman", "Cemetery"), "#5aff00", 12000, 60, 0.02, (1, 1), 0.5),
    Zone("RTH-8", "Ruang Terbuka Hijau", Text("Jalur Hijau", "Green lane"), "#0ff500"),
    Zone("CB", "Cagar Budaya", Text("Cagar Budaya", "Heritage"), "#ff37cd", 900, 240, 0.5, (1, 2), 0.05),
    Zone("P-1", "Pertanian", Text("Tanaman Pangan", "Food crops"), "#c8f546", 2600, 45, 0.06, (1, 1), 0.9),
    Zone("P-2", "Pertanian", Text("Hortikultura", "Horticulture"), "#e6ff4b", 1800, 50, 0.1, (1, 1), 0.75),
    Zone("P-3", "Pertanian", Text("Peternakan", "Livestock"), "#b9ebb9", 4000, 220, 0.25, (1, 1), 0.2),
    Zone("IK-1", "Perikanan", Text("Perikanan Budi Daya", "Fish farming"), "#82b9d2", 2500, 45, 0.05, (1, 1), 0.8),
    Zone("HK", "Pertahanan dan Keamanan", Text("Pertahanan dan Keamanan", "Defence and security"),
         "#9b00ff", 14000, 380, 0.35, (1, 3), 0.0),
    Zone("PL-3", "Peruntukan Lainnya", Text("Instalasi Pengolahan Air Minum (IPAM)", "Water treatment plant"),
         "#f3a6b2", 14000, 420, 0.35, (1, 2), 0.0),
    Zone("PL-4", "Peruntukan Lainnya", Text("Instalasi Pengolahan Air Limbah (IPAL)", "Waste water treatment plant"),
         "#ffe687", 14000, 420, 0.3, (1, 2), 0.0),
    Zone("TR", "Transportasi", Text("Transportasi", "Transport"), "#804ed6"),
    Zone("PS", "Perlindungan Setempat", Text("Perlindungan Setempat", "Local protection"), "#05d7d7"),
    Zone("BA", "Badan Air", Text("Badan Air", "Water"), "#97dbf2"),
    Zone("BJ", "Badan Jalan", Text("Badan Jalan", "Road"), "#eb1e1e"),
)  # fmt: skip
CODES = tuple(zone.code for zone in ZONES)
BY_CODE = {zone.code: zone for zone in ZONES}
