"""From a matched route to a reply: the one place where every error becomes an answer."""

import logging
import secrets
from dataclasses import dataclass, replace

from satupeta.adapters.http.bodies import whole_body
from satupeta.adapters.http.errors import html_error, json_error, ows_error, wms_error
from satupeta.adapters.http.messages import Receive
from satupeta.adapters.http.node import Node
from satupeta.adapters.http.pages import ErrorFrame
from satupeta.adapters.http.pool import DrawPool
from satupeta.adapters.http.request import Request
from satupeta.adapters.http.routes import Door, Route
from satupeta.adapters.http.static import get_static
from satupeta.control.failures import method_not_allowed, unexpected
from satupeta.control.statuses import is_internal
from satupeta.core.errors import SatuPetaError
from satupeta.core.ogc.wms.versions import spoken
from satupeta.service.reply import Reply

_faults = logging.getLogger("satupeta.faults")
_PREFLIGHT_S = "86400"


@dataclass(frozen=True, slots=True)
class Bridge:
    """Runs routes: verbs in place or in the drawing threads."""

    node: Node
    pool: DrawPool

    async def reply(self, route: Route | None, request: Request, receive: Receive) -> Reply:
        """What the route answers, or the door's own words for what went wrong; None is the folder of static files."""
        methods = route.methods if route else ("GET", "HEAD")
        try:
            if request.method == "OPTIONS":
                return _preflight(methods)
            if request.method not in methods:
                return self._not_allowed(route, request, methods)
            return await self._run(route, request, receive)
        except SatuPetaError as error:
            if is_internal(error):
                _faults.error("%s at %s %s", error, request.method, ascii(request.path))
            return error_reply(route, error, request, self.node)
        except Exception:  # noqa: BLE001  the outer edge: whatever it was, it is logged once and answered
            number = secrets.token_hex(4)
            _faults.exception("fault %s at %s %s", number, request.method, ascii(request.path))
            return error_reply(route, unexpected(number), request, self.node)

    async def _run(self, route: Route | None, request: Request, receive: Receive) -> Reply:
        if route is None:
            return get_static(request)
        if route.receiver is not None:
            return await route.receiver(request, self.node, receive)
        if request.method == "POST":
            request = replace(request, body=await whole_body(receive) or b"")
        if route.adapter is None:
            raise TypeError(f"route {route.name} has nothing that answers")
        if route.threaded:
            return await self.pool.run(route.adapter, request, self.node)
        return route.adapter(request, self.node)

    def _not_allowed(self, route: Route | None, request: Request, methods: tuple[str, ...]) -> Reply:
        reply = error_reply(route, method_not_allowed(request.method[:20], methods), request, self.node)
        return replace(reply, headers=(*reply.headers, ("Allow", ", ".join((*methods, "OPTIONS")))))


def error_reply(route: Route | None, error: SatuPetaError, request: Request, node: Node) -> Reply:
    """An error in the words of the route's door; a person who follows a link gets a page."""
    if route is not None and route.door is Door.WMS:
        return wms_error(error, request.language, spoken(request.query))
    if route is not None and route.door is Door.WFS:
        return ows_error(error, request.language)
    if request.prefers_html:
        return html_error(error, ErrorFrame(request.language, node.links, node.config))
    return json_error(error, request.language)


def _preflight(methods: tuple[str, ...]) -> Reply:
    allowed = ", ".join((*methods, "OPTIONS"))
    headers = (
        ("Allow", allowed),
        ("Access-Control-Allow-Methods", allowed),
        ("Access-Control-Allow-Headers", "Accept, Accept-Language, Authorization, Content-Type, If-None-Match"),
        ("Access-Control-Max-Age", _PREFLIGHT_S),
        ("Cache-Control", "no-store"),
    )
    return Reply(b"", "text/plain; charset=utf-8", 204, headers, public=True)
