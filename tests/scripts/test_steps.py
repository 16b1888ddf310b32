import errno
import sys
from pathlib import Path

import pytest

import steps

PRINT = "import sys; print({!r}); sys.exit(1)"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Logs and stamps of these tests, apart from the checkout's own."""
    monkeypatch.setattr(steps, "_LOG", tmp_path / "log")
    monkeypatch.setattr(steps, "_STAMPS", tmp_path / "stamps")
    monkeypatch.setattr(steps, "PROJECT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("npm error code ENOTFOUND", "No network"),
        ("dns error: failed to lookup address information", "No network"),
        ("Temporary failure in name resolution", "No network"),
    ],
)
def test_a_known_failure_is_one_sentence(output: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(steps.Problem, match=sentence):
        steps.run([sys.executable, "-c", PRINT.format(output)], "trying", folder=Path.cwd())
    assert output not in capsys.readouterr().err


def test_an_unknown_failure_shows_its_last_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(steps.Problem, match="while trying"):
        steps.run([sys.executable, "-c", PRINT.format("something odd")], "trying", folder=Path.cwd())
    assert "something odd" in capsys.readouterr().err


def test_a_missing_program_is_named() -> None:
    with pytest.raises(steps.Problem, match="no-such-program is missing"):
        steps.run(["no-such-program"], "trying", folder=Path.cwd())


def test_a_step_is_done_for_one_state_only(place: Path) -> None:
    source = place / "source"
    source.write_text("a")
    steps.mark_done("build", steps.fingerprint([source]))
    assert steps.is_done("build", steps.fingerprint([source]))
    source.write_text("b")
    assert not steps.is_done("build", steps.fingerprint([source]))


@pytest.mark.parametrize(("code", "word"), [(errno.ENOSPC, "full"), (errno.EROFS, "written")])
def test_a_disk_that_takes_nothing_is_said_so(code: int, word: str) -> None:
    assert word in str(steps.disk_problem(OSError(code, "no", "/data")))
