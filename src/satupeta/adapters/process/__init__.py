"""How the node's processes start, are watched over and stop together."""
