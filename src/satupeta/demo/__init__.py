"""Real boundaries of Kota Tangerang and Banten, for a node to start with. Source and licence: `ATTRIBUTION.md`."""
