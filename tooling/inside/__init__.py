"""Scripts that run in Odoo's Python, on one database: ``python -m tooling.inside.NAME DATABASE ...``."""
