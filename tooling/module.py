"""The add-on of this repository as the tooling sees it: what it depends on and whether it changed."""

import ast
import os

from . import cache, ui

NAME = "loyalty_club"
FOLDER = cache.REPOSITORY / NAME
# Changes here need no update of a database.
NOT_INSTALLED = {"static", "tests", "__pycache__"}
STOCK_SUITES = ("loyalty", "sale_loyalty", "pos_loyalty", "pos_sale_loyalty", "website_sale_loyalty")


def manifest():
    path = FOLDER / "__manifest__.py"
    if not path.exists():
        raise ui.ClubError(f"no {NAME}/__manifest__.py in {cache.REPOSITORY}: is the checkout complete?")
    return ast.literal_eval(path.read_text())


def dependencies():
    return sorted(manifest()["depends"])


def version_hash():
    """Return a hash of everything in the module that an installed database depends on."""
    parts = []
    for folder, names, files in os.walk(FOLDER):
        names[:] = sorted(set(names) - NOT_INSTALLED)
        for name in sorted(files):
            if not name.endswith((".pyc", ".po", ".pot", ".rst")):
                path = FOLDER.joinpath(folder, name)
                parts += [str(path.relative_to(FOLDER)), path]
    return cache.digest(*parts)
