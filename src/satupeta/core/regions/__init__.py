"""Areas with codes: which of them holds a point, which lies nearest."""
