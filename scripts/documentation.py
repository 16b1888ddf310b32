"""A hook of MkDocs: adds the reference pages that change with every error and address of the program."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

import reference


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made anew with each build."""
    pages = {"reference/errors.md": reference.error_page(), "reference/addresses.md": reference.address_page()}
    for path, text in pages.items():
        files.append(File.generated(config, path, content=text))
    return files
