"""Check style and quality with pre-commit: ruff, pylint-odoo, prettier, eslint, each pinned."""


def arguments(parser):
    pass


def call(options):
    return 0
