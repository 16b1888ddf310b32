"""A file from this machine, published in one go: what the command line and the demo do."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import msgspec

from satupeta.control.accounts.models import Membership
from satupeta.control.action import Actor
from satupeta.control.catalogue.models import Dataset, Organisation
from satupeta.control.catalogue.queries import dataset_row
from satupeta.control.errors import InvalidInput
from satupeta.control.node import node_config, node_storage
from satupeta.control.published.specs import row_of
from satupeta.control.publishing.actions.build_drafts import build_drafts
from satupeta.control.publishing.actions.cancel_publication import CancelPublication
from satupeta.control.publishing.actions.choose_reading import ChooseReading
from satupeta.control.publishing.actions.publish_release import PublishRelease
from satupeta.control.publishing.actions.register_upload import RegisterUpload
from satupeta.control.publishing.actions.sweep_upload import sweep_upload
from satupeta.control.publishing.actions.understand_upload import understand_upload
from satupeta.control.publishing.choices import Choice, understanding_of, which_layer
from satupeta.control.publishing.models import ENDED, Publication
from satupeta.control.publishing.progress import Progress, no_progress
from satupeta.control.publishing.tickets import admit_actor, which_owner
from satupeta.core import published as spec
from satupeta.core.access import AccessClass, OfficeRole
from satupeta.core.errors import SatuPetaError
from satupeta.core.ingest import (
    Doubt,
    DoubtCode,
    LayerUnderstanding,
    ReadChoices,
    Understanding,
    accept_proposals,
    open_doubts,
)
from satupeta.core.text import Text
from satupeta.data.errors import RefusedFile
from satupeta.data.staging import StagingWriter, receive

_PIECE_BYTES = 1 << 20
_OPTIONS = {DoubtCode.CRS: "--crs", DoubtCode.ENCODING: "--encoding", DoubtCode.KEY: "--key"}
"""With which option of the command line a doubt is decided."""


class PublishOptions(msgspec.Struct, frozen=True):
    """How a file is published.

    Attributes:
        layer: The only layer wanted; "" for all.
        dataset: Id or slug of the dataset to replace; "" to make new ones.
        title: Of a new dataset, "" to take the layer's name; or the new one of the dataset that is replaced.
        slug: Of a new dataset; "" to propose one.
        organisation: Id or slug of the owner; "" for the only one there is to choose.
        access: Of the dataset; None for the owner's default, or to leave it as it is.
        role: Reference role it takes, or "".
        key, crs, encoding: How the file is read; "" to go by the file.
        accept: Whether the node's proposals are taken for every doubt.
    """

    layer: str = ""
    dataset: str = ""
    title: str = ""
    slug: str = ""
    organisation: str = ""
    access: AccessClass | None = None
    role: str = ""
    key: str = ""
    crs: str = ""
    encoding: str = ""
    accept: bool = False


class RefusedLayer(msgspec.Struct, frozen=True):
    """Something that was not published: a file, or one layer of it, and why."""

    file: str
    layer: str
    code: str
    message: Text
    advice: Text


class PublishedFile(msgspec.Struct, frozen=True):
    """What came of a file."""

    datasets: tuple[spec.Dataset, ...] = ()
    refused: tuple[RefusedLayer, ...] = ()


def publish_file(actor: Actor, path: Path, options: PublishOptions, progress: Progress = no_progress) -> PublishedFile:
    """Stage, understand, build and publish a file in this process, through the same actions as every other way.

    Args:
        actor: Who publishes.
        path: The file; it is read, never changed.
        options: How.
        progress: Told of each stage.

    Returns:
        The datasets as they are published now, and what was refused. Layers with open doubts are refused one by one;
        the others are published together, in one transaction.

    Raises:
        SignInRequired, NotPermitted, UnknownThing: The actor may not publish there.
        SatuPetaError: The node itself cannot: its disk is full, its database is missing.
    """
    organisation = options.organisation or ("" if options.dataset else only_organisation(actor))
    admission = admit_actor(actor, organisation, options.dataset)
    upload_id = str(uuid.uuid4())
    try:
        with StagingWriter(node_storage(), upload_id, path.name, node_config().upload_limit_bytes) as writer:
            staged = receive(writer, _pieces(path, progress))
            RegisterUpload(actor, upload_id, staged, admission.organisation, admission.dataset, queued=False).execute()
        return _publish_upload(actor, upload_id, path.name, options, progress)
    except (RefusedFile, InvalidInput) as error:
        return PublishedFile(refused=(_refused(path.name, options.layer, error),))
    finally:
        _leave_nothing(actor, upload_id)


def only_organisation(actor: Actor) -> str:
    """Id of the organisation that needs no naming: the only one the actor produces for, or the node's only one.

    Raises:
        InvalidInput: There are several, or none.
    """
    if actor.person_id:
        produced = Membership.objects.filter(person_id=actor.person_id, role=OfficeRole.PRODUCER.value)
        ids = list(produced.values_list("organisation_id", flat=True))
    else:
        ids = list(Organisation.objects.values_list("pk", flat=True)[:2])
    if len(ids) != 1:
        raise which_owner()
    return str(ids[0])


def _publish_upload(
    actor: Actor, upload_id: str, name: str, options: PublishOptions, progress: Progress
) -> PublishedFile:
    publication = understand_upload(upload_id, progress)
    if publication.understanding is None:
        return PublishedFile(refused=(_kept_refusal(publication, options.layer),))
    understanding = _reread(actor, publication, options, progress)
    choices, refused = _choices(understanding, name, options)
    if not choices:
        return PublishedFile(refused=tuple(refused))
    ChooseReading(actor, upload_id, tuple(choices), queued=False).execute()
    publication = build_drafts(upload_id, progress)
    if publication.error:
        return PublishedFile(refused=(*refused, _kept_refusal(publication, options.layer)))
    datasets = PublishRelease(actor, upload_id).execute()
    progress("publish", len(datasets), len(datasets))
    return PublishedFile(tuple(_spec(dataset) for dataset in datasets), tuple(refused))


def _reread(actor: Actor, publication: Publication, options: PublishOptions, progress: Progress) -> Understanding:
    """What is understood under the options that change how the file is read."""
    if not (options.crs or options.encoding or options.key):
        return understanding_of(publication)
    reading = ReadChoices(options.layer, options.crs, options.encoding, options.key)
    choice = Choice(str(publication.dataset_id or uuid.uuid4()), reading)
    ChooseReading(actor, publication.pk, (choice,), build=False, queued=False).execute()
    publication = understand_upload(publication.pk, progress)
    if publication.error:
        error = publication.error
        raise RefusedFile(error["code"], Text(**error["message"]), Text(**error["advice"]), error["locator"])
    return understanding_of(publication)


def _choices(
    understanding: Understanding, name: str, options: PublishOptions
) -> tuple[list[Choice], list[RefusedLayer]]:
    layers = [layer for layer in understanding.layers if options.layer in ("", layer.name)]
    is_for_one = options.dataset or options.title or options.slug or options.role
    if not layers or (is_for_one and len(layers) > 1):
        raise which_layer(understanding)
    choices: list[Choice] = []
    refused: list[RefusedLayer] = []
    for layer in layers:
        reading = ReadChoices(layer.name, options.crs, options.encoding, options.key)
        reading = accept_proposals(layer, reading) if options.accept else reading
        doubts = open_doubts(layer, reading)
        refused += [
            RefusedLayer(name, layer.name, f"UN-082 {doubt.code.value}", doubt.message, _doubt_advice(doubt))
            for doubt in doubts
        ]
        if not doubts:
            choices.append(_choice(layer, reading, options))
    return choices, refused


def _choice(layer: LayerUnderstanding, reading: ReadChoices, options: PublishOptions) -> Choice:
    if options.dataset:
        replaced = str(dataset_row(options.dataset).pk)
        return Choice(replaced, reading, Text(options.title), access=options.access, role=options.role)
    title = options.title or _title(layer.name)
    return Choice(str(uuid.uuid4()), reading, Text(title), options.slug, options.access, options.role)


def _title(layer: str) -> str:
    words = layer.replace("_", " ").replace("-", " ").strip() or layer
    return words[:1].upper() + words[1:]


def _doubt_advice(doubt: Doubt) -> Text:
    option = _OPTIONS.get(doubt.code)
    if not doubt.proposal:
        wanted = option or "--layer"
        return Text(f"Putuskan sendiri dengan {wanted}.", f"Decide it yourself with {wanted}.")
    taken = Text(f"Terima usul ({doubt.proposal}) dengan --yes", f"Accept the proposal ({doubt.proposal}) with --yes")
    if option is None:
        return Text(f"{taken.id}.", f"{taken.en}.")
    return Text(f"{taken.id}, atau putuskan sendiri dengan {option}.", f"{taken.en}, or decide with {option}.")


def _spec(dataset: Dataset) -> spec.Dataset:
    row = row_of("dataset", str(dataset.pk))
    if row is None or not isinstance(row[1], spec.Dataset):
        raise TypeError(f"dataset {dataset.pk} is not published")
    return row[1]


def _refused(file: str, layer: str, error: SatuPetaError) -> RefusedLayer:
    return RefusedLayer(file, layer, error.code, error.message, error.advice)


def _kept_refusal(publication: Publication, layer: str) -> RefusedLayer:
    error = publication.error or {}
    return RefusedLayer(publication.file_name, layer, error["code"], Text(**error["message"]), Text(**error["advice"]))


def _pieces(path: Path, progress: Progress) -> Iterator[bytes]:
    total = path.stat().st_size
    done = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            done += len(piece)
            progress("stage", done, total)
            yield piece


def _leave_nothing(actor: Actor, upload_id: str) -> None:
    """What did not end in a release is cancelled; the upload's folder goes in any case."""
    publication = Publication.objects.filter(pk=upload_id).first()
    if publication is not None and publication.state not in ENDED:
        CancelPublication(actor, upload_id).execute()
    sweep_upload(upload_id)
