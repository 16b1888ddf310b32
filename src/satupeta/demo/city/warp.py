"""Bends a plan of straight lines into a city of curves.

The map is conformal, an analytic function of complex numbers: right angles stay right angles, and within the reach of
a block it is a turn with a change of scale to a few centimetres.
"""

import numpy as np
from numpy.typing import NDArray

from satupeta.demo.city.region import CENTRE

Places = NDArray[np.complex128]
_REACH_M = 15_000.0
_POLES = np.array([1.75 + 0.2j, -0.9 + 1.5j, 0.35 - 1.7j, -1.6 - 0.7j])
_PULLS = np.array([0.21 + 0.26j, 0.28 - 0.14j, -0.27 - 0.24j, 0.04 + 0.27j])
"""Where streets bend most, all outside the city, and how much."""
_TURN = 1.04 * np.exp(0.21j)
"""In the middle; the scale makes up for where streets would be narrower than planned."""
_MOST_STEPS = 40


def bent(plan: Places) -> Places:
    """Places of the plan, metres from the centre, as places in the city."""
    unit = plan[..., None] / _REACH_M
    drawn = (_PULLS * (unit + _POLES * np.log1p(-unit / _POLES))).sum(axis=-1)
    return np.asarray(CENTRE + _TURN * (plan + _REACH_M * drawn))


def slope(plan: Places) -> Places:
    """The turn and scale at places of the plan, as one complex factor."""
    unit = plan[..., None] / _REACH_M
    return np.asarray(_TURN * (1 + (_PULLS - _PULLS / (1 - unit / _POLES)).sum(axis=-1)))


def straightened(places: Places) -> Places:
    """Places in the city as places of the plan, to a millimetre.

    Raises:
        ValueError: A place lies too far outside the city.
    """
    plan: Places = (places - CENTRE) / _TURN
    for _ in range(_MOST_STEPS):
        miss = bent(plan) - places
        if np.abs(miss).max(initial=0.0) < 1e-3:
            return plan
        plan = plan - miss / slope(plan)
    raise ValueError("a place lies too far outside the city")
