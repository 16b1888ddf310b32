"""Which office a command speaks of."""

from satupeta.control.catalogue.models import Organisation
from satupeta.control.catalogue.queries import organisation_row
from satupeta.core.errors import InvalidParameter
from satupeta.core.text import Text


def office_of(slug: str | None) -> Organisation:
    """The office of a slug; without one, the only office there is.

    Raises:
        UnknownThing: There is none of that slug.
        InvalidParameter: No slug is given and there is not exactly one office.
    """
    if slug:
        return organisation_row(slug)
    known = list(Organisation.objects.order_by("slug")[:20])
    if len(known) == 1:
        return known[0]
    names = ", ".join(office.slug for office in known)
    raise InvalidParameter(
        "PB-004",
        Text("Instansi pemilik belum disebut.", "The owning office is not named."),
        Text(f"Tambahkan --organisation: {names}.", f"Add --organisation: {names}.")
        if known
        else Text("Buat dahulu: satupeta organisation add NAMA.", "Add one first: satupeta organisation add NAME."),
        "organisation",
    )
