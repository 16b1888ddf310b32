"""What can go wrong in `core`, said to a person in two languages.

SatuPetaError
├── InvalidParameter        a request parameter is missing, repeated, malformed or out of range
│   ├── MissingParameter    one that the request needs
│   ├── UnknownCrs          a CRS identifier this node does not serve
│   ├── InvalidBox          a box that is reversed, not finite or outside its CRS
│   ├── InvalidFilter       a filter that cannot be read or names no field
│   └── UnknownLayer        a layer, collection or style that is not offered here
├── OverBudget              an answer that would cost more than the published budget
├── UnknownThing            nothing is known, or may be known, under this name
├── SignInRequired          restricted data, and nobody is signed in
├── NotPermitted            restricted data, and the signed-in person holds no grant
└── InvalidGeometry         a geometry that cannot be used as it is

Errors carry data and no HTTP: one table in `adapters` maps a class to a status and a protocol's own code.
"""

from satupeta.core.text import Text


class SatuPetaError(Exception):
    """What is wrong, where, and what to do.

    Attributes:
        code: Short stable code for support, such as `UN-014`.
        message: What is wrong and where.
        advice: What the reader can do about it.
        locator: The parameter, field or file concerned; empty when none is.
    """

    def __init__(self, code: str, message: Text, advice: Text = Text(""), locator: str = "") -> None:
        super().__init__(f"{code}: {message.en or message.id}")
        self.code = code
        self.message = message
        self.advice = advice
        self.locator = locator


class InvalidParameter(SatuPetaError):
    """A request parameter is missing, repeated, malformed or out of range."""


class MissingParameter(InvalidParameter):
    """A request parameter that the request needs."""


class UnknownCrs(InvalidParameter):
    """A CRS identifier this node does not serve."""


class InvalidBox(InvalidParameter):
    """A box that is reversed, not finite or outside its CRS."""


class InvalidFilter(InvalidParameter):
    """A filter that cannot be read or that names an unknown field."""


class UnknownLayer(InvalidParameter):
    """A layer, collection or style that is not offered here."""


class OverBudget(SatuPetaError):
    """An answer that would cost more than the published budget."""


class UnknownThing(SatuPetaError):
    """Nothing is known, or may be known, under this name: closed and unknown answer alike."""


class SignInRequired(SatuPetaError):
    """Restricted data, and nobody is signed in."""


class NotPermitted(SatuPetaError):
    """Restricted data, and the signed-in person or token holds no grant."""


class InvalidGeometry(SatuPetaError):
    """A geometry that cannot be used as it is."""
