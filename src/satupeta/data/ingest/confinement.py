"""Leaves a process only the files it needs (Linux Landlock), where the kernel offers that."""

import ctypes
import os
import platform
import struct
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""System call numbers: the same on every architecture that got them after 2020."""
_KNOWN_MACHINES = frozenset({"x86_64", "aarch64", "riscv64", "ppc64le", "s390x"})
_RULE_PATH_BENEATH = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_FILE, _MAKE_FILE = 1 << 5, 1 << 8
_ALL = (1 << 13) - 1
"""Every access to files that the first version of Landlock knows."""
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_WRITE = _READ | _WRITE_FILE | _REMOVE_FILE | _MAKE_FILE


def confine_files(readable: Iterable[Path], writable: Iterable[Path]) -> bool:
    """Take every file from this thread, and from those it starts, but what lies below these folders.

    Must follow `PR_SET_NO_NEW_PRIVS`. What is open already stays open.

    Args:
        readable: Folders to read from; those that do not exist are passed over.
        writable: Folders to read from, and to make, write and remove files in.

    Returns:
        False where the kernel offers no Landlock; nothing is taken then.
    """
    if platform.machine() not in _KNOWN_MACHINES:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    handled = ctypes.create_string_buffer(struct.pack("<Q", _ALL), 8)
    ruleset = libc.syscall(_CREATE_RULESET, handled, 8, 0)
    if ruleset < 0:
        return False
    try:
        for access, folders in ((_READ, readable), (_WRITE, writable)):
            for folder in folders:
                _allow(libc, ruleset, folder, access)
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, folder: Path, access: int) -> None:
    try:
        descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        rule = ctypes.create_string_buffer(struct.pack("<Qi", access, descriptor), 12)
        libc.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(descriptor)
