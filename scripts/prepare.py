"""Makes a checkout ready: `prepare.py run`, `prepare.py test` or `prepare.py docs`. A second call does nothing."""

import os
import subprocess
import sys

import steps
from compiler import compiler_environment
from debian import install_programs
from node import npm_path
from steps import PROJECT, TOOLS, VENV, WEB, Problem, fingerprint, is_done, mark_done

_WEB_STEP = "building the web front end"
_UV_VERSION = "0.13.9"
_UV = TOOLS / "venv" / "bin" / "uv"
_PYTHON = VENV / "bin" / "python"
_KERNELS = PROJECT / "src" / "satupeta" / "core" / "kernels"
_LOCALE = PROJECT / "src" / "satupeta" / "control" / "locale"
_LOCKS = {"run": "node.txt", "test": "everything.txt", "docs": "everything.txt"}
_PROGRAMS = {"chromium": "chromium", "ogrinfo": "gdal-bin"}
_UV_ENVIRONMENT = {"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}


def main(purpose: str) -> None:
    """Bring everything that `purpose` needs."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        raise Problem(f"Python 3.11, 3.12 or 3.13 is needed, this is {sys.version.split()[0]}: set PYTHON=… for make.")
    steps.check_disk()
    os.environ.update(_UV_ENVIRONMENT)
    _prepare_tools()
    web = _start_web()
    try:
        _prepare_packages(_LOCKS[purpose])
        _prepare_package()
        _prepare_messages()
    except Problem:
        if web:
            web.terminate()
        raise
    if web:
        steps.finish(web, _WEB_STEP)
        mark_done("web", _web_state())
    if purpose == "test":
        _prepare_client_libraries()
        for sentence in install_programs(_PROGRAMS):
            print(sentence, file=sys.stderr)


def _prepare_tools() -> None:
    if is_done("tools", _UV_VERSION) and _UV.exists():
        return
    try:
        import ensurepip  # noqa: F401 - Debian leaves it out of its bare Python
        import venv
    except ImportError as error:
        raise Problem("Python's venv is missing: install the package python3-venv and start again.") from error
    print("  making a place for tools", flush=True)
    # Anew, whatever an earlier try or another program left there.
    venv.create(TOOLS / "venv", clear=True, with_pip=True)
    steps.run([_UV.with_name("pip"), "install", "--quiet", f"uv=={_UV_VERSION}"], "fetching uv")
    mark_done("tools", _UV_VERSION)


def _web_state() -> str:
    return fingerprint([WEB / "src", *(path for path in sorted(WEB.iterdir()) if path.is_file())])


def _start_web() -> subprocess.Popen[bytes] | None:
    built = PROJECT / "src" / "satupeta" / "control" / "static" / "satupeta"
    if is_done("web", _web_state()) and built.is_dir():
        return None
    return steps.start(["sh", "-c", "npm ci --no-progress && npm run build"], _WEB_STEP, _npm_environment(), WEB)


def _npm_environment() -> dict[str, str]:
    entry = npm_path(_UV)
    return {"PATH": os.pathsep.join(part for part in (entry, os.environ["PATH"]) if part)}


def _prepare_client_libraries() -> None:
    folder = PROJECT / "tests" / "clients" / "web"
    state = fingerprint([folder / "package-lock.json"])
    if is_done("clients", state) and (folder / "node_modules").is_dir():
        return
    steps.run(["npm", "ci", "--no-progress"], "fetching map clients for tests", _npm_environment(), folder)
    mark_done("clients", state)


def _prepare_packages(lock: str) -> None:
    requirements = PROJECT / "requirements" / lock
    state = fingerprint([requirements])
    if is_done("packages-everything.txt", fingerprint([PROJECT / "requirements" / "everything.txt"])):
        return
    if is_done(f"packages-{lock}", state) and _PYTHON.exists():
        return
    if not _PYTHON.exists():
        steps.run([_UV, "venv", "--quiet", "--allow-existing", "--python", sys.executable, VENV], "making .venv")
    steps.run(
        [_UV, "pip", "install", "--python", _PYTHON, "--require-hashes", "-r", requirements],
        "installing Python packages",
    )
    mark_done(f"packages-{lock}", state)


def _prepare_package() -> None:
    sources = [*sorted(_KERNELS.glob("*.p[yx]*")), PROJECT / "setup.py", PROJECT / "pyproject.toml"]
    state = fingerprint([path for path in sources if path.suffix != ".py" or path.name == "setup.py"])
    if is_done("package", state) and list(_KERNELS.glob("*.so")):
        return
    environment = compiler_environment(_UV)
    steps.run(
        [_UV, "pip", "install", "--python", _PYTHON, "--no-deps", "--no-build-isolation", "--editable", "."],
        "building the kernels and installing the package",
        environment,
    )
    mark_done("package", state)


def _prepare_messages() -> None:
    texts = sorted(_LOCALE.glob("*/LC_MESSAGES/*.po"))
    state = fingerprint(texts)
    if not texts or (is_done("messages", state) and all(path.with_suffix(".mo").exists() for path in texts)):
        return
    for path in texts:
        doing = f"compiling the texts {path.parent.parent.name} {path.stem}"
        steps.run([VENV / "bin" / "pybabel", "compile", "-i", path, "-o", path.with_suffix(".mo")], doing)
    mark_done("messages", state)


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "run")
    except Problem as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        print(steps.disk_problem(error), file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
