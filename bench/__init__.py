"""What is measured, and the harness that measures it."""
