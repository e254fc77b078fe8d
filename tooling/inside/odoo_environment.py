"""An Odoo environment for a script, configured by ODOO_RC."""

from contextlib import contextmanager


@contextmanager
def opened(database, log_level="warn"):
    """Yield the superuser's environment on a database; what is not committed is rolled back at the end."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config([f"--database={database}", "--no-http", f"--log-level={log_level}"], setup_logging=True)
    with Registry(database).cursor() as cr:
        context = api.Environment(cr, SUPERUSER_ID, {})["res.users"].context_get()
        yield api.Environment(cr, SUPERUSER_ID, context)
        cr.rollback()
