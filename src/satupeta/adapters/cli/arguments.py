"""What can be said on the command line. Parsing loads nothing of the node, so that help is quick."""

import argparse
from collections.abc import Callable

from satupeta import __version__
from satupeta.core.access import AccessClass, NodeRole, OfficeRole
from satupeta.core.published import REFERENCE_ROLES
from satupeta.demo.tangerang import NODE

_ACCESS = [access.value for access in AccessClass]
_KINDS = ["all", "datasets", "services", "organisations"]
_NODE_ROLES = [role.value for role in NodeRole]
_OFFICE_ROLES = [role.value for role in OfficeRole]
_THINGS = ["dataset", "service"]
_GRANTED = ["view", "query", "download", "edit"]
_SCOPES = ["view", "query", "download", "edit", "manage"]
Add = Callable[[argparse.ArgumentParser], None]


def build_parser() -> argparse.ArgumentParser:
    """The whole command line. The chosen command's module of `adapters.cli` is in `module`, its function in `verb`."""
    parser = argparse.ArgumentParser(
        prog="satupeta", description="A city's reference map: published, served, described."
    )
    parser.add_argument("--version", action="version", version=f"satupeta {__version__}")
    groups = parser.add_subparsers(metavar="COMMAND", required=True)
    _command(groups, "init", "make the data folder, the database and the first administrator", "setup", _init)
    _command(groups, "serve", "serve the node", "serve", _serve)
    _command(groups, "demo", "set up and serve a node of Kota Tangerang", "demo", _demo)
    _command(groups, "publish", "publish files", "publish", _publish)
    _command(
        groups, "unpublish", "take a dataset out of every door; its files stay until they are cleared", "publish", _slug
    )
    _command(groups, "ls", "list what the node holds", "listing", _listing)
    _command(groups, "doctor", "look whether files and database agree", "health", _doctor)
    _command(groups, "rename", "give a thing another name; the old one leads to it", "things", _rename)
    _command(groups, "access", "say whom a dataset or map service is for", "things", _access)
    _group(groups, "record", "what is written about datasets and map services", "things", _RECORD)
    _group(groups, "release", "the releases of a dataset", "things", _RELEASE)
    _group(groups, "role", "what datasets are for everybody", "things", _ROLE)
    _group(groups, "style", "how datasets are drawn", "styles", _STYLE)
    _group(groups, "grant", "rights to data", "grants", _GRANT)
    _group(groups, "service", "map services", "services", _SERVICE)
    _group(groups, "organisation", "offices that own data", "people", _ORGANISATION)
    _group(groups, "user", "people and their roles", "people", _USER)
    _group(groups, "token", "API tokens", "tokens", _TOKEN)
    _group(groups, "config", "the configuration", "settings", _CONFIG)
    return parser


