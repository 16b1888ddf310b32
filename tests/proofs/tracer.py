"""Runs a command and stops it, and everything it starts, at each system call that makes a file last or go away.

    python tracer.py EVENTS ARM FOLDER COMMAND…

Each `fsync`, `rename`, `unlink`, `truncate` and their kin below FOLDER becomes a line of the file EVENTS before it
happens; commits of SQLite are among them, because each one ends with an `fdatasync`. The file ARM may hold
`SERIAL NUMBER`: then the process that is about to make the NUMBER-th such call, counted from when SERIAL was first
seen, is killed with SIGKILL right there. When this program ends, everything that it runs ends.

A seccomp filter lets every other system call pass at full speed; `ptrace` sees the rest (Linux, any architecture that
is in `_NUMBERS`).
"""

import ctypes
import os
import signal
import struct
import sys
from pathlib import Path
from typing import NamedTuple

_NUMBERS: dict[str, dict[int, str]] = {
    "x86_64": {
        74: "fsync", 75: "fdatasync", 76: "truncate", 77: "ftruncate", 82: "rename", 84: "rmdir", 87: "unlink",
        263: "unlinkat", 264: "renameat", 316: "renameat2",
    },
    "aarch64": {
        82: "fsync", 83: "fdatasync", 45: "truncate", 46: "ftruncate", 38: "renameat", 35: "unlinkat", 276: "renameat2",
    },
}  # fmt: skip
_BY_DESCRIPTOR = ("fsync", "fdatasync", "ftruncate")
_PATH_ARGUMENTS = {
    "truncate": ((None, 0),), "rename": ((None, 0), (None, 1)), "rmdir": ((None, 0),), "unlink": ((None, 0),),
    "unlinkat": ((0, 1),), "renameat": ((0, 1), (2, 3)), "renameat2": ((0, 1), (2, 3)),
}  # fmt: skip
_SEIZE, _CONT, _LISTEN, _SYSCALL_INFO = 0x4206, 7, 0x4208, 0x420E
_TRACE_CHILDREN, _TRACE_EXEC, _TRACE_SECCOMP, _EXIT_KILL = 0b1110, 0x10, 0x80, 0x100000
_EVENT_SECCOMP, _EVENT_STOP, _WALL = 7, 128, 0x40000000
_NO_NEW_PRIVS, _SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_LOAD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06
_RETURN_TRACE, _RETURN_ALLOW = 0x7FF00000, 0x7FFF0000
_INFO_BYTES, _INFO_NUMBER_AT = 88, 24
_AT_FDCWD = -100
_STOPS = (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU)
_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_libc.ptrace.restype = ctypes.c_long


class Call(NamedTuple):
    """A system call that is about to happen."""

    process: int
    name: str
    paths: tuple[str, ...]


