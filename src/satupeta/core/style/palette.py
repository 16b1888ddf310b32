"""The colours of data: told apart by colour-blind people too, on light ground."""

CATEGORIES = ("#2b48a1", "#ff7f0b", "#428662", "#b52003", "#67a5fa", "#a07396", "#45433e", "#b8b6af")
"""In this order, and never a ninth."""

OUTLINED = frozenset({"#ff7f0b", "#67a5fa", "#b8b6af"})
"""Those below 3:1 on white: they always get an outline."""

OUTLINE = "#10231f"
LAND = "#c6e3da"
BORDER = "#1a7971"
"""Areas without classes: the two ends of the Cisadane ramp, so that data is what is coloured on a calm ground."""
RIVER = "#0b655d"
REST = "#d6deda"
"""For what belongs to no class."""
