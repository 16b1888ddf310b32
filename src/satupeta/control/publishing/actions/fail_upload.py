"""An upload whose job could not be finished through no fault of its file."""

from satupeta.control.publishing.actions.refuse_upload import refuse_upload
from satupeta.control.publishing.models import ENDED, Publication
from satupeta.core.errors import SatuPetaError
from satupeta.core.text import Text


def fail_upload(publication_id: str) -> None:
    """Tell the person that the node failed, where nothing better was told, and let them try again."""
    publication = Publication.objects.filter(pk=publication_id).exclude(state__in=ENDED).first()
    if publication is None or publication.error is not None:
        return
    refuse_upload(
        publication,
        SatuPetaError(
            "SM-050",
            Text(
                "Simpul gagal menyelesaikan pekerjaan ini; berkas Anda tidak salah.",
                "The node failed to finish this work; your file is not at fault.",
            ),
            Text(
                f"Coba lagi; jika terulang, sebutkan nomor {publication_id} kepada pengelola.",
                f"Try again; if it comes back, tell the administrator the number {publication_id}.",
            ),
            publication_id,
        ),
    )