class Arm:
    """Reads when to kill from a file that the test writes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._serial = ""
        self._left = 0

    def strikes(self) -> bool:
        """Whether the call that happens now is the one."""
        try:
            serial, _, number = self._path.read_text(encoding="ascii").partition(" ")
        except FileNotFoundError:
            return False
        if not number:
            return False  # it is being written
        if serial != self._serial:
            self._serial, self._left = serial, int(number)
        self._left -= 1
        return self._left == 0


def run(events: Path, arm: Path, folder: str, command: list[str]) -> int:
    """Run the command under the tracer until everything it started has ended; its own exit code."""
    root = _start(command)
    armed, code = Arm(arm), 0
    with events.open("a", buffering=1, encoding="utf-8") as log:
        while True:
            try:
                process, status = os.waitpid(-1, _WALL)
            except ChildProcessError:
                return code
            if not os.WIFSTOPPED(status):
                code = os.waitstatus_to_exitcode(status) if process == root else code
            elif status >> 16 == _EVENT_SECCOMP:
                call = _call(process)
                if call is not None and any(path.startswith(folder) for path in call.paths):
                    log.write(f"{call.process} {call.name} {' '.join(call.paths)}\n")
                    if armed.strikes():
                        os.kill(call.process, signal.SIGKILL)
                        log.write(f"{call.process} killed\n")
                        continue
                _go_on(process)
            elif status >> 16 == _EVENT_STOP and os.WSTOPSIG(status) in _STOPS:
                _ptrace(_LISTEN, process)
            else:
                _go_on(process, 0 if status >> 16 else os.WSTOPSIG(status))


def _start(command: list[str]) -> int:
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(writing)
        os.read(reading, 1)  # until the parent holds this process
        os.close(reading)
        _filter_calls()
        os.execvp(command[0], command)
    os.close(reading)
    if _ptrace(_SEIZE, process, _TRACE_CHILDREN | _TRACE_EXEC | _TRACE_SECCOMP | _EXIT_KILL) != 0:
        os.kill(process, signal.SIGKILL)
        sys.exit(f"ptrace: {os.strerror(ctypes.get_errno())}")
    os.close(writing)
    return process


def _filter_calls() -> None:
    numbers = sorted(_NUMBERS[os.uname().machine])
    rules = [struct.pack("HBBI", _LOAD, 0, 0, 0)]
    rules += [struct.pack("HBBI", _JUMP_EQUAL, len(numbers) - at, 0, number) for at, number in enumerate(numbers)]
    rules += [struct.pack("HBBI", _RETURN, 0, 0, _RETURN_ALLOW), struct.pack("HBBI", _RETURN, 0, 0, _RETURN_TRACE)]
    code = ctypes.create_string_buffer(b"".join(rules))
    program = struct.pack("HxxxxxxP", len(rules), ctypes.addressof(code))
    _libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    if _libc.prctl(_SET_SECCOMP, _MODE_FILTER, program) != 0:
        os._exit(126)


def _call(thread: int) -> Call | None:
    info = ctypes.create_string_buffer(_INFO_BYTES)
    if _libc.ptrace(_SYSCALL_INFO, thread, _INFO_BYTES, ctypes.addressof(info)) <= 0:
        return None
    number, *arguments = struct.unpack_from("7Q", info.raw, _INFO_NUMBER_AT)
    name = _NUMBERS[os.uname().machine].get(number, "")
    try:
        if name in _BY_DESCRIPTOR:
            paths: tuple[str, ...] = (os.readlink(f"/proc/{thread}/fd/{arguments[0] & 0xFFFFFFFF}"),)
        else:
            paths = tuple(_path(thread, arguments, *places) for places in _PATH_ARGUMENTS.get(name, ()))
        return Call(_process_of(thread), name, paths)
    except OSError:
        return None


def _path(thread: int, arguments: list[int], folder_at: int | None, path_at: int) -> str:
    with open(f"/proc/{thread}/mem", "rb", buffering=0) as memory:
        memory.seek(arguments[path_at])
        text = os.fsdecode(memory.read(4096).split(b"\0", 1)[0])
    descriptor = _AT_FDCWD if folder_at is None else ctypes.c_int(arguments[folder_at] & 0xFFFFFFFF).value
    folder = f"/proc/{thread}/cwd" if descriptor == _AT_FDCWD else f"/proc/{thread}/fd/{descriptor}"
    return os.path.join(os.readlink(folder), text)


def _process_of(thread: int) -> int:
    with open(f"/proc/{thread}/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("Tgid:"))


def _go_on(process: int, number: int = 0) -> None:
    _ptrace(_CONT, process, number)  # it may have died meanwhile: then waitpid tells


def _ptrace(request: int, process: int, data: int = 0) -> int:
    return int(_libc.ptrace(request, process, None, data))


if __name__ == "__main__":
    events_, arm_, folder_, *command_ = sys.argv[1:]
    sys.exit(run(Path(events_), Path(arm_), folder_, command_))
