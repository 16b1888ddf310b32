"""A process that keeps Django loaded for one data folder and does what it is told, one JSON line a wish.

It runs the command line's commands, control actions, sign-ins, and answers requests with an application that is built
in a fork of this process: nothing that was asked before is remembered in it.
"""

import asyncio
import contextlib
import importlib
import inspect
import io
import os
import sys
import time
from dataclasses import fields
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.proofs.asking import Answer, Ask, ask_application

from satupeta.adapters.cli.arguments import build_parser
from satupeta.adapters.cli.main import run
from satupeta.adapters.cli.output import Output
from satupeta.adapters.configuration import read_configuration
from satupeta.core.errors import SatuPetaError
from satupeta.data.principals import COOKIE_NAME, principal_cookie
from satupeta.data.storage import Storage


class Said(msgspec.Struct, frozen=True):
    """How a command ended."""

    code: int
    out: str
    err: str


def run_command(words: list[str]) -> Said:
    """Run one command of `satupeta` in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            arguments = build_parser().parse_args(words)
            code = run(arguments, Output(arguments.json))
        except SystemExit as end:
            code = int(end.code or 0)
    return Said(code, out.getvalue(), err.getvalue())


def begin(words: list[str], said: str) -> int:
    """Run one command in a fork of this process, which writes how it ended to the file `said`; the fork's id."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            ended = run_command(words)
            Path(said).write_bytes(msgspec.json.encode(ended))
            code = ended.code
        finally:
            os._exit(code)
    return child


def end(process: int) -> int:
    """Wait for a fork to end; its exit code, negative for the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def act(action: str, values: dict[str, Any]) -> Any:
    """Execute a control action as the node itself, or as the person of the mail address `by`.

    Returns:
        None, or the code of the error that it ended with.
    """
    module, _, name = action.rpartition(":")
    kind: Any = getattr(importlib.import_module(f"satupeta.control.{module}"), name)
    hints = get_type_hints(kind)
    given = {
        field.name: msgspec.convert(values[field.name], hints[field.name])
        for field in fields(kind)
        if field.name in values and field.name != "actor"
    }
    try:
        kind(actor=_actor(values.get("by", "")), **given).execute()
    except SatuPetaError as error:
        return error.code
    return None


def identify(mail: str) -> dict[str, str]:
    """Cookies of a person who has signed in, and their id."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from satupeta.control.accounts.models import Person

    person = Person.objects.get(mail=mail)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "satupeta.control.accounts.sign_in.ThrottledBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    principal = principal_cookie(_key(), str(person.pk), person.epoch, int(time.time()))
    return {
        "id": str(person.pk),
        "cookie": f"{_session_name()}={session.session_key}; {COOKIE_NAME}={principal}",
        "principal": f"{COOKIE_NAME}={principal}",
    }


def grants() -> list[str]:
    """Ids of all grants."""
    from satupeta.control.catalogue.models import Grant

    return [str(grant) for grant in Grant.objects.order_by("created_at", "id").values_list("pk", flat=True)]


def work() -> int:
    """Do the jobs that wait, as the job process does; how many."""
    from satupeta.control.jobs.run_jobs import run_waiting

    return run_waiting()


def orphans() -> list[str]:
    """Files and folders of the data folder that no row of the control database speaks of."""
    from satupeta.control.catalogue.models import Dataset, Release
    from satupeta.control.publishing.models import ENDED, Publication

    root = read_configuration()[0].data_folder
    live = Publication.objects.exclude(state__in=ENDED)
    uploads = {str(found) for found in live.values_list("pk", flat=True)}
    known = {
        "datasets/*": {str(found) for found in Dataset.objects.values_list("pk", flat=True)},
        "datasets/*/releases/*": {str(found) for found in Release.objects.values_list("pk", flat=True)},
        "blobs/*/*": {*Release.objects.values_list("checksum", flat=True)},
        "staging/*": set(),
    }
    found = [
        f"{path.relative_to(root)}"
        for glob, names in known.items()
        for path in root.glob(glob)
        if path.name not in names
    ]
    return sorted([*found, *(f"publication {upload}" for upload in uploads)])


def feed_search() -> int:
    """Bring the search index up to the newest change, as the job process does."""
    from satupeta.control.monitoring.consume_outbox import consume_outbox

    return consume_outbox()


def answers(asks: list[Ask]) -> list[Answer]:
    """What a fresh process answers."""
    from django.db import connections

    from satupeta.adapters.http.application import build_application  # loaded once, built in each fork

    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        status = 1
        try:
            told = msgspec.json.encode(asyncio.run(_ask_all(build_application, asks)))
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(told)
            status = 0
        finally:
            if status:
                sys.excepthook(*sys.exc_info())
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return msgspec.json.decode(told, type=list[Answer])


async def _ask_all(build_application: Any, asks: list[Ask]) -> list[Answer]:
    config, _ = read_configuration()
    application = build_application(config, _key())
    host = urlsplit(config.address).netloc
    return [await ask_application(application, ask, host) for ask in asks]


def _actor(mail: str) -> Any:
    from satupeta.control.accounts.actors import actor_of
    from satupeta.control.accounts.models import Person
    from satupeta.control.action import node_actor

    return actor_of(Person.objects.get(mail=mail)) if mail else node_actor()


def _session_name() -> str:
    from django.conf import settings

    return str(settings.SESSION_COOKIE_NAME)


def _key() -> bytes:
    config, _ = read_configuration()
    return Storage(config.data_folder).secret.read_bytes()


_VERBS = {
    "run": run_command,
    "act": act,
    "begin": begin,
    "end": end,
    "identify": identify,
    "grants": grants,
    "feed_search": feed_search,
    "orphans": orphans,
    "work": work,
    "answers": answers,
}


def main() -> None:
    """Do what each line of standard input wishes and write a line back."""
    protocol = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        verb, values = msgspec.json.decode(line, type=tuple[str, dict[str, Any]])
        function: Any = _VERBS[verb]
        hints = {
            name: hint
            for name, hint in get_type_hints(function).items()
            if name in inspect.signature(function).parameters
        }
        result = function(**{name: msgspec.convert(values[name], hints[name]) for name in values})
        protocol.write(msgspec.json.encode({"result": result}) + b"\n")


if __name__ == "__main__":
    main()
