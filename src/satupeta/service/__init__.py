"""The data plane's verbs, one a file: a frozen spec and a `Context` in, a `Reply` out."""
