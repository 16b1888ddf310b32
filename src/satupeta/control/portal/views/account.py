"""Signing in and out, and a person's own API tokens."""

from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from satupeta.control.accounts.actions.issue_token import READING, IssueToken
from satupeta.control.accounts.actions.revoke_token import RevokeToken
from satupeta.control.accounts.actors import actor_of
from satupeta.control.accounts.models import Person
from satupeta.control.portal.addresses import site_links
from satupeta.control.portal.reading import reading_of
from satupeta.control.portal.views.errors import explained
from satupeta.core.access import Action
from satupeta.core.errors import SatuPetaError
from satupeta.core.text import Text

_WRONG = SatuPetaError(
    "AK-012",
    Text("Alamat surel atau kata sandi tidak cocok.", "Mail address and password do not fit."),
    Text("Periksa keduanya, lalu coba lagi.", "Check both, then try again."),
)
_WRITING = READING | {Action.EDIT}


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form, or the page that was wanted once mail and password fit."""
    wanted = _inside(request.POST.get("next") or request.GET.get("next") or "")
    if request.method != "POST":
        return render(request, "portal/sign_in.html", {"next": wanted, "mail": ""})
    mail = request.POST.get("mail", "")
    try:
        person = authenticate(request, mail=mail, password=request.POST.get("password", ""))
        error: SatuPetaError | None = None if person else _WRONG
    except SatuPetaError as refusal:
        person, error = None, refusal
    if person is None:
        return render(request, "portal/sign_in.html", {"next": wanted, "mail": mail, "error": error}, status=401)
    login(request, person)
    return HttpResponseRedirect(wanted or site_links().home(reading_of(request).language))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    language = reading_of(request).language
    logout(request)
    return HttpResponseRedirect(site_links().home(language))


@require_http_methods(["GET", "HEAD", "POST"])
@explained
def account(request: HttpRequest) -> HttpResponse:
    """A person's offices and tokens; a new token is shown once."""
    person = request.user
    if not isinstance(person, Person):
        return to_sign_in(request)
    page: dict[str, object] = {"memberships": person.memberships.select_related("organisation")}
    if request.method == "POST":
        scopes = _WRITING if request.POST.get("writes") else READING
        token, secret = IssueToken(
            actor_of(person), person.pk, request.POST.get("title", ""), frozenset(scopes)
        ).execute()
        page |= {"new_token": token, "secret": secret}
    page["tokens"] = person.tokens.filter(revoked_at=None).order_by("-created_at")
    return render(request, "portal/account.html", page)


@require_POST
@explained
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Make a token void."""
    if not isinstance(request.user, Person):
        return to_sign_in(request)
    RevokeToken(actor_of(request.user), token_id).execute()
    return HttpResponseRedirect(site_links().page("/akun", reading_of(request).language))


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, which leads back here."""
    links = site_links()
    wanted = f"{links.base}{request.get_full_path_info()}" if request.method in ("GET", "HEAD") else ""
    return HttpResponseRedirect(
        links.page("/masuk", reading_of(request).language, **({"next": wanted} if wanted else {}))
    )


def _inside(address: str) -> str:
    """The address when it lies on this site, else "": nobody is led elsewhere after signing in."""
    parts = urlsplit(address)
    plain = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return address if plain and all(ord(letter) > 32 and letter != "\\" for letter in address) else ""
