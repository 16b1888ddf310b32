"""Sets a node up and serves it by uvicorn on a free port; prints one JSON line with what a client needs to know.

`SERVED_FILE` names a file that is published before.
"""

import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import uvicorn

FOLDER = Path(sys.argv[1])
os.environ["SATUPETA_DATA_FOLDER"] = str(FOLDER)
os.environ["SATUPETA_UPLOAD_LIMIT_BYTES"] = "1000000"
os.environ["DJANGO_SETTINGS_MODULE"] = "satupeta.adapters.settings"


def said(*words: str) -> Any:
    """What a command of `satupeta` prints."""
    from satupeta.adapters.cli.arguments import build_parser
    from satupeta.adapters.cli.main import run
    from satupeta.adapters.cli.output import Output

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = run(build_parser().parse_args([*words, "--json"]), Output(True))
    if code:
        raise SystemExit(f"{words}: {code}: {out.getvalue()}")
    return json.loads(out.getvalue())


def tickets(count: int) -> list[str]:
    """Upload tickets of the producer."""
    from satupeta.control.accounts.actors import actor_of
    from satupeta.control.accounts.models import Person
    from satupeta.control.publishing.tickets import issue_ticket

    actor = actor_of(Person.objects.get(mail="ani@kota.example"))
    return [issue_ticket(actor, "dinas") for _ in range(count)]


def main() -> None:
    """Set up, tell, serve."""
    said("init")
    said("organisation", "add", "Dinas", "--slug", "dinas")
    made = said("user", "add", "ani@kota.example", "--office", "dinas:producer")
    said("user", "add", "budi@kota.example")
    if file := os.environ.get("SERVED_FILE"):
        said("publish", file, "--organisation", "dinas", "--access", "open", "--yes")
        said("service", "create", "peta-dasar", "--title", "Peta dasar", "--organisation", "dinas", "--layer", "batas")
    facts = {
        "tickets": tickets(6),
        "password": made["password"],
        "token": said("token", "create", "ani@kota.example", "--scope", "edit"),
        "reader": said("token", "create", "ani@kota.example", "--scope", "view"),
        "stranger": said("token", "create", "budi@kota.example", "--scope", "edit"),
    }

    from satupeta.adapters.configuration import read_configuration
    from satupeta.adapters.http.application import build_application

    config, _ = read_configuration()
    application: Any = build_application(config, (FOLDER / "secret").read_bytes())
    server = uvicorn.Server(uvicorn.Config(application, port=0, log_level="error", ws="none"))
    startup = server.startup

    async def started(*arguments: Any, **named: Any) -> None:
        await startup(*arguments, **named)
        port = server.servers[0].sockets[0].getsockname()[1]
        print(json.dumps({**facts, "port": port}), flush=True)

    server.startup = started  # type: ignore[method-assign]
    server.run()


if __name__ == "__main__":
    main()
