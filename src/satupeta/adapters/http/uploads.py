"""Files coming in: checked before the first byte, streamed to disk, registered after the last one.

`POST /api/v1/uploads?name=batas.zip` with the file itself as the body, and either the header `X-Upload-Ticket` (made
by a page under its session and usable once) or an API token that may edit, with `organisation` or `dataset` in the
query. A cookie alone opens nothing here.
"""

import asyncio
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

import msgspec
from django.db import connections

from satupeta.adapters.http.messages import Receive
from satupeta.adapters.http.node import Node
from satupeta.adapters.http.request import Request
from satupeta.control.accounts.actors import actor_of, token_of
from satupeta.control.publishing.actions.clear_dataset import sweep_blobs
from satupeta.control.publishing.actions.register_upload import RegisterUpload
from satupeta.control.publishing.tickets import Admission, admit_actor, read_ticket
from satupeta.core.errors import InvalidParameter, SignInRequired
from satupeta.core.ingest import StagedFile
from satupeta.core.ogc.common import Parameters
from satupeta.core.text import Text
from satupeta.data.errors import RefusedFile
from satupeta.data.staging import StagingWriter, require_room, too_large
from satupeta.service.reply import Reply

IDLE_S = 60.0
"""Longest wait for the next piece of a body, and how long it may come slower than `LEAST_BYTES_A_SECOND`."""
LEAST_BYTES_A_SECOND = 1000
_PARAMETERS = ("name", "organisation", "dataset", "lang")
_NAME_LIMIT = 255
_threads = ThreadPoolExecutor(2, thread_name_prefix="upload")
P = ParamSpec("P")
T = TypeVar("T")


async def receive_upload(request: Request, node: Node, receive: Receive) -> Reply:
    """Receive a file and begin its publication.

    Raises:
        SignInRequired, NotPermitted, UnknownThing: Ticket or token admit nothing there.
        InvalidParameter: A parameter is missing, unknown or repeated, or the length is no length.
        RefusedFile: Too large, empty, or cut off.
        StorageFull: The disk has no room.
    """
    parameters = Parameters(request.query)
    parameters.refuse_unknown(_PARAMETERS)
    name = _file_name(parameters.required("name"))
    owner, dataset = parameters.optional("organisation"), parameters.optional("dataset")
    announced = _announced_bytes(request, name, node.config.upload_limit_bytes)
    admission = await _in_thread(_admit, request, owner, dataset)
    upload_id = str(uuid.uuid4())
    staged = await _take_in(admission, node, upload_id, name, announced, receive)
    address = node.links.api(f"publications/{upload_id}")
    document = {"id": upload_id, "address": address, "sha256": staged.sha256, "size_bytes": staged.size_bytes}
    return Reply(msgspec.json.encode(document), "application/json", 201, (("Location", address),))


def _admit(request: Request, organisation: str, dataset: str) -> Admission:
    ticket = request.header("x-upload-ticket")
    if ticket:
        return read_ticket(ticket)
    scheme, _, secret = request.header("authorization").partition(" ")
    token = token_of(secret.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        raise SignInRequired(
            "AK-005",
            Text("Unggahan perlu tiket atau kunci API.", "An upload needs a ticket or an API key."),
            Text("Unggah dari halaman Unggah, atau sertakan kunci API.", "Use the upload page, or send an API key."),
            "Authorization",
        )
    return admit_actor(actor_of(token.person, token), organisation, dataset)


async def _take_in(
    admission: Admission, node: Node, upload_id: str, name: str, announced: int, receive: Receive
) -> StagedFile:
    """Receive and register; the writer keeps the file until its row is there, and what got no row is cleared away."""
    await _in_thread(require_room, node.storage.staging, announced)
    writer = await _in_thread(StagingWriter, node.storage, upload_id, name, node.config.upload_limit_bytes)
    is_received = is_registered = False
    try:
        staged = await _received(writer, name, receive)
        is_received = True
        await _in_thread(_register, admission, upload_id, staged)
        is_registered = True
    finally:
        await _in_thread(writer.abort)
        if is_received and not is_registered:
            await _in_thread(sweep_blobs)
    return staged


async def _received(writer: StagingWriter, name: str, receive: Receive) -> StagedFile:
    start_s, received_bytes = time.monotonic(), 0
    while True:
        message = await _next_message(receive, name)
        if piece := message.get("body", b""):
            await _in_thread(writer.write, piece)
            received_bytes += len(piece)
        if received_bytes < LEAST_BYTES_A_SECOND * (time.monotonic() - start_s - IDLE_S):
            raise _cut_off(name)
        if not message.get("more_body", False):
            return await _in_thread(writer.finish)


async def _next_message(receive: Receive, name: str) -> dict[str, Any]:
    try:
        message = await asyncio.wait_for(receive(), IDLE_S)
    except TimeoutError as error:
        raise _cut_off(name) from error
    if message["type"] != "http.request":
        raise _cut_off(name)
    return dict(message)


def _register(admission: Admission, upload_id: str, staged: StagedFile) -> None:
    RegisterUpload(
        admission.actor, upload_id, staged, admission.organisation, admission.dataset, admission.ticket
    ).execute()


def _file_name(text: str) -> str:
    """The file's own name, shown and never used as a path."""
    name = "".join(character for character in text if character.isprintable()).replace("\\", "/").rsplit("/", 1)[-1]
    if not name.strip() or len(name) > _NAME_LIMIT:
        raise InvalidParameter(
            "UN-061",
            Text("name: bukan nama berkas.", "name: no file name."),
            Text(
                f"Contoh: batas.zip, paling panjang {_NAME_LIMIT}.", f"Such as batas.zip, at most {_NAME_LIMIT} long."
            ),
            "name",
        )
    return name


def _announced_bytes(request: Request, name: str, limit: int) -> int:
    """The length that the client announces, 0 where it announces none."""
    text = request.header("content-length")
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:
        raise InvalidParameter(
            "UN-062", Text("Content-Length bukan panjang.", "Content-Length is no length."), locator="Content-Length"
        )
    if int(text) > limit:
        raise too_large(name, limit)
    return int(text)


def _cut_off(name: str) -> RefusedFile:
    return RefusedFile(
        "UN-060",
        Text(f"Kiriman {name} terputus.", f"The upload of {name} was cut off."),
        Text("Unggah lagi.", "Upload it again."),
        name,
    )


async def _in_thread(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a blocking call in a thread; what it opened of the database ends with it."""

    def closing() -> T:
        try:
            return call(*args, **kwargs)
        finally:
            connections.close_all()

    return await asyncio.get_running_loop().run_in_executor(_threads, closing)
