"""What a WFS request can get wrong beyond what every request can (OGC 06-121r9, 8.3; OGC 09-025r1, 7.5).

InvalidParameter
├── UnknownOperation            a REQUEST that this server does not know
├── VersionNegotiationFailed    none of the accepted versions is spoken here
└── OptionNotSupported          an option of the standard that is not offered
"""

from satupeta.core.errors import InvalidParameter


class UnknownOperation(InvalidParameter):
    """A REQUEST that this server does not know."""


class VersionNegotiationFailed(InvalidParameter):
    """None of the accepted versions is spoken here."""


class OptionNotSupported(InvalidParameter):
    """An option of the standard that is not offered."""
