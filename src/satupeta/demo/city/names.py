"""Words that names of streets and places are made of. Such names are borne in every Indonesian city."""

import numpy as np
from numpy.typing import NDArray

_HEROES = (
    "Jenderal Sudirman", "MH Thamrin", "Gatot Subroto", "Ahmad Yani", "Diponegoro", "Imam Bonjol", "Teuku Umar",
    "Hasanuddin", "Pattimura", "KH Agus Salim", "HOS Cokroaminoto", "Dewi Sartika", "RA Kartini", "Cut Nyak Dien",
    "Sultan Agung", "Untung Suropati", "Daan Mogot", "Otto Iskandardinata", "KH Hasyim Ashari", "KH Wahid Hasyim",
    "Ki Hajar Dewantara", "Wolter Monginsidi", "Yos Sudarso", "Halim Perdanakusuma", "Adisucipto", "Sutan Syahrir",
    "Mohammad Yamin", "MT Haryono", "S Parman", "Suprapto", "DI Panjaitan", "Katamso", "Sisingamangaraja",
    "Maulana Hasanuddin", "Sultan Ageng Tirtayasa", "Syekh Yusuf", "Raden Saleh", "Raden Fatah", "Benteng Raya",
    "Proklamasi", "Pahlawan", "Veteran", "Merdeka", "Perintis Kemerdekaan", "Pemuda", "Juanda", "Sam Ratulangi",
)  # fmt: skip
_PLANTS = (
    "Melati", "Mawar", "Anggrek", "Kenanga", "Cempaka", "Flamboyan", "Dahlia", "Teratai", "Bougenville", "Kamboja",
    "Mangga", "Rambutan", "Jambu", "Nangka", "Belimbing", "Sawo", "Manggis", "Durian", "Salak", "Kelapa", "Jeruk",
    "Beringin", "Cemara", "Jati", "Mahoni", "Akasia", "Pinus", "Meranti", "Sonokeling", "Trembesi", "Bambu", "Kemuning",
)  # fmt: skip
_NATURE = (
    "Merpati", "Kutilang", "Cendrawasih", "Elang", "Rajawali", "Garuda", "Merak", "Nuri", "Kenari", "Camar",
    "Bromo", "Semeru", "Merapi", "Rinjani", "Krakatau", "Gede", "Pangrango", "Salak", "Slamet", "Kerinci",
    "Citarum", "Ciliwung", "Cimanuk", "Musi", "Barito", "Kapuas", "Mahakam", "Bengawan", "Brantas", "Serayu",
    "Safir", "Mutiara", "Intan", "Zamrud", "Berlian", "Pualam", "Bintang", "Fajar", "Cahaya", "Harapan",
)  # fmt: skip
_FOLK = (
    "H Abdul Karim", "H Abdullah", "H Ahmad", "H Ali", "H Asmawi", "H Basri", "H Daud", "H Djiran", "H Hasan",
    "H Idris", "H Ismail", "H Jaelani", "H Kasim", "H Kosim", "H Mahmud", "H Mansur", "H Marzuki", "H Mukhtar",
    "H Nasir", "H Oji", "H Rasyid", "H Rohman", "H Saad", "H Sanusi", "H Sulaiman", "H Umar", "H Usman", "H Yahya",
    "Buntu", "Masjid", "Sawah", "Pabrik", "Kebon", "Sumur", "Langgar", "Makam", "Kelurahan", "Rukun", "Damai",
)  # fmt: skip
_ROMAN = ("", " I", " II", " III", " IV", " V", " VI", " VII", " VIII", " IX", " X")
_PRAISE = (
    "Al-Ikhlas", "An-Nur", "Al-Hidayah", "Baiturrahman", "Nurul Iman", "At-Taqwa", "Al-Falah", "Al-Muhajirin",
    "Baitul Makmur", "Nurul Huda", "Al-Barokah", "Darussalam", "As-Salam", "Jami Al-Amin", "Miftahul Jannah",
)  # fmt: skip
_OWNERS = (
    "Berkah", "Sumber Rejeki", "Maju Jaya", "Sinar Abadi", "Makmur", "Barokah", "Mitra", "Sejahtera", "Bu Siti",
    "Bu Tini", "Pak Slamet", "Pak Dadang", "Mba Yani", "Bang Udin", "Cahaya", "Lestari", "Mandiri", "Rejeki Baru",
    "Putra", "Utama", "Sederhana", "Anugerah", "Bintang Timur", "Karya", "Sahabat", "Keluarga", "Nusantara",
)  # fmt: skip
_SAINTS = ("Santa Maria", "Santo Yosef", "Immanuel", "Efrata", "Kasih Karunia", "Eben Haezer", "Bethel", "Sion")
_FORMS: dict[str, tuple[tuple[str, ...], ...]] = {
    "arteri": (("Jalan ",), _HEROES, ("", "", " Raya")),
    "kolektor": (("Jalan ",), (*_HEROES, *_NATURE, *_PLANTS), (" Raya", "", " Utama", " Barat", " Timur")),
    "lokal": (("Jalan ",), (*_PLANTS, *_NATURE), _ROMAN),
    "gang": (("Gang ",), (*_FOLK, *_PLANTS), _ROMAN[:4]),
    "pujian": (_PRAISE,),
    "orang kudus": (_SAINTS,),
    "pemilik": (_OWNERS, ("", "", "", " 2", " Jaya")),
}


def made_names(form: str, count: int, random: np.random.Generator) -> NDArray[np.str_]:
    """Names of one form: `arteri`, `kolektor`, `lokal`, `gang` for streets, `pujian`, `orang kudus`, `pemilik`."""
    found = np.full(count, "", "U1")
    for words in _FORMS[form]:
        found = np.char.add(found, np.array(words)[random.integers(0, len(words), count)])
    return found
