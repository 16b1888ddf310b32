"""What a WMS request can get wrong beyond what every request can (OGC 06-042, annex E.1).

InvalidParameter
├── InvalidFormat           a picture or answer format that is not offered
├── InvalidPoint            I or J lies outside the picture
├── CurrentUpdateSequence    the client holds this very document
├── InvalidUpdateSequence    the client claims a newer document than there is
├── LayerNotQueryable       GetFeatureInfo on a layer that may be seen but not asked
└── OperationNotSupported   a REQUEST that this server does not know
UnknownLayer
└── UnknownStyle            a style that the layer does not have
"""

from satupeta.core.errors import InvalidParameter, UnknownLayer


class InvalidFormat(InvalidParameter):
    """A picture or answer format that is not offered."""


class InvalidPoint(InvalidParameter):
    """I or J lies outside the picture."""


class LayerNotQueryable(InvalidParameter):
    """GetFeatureInfo on a layer that may be seen but not asked."""


class OperationNotSupported(InvalidParameter):
    """A REQUEST that this server does not know."""


class UnknownStyle(UnknownLayer):
    """A style that the layer does not have."""


class CurrentUpdateSequence(InvalidParameter):
    """The client holds this very document."""


class InvalidUpdateSequence(InvalidParameter):
    """The client claims a document newer than there is."""