def _command(
    groups: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    what: str,
    module: str,
    add: Add,
    verb: str = "",
) -> None:
    parser = groups.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".", allow_abbrev=False)
    add(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--data-folder", metavar="FOLDER", help="the node's data folder")
    parser.set_defaults(module=module, verb=verb or name, kept=NODE if name == "demo" else {})


def _group(
    groups: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    what: str,
    module: str,
    commands: dict[str, tuple[str, Add]],
) -> None:
    parser = groups.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
    inner = parser.add_subparsers(metavar="COMMAND", required=True)
    for command, (help_text, add) in commands.items():
        _command(inner, command, help_text, module, add, f"{name}_{command}")


def _nothing(_parser: argparse.ArgumentParser) -> None:
    pass


def _slug(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug", metavar="SLUG", help="the thing's name")


def _init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--organisation", metavar="NAME", default="", help="name of the first office")
    parser.add_argument("--administrator", metavar="MAIL", default="", help="mail address of the first administrator")


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="address to listen on")
    parser.add_argument("--port", type=int, help="port to listen on")
    parser.add_argument("--workers", type=int, help="web worker processes")


def _demo(parser: argparse.ArgumentParser) -> None:
    _serve(parser)
    city = parser.add_mutually_exclusive_group()
    city.add_argument("--small", action="store_true", help="a hundredth of the synthetic city")
    city.add_argument("--without-city", action="store_true", help="the real boundaries alone")


def _publish(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="zipped Shapefile, GeoPackage, GeoJSON or CSV")
    parser.add_argument("--layer", action="append", default=[], metavar="L", help="only this layer; may be repeated")
    parser.add_argument("--dataset", metavar="SLUG", help="publish as the next release of this dataset")
    parser.add_argument("--slug", help="name of the new dataset; proposed from the title without it")
    parser.add_argument("--title", metavar="T", help="title of the dataset")
    parser.add_argument("--organisation", metavar="O", help="slug of the office that owns it")
    parser.add_argument("--access", choices=_ACCESS, help="whom it is for; by default as the office says, or as it was")
    parser.add_argument("--role", choices=sorted(REFERENCE_ROLES), metavar="R", help="reference role: %(choices)s")
    parser.add_argument("--key", metavar="FIELD", help="field whose values name features; feature ids follow it")
    parser.add_argument("--crs", metavar="C", help="CRS of the coordinates, such as EPSG:32748")
    parser.add_argument("--encoding", metavar="E", help="encoding of the texts, such as CP1252")
    parser.add_argument(
        "--as",
        dest="acting_as",
        metavar="MAIL",
        default="",
        help="publish as this person, who is the release's author; as the node itself without it",
    )
    parser.add_argument("--yes", action="store_true", help="accept what the node proposes for each doubt")


def _listing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", default="all", choices=_KINDS, help="what to list")


def _doctor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fix", action="store_true", help="remove what belongs to nothing and rebuild what is derived")


def _thing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=_THINGS, help="what it is")
    _slug(parser)


def _rename(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=[*_THINGS, "organisation"], help="what it is")
    _slug(parser)
    parser.add_argument("new", metavar="NEW", help="its name from now on")


def _access(parser: argparse.ArgumentParser) -> None:
    _thing(parser)
    parser.add_argument("access", choices=_ACCESS, help="whom it is for; a map service at most as wide as its data")


def _record_set(parser: argparse.ArgumentParser) -> None:
    _thing(parser)
    for name, what in _RECORD_TEXTS.items():
        parser.add_argument(f"--{name}", metavar="T", help=f"{what}; what is not said stays")
    parser.add_argument("--keyword", action="append", metavar="W", help="keywords in place of those there; repeated")


def _release_current(parser: argparse.ArgumentParser) -> None:
    _slug(parser)
    parser.add_argument("number", metavar="NUMBER", type=int, help="of the release, as listed")


def _role_set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("role", choices=sorted(REFERENCE_ROLES), help="the role")
    _slug(parser)
    for name, what in (("code", "code"), ("name", "name"), ("parent", "code of the area around")):
        parser.add_argument(f"--{name}-field", metavar="FIELD", default="", help=f"field with the {what}; told without")


def _style_set(parser: argparse.ArgumentParser) -> None:
    _slug(parser)
    parser.add_argument("file", metavar="FILE", help="JSON file with one style")
    parser.add_argument("--name", metavar="NAME", default="", help="name of the style; the file's without it")


def _grant_add(parser: argparse.ArgumentParser) -> None:
    _thing(parser)
    holders = "person:MAIL, organisation:SLUG or token:ID"
    parser.add_argument("--to", required=True, metavar="HOLDER", help=f"who gets it: {holders}")
    parser.add_argument("--action", action="append", choices=_GRANTED, help="what it allows; view without; repeated")
    parser.add_argument(
        "--where", action="append", default=[], metavar="FIELD=VALUE", help="only such features; repeated"
    )
    parser.add_argument("--hide", action="append", default=[], metavar="FIELD", help="without this field; repeated")
    parser.add_argument("--area", metavar="W,S,E,N", default="", help="only features that meet this box, in degrees")
    parser.add_argument("--ends", metavar="DATE", default="", help="last day, such as 2027-12-31")


