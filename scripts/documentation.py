"""A hook of MkDocs: adds the reference pages that change with every error and address of the program."""

import importlib
import os

import django
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

import reference


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made anew with each build."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satupeta.adapters.settings")
    django.setup()
    routes = importlib.import_module("satupeta.adapters.http.routes").ROUTES
    pages = {"reference/errors.md": reference.error_page(), "reference/addresses.md": reference.address_page(routes)}
    for path, text in pages.items():
        files.append(File.generated(config, path, content=text))
    return files
