"""What the doctor says beside its findings."""

import os
import subprocess
import sys
from pathlib import Path

from tests.adapters.cli.workplace import Workplace

_INDEX = (
    "import django; django.setup(); "
    "from satupeta.control.monitoring.consume_outbox import consume_outbox; consume_outbox()"
)


def index(place: Workplace) -> None:
    """Let the search index read everything, as its job does."""
    said = {"DJANGO_SETTINGS_MODULE": "satupeta.adapters.settings"}
    subprocess.run([sys.executable, "-c", _INDEX], cwd=place.folder, env=os.environ | said, check=True)


def test_the_doctor_tells_how_far_search_is_behind(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    place.document("init", "--organisation", "Bappeda")
    index(place)
    assert place.document("doctor")["search"] == {"entries_behind": 0, "seconds_behind": 0.0}
    assert "search index" not in place.run("doctor")
    place.document("organisation", "add", "Dinas", "--slug", "dinas")
    told = place.document("doctor")
    assert told["search"]["entries_behind"] == 1
    assert 0 < told["search"]["seconds_behind"] < 60
    assert told["findings"] == []
    assert "The search index has 1 changes to read" in place.run("doctor")
    index(place)
    assert place.document("doctor")["search"]["entries_behind"] == 0
