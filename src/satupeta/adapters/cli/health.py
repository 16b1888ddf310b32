"""`satupeta doctor`: do files and database agree?"""

import argparse

from django.db import transaction
from django.utils import timezone

from satupeta.adapters.cli.output import DONE, NODE_FAULT, Output
from satupeta.control.catalogue.models import Dataset
from satupeta.control.catalogue.queries import release_folders
from satupeta.control.jobs.queue import enqueue
from satupeta.control.monitoring.queries import Lag, search_lag
from satupeta.control.published.models import PublishedRow
from satupeta.control.published.rows import everything, rebuild_rows
from satupeta.control.published.specs import row_of
from satupeta.control.publishing.actions.clear_dataset import sweep_blobs
from satupeta.control.publishing.actions.end_abandoned import end_abandoned
from satupeta.control.publishing.queries import datasets_in_work, draft_folders, kept_blobs, live_uploads
from satupeta.core.config import Config
from satupeta.core.published import encode_spec
from satupeta.core.text import Language, Text
from satupeta.data.doctor import Finding, Kept, examine, mend
from satupeta.data.published import Published
from satupeta.data.storage import Storage

_ROWS, _BLOB = "DK-020", "DK-006"


def doctor(arguments: argparse.Namespace, output: Output, config: Config) -> int:
    """Say what does not agree and how far search is behind; with `--fix` mend what can be mended.

    Exit code 4 when something is left. A search index that is behind is no fault: it follows at its own pace.
    """
    storage = Storage(config.data_folder)
    found = find(storage)
    left = fix(storage, found) if arguments.fix else found
    lag = search_lag()
    document = {
        "search": {"entries_behind": lag.entries, "seconds_behind": round(lag.seconds, 1)},
        "findings": [_document(finding, output.language) for finding in found],
        "left": [_document(finding, output.language) for finding in left],
    }
    lines = [f"{one.place}: {one.message.in_language(output.language)} ({one.code})" for one in found]
    output.answer(document, "\n".join([*lines, *_behind(lag), _summary(found, left, arguments.fix)]))
    return NODE_FAULT if left else DONE


def find(storage: Storage) -> tuple[Finding, ...]:
    """Everything that does not agree: files with rows, and published rows with the tables they come from."""
    generation = Published(storage.control_database).newest()
    return (*examine(storage, generation, kept()), *_stale_rows())


def fix(storage: Storage, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Mend what can be mended, and let the search index be built anew.

    Returns:
        What is left.
    """
    if any(finding.code == _ROWS for finding in found):
        rebuild_rows()
    left = mend(storage, tuple(finding for finding in found if finding.code not in (_ROWS, _BLOB)))
    end_abandoned(timezone.now())
    sweep_blobs()  # not what was found: an upload may have come meanwhile that speaks of it
    with transaction.atomic():
        enqueue("index")
    return (*left, *_stale_rows())


def kept() -> Kept:
    """What the control plane knows of besides what is published."""
    return Kept(
        releases=frozenset(release_folders() | draft_folders()),
        datasets=frozenset(str(key) for key in Dataset.objects.values_list("pk", flat=True)),
        building=frozenset(datasets_in_work()),
        uploads=frozenset(live_uploads()),
        blobs=frozenset(kept_blobs()),
    )


def _stale_rows() -> list[Finding]:
    with transaction.atomic():
        there: dict[tuple[str, str], tuple[str, str]] = {
            (row.kind, row.thing): (row.path, row.spec) for row in PublishedRow.objects.all()
        }
        wanted: dict[tuple[str, str], tuple[str, str]] = {}
        for kind, thing in everything():
            row = row_of(kind, thing)
            if row is not None:
                wanted[kind, thing] = (row[0], encode_spec(row[1]).decode())
    wrong = [key for key in there.keys() | wanted.keys() if there.get(key) != wanted.get(key)]
    message = Text("Baris terbitan tidak sesuai.", "A published row does not say what the node holds.")
    return [Finding(_ROWS, f"{kind} {thing}", message, True) for kind, thing in sorted(wrong)]


def _behind(lag: Lag) -> list[str]:
    if not lag.entries:
        return []
    return [f"The search index has {lag.entries} changes to read; the oldest is {lag.seconds:.0f} s old."]


def _document(finding: Finding, language: Language) -> dict[str, object]:
    return {
        "code": finding.code,
        "place": finding.place,
        "message": finding.message.in_language(language),
        "mendable": finding.mendable,
    }


def _summary(found: tuple[Finding, ...], left: tuple[Finding, ...], is_fixed: bool) -> str:
    if not found:
        return "All is well."
    if not is_fixed:
        return f"{len(found)} findings; `satupeta doctor --fix` mends {sum(one.mendable for one in found)} of them."
    return f"{len(found) - len(left)} of {len(found)} findings mended."