def _grant_id(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("grant", metavar="ID", help="the grant's id, as listed")


def _service_create(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug", metavar="SLUG", help="name of the map service")
    parser.add_argument("--title", required=True, help="title")
    parser.add_argument("--abstract", default="", help="what it shows")
    parser.add_argument("--organisation", metavar="O", help="slug of the office that owns it")
    parser.add_argument("--access", choices=_ACCESS, help="whom it is for, at most as wide as its data")
    parser.add_argument(
        "--layer", action="append", required=True, metavar="DATASET[:STYLE]", help="a layer, the lowest first"
    )


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="TOML or JSON file with a list `service`")


def _organisation_add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="name of the office")
    parser.add_argument("--slug", help="its name in addresses; proposed from the name without it")
    parser.add_argument("--name-en", default="", help="its English name")
    parser.add_argument("--contact", default="", help="mail address")
    parser.add_argument("--default-access", choices=_ACCESS, default="restricted", help="access of its new datasets")


def _user_add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("mail", metavar="MAIL", help="mail address to sign in with")
    parser.add_argument("--name", default="", help="name; the mail address without it")
    parser.add_argument("--password-stdin", action="store_true", help="read the password instead of making one")
    _roles(parser)


def _user_roles(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("mail", metavar="MAIL", help="whose roles")
    _roles(parser)


def _roles(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--node-role", action="append", choices=_NODE_ROLES, default=[], help="role over the whole node"
    )
    parser.add_argument(
        "--office",
        action="append",
        default=[],
        metavar="OFFICE:ROLE",
        help=f"role in an office: {', '.join(_OFFICE_ROLES)}",
    )


def _mail(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("mail", metavar="MAIL", help="whose")


def _user_password(parser: argparse.ArgumentParser) -> None:
    _mail(parser)
    parser.add_argument("--password-stdin", action="store_true", help="read the password instead of making one")


def _token_create(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("mail", metavar="MAIL", help="whose rights it carries")
    parser.add_argument("--title", default="", help="what it is for")
    parser.add_argument("--scope", action="append", choices=_SCOPES, default=[], help="only for this; may be repeated")
    parser.add_argument("--ends", metavar="DATE", default="", help="last day, such as 2027-12-31")


def _token_id(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("token", metavar="ID", help="the token's id, as listed")


_RECORD_TEXTS = {
    "title": "title",
    "title-en": "English title",
    "abstract": "what it is",
    "abstract-en": "the same in English",
    "theme": "theme",
    "licence": "licence",
    "contact": "whom to ask",
}
_RECORD: dict[str, tuple[str, Add]] = {
    "show": ("show what is written about a thing", _thing),
    "set": ("write about a thing", _record_set),
}
_RELEASE: dict[str, tuple[str, Add]] = {
    "current": ("serve this release from now on", _release_current),
    "ls": ("list a dataset's releases", _slug),
}
_ROLE: dict[str, tuple[str, Add]] = {
    "set": ("give a reference role to a dataset", _role_set),
    "ls": ("list the reference roles that are held", _nothing),
}
_STYLE: dict[str, tuple[str, Add]] = {
    "set": ("draw a dataset as a file says", _style_set),
    "ls": ("list a dataset's styles; whole with `--json`", _slug),
}
_GRANT: dict[str, tuple[str, Add]] = {
    "add": ("give a right to a dataset or map service", _grant_add),
    "ls": ("list the rights to a thing", _thing),
    "end": ("take a right back", _grant_id),
}
_SERVICE: dict[str, tuple[str, Add]] = {
    "create": ("make a map service", _service_create),
    "apply": ("make or change map services as a file says", _file),
    "delete": ("take a map service out of every door", _slug),
}
_ORGANISATION: dict[str, tuple[str, Add]] = {"add": ("add an office", _organisation_add)}
_USER: dict[str, tuple[str, Add]] = {
    "add": ("add a person", _user_add),
    "ls": ("list people", _nothing),
    "roles": ("give a person exactly these roles", _user_roles),
    "password": ("give a person a new password", _user_password),
    "remove": ("let a person sign in no more and end every session of theirs", _mail),
}
_TOKEN: dict[str, tuple[str, Add]] = {
    "create": ("make a token; it is shown once", _token_create),
    "ls": ("list a person's tokens", _mail),
    "revoke": ("end a token", _token_id),
}
_CONFIG: dict[str, tuple[str, Add]] = {"show": ("show every key, its value and where it came from", _nothing)}
