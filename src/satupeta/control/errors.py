"""What can go wrong in the control plane.

SatuPetaError
└── ControlError
    ├── InvalidInput     something that was given cannot be taken
    └── Conflict         it cannot be done as things stand now: a name is taken, somebody was faster
"""

from satupeta.core.errors import SatuPetaError


class ControlError(SatuPetaError):
    """A change that cannot be made."""


class InvalidInput(ControlError):
    """Something that was given cannot be taken; the locator names it."""


class Conflict(ControlError):
    """It cannot be done as things stand now."""
