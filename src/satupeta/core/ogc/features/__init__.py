"""OGC API - Features, part 1 (17-069r4) and part 2 (18-058r1)."""
