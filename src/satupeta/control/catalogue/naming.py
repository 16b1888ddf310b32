"""Taking and changing names in the node-wide namespace."""

from satupeta.control.catalogue.models import Slug
from satupeta.control.errors import Conflict, InvalidInput
from satupeta.core.published import Kind
from satupeta.core.slugs import is_slug, slug_candidates
from satupeta.core.text import Text


def propose_slug(title: str, office: str, kind: Kind) -> str:
    """The first free slug for a title; the office's name is added only when the title's own is taken."""
    return next(
        candidate
        for candidate in slug_candidates(title, office, kind)
        if not Slug.objects.filter(pk=candidate).exists()
    )


def claim_slug(slug: str, kind: Kind, target: object) -> str:
    """Make `slug` the name of a thing, whose older names stay as aliases.

    Returns:
        The name it had before, "" for a new thing.

    Raises:
        InvalidInput: It cannot be a slug.
        Conflict: It names, or once named, another thing.
    """
    if not is_slug(slug):
        raise InvalidInput(
            "KT-001",
            Text(f"{slug!r} tidak bisa menjadi nama alamat.", f"{slug!r} cannot be a name in addresses."),
            Text(
                "Pakai huruf kecil a-z, angka dan tanda hubung, paling panjang 60.",
                "Use lower-case letters a-z, digits and single hyphens, at most 60.",
            ),
            "slug",
        )
    taken = Slug.objects.filter(pk=slug).first()
    if taken is not None and (taken.kind, str(taken.target)) != (kind, str(target)):
        raise Conflict(
            "KT-002",
            Text(f"Nama {slug} sudah dipakai, sekarang atau dahulu.", f"The name {slug} is taken, now or of old."),
            Text("Pilih nama lain.", "Choose another name."),
            "slug",
        )
    held = Slug.objects.filter(target=str(target), is_current=True)
    before = held.values_list("path", flat=True).first() or ""
    held.update(is_current=False)
    Slug.objects.update_or_create(path=slug, defaults={"kind": kind, "target": str(target), "is_current": True})
    return before
