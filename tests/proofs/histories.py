"""Random histories of a node: what people do to it over the years, one step at a time."""

from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.proofs import city
from tests.proofs.workbench import Workshop

_MAILS = ("satu@kota.example", "dua@kota.example", "tiga@kota.example")
_NODE_ROLES = ("steward", "publisher", "administrator")
_OFFICE_ROLES = ("member", "producer")
_ROLE = "boundary-kelurahan"


class History:
    """Takes one random step after the other through the node's own doors, and remembers every name ever used.

    A step may be refused, as it may in life: a name that is taken, a release that is not there.
    """

    def __init__(self, workshop: Workshop, random: Random) -> None:
        self._workshop = workshop
        self._random = random
        self._folder = workshop.folder.parent
        self._number = 0
        self._tokens: list[tuple[str, str]] = []
        self._grants: list[tuple[str, str]] = []
        self.datasets: list[str] = []
        self.services: list[str] = []
        self.log: list[str] = []
        city.found_offices(workshop)
        for mail in _MAILS:
            workshop.done("user", "add", mail)
        for _ in range(3):
            self._publish()
        self._compose()

    @property
    def secrets(self) -> list[str]:
        """Every token ever made, revoked ones too."""
        return [secret for _, secret in self._tokens]

    @property
    def mails(self) -> tuple[str, ...]:
        """Everybody who may sign in."""
        return _MAILS

    def step(self) -> str:
        """Take a random step; says which one."""
        moves: list[tuple[int, Callable[[], object]]] = [
            (3, self._publish),
            (4, self._replace),
            (3, self._set_access),
            (3, self._change_roles),
            (3, self._rename),
            (3, self._give),
            (2, self._withdraw),
            (2, self._issue_token),
            (2, self._revoke_token),
            (3, self._flip),
            (1, self._unpublish),
            (2, self._compose),
            (1, self._delete_service),
            (2, self._rewrite),
            (1, self._assign),
        ]
        move = self._random.choices([move for _, move in moves], [weight for weight, _ in moves])[0]
        self.log.append(f"{move.__name__} -> {move()!r}")
        return self.log[-1]

    def _file(self) -> Path:
        self._number += 1
        rows, shift = self._random.randrange(2, city.ROWS), self._random.choice((0.0, 0.002))
        path = self._folder / f"langkah-{self._number}.geojson"
        return city.write_squares(path, rows=rows, mark=f"n{self._number}", shift=shift)

    def _publish(self) -> object:
        access, owner = self._random.choice(city.CLASSES), self._random.choice((city.OWNER, city.OTHER))
        file = self._file()
        slug = f"kebun-{self._number}"
        city.publish(self._workshop, file, slug, access, owner)
        self.datasets.append(slug)
        return slug, access, owner

    def _replace(self) -> object:
        slug = self._dataset()
        said = self._workshop.run("publish", self._file(), "--dataset", slug, "--yes", "--json")
        assert said.code in (0, 3), said
        return slug, said.code

    def _set_access(self) -> object:
        kind, slug = self._thing()
        access = self._random.choice(city.CLASSES)
        return slug, access, self._act("set_access:SetAccess", kind=kind, key=slug, access=access)

    def _change_roles(self) -> object:
        mail = self._random.choice(_MAILS)
        words: list[str] = []
        if self._random.random() < 0.4:
            words += ["--node-role", self._random.choice(_NODE_ROLES)]
        if self._random.random() < 0.6:
            words += [
                "--office",
                f"{self._random.choice((city.OWNER, city.OTHER))}:{self._random.choice(_OFFICE_ROLES)}",
            ]
        return mail, words, self._workshop.run("user", "roles", mail, *words, "--json").code

    def _rename(self) -> object:
        kind, slug = self._thing()
        self._number += 1
        fresh = f"{'kebun' if kind == 'dataset' else 'peta'}-{self._number}"
        error = self._act("rename_thing:RenameThing", kind=kind, key=slug, slug=fresh)
        if error is None:
            (self.datasets if kind == "dataset" else self.services).append(fresh)
        return slug, fresh, error

    def _give(self) -> object:
        kind, slug = self._thing()
        mail = self._random.choice(_MAILS)
        limited = kind == "dataset" and self._random.random() < 0.5
        grant = city.reading_grant(self._workshop.identify(mail)["id"], limited)
        return slug, mail, limited, self._act("give_grant:GiveGrant", kind=kind, key=slug, grant=grant)

    def _withdraw(self) -> object:
        grants = self._workshop.grants()
        if not grants:
            return "no grant"
        return self._act("withdraw_grant:WithdrawGrant", grant_id=self._random.choice(grants))

    def _issue_token(self) -> object:
        words = ["--scope", self._random.choice(("view", "query", "download"))] if self._random.random() < 0.5 else []
        made = self._workshop.done("token", "create", self._random.choice(_MAILS), *words)
        self._tokens.append((made["id"], made["token"]))
        return words

    def _revoke_token(self) -> object:
        if not self._tokens:
            return "no token"
        return self._workshop.run("token", "revoke", self._random.choice(self._tokens)[0], "--json").code

    def _flip(self) -> object:
        slug, number = self._dataset(), self._random.randrange(1, 4)
        return slug, number, self._act("make_release_current:MakeReleaseCurrent", key=slug, number=number)

    def _unpublish(self) -> object:
        slug = self._dataset()
        return slug, self._workshop.run("unpublish", slug, "--json").code

    def _compose(self) -> object:
        self._number += 1
        slug = f"peta-{self._number}"
        layers = {self._dataset() for _ in range(2)}
        words = [word for layer in sorted(layers) for word in ("--layer", layer)]
        access = self._random.choice(city.CLASSES)
        owner = self._random.choice((city.OWNER, city.OTHER))
        said = self._workshop.run(
            "service", "create", slug, "--title", slug, "--organisation", owner, "--access", access, *words, "--json"
        )
        if said.code == 0:
            self.services.append(slug)
        return slug, sorted(layers), access, said.code

    def _delete_service(self) -> object:
        if not self.services:
            return "no service"
        slug = self._random.choice(self.services)
        return slug, self._workshop.run("service", "delete", slug, "--json").code

    def _rewrite(self) -> object:
        kind, slug = self._thing()
        self._number += 1
        record = {"title": {"id": f"Judul {self._number}", "en": ""}, "abstract": {"id": "Uraian <b>&", "en": "About"}}
        return slug, self._act("edit_record:EditRecord", kind=kind, key=slug, record=record)

    def _assign(self) -> object:
        slug = self._dataset()
        return slug, self._act("assign_reference_role:AssignReferenceRole", role=_ROLE, key=slug)

    def _act(self, action: str, **values: object) -> str | None:
        return self._workshop.act(f"catalogue.actions.{action}", **values)

    def _dataset(self) -> str:
        return self._random.choice(self.datasets)

    def _thing(self) -> tuple[str, str]:
        if self.services and self._random.random() < 0.3:
            return "service", self._random.choice(self.services)
        return "dataset", self._dataset()
