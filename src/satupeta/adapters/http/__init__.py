"""HTTP: the raw ASGI application in front of the data plane, with Django behind it."""
