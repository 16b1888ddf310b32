"""The node's memory: Django applications whose every change is one action in a file of its own."""
