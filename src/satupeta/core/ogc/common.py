"""What the OGC protocols share: reading parameters, with one way to refuse them."""

import math
from collections.abc import Collection, Iterable

from satupeta.core.errors import InvalidBox, InvalidParameter, MissingParameter
from satupeta.core.text import Text

_SHOWN = 60


class Parameters:
    """The parameters of a request, each at most once.

    Args:
        pairs: Decoded names and values in the order they came.
        ignore_case: Whether names match in any case, as in the key-value protocols (OGC 06-042, 6.8.1).
    """

    def __init__(self, pairs: Iterable[tuple[str, str]], *, ignore_case: bool = False) -> None:
        self._ignore_case = ignore_case
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(self._key(name), []).append(value)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that came, in upper case where case is ignored."""
        return tuple(self._values)

    def optional(self, name: str, default: str = "") -> str:
        """The value, or `default` when the parameter did not come.

        Raises:
            InvalidParameter: It came more than once.
        """
        values = self._values.get(self._key(name), ())
        if len(values) > 1:
            raise InvalidParameter(
                "PT-003",
                Text(f"{name} dikirim lebih dari sekali.", f"{name} came more than once."),
                Text("Kirim sekali saja.", "Send it once."),
                name,
            )
        return values[0] if values else default

    def required(self, name: str) -> str:
        """The value.

        Raises:
            InvalidParameter: It is missing, empty or came more than once.
        """
        value = self.optional(name).strip()
        if not value:
            raise missing(name)
        return value

    def present(self, name: str) -> str:
        """The value, which may be empty but must have come.

        Raises:
            InvalidParameter: It is missing or came more than once.
        """
        if self._key(name) not in self._values:
            raise missing(name)
        return self.optional(name)

    def integer(self, name: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number within limits, both included.

        Raises:
            InvalidParameter: It is missing without a default, no whole number, or out of range.
        """
        text = (self.optional(name) if default is not None else self.required(name)).strip()
        if not text and default is not None:
            return default
        digits = text.removeprefix("-").removeprefix("+")
        # int() takes digits of every script, underscores and any length: only plain short ones are meant.
        number = int(text) if digits.isascii() and digits.isdecimal() and len(digits) <= 18 else None
        if number is None or not least <= number <= most:
            raise InvalidParameter(
                "PT-004",
                Text(
                    f"{name}={shown(text)}: harus bilangan bulat {least} sampai {most}.",
                    f"{name}={shown(text)}: must be a whole number from {least} to {most}.",
                ),
                Text("Perbaiki nilainya.", "Correct the value."),
                name,
            )
        return number

    def number(self, name: str, least: float, most: float) -> float:
        """A finite number within limits, both included.

        Raises:
            InvalidParameter: It is missing, no number, or out of range.
        """
        text = self.required(name)
        number = _number(text)
        if number is None or not least <= number <= most:
            raise InvalidParameter(
                "PT-008",
                Text(
                    f"{name}={shown(text)}: harus bilangan {least:g} sampai {most:g}.",
                    f"{name}={shown(text)}: must be a number from {least:g} to {most:g}.",
                ),
                Text("Perbaiki nilainya.", "Correct the value."),
                name,
            )
        return number

    def choice(self, name: str, choices: Collection[str], default: str | None = None) -> str:
        """One of `choices`, spelled exactly.

        Raises:
            InvalidParameter: It is missing without a default, or none of them.
        """
        value = self.optional(name, default) if default is not None else self.required(name)
        if value in choices:
            return value
        raise not_among(name, value, choices)

    def refuse_unknown(self, allowed: Collection[str]) -> None:
        """Refuse names that the operation does not know.

        Raises:
            InvalidParameter: Naming the unknown one and listing the allowed ones.

        Standard: OGC 17-069r4, 7.5.1, requirement /req/core/query-param-unknown.
        """
        for name in self._values:
            if name not in allowed:
                listed = ", ".join(sorted(allowed))
                raise InvalidParameter(
                    "PT-006",
                    Text(f"Parameter “{shown(name)}” tidak dikenal.", f"There is no parameter “{shown(name)}”."),
                    Text(f"Yang dikenal: {listed}.", f"Known here: {listed}."),
                    shown(name),
                )

    def _key(self, name: str) -> str:
        return name.upper() if self._ignore_case else name


def numbers(text: str, name: str, counts: tuple[int, ...]) -> tuple[float, ...]:
    """Finite numbers separated by commas.

    Raises:
        InvalidBox: One is no finite number, or their count is none of `counts`.
    """
    parts = text.split(",") if len(text) <= 1000 else []
    found = tuple(number for part in parts if (number := _number(part)) is not None)
    if len(found) != len(parts) or len(found) not in counts:
        listed = " / ".join(str(count) for count in counts)
        raise InvalidBox(
            "PT-005",
            Text(
                f"{name}={shown(text)}: harus {listed} bilangan dengan koma di antaranya.",
                f"{name}={shown(text)}: must be {listed} numbers separated by commas.",
            ),
            Text("Contoh: 106.5,-6.3,106.8,-6.1", "Such as: 106.5,-6.3,106.8,-6.1"),
            name,
        )
    return found


def missing(name: str) -> MissingParameter:
    """The refusal of a request without a parameter that it needs."""
    return MissingParameter(
        "PT-002",
        Text(f"Parameter {name} tidak ada.", f"The parameter {name} is missing."),
        Text(f"Tambahkan {name}.", f"Add {name}."),
        name,
    )


def not_among(name: str, value: str, choices: Collection[str]) -> InvalidParameter:
    """The refusal of a value that is none of the choices."""
    listed = ", ".join(choices)
    return InvalidParameter(
        "PT-007",
        Text(f"{name}={shown(value)}: tidak dilayani.", f"{name}={shown(value)}: not offered."),
        Text(f"Pakai salah satu: {listed}.", f"Use one of: {listed}."),
        name,
    )


def shown(text: str) -> str:
    """A client's own text as errors repeat it: short, without control characters."""
    plain = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "…"


def _number(text: str) -> float | None:
    try:
        number = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None
