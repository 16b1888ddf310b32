"""What one worker process keeps open for its requests."""

import threading
from datetime import UTC, datetime

from django.http.cookie import parse_cookie

from satupeta.adapters.http.request import Request
from satupeta.core.access import PUBLIC, Principal
from satupeta.core.config import Config
from satupeta.core.errors import SignInRequired
from satupeta.core.links import Links
from satupeta.core.text import Text
from satupeta.data.principals import COOKIE_NAME, principal_from_cookie, principal_from_token
from satupeta.data.published import Generation, Published
from satupeta.data.search_index import SearchIndex
from satupeta.data.sources import Sources
from satupeta.data.storage import Storage
from satupeta.service.context import Context


class Node:
    """The published table, open releases and the key. Files are opened with the first request, after any fork."""

    def __init__(self, config: Config, key: bytes) -> None:
        self.config = config
        self.key = key
        self.storage = Storage(config.data_folder)
        self.links = Links(config.address)
        self.sources = Sources(self.storage)
        self.search = SearchIndex(self.storage.search_index)
        self._lock = threading.Lock()
        self._published: Published | None = None

    def generation(self) -> Generation:
        """The newest generation of the published table.

        Raises:
            NodeNotReady: The control database is missing or not initialised.
        """
        with self._lock:
            if self._published is None:
                self._published = Published(self.storage.control_database)
            published = self._published
        return published.newest()

    def context(self, request: Request) -> Context:
        """One request's view of the node.

        Raises:
            NodeNotReady: The control database is missing or not initialised.
            SignInRequired: A token came that is unknown, revoked or has ended.
        """
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        generation = self.generation()
        principal = self._principal(request, generation, now)
        return Context(generation, principal, now, self.links, request.language, self.sources, self.config)

    def _principal(self, request: Request, generation: Generation, now: str) -> Principal:
        scheme, _, secret = request.header("authorization").partition(" ")
        if scheme.lower() == "bearer":
            principal = principal_from_token(generation, secret.strip(), now)
            if principal is None:
                raise _void_token()
            return principal
        cookie = principal_cookie_of(request)
        return principal_from_cookie(generation, self.key, cookie, now) if cookie else PUBLIC


def principal_cookie_of(request: Request) -> str:
    """The principal's cookie, or ""; a token in the request makes it void."""
    if request.header("authorization").lower().startswith("bearer "):
        return ""
    # Not `http.cookies`: there one odd cookie of another program makes all others unreadable.
    return parse_cookie(request.header("cookie")).get(COOKIE_NAME, "")


def _void_token() -> SignInRequired:
    return SignInRequired(
        "AK-004",
        Text("Kunci API ini tidak dikenal atau sudah berakhir.", "This API key is unknown or has ended."),
        Text("Buat kunci baru di halaman akun.", "Make a new key on the account page."),
        "Authorization",
    )
