"""Faults of the machine, said in one plain sentence."""

import errno

from satupeta.core.text import Text
from satupeta.data.errors import DataError, StorageFull

_FULL = (errno.ENOSPC, errno.EDQUOT)


def disk_fault(error: Exception) -> DataError:
    """What an error of a disk or of the control database means for a person."""
    text = str(error)
    if (isinstance(error, OSError) and error.errno in _FULL) or "database or disk is full" in text:
        return StorageFull(
            "PR-010",
            Text("Disk penuh.", "The disk is full."),
            Text("Kosongkan tempat, lalu coba lagi.", "Make room and try again."),
        )
    if (isinstance(error, OSError) and error.errno in (errno.EROFS, errno.EACCES)) or "readonly database" in text:
        return StorageFull(
            "PR-011",
            Text(f"Tidak dapat menulis: {text}.", f"Cannot write: {text}."),
            Text("Ubah hak atau letak folder data.", "Change the rights or the place of the data folder."),
        )
    return DataError(
        "PR-012",
        Text(f"Gagal membaca atau menulis: {text}.", f"Reading or writing failed: {text}."),
        Text("Jalankan `satupeta doctor`.", "Run `satupeta doctor`."),
    )
