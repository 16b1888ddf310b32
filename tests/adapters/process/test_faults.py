import errno
import os
import sqlite3

import pytest

from satupeta.adapters.process.faults import disk_fault
from satupeta.data.errors import StorageFull


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "full"),
        (OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)), "full"),
        (sqlite3.OperationalError("database or disk is full"), "full"),
        (OSError(errno.EROFS, os.strerror(errno.EROFS)), "write"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "write"),
    ],
)
def test_a_disk_that_takes_nothing_is_said_so(error: Exception, word: str) -> None:
    fault = disk_fault(error)
    assert isinstance(fault, StorageFull)
    assert word in fault.message.en


def test_another_fault_points_to_the_doctor() -> None:
    assert "doctor" in disk_fault(sqlite3.DatabaseError("malformed")).advice.en
