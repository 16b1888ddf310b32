"""What a dataset is for everybody."""

from dataclasses import dataclass, field

import msgspec

from satupeta.control.action import Mutation, Trace
from satupeta.control.catalogue.models import Dataset, ReferenceRole
from satupeta.control.catalogue.queries import dataset_row
from satupeta.control.errors import InvalidInput
from satupeta.control.permission import require_for
from satupeta.core.access import Action, NodeRole, Outcome, refusal_error
from satupeta.core.features.schema import Schema
from satupeta.core.published import REFERENCE_ROLES
from satupeta.core.region_fields import CODE_NAMES, NAME_NAMES, PARENT_NAMES, region_fields
from satupeta.core.text import Text

_WANTED = {
    "code_field": (Text("kode wilayah", "the region code"), CODE_NAMES),
    "name_field": (Text("nama wilayah", "the region's name"), NAME_NAMES),
    "parent_field": (Text("kode wilayah induk", "the parent's code"), PARENT_NAMES),
}
_DECIDERS = frozenset({NodeRole.STEWARD, NodeRole.ADMINISTRATOR})


@dataclass
class AssignReferenceRole(Mutation[ReferenceRole]):
    """Give a reference role to a dataset, which takes it from the one that holds it.

    A role that nobody holds may be taken by whoever manages the dataset; one that is held is given on by who manages
    both, a steward or an administrator. Fields that are not named are told from their usual names.
    """

    verb = "assign_reference_role"
    role: str
    key: object
    code_field: str = ""
    name_field: str = ""
    parent_field: str = ""
    _dataset: Dataset = field(init=False, repr=False)
    _holder: ReferenceRole | None = field(init=False, repr=False)

    def allow(self) -> None:
        """Whoever manages the dataset, and the one that holds the role now; or a steward."""
        self._dataset = dataset_row(self.key)
        self._holder = ReferenceRole.objects.select_related("dataset").filter(pk=self.role).first()
        principal = self.actor.principal
        scoped = principal.scopes is None or Action.MANAGE in principal.scopes
        if principal.node_roles & _DECIDERS and scoped:
            return
        require_for(self.actor, Action.MANAGE, self._dataset)
        if self._holder is not None and self._holder.dataset.organisation_id != self._dataset.organisation_id:
            raise refusal_error(Outcome.NOT_PERMITTED)

    def change(self, trace: Trace) -> ReferenceRole:
        """Write the role.

        Raises:
            InvalidInput: The role is unknown, the dataset is not published, or it lacks a field.
        """
        fields = self._fields()
        before = self._holder.dataset_id if self._holder else None
        row, _ = ReferenceRole.objects.update_or_create(name=self.role, defaults={"dataset": self._dataset, **fields})
        trace.touch("role", self.role, {"dataset": str(before)} if before else None, {"dataset": str(self._dataset.pk)})
        for dataset in {before, self._dataset.pk} - {None}:
            trace.touch("dataset", dataset)
        return row

    def _fields(self) -> dict[str, str]:
        if self.role not in REFERENCE_ROLES:
            raise InvalidInput(
                "KT-030",
                Text(f"Peran {self.role} tidak dikenal.", f"The role {self.role} is unknown."),
                Text(f"Yang ada: {', '.join(REFERENCE_ROLES)}.", f"There are: {', '.join(REFERENCE_ROLES)}."),
                "role",
            )
        release = self._dataset.current_release
        if release is None:
            raise InvalidInput(
                "KT-031",
                Text("Dataset ini belum terbit.", "This dataset is not published."),
                Text("Terbitkan dahulu.", "Publish it first."),
                "dataset",
            )
        schema = msgspec.convert(release.schema, Schema)
        code, name, parent = region_fields(schema)
        found = {
            "code_field": self.code_field or code,
            "name_field": self.name_field or name,
            "parent_field": self.parent_field or parent,
        }
        for label, chosen in found.items():
            if not schema.field(chosen) and (chosen or label != "parent_field"):
                raise _no_field(self.role, label, chosen, schema)
        return found


def _no_field(role: str, label: str, chosen: str, schema: Schema) -> InvalidInput:
    """What is said where a field of a role is not there: which one is wanted, how it may be called, what there is."""
    wanted, usual = _WANTED[label]
    there = ", ".join(field.name for field in schema.fields) or "-"
    if chosen:
        message = Text(f"Kolom {chosen!r} ({wanted.id}) tidak ada.", f"There is no field {chosen!r} ({wanted.en}).")
    else:
        message = Text(
            f"Peran {role} memerlukan kolom {wanted.id}, dan berkas ini tidak punya.",
            f"The role {role} needs a field with {wanted.en}, and this file has none.",
        )
    advice = Text(
        f"Namai kolom itu salah satu dari: {', '.join(usual)}. Yang ada: {there}.",
        f"Call that field one of: {', '.join(usual)}. There are: {there}.",
    )
    return InvalidInput("KT-032", message, advice, label)
