"""What templates need besides plain values: addresses, files of the front end, numbers and dates."""

from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from satupeta import __version__
from satupeta.control.instants import iso_instant
from satupeta.control.node import node_config, node_links
from satupeta.control.portal import formats
from satupeta.control.portal.addresses import bounds_text, site_links
from satupeta.control.portal.assets import asset_path
from satupeta.control.portal.reading import Reading, language_of_request, reading_of
from satupeta.core import published as spec
from satupeta.core.box import Box
from satupeta.core.links import Links
from satupeta.core.text import Language, Text

register = template.Library()
_STATE_WORDS = {
    "staged": Text("menunggu dibaca", "waiting to be read"),
    "understanding": Text("sedang dibaca", "being read"),
    "understood": Text("menunggu keputusan Anda", "waiting for your decision"),
    "building": Text("sedang disusun", "being built"),
    "built": Text("siap diterbitkan", "ready to be published"),
    "published": Text("terbit", "published"),
    "refused": Text("ditolak", "refused"),
    "cancelled": Text("dibatalkan", "cancelled"),
}


@register.simple_tag
def asset(name: str) -> str:
    """Address of a built file: `portal.js`, `portal.css`, `icons.svg`, `brand.svg`."""
    return site_links().static(asset_path(name))


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """One icon of the sprite, hidden from readers."""
    return format_html('<svg class="i {}" aria-hidden="true"><use href="{}#{}"/></svg>', size, asset("icons.svg"), name)


@register.simple_tag
def page_url(path: str, **query: str) -> str:
    """A page by its Indonesian path in the page's language."""
    return site_links().page(path, language_of_request(), **query)


@register.simple_tag
def home_url() -> str:
    """The front page in the page's language."""
    return site_links().home(language_of_request())


@register.simple_tag
def thing_url(kind: str, slug: str) -> str:
    """The page of a dataset, map service or organisation in the page's language."""
    return site_links().thing(kind, slug, language_of_request())


@register.simple_tag
def node_url(kind: str) -> str:
    """An address of the node itself: `wms`, `ogc`, `session`, or its `base` as others know it."""
    links = site_links()
    addresses = {
        "wms": links.wms(),
        "ogc": links.ogc(),
        "root": links.base,
        "session": links.api("session"),
        "base": node_config().address.rstrip("/"),
    }
    return addresses[kind]


@register.simple_tag(takes_context=True)
def in_other_language(context: template.Context, language: Language) -> str:
    """This page in a language, its query kept."""
    return _in_language(context["request"], language, site_links())


@register.simple_tag(takes_context=True)
def alternate(context: template.Context, language: Language) -> str:
    """The same as a whole address, as search engines want to be told of a page's other languages."""
    return _in_language(context["request"], language, node_links())


@register.simple_tag(takes_context=True)
def reading(context: template.Context) -> Reading | None:
    """The request's view of the node; None on the page of an error without a request."""
    request = context.get("request")
    return reading_of(request) if request is not None else None


@register.simple_tag
def node_title() -> str:
    """What the node is called."""
    config = node_config()
    return Text(config.node_title, config.node_title_en).in_language(language_of_request())


@register.simple_tag
def node_contact() -> str:
    """Whom to write to."""
    return node_config().contact


@register.simple_tag
def version() -> str:
    """Of the program."""
    return __version__


@register.filter
def words(text: Text) -> str:
    """A text in the page's language."""
    return text.in_language(language_of_request())


@register.filter
def both(told: dict[str, str]) -> str:
    """A text kept as JSON in the page's language."""
    return Text(told.get("id", ""), told.get("en", "")).in_language(language_of_request())


@register.filter
def publication_state(state: str) -> str:
    """How an upload stands, in a word."""
    return _STATE_WORDS[state].in_language(language_of_request())


@register.filter
def since(moment_of: datetime) -> str:
    """How long ago a moment was."""
    instant, now = iso_instant(moment_of), iso_instant(timezone.now())
    return formats.format_age(instant, now, language_of_request(), _zone())


@register.filter
def bounds(box: object) -> str:
    """A box in degrees as the page's map takes it."""
    return bounds_text(cast(Box | None, box))


@register.filter
def number(value: float) -> str:
    """A number with the language's marks."""
    return formats.format_number(value, language_of_request(), 0 if isinstance(value, int) else 2)


@register.filter
def percent(share: float) -> str:
    """A share from 0 to 1 as per cent."""
    return f"{formats.format_number(share * 100, language_of_request(), 1)}%"


@register.filter
def size(size_bytes: int) -> str:
    """A size with its unit."""
    return formats.format_size(size_bytes, language_of_request())


@register.filter
def day(instant: str) -> str:
    """The day of an instant."""
    return formats.format_day(instant, language_of_request(), _zone())


@register.filter
def moment(instant: str) -> str:
    """Day and time of an instant in full."""
    return formats.format_moment(instant, language_of_request(), _zone())


@register.filter
def time_of_day(instant: str) -> str:
    """The time of an instant."""
    return formats.format_time(instant, language_of_request(), _zone())


@register.filter
def extent(box: object) -> str:
    """The corners of a box."""
    return formats.format_extent(cast(Box, box), language_of_request()) if box else "–"


@register.inclusion_tag("portal/parts/stamp.html")
def stamp(release: spec.Release, href: str = "", state: str = "") -> dict[str, object]:
    """The release stamp: number and day, linked to the release; `state` is `old`, `draft` or empty."""
    return {"release": release, "href": href, "state": state}


@register.inclusion_tag("portal/parts/addresses.html")
def address_rows(addresses: object) -> dict[str, object]:
    """Addresses with copy buttons."""
    return {"addresses": addresses}


def _in_language(request: HttpRequest, language: Language, links: Links) -> str:
    path = request.path_info.removeprefix("/en") if request.path_info.startswith("/en/") else request.path_info
    query = request.META.get("QUERY_STRING", "")
    address = links.home(language) if path in ("", "/") else links.page(path, language)
    return f"{address}?{query}" if query else address


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
