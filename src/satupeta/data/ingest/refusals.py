"""What is said of a file that cannot be read, one function a reason."""

from satupeta.core.text import Text
from satupeta.data.errors import RefusedFile


def unsupported(name: str) -> RefusedFile:
    """Neither extension nor content is of a format that is taken in."""
    return RefusedFile(
        "UN-012",
        Text(f"Format berkas `{name}` tidak diterima.", f"The format of `{name}` is not taken."),
        Text(
            "Kirim Shapefile dalam zip, GeoPackage, GeoJSON atau CSV.",
            "Send a zipped Shapefile, a GeoPackage, GeoJSON or CSV.",
        ),
        name,
    )


def unreadable(name: str, detail: Text = Text("")) -> RefusedFile:
    """The file is not what it says it is, or is damaged."""
    extra_id = f" {detail.id}" if detail.id else ""
    extra_en = f" {detail.en or detail.id}" if detail.id else ""
    return RefusedFile(
        "UN-021",
        Text(
            f"Berkas `{name}` rusak atau isinya bukan format itu.{extra_id}",
            f"The file `{name}` is damaged, or its content is not of that format.{extra_en}",
        ),
        Text(
            "Buka di program asalnya, simpan ulang, lalu unggah lagi.",
            "Open it in the program it came from, save it again, then upload it.",
        ),
        name,
    )


def nothing_inside(name: str) -> RefusedFile:
    """Readable, but without a feature to publish."""
    return RefusedFile(
        "UN-022",
        Text(f"Tidak ada benda yang bisa diterbitkan di `{name}`.", f"There is no feature to publish in `{name}`."),
        Text("Periksa apakah layernya terisi.", "Check whether its layer holds anything."),
        name,
    )


def no_coordinates(name: str) -> RefusedFile:
    """A table without anything that could be coordinates."""
    return RefusedFile(
        "UN-023",
        Text(f"Kolom koordinat tidak ditemukan di `{name}`.", f"No coordinate columns were found in `{name}`."),
        Text(
            "Namai kolomnya `bujur` dan `lintang`, `x` dan `y`, atau `wkt`.",
            "Name the columns `lon` and `lat`, `x` and `y`, or `wkt`.",
        ),
        name,
    )


def unknown_encoding(encoding: str) -> RefusedFile:
    """An encoding that does not exist."""
    return RefusedFile(
        "UN-024",
        Text(f"Penyandian `{encoding}` tidak dikenal.", f"The encoding `{encoding}` is not known."),
        Text("Contoh: UTF-8, CP1252, ISO-8859-1.", "For example: UTF-8, CP1252, ISO-8859-1."),
        "encoding",
    )


def unknown_crs(crs: str) -> RefusedFile:
    """A CRS that PROJ does not know."""
    return RefusedFile(
        "UN-027",
        Text(f"Sistem koordinat `{crs[:80]}` tidak dikenal.", f"The coordinate system `{crs[:80]}` is not known."),
        Text("Contoh: EPSG:4326, EPSG:23834.", "For example: EPSG:4326, EPSG:23834."),
        "crs",
    )


def unknown_layer(layer: str, known: list[str]) -> RefusedFile:
    """A layer that is not in the file, or none named where there are several."""
    names = ", ".join(known[:20])
    if not layer:
        return RefusedFile(
            "UN-026",
            Text(f"Berkas ini berisi {len(known)} layer.", f"This file holds {len(known)} layers."),
            Text(f"Pilih satu: {names}", f"Choose one: {names}"),
            "layer",
        )
    return RefusedFile(
        "UN-026",
        Text(f"Layer `{layer}` tidak ada di berkas ini.", f"There is no layer `{layer}` in this file."),
        Text(f"Pilih salah satu: {names}", f"Choose one of: {names}"),
        "layer",
    )


def unknown_field(name: str, known: list[str]) -> RefusedFile:
    """A key or coordinate field that is not there."""
    names = ", ".join(known[:20])
    return RefusedFile(
        "UN-025",
        Text(f"Kolom `{name}` tidak ada.", f"There is no field `{name}`."),
        Text(f"Kolom yang ada: {names}", f"The fields are: {names}"),
        name,
    )


def reader_crashed(name: str) -> RefusedFile:
    """The reading child ended without an answer."""
    return RefusedFile(
        "UN-017",
        Text(
            f"Pembacaan `{name}` berhenti mendadak: berkasnya rusak atau terlalu besar untuk memori pembaca.",
            f"Reading `{name}` ended abruptly: it is damaged, or too large for the reader's memory.",
        ),
        Text(
            "Simpan ulang atau bagi berkasnya. Tidak ada yang tersimpan.",
            "Save it again or split it. Nothing was stored.",
        ),
        name,
    )


def reader_too_slow(name: str, limit_s: int) -> RefusedFile:
    """The reading child took longer than it may."""
    return RefusedFile(
        "UN-018",
        Text(f"Membaca `{name}` melewati {limit_s} detik.", f"Reading `{name}` took longer than {limit_s} seconds."),
        Text(
            "Bagi berkasnya, atau minta pengelola menaikkan `read_timeout_s`.",
            "Split the file, or ask the administrator to raise `read_timeout_s`.",
        ),
        name,
    )


def too_much_memory(name: str) -> RefusedFile:
    """The file needs more memory than the reading child may take."""
    return RefusedFile(
        "UN-019",
        Text(
            f"`{name}` memerlukan memori lebih dari batas pembaca.",
            f"`{name}` needs more memory than a reader may take.",
        ),
        Text(
            "Bagi berkasnya, atau minta pengelola menaikkan `read_memory_bytes`.",
            "Split the file, or ask the administrator to raise `read_memory_bytes`.",
        ),
        name,
    )


def lone_shapefile_part(name: str) -> RefusedFile:
    """One file of a shapefile, outside a zip."""
    return RefusedFile(
        "UN-015",
        Text(
            f"`{name}` hanya satu bagian dari Shapefile.",
            f"`{name}` is only one part of a Shapefile.",
        ),
        Text(
            "Masukkan .shp, .shx, .dbf dan .prj ke dalam satu zip, lalu unggah zip itu.",
            "Put the .shp, .shx, .dbf and .prj into one zip and upload that.",
        ),
        name,
    )


def missing_shapefile_part(shp: str, missing: list[str]) -> RefusedFile:
    """A zipped shapefile without a part that it cannot do without."""
    listed = ", ".join(f"`{name}`" for name in missing)
    return RefusedFile(
        "UN-014",
        Text(f"Berkas `{shp}` datang tanpa {listed}.", f"The file `{shp}` came without {listed}."),
        Text(
            "Masukkan semua berkasnya ke dalam satu zip, lalu letakkan lagi.",
            "Put all of its files into one zip, then drop it again.",
        ),
        shp,
    )
