"""Writes the reference pages that come from the program itself: `reference.py` writes them, tests compare them."""

import argparse
import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from satupeta.adapters.cli.arguments import build_parser
from satupeta.core.access import AccessClass, Action, NodeRole, OfficeRole, Outcome, Principal, Resource, decide
from satupeta.core.config import Config

PROJECT = Path(__file__).resolve().parents[1]
REFERENCE = PROJECT / "docs" / "reference"
_OFFICE, _OTHER_OFFICE = "office", "other office"
_WHO = {
    "everybody (not signed in)": Principal(),
    "signed in, no role": Principal("p"),
    "member of the owning office": Principal("p", offices={_OFFICE: OfficeRole.MEMBER}),
    "producer of the owning office": Principal("p", offices={_OFFICE: OfficeRole.PRODUCER}),
    "producer of another office": Principal("p", offices={_OTHER_OFFICE: OfficeRole.PRODUCER}),
    "steward": Principal("p", frozenset({NodeRole.STEWARD})),
    "publisher": Principal("p", frozenset({NodeRole.PUBLISHER})),
    "administrator": Principal("p", frozenset({NodeRole.ADMINISTRATOR})),
}
_WORDS = {Outcome.ALLOWED: "yes", Outcome.SIGN_IN: "sign in", Outcome.NOT_PERMITTED: "ask", Outcome.UNKNOWN: "unknown"}


def pages() -> dict[Path, str]:
    """Every generated page that is kept with the sources."""
    return {
        REFERENCE / "configuration.md": configuration_page(),
        REFERENCE / "permissions.md": permissions_page(),
        REFERENCE / "command-line.md": command_line_page(),
    }


def configuration_page() -> str:
    """Every key of the configuration, from its definition."""
    meanings = key_meanings()
    lines = [_read("configuration"), "| key | in the environment | default | what it is |", "|---|---|---|---|"]
    for field in msgspec.structs.fields(Config):
        default = str(field.default) or "*empty*"
        lines.append(f"| `{field.name}` | `SATUPETA_{field.name.upper()}` | {default} | {meanings[field.name]} |")
    return "\n".join(lines) + "\n"


def key_meanings() -> dict[str, str]:
    """What the docstring of the configuration says of each key."""
    meanings: dict[str, str] = {}
    for line in (Config.__doc__ or "").partition("Attributes:")[2].splitlines():
        names, colon, meaning = line.strip().partition(": ")
        if colon:
            meanings.update(dict.fromkeys(names.split(", "), meaning))
    return meanings


def permissions_page() -> str:
    """Who may do what, asked of the one decision itself."""
    lines = [_read("permissions")]
    for access in AccessClass:
        lines += [f"## {access.value.capitalize()} data", "", "| who | " + " | ".join(Action) + " |", "|---" * 7 + "|"]
        resource = Resource("thing", _OFFICE, access)
        for who, principal in _WHO.items():
            words = (_WORDS[decide(principal, action, resource).outcome] for action in Action)
            lines.append(f"| {who} | " + " | ".join(words) + " |")
        lines.append("")
    return "\n".join(lines)


def command_line_page() -> str:
    """Every command with its words, as its help says."""
    lines = [_read("command-line")]
    for parser in sorted(_commands(build_parser()), key=lambda parser: parser.prog):
        lines += [f"## {parser.prog}", "", parser.description or "", "", "| word | what it is |", "|---|---|"]
        lines += [f"| `{_word(action)}` | {_meaning(action)} |" for action in parser._actions if action.dest != "help"]
        lines.append("")
    return "\n".join(lines)


def error_page() -> str:
    """Every error of the program with its code, from the sources; made when the documentation is built."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted((PROJECT / "src").rglob("*.py")):
        for code, message, advice in error_calls(ast.parse(path.read_text(encoding="utf-8"))):
            found[code] = (message, advice)
    rows = [f"| `{code}` | {message} | {advice} |" for code, (message, advice) in sorted(found.items())]
    return "\n".join([_read("errors"), "| code | what is wrong | what to do |", "|---|---|---|", *rows]) + "\n"


def address_page(routes: Iterable[Any]) -> str:
    """Every address of the data plane; made when the documentation is built."""
    rows = []
    for route in routes:
        needs = route.action.value if route.action else "nothing"
        rows.append(f"| `{route.pattern}` | {', '.join(route.methods)} | {route.door.value} | {needs} |")
    return "\n".join([_read("addresses"), "| address | methods | door | needs |", "|---|---|---|---|", *rows]) + "\n"


def error_calls(tree: ast.AST) -> Iterator[tuple[str, str, str]]:
    """Code, English message and English advice of every error that a module makes."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        code = node.args[0].value
        if isinstance(code, str) and len(code) == 6 and code[2] == "-" and code[3:].isdigit() and code[:2].isupper():
            message, advice, *_ = [*(_english(argument) for argument in node.args[1:3]), "", ""]
            yield code, message, advice


def _english(node: ast.expr) -> str:
    if isinstance(node, ast.Call) and node.args:
        return _template(node.args[-1])
    return ""


def _template(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value).replace("|", "\\|")
    if isinstance(node, ast.JoinedStr):
        return "".join(_template(part) if isinstance(part, ast.Constant) else "…" for part in node.values)
    if isinstance(node, ast.BinOp):
        return _template(node.left) + _template(node.right)
    return "…"


def _commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield parser
    for group in groups:
        for inner in group.choices.values():
            yield from _commands(inner)


def _word(action: argparse.Action) -> str:
    value = str(action.metavar or "\\|".join(str(choice) for choice in action.choices or ()) or action.dest.upper())
    if action.option_strings:
        return action.option_strings[0] + ("" if action.nargs == 0 else f" {value}")
    return f"[{value}]" if action.nargs == "?" else value + ("…" if action.nargs == "+" else "")


def _meaning(action: argparse.Action) -> str:
    choices = ", ".join(str(choice) for choice in action.choices or ())
    text = (action.help or "").replace("%(choices)s", choices)
    return text + (" (required)" if action.option_strings and action.required else "")


def _read(name: str) -> str:
    return (REFERENCE / "_introductions" / f"{name}.md").read_text(encoding="utf-8")


if __name__ == "__main__":
    for page, text in pages().items():
        page.write_text(text, encoding="utf-8")
