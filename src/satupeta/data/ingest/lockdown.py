"""What the reading child does to itself before it looks at a file: less memory, time, network and drivers."""

import ctypes
import os
import resource
from pathlib import Path

import pyogrio

ALLOWED_DRIVERS = frozenset({"ESRI Shapefile", "GPKG", "GeoJSON"})
"""What GDAL may open. CSV is read without GDAL."""
_CLONE_NEWNET, _CLONE_NEWUSER = 0x40000000, 0x10000000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _SIGKILL = 1, 38, 9
_OPEN_FILES = 64


def leave_network() -> bool:
    """Move this process to a network of its own with nothing in it; False where the system does not allow that."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return any(libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def limit_resources(memory_bytes: int, time_s: int, file_bytes: int) -> None:
    """Set the limits for good: memory beyond what is mapped now, processor time, size of a written file, open files."""
    memory = memory_bytes + _mapped_bytes()
    for kind, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, time_s),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        wanted = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (wanted, wanted))


def drop_drivers() -> None:
    """Deregister every GDAL driver but the allowed ones, raster drivers too.

    `GDAL_SKIP` needs every name beforehand, and a new release of GDAL brings new names: this asks GDAL itself.

    Raises:
        RuntimeError: Another driver is still there.
    """
    gdal = ctypes.CDLL(str(_gdal_library()))
    gdal.GDALGetDriver.restype = ctypes.c_void_p
    gdal.GDALGetDescription.argtypes = [ctypes.c_void_p]
    gdal.GDALGetDescription.restype = ctypes.c_char_p
    gdal.GDALDeregisterDriver.argtypes = [ctypes.c_void_p]
    drivers = [gdal.GDALGetDriver(number) for number in range(gdal.GDALGetDriverCount())]
    for driver in drivers:
        if gdal.GDALGetDescription(driver).decode() not in ALLOWED_DRIVERS:
            gdal.GDALDeregisterDriver(driver)
    left = {gdal.GDALGetDescription(gdal.GDALGetDriver(n)).decode() for n in range(gdal.GDALGetDriverCount())}
    if left != ALLOWED_DRIVERS or set(pyogrio.list_drivers()) != ALLOWED_DRIVERS:
        raise RuntimeError(f"drivers left: {sorted(left)}")


def _gdal_library() -> Path:
    """The library that this process has already loaded with pyogrio."""
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        path = line.rpartition(" ")[2]
        if os.path.basename(path).startswith("libgdal"):
            return Path(path)
    raise RuntimeError("no GDAL library is loaded")


def _mapped_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()
